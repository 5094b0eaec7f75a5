namespace AmlCompute;

/// <summary>The Jupyter kernel of a custom service. A value that the service omits is null or empty.</summary>
public sealed class CustomServiceKernel : JsonModel
{
    internal CustomServiceKernel(JsonElement json) : base(json) { }

    /// <summary>Gets the name shown in Jupyter. JSON: <c>displayName</c>.</summary>
    public string? DisplayName => Read(Members.DisplayName);

    /// <summary>Gets the programming language, such as python. JSON: <c>language</c>.</summary>
    public string? Language => Read(Members.Language);

    /// <summary>Gets the command that starts the kernel, and its arguments. JSON: <c>argv</c>.</summary>
    public IReadOnlyList<string> Argv => ReadList(Members.Argv);

    /// <summary>Shows the name.</summary>
    public override string ToString() => DisplayName ?? string.Empty;

    internal static class Members
    {
        public static readonly JsonMember<string> DisplayName = JsonMembers.CreateText("displayName", MemberAccess.Action);
        public static readonly JsonMember<string> Language = JsonMembers.CreateText("language", MemberAccess.Action);
        public static readonly JsonMember<IReadOnlyList<string>> Argv = JsonMembers.CreateTextList("argv", MemberAccess.Action);
    }
}
