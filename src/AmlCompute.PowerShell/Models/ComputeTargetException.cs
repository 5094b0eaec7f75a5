namespace AmlCompute;

/// <summary>A request about a compute target, or about its workspace, that could not be done.</summary>
public sealed class ComputeTargetException : Exception
{
    internal ComputeTargetException(string errorId, string message, Exception? innerException = null)
        : base(message, innerException) =>
        ErrorId = errorId;

    /// <summary>What the user gave cannot be used.</summary>
    internal static ComputeTargetException Invalid(string message) => new(ErrorIds.InvalidArgument, message);

    /// <summary>An error about one compute target.</summary>
    internal static ComputeTargetException About(string? computeName, string errorId, string message, string? remedy = null) =>
        new(errorId, message) { ComputeName = computeName, Remedy = remedy };

    /// <summary>Gets the stable id of the error, such as ComputeTargetNotFound; also the first part of the error record's FullyQualifiedErrorId.</summary>
    public string ErrorId { get; }

    /// <summary>Gets the HTTP status of the service's answer; 0 when there was none.</summary>
    public int Status { get; internal init; }

    /// <summary>Gets the service's own error code, such as ResourceNotFound; null when it gave none.</summary>
    public string? Code { get; internal init; }

    /// <summary>Gets the service's own words; null when it said nothing.</summary>
    public string? ServiceMessage { get; internal init; }

    /// <summary>Gets the id under which the service knows the request, for a support case. HTTP header: <c>x-ms-request-id</c>.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>Gets how long the service asks to wait before it is asked again; null when it does not say. HTTP header: <c>Retry-After</c>.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets or sets what helps in this very case, where that is not what helps with errors of this id as a rule.</summary>
    internal string? Remedy { get; set; }

    /// <summary>Gets the name of the compute target; null when the error is not about one.</summary>
    public string? ComputeName { get; internal init; }
}
