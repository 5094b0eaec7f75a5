using System.Security;

namespace AmlCompute;

/// <summary>An attached Azure Databricks workspace. A value that the service omits is null.</summary>
public sealed class DatabricksCompute : ComputeTarget
{
    internal DatabricksCompute(JsonElement json, Workspace workspace) : base(json, workspace) { }

    // These overrides come first in lists of properties; see ComputeTarget.
    /// <inheritdoc/>
    public override string Name => base.Name;

    /// <inheritdoc/>
    public override string Type => base.Type;

    /// <inheritdoc/>
    public override string? State => base.State;

    /// <summary>Gets the URL of the Databricks workspace. JSON: <c>properties.properties.workspaceUrl</c>.</summary>
    public string? WorkspaceUrl => Read(Members.WorkspaceUrl);

    internal static new class Members
    {
        public static readonly JsonMember<string> WorkspaceUrl =
            JsonMembers.CreateText("properties.properties.workspaceUrl", MemberAccess.Fixed);
        public static readonly JsonMember<SecureString> AccessToken =
            JsonMembers.CreateSecret("properties.properties.databricksAccessToken");
    }
}
