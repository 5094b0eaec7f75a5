namespace AmlCompute;

/// <summary>A web application of a compute instance. A value that the service omits is null.</summary>
public sealed class ComputeInstanceApplication : JsonModel
{
    internal ComputeInstanceApplication(JsonElement json) : base(json) { }

    /// <summary>Gets the name, for example Jupyter Lab. JSON: <c>displayName</c>.</summary>
    public string? DisplayName => Read(Members.DisplayName);

    /// <summary>Gets the URL for the browser. JSON: <c>endpointUri</c>.</summary>
    public string? EndpointUri => Read(Members.EndpointUri);

    /// <summary>Shows the name and the URL, for example <c>Jupyter: https://...</c>.</summary>
    public override string ToString() => string.Join(": ", new[] { DisplayName, EndpointUri }.Where(text => !string.IsNullOrEmpty(text)));

    private static class Members
    {
        public static readonly JsonMember<string> DisplayName = JsonMembers.CreateText("displayName");
        public static readonly JsonMember<string> EndpointUri = JsonMembers.CreateText("endpointUri");
    }
}
