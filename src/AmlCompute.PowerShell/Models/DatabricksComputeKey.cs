namespace AmlCompute;

/// <summary>The secret of a Databricks workspace: a SecureString, or a string with -AsPlainText; null if the service omits it.</summary>
public sealed class DatabricksComputeKey : ComputeKey
{
    internal DatabricksComputeKey(JsonElement json, ComputeTarget target, bool asPlainText) : base(json, target, asPlainText) { }

    /// <summary>Gets the personal access token. JSON: <c>databricksAccessToken</c>.</summary>
    public object? AccessToken => ReadSecret(Members.AccessToken);

    private static class Members
    {
        public static readonly JsonMember<string> AccessToken = JsonMembers.CreateRevealedSecret("databricksAccessToken");
    }
}
