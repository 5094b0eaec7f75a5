namespace AmlCompute;

/// <summary>A setup script of a compute instance. A value that the service omits is null.</summary>
public sealed class SetupScript : JsonModel
{
    internal SetupScript(JsonElement json) : base(json) { }

    /// <summary>Gets the location of the script: workspaceStorage or inline. JSON: <c>scriptSource</c>.</summary>
    public string? ScriptSource => Read(Members.ScriptSource);

    /// <summary>Gets the path in the workspace's file share, or the base64 text of an inline script. JSON: <c>scriptData</c>.</summary>
    public string? ScriptData => Read(Members.ScriptData);

    /// <summary>Gets the arguments of the script, or the command that starts it. JSON: <c>scriptArguments</c>.</summary>
    public string? ScriptArguments => Read(Members.ScriptArguments);

    /// <summary>Gets the time limit of the script, a number and a unit: <c>10m</c>, <c>1h</c>. JSON: <c>timeout</c>.</summary>
    public string? Timeout => Read(Members.Timeout);

    /// <summary>Shows the path of the script and its arguments.</summary>
    /// <returns>For example <c>Users/ann/setup.sh --quiet</c>; <c>inline</c> for a script without a path.</returns>
    public override string ToString() =>
        ScriptSource is "inline"
            ? ScriptSource
            : string.Join(" ", new[] { ScriptData, ScriptArguments }.Where(text => !string.IsNullOrEmpty(text)));

    internal static class Members
    {
        public static readonly JsonMember<string> ScriptSource =
            JsonMembers.CreateWord("scriptSource", MemberAccess.Fixed, "workspaceStorage", "inline");
        public static readonly JsonMember<string> ScriptData = JsonMembers.CreateText("scriptData", MemberAccess.Fixed);
        public static readonly JsonMember<string> ScriptArguments = JsonMembers.CreateText("scriptArguments", MemberAccess.Fixed);
        public static readonly JsonMember<string> Timeout = JsonMembers.CreateText("timeout", MemberAccess.Fixed);
    }
}
