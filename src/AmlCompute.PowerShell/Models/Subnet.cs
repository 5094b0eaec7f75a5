namespace AmlCompute.Models;

/// <summary>A subnet of a virtual network, for the Tab key and the check of -SubnetId.</summary>
internal sealed class Subnet : JsonModel
{
    public Subnet(JsonElement json) : base(json) { }

    public string Name => Read(Members.Name) ?? string.Empty;

    /// <summary>Gets the IP range, in CIDR notation; null if the service returns none or several.</summary>
    public string? AddressPrefix => Read(Members.AddressPrefix);

    private static class Members
    {
        public static readonly JsonMember<string> Name = JsonMembers.CreateText("name");
        public static readonly JsonMember<string> AddressPrefix = JsonMembers.CreateText("properties.addressPrefix");
    }
}
