namespace AmlCompute;

/// <summary>An error or a warning about a step of a plan.</summary>
public sealed class ComputePlanProblem
{
    internal ComputePlanProblem(bool isError, string? errorId, string message)
    {
        IsError = isError;
        ErrorId = errorId;
        Message = message;
    }

    /// <summary>Gets a value indicating whether the problem is an error, with which the step is not applied.</summary>
    public bool IsError { get; }

    /// <summary>Gets the id of the error, such as QuotaExceeded; null for a warning.</summary>
    public string? ErrorId { get; }

    /// <summary>Gets the message.</summary>
    public string Message { get; }

    /// <summary>Shows the kind and the message, for example <c>Error: ...</c>.</summary>
    public override string ToString() => $"{(IsError ? "Error" : "Warning")}: {Message}";
}
