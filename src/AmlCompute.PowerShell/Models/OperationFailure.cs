using static AmlCompute.Models.ErrorText;

namespace AmlCompute.Models;

/// <summary>Creates the error of a failed operation.</summary>
internal static class OperationFailure
{
    /// <summary>Creates the error of an operation that did not reach its goal, with the reasons that the service gave, if any.</summary>
    public static ComputeTargetException CreateError(
        IReadOnlyList<ComputeError> errors, string computeName, string state, string? requestId)
    {
        string text = JoinTexts(errors.SelectMany(error => ReadMessages(error)));
        string codes = JoinTexts(errors.SelectMany(error => ReadCodes(error)));
        string id =
            IsQuotaError(codes, text) ? ErrorIds.QuotaExceeded
            : IsConflictError(text) ? ErrorIds.OperationConflict
            : ErrorIds.ProvisioningFailed;
        string reason =
            text.Length > 0 ? text
            : codes.Length > 0 ? $"The service gave only a code: {codes}."
            : "The service gave no reason.";
        return new ComputeTargetException(id, $"The operation on '{computeName}' ended as {state}. {reason}")
        {
            Code = errors.Count > 0 ? errors[0].Code : null,
            ServiceMessage = text.Length > 0 ? text : null,
            RequestId = requestId,
            ComputeName = computeName,
        };
    }

    /// <summary>Joins texts of the service with blanks, each once, without secrets and up to the longest text of a message.</summary>
    private static string JoinTexts(IEnumerable<string> texts) => Shorten(SecretForms.MaskSecrets(string.Join(" ", texts.Distinct())));
}
