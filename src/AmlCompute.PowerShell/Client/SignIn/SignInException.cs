using System.Text.RegularExpressions;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using Azure.Identity;

namespace AmlCompute.Client.SignIn;

/// <summary>The exception for a sign-in method that failed. The message is shown to the user and contains no secret.</summary>
internal sealed class SignInException(string reason, bool isRefused = false, bool isUnknownIdentity = false)
    : Exception(reason)
{
    /// <summary>The maximum length of a reason, because a chain lists the reasons of several methods.</summary>
    private const int LongestReason = 300;

    /// <summary>Gets a value indicating whether the method is configured and failed, so that no other identity may replace it.</summary>
    public bool IsRefused { get; } = isRefused;

    /// <summary>Gets a value indicating whether the sign-in service could not be reached.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Gets a value indicating whether the host does not know or accept the id of the managed identity.</summary>
    public bool IsUnknownIdentity { get; } = isUnknownIdentity;

    /// <summary>Returns true if a message means that the host does not know or accept the managed identity.</summary>
    public static bool MeansUnknownIdentity(string message) => Regex.IsMatch(
        message,
        @"identity\s+(was\s+)?not\s+found|no\s+.*identity\s+.*found|identity has not been assigned"
        + "|failed to get msi token|clientid must not be passed",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>
    /// Creates an exception with one line of the message of a credential, and without an inner exception, which could contain secrets.
    /// </summary>
    public static SignInException CreateFromException(Exception exception, params string?[] secrets)
    {
        if (ServiceReachability.IsUnreachable(exception))
        {
            return new SignInException(
                $"No response from the sign-in service. {ReadReason(exception.GetBaseException().Message, secrets)}", isRefused: true)
            {
                IsOffline = true,
            };
        }

        string reason = exception is OperationCanceledException ? "The request timed out." : ReadReason(exception.Message, secrets);

        // Some credentials throw an exception with a generic message; the inner exception contains the reason.
        for (Exception? inner = exception.InnerException; inner is not null && reason.Length == 0; inner = inner.InnerException)
        {
            reason = ReadReason(inner.Message, secrets);
        }

        return new SignInException(reason, exception is not CredentialUnavailableException, MeansUnknownIdentity(exception.Message));
    }

    /// <summary>Returns the line of a text that states the reason, without secrets; a long line is cut.</summary>
    public static string ReadReason(string text, params string?[] secrets)
    {
        const string Prefix = @"^\w+Credential authentication (unavailable|failed)[.:]*\s*";
        const string Links = @"\s*(See the troubleshooting guide|To mitigate this issue|See) .*$";
        const string EntraMessage = @"AADSTS\d+:.*?(?=\s*(Trace ID:|Correlation ID:|[\r\n]|$))";
        const string DoubledPeriod = @"(?<!\.)\.\.(?= |$)";
        text = Regex.Replace(text.Trim(), Prefix, string.Empty, RegexOptions.CultureInvariant);
        Match entra = Regex.Match(text, EntraMessage, RegexOptions.CultureInvariant);
        string line = entra.Success ? entra.Value : text.Split(['\r', '\n'], 2)[0];
        line = Regex.Replace(line, Links, string.Empty, RegexOptions.CultureInvariant).Trim();
        line = Regex.Replace(line, DoubledPeriod, ".", RegexOptions.CultureInvariant);
        SentSecrets sent = new();
        foreach (string secret in secrets.OfType<string>())
        {
            sent.AddSecret(secret);
        }

        return ErrorText.Shorten(sent.Mask(line), LongestReason);
    }
}
