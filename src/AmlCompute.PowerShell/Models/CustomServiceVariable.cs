namespace AmlCompute;

/// <summary>An environment variable of a custom service. A value that the service omits is null.</summary>
public sealed class CustomServiceVariable : JsonModel
{
    internal CustomServiceVariable(JsonElement json) : base(json) { }

    /// <summary>Gets the kind; the only known value is local. JSON: <c>type</c>.</summary>
    public string? Type => Read(Members.Type);

    /// <summary>Gets the value, which can be a secret. JSON: <c>value</c>.</summary>
    public string? Value => Read(Members.Value);

    /// <summary>Shows the kind, such as <c>local</c>, and not the value, which can be a license key.</summary>
    public override string ToString() => Type ?? string.Empty;

    internal static class Members
    {
        public static readonly JsonMember<string> Type = JsonMembers.CreateText("type", MemberAccess.Action);
        public static readonly JsonMember<string> Value = JsonMembers.CreateText("value", MemberAccess.Action);
    }
}
