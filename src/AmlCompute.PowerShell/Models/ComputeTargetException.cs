namespace AmlCompute;

/// <summary>The error of a command: a request or an operation that failed, or a value that is not valid.</summary>
public sealed class ComputeTargetException : Exception
{
    /// <summary>Creates an error. Its message is cleaned, because it can contain text of the service, a file or the user.</summary>
    internal ComputeTargetException(string errorId, string message, Exception? innerException = null)
        : base(TerminalText.Clean(message), innerException) =>
        ErrorId = errorId;

    /// <summary>Creates a copy of an error with another id, message and inner exception.</summary>
    internal ComputeTargetException(ComputeTargetException error, string errorId, string message, Exception? innerException = null)
        : this(errorId, message, innerException)
    {
        Status = error.Status;
        Code = error.Code;
        ServiceMessage = error.ServiceMessage;
        RequestId = error.RequestId;
        RetryAfter = error.RetryAfter;
        Remedy = error.Remedy;
        SafeRemedy = error.SafeRemedy;
        Workspace = error.Workspace;
        Correction = error.Correction;
        ComputeName = error.ComputeName;
        LacksName = error.LacksName;
        ConcernsWholeTable = error.ConcernsWholeTable;
        Target = error.Target;
    }

    /// <summary>Gets the stable id, such as ComputeTargetNotFound, which is the first part of FullyQualifiedErrorId.</summary>
    public string ErrorId { get; }

    /// <summary>Gets the HTTP status of a response that is not a success or not valid; 0 for any other error.</summary>
    public int Status { get; internal init; }

    /// <summary>Gets the service's error code, such as ResourceNotFound; null if the response has none.</summary>
    public string? Code { get; internal init; }

    /// <summary>
    /// Gets the service's error message, without secrets and cut after 2,000 characters; null if it has none. Unlike the message of the
    /// exception, it keeps control characters.
    /// </summary>
    public string? ServiceMessage { get; internal init; }

    /// <summary>
    /// Gets the id under which the service knows the request, for a support case; null if no response has it. HTTP header:
    /// <c>x-ms-request-id</c>.
    /// </summary>
    public string? RequestId { get; internal init; }

    /// <summary>Gets the name of the compute target; null if the error does not concern one, or does not have its name.</summary>
    public string? ComputeName { get; internal init; }

    /// <summary>Gets the pause that the header <c>Retry-After</c> requests; null if the response does not contain it.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets or sets the recommended action for this error; null if the recommendation for the error id applies.</summary>
    internal string? Remedy { get; set; }

    /// <summary>
    /// Gets or sets the recommended action in the place of <see cref="Remedy"/> if the command that failed can delete, detach, stop or
    /// overwrite a target; null if it can have the same one.
    /// </summary>
    internal string? SafeRemedy { get; set; }

    /// <summary>
    /// Gets or sets the workspace of the compute target, which a command that the table of errors recommends must name if it is not that of
    /// the session; null if it is not known.
    /// </summary>
    internal Workspace? Workspace { get; set; }

    /// <summary>
    /// Gets the wrong word of the user with the right one, so that the recommended action can be the corrected command; null if the right
    /// word is unknown.
    /// </summary>
    internal (string Wrong, string Right)? Correction { get; init; }

    /// <summary>Gets a value indicating whether all rows of a table have the mistake, so that its first row ends the command.</summary>
    internal bool ConcernsWholeTable { get; init; }

    /// <summary>Gets the target that failed after it was provisioned, which commands emit with the error; null for none.</summary>
    internal ComputeTarget? Target { get; init; }

    /// <summary>Gets a value indicating whether the message does not name the compute target, so that the error record adds it.</summary>
    internal bool LacksName { get; init; }

    /// <summary>Creates an exception for a value from the user that is not valid.</summary>
    internal static ComputeTargetException CreateInvalidArgument(string message) => new(ErrorIds.InvalidArgument, message);

    /// <summary>Creates an exception for an unknown name from the user, with the most similar known name as its correction.</summary>
    internal static ComputeTargetException CreateUnknownName(string message, string name, IEnumerable<string> known) =>
        new(ErrorIds.InvalidArgument, message) { Correction = Suggestions.FindCorrection(name, known) };

    /// <summary>Refuses a text with a secret that would become a part of a URL or a path. The message does not contain the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="subject">The first words of the message, such as <c>The path</c>.</param>
    /// <exception cref="ComputeTargetException">The text contains a secret.</exception>
    internal static void RefuseSecret(string text, string subject)
    {
        if (SecretForms.FindKind(text) is { } secret)
        {
            throw CreateInvalidArgument($"{subject} contains {secret}, which is not shown here. Use one without a secret.");
        }
    }

    /// <summary>Creates an exception about one compute target, which the message names.</summary>
    /// <param name="computeName">The name of the target; null if it has none.</param>
    /// <param name="errorId">The id of the error.</param>
    /// <param name="message">The message.</param>
    /// <param name="remedy">The recommended action; null if the recommendation for the error id applies.</param>
    internal static ComputeTargetException CreateForTarget(string? computeName, string errorId, string message, string? remedy = null) =>
        new(errorId, message) { ComputeName = computeName, Remedy = remedy };
}
