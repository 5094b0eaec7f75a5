using System.Globalization;

namespace AmlCompute;

/// <summary>An estimated price of a size of virtual machine. A value that the service omits is null.</summary>
public sealed class VmPrice : JsonModel
{
    internal VmPrice(JsonElement json) : base(json) { }

    /// <summary>Gets the price, in the currency and for the unit of the <see cref="VmSize"/>. JSON: <c>retailPrice</c>.</summary>
    public decimal? RetailPrice => Read(Members.RetailPrice);

    /// <summary>Gets the operating system: Linux or Windows. JSON: <c>osType</c>.</summary>
    public string? OsType => Read(Members.OsType);

    /// <summary>Gets the tier: Standard, LowPriority or Spot. JSON: <c>vmTier</c>.</summary>
    public string? VmTier => Read(Members.VmTier);

    /// <summary>Shows the operating system, the tier and the price, those that are known, for example <c>Linux Standard 0.29</c>.</summary>
    public override string ToString() =>
        string.Join(" ", new[] { OsType, VmTier, RetailPrice?.ToString(CultureInfo.InvariantCulture) }
            .Where(text => !string.IsNullOrEmpty(text)));

    private static class Members
    {
        public static readonly JsonMember<decimal?> RetailPrice = JsonMembers.CreateDecimal("retailPrice");
        public static readonly JsonMember<string> OsType = JsonMembers.CreateWord("osType", MemberAccess.ReadOnly, "Linux", "Windows");
        public static readonly JsonMember<string> VmTier =
            JsonMembers.CreateWord("vmTier", MemberAccess.ReadOnly, "Standard", "LowPriority", "Spot");
    }
}
