using System.Text.RegularExpressions;
using Azure.Identity;

namespace AmlCompute.Client.SignIn;

/// <summary>One way to sign in did not work. The message is for a person and has no secret in it.</summary>
internal sealed class SignInException : Exception
{
    private const int LongestReason = 300;

    /// <summary>Anything shorter would be found in the middle of words.</summary>
    private const int ShortestSecret = 4;

    public SignInException(string reason, bool isRefused = false, bool isUnknownIdentity = false)
        : base(reason)
    {
        IsRefused = isRefused;
        IsUnknownIdentity = isUnknownIdentity;
    }

    /// <summary>
    /// Gets a value indicating whether the user had set this way up and it was refused. Another identity must not step in for it unasked.
    /// </summary>
    public bool IsRefused { get; }

    /// <summary>Gets a value indicating whether the host knows no managed identity of that id.</summary>
    public bool IsUnknownIdentity { get; }

    /// <summary>Whether the words of a host or of a credential say that there is no such managed identity.</summary>
    public static bool NamesNoIdentity(string words) => Regex.IsMatch(
        words,
        @"identity\s+(was\s+)?not\s+found|no\s+.*identity\s+.*found|identity has not been assigned|failed to get msi token|clientid must not be passed",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>What an exception of a credential says, in one line. The exception itself goes no further: nobody knows what is in it.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="secrets">What must not be in the reason, whoever put it there.</param>
    public static SignInException From(Exception exception, params string?[] secrets)
    {
        string reason = exception is OperationCanceledException ? "No answer in time." : Line(exception.Message, secrets);

        // Some credentials leave what happened to the exception within.
        for (Exception? inner = exception.InnerException; inner is not null && reason.Length == 0; inner = inner.InnerException)
        {
            reason = Line(inner.Message, secrets);
        }

        return new SignInException(reason, exception is not CredentialUnavailableException, NamesNoIdentity(exception.Message));
    }

    /// <summary>The one line of a text that tells most.</summary>
    public static string Line(string text, params string?[] secrets)
    {
        text = Regex.Replace(text.Trim(), @"^\w+Credential authentication (unavailable|failed)[.:]*\s*", string.Empty, RegexOptions.CultureInvariant);
        Match service = Regex.Match(text, @"AADSTS\d+:.*?(?=\s*(Trace ID:|Correlation ID:|[\r\n]|$))", RegexOptions.CultureInvariant);
        string line = service.Success ? service.Value : text.Split(['\r', '\n'], 2)[0];
        line = Regex.Replace(line, @"\s*(See the troubleshooting guide|To mitigate this issue|See) .*$", string.Empty, RegexOptions.CultureInvariant).Trim();
        line = Regex.Replace(line, @"(?<!\.)\.\.(?= |$)", ".", RegexOptions.CultureInvariant);
        foreach (string? secret in secrets)
        {
            if (secret is { Length: >= ShortestSecret })
            {
                line = line.Replace(secret, "***");
            }
        }

        return line.Length > LongestReason ? line.Substring(0, LongestReason) + "..." : line;
    }
}
