namespace AmlCompute;

/// <summary>An error that the service reports for a compute target. A value that the service omits is null or empty.</summary>
public sealed class ComputeError : JsonModel
{
    internal ComputeError(JsonElement json) : base(json) { }

    /// <summary>
    /// Gets the service's error code, such as ClusterCoreQuotaReached. JSON: <c>error.code</c>, or else <c>code</c>.
    /// </summary>
    public string? Code => Read(Members.Code) ?? Read(Members.BareCode);

    /// <summary>Gets the service's error message. JSON: <c>error.message</c>, or else <c>message</c>.</summary>
    public string? Message => Read(Members.Message) ?? Read(Members.BareMessage);

    /// <summary>Gets the object or setting that the error concerns. JSON: <c>error.target</c>, or else <c>target</c>.</summary>
    public string? Target => Read(Members.Target) ?? Read(Members.BareTarget);

    /// <summary>Gets the errors that caused this one; empty without such errors. JSON: <c>error.details</c>, or <c>details</c>.</summary>
    public IReadOnlyList<ComputeError> Details => Read(Members.Details) ?? ReadList(Members.BareDetails);

    /// <summary>Shows the code and the message, for example <c>ClusterCoreQuotaReached: The specified subscription has ...</c>.</summary>
    public override string ToString() => string.Join(": ", new[] { Code, Message }.Where(text => !string.IsNullOrEmpty(text)));

    private static class Members
    {
        public static readonly JsonMember<string> Code = JsonMembers.CreateText("error.code");
        public static readonly JsonMember<string> BareCode = JsonMembers.CreateText("code");
        public static readonly JsonMember<string> Message = JsonMembers.CreateText("error.message");
        public static readonly JsonMember<string> BareMessage = JsonMembers.CreateText("message");
        public static readonly JsonMember<string> Target = JsonMembers.CreateText("error.target");
        public static readonly JsonMember<string> BareTarget = JsonMembers.CreateText("target");
        public static readonly JsonMember<IReadOnlyList<ComputeError>> Details =
            JsonMembers.CreateList("error.details", json => new ComputeError(json));
        public static readonly JsonMember<IReadOnlyList<ComputeError>> BareDetails =
            JsonMembers.CreateList("details", json => new ComputeError(json));
    }
}
