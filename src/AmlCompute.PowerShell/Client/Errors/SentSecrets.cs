using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AmlCompute.Client.Errors;

/// <summary>
/// The secrets that the requests of a command have sent: tokens, passwords and keys. A service or a proxy can repeat them in an error, so
/// they are masked in every text of the response. Thread-safe.
/// </summary>
internal sealed class SentSecrets
{
    /// <summary>A shorter text occurs in other words.</summary>
    private const int Shortest = 4;

    private readonly object _gate = new();
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private Regex? _pattern;

    public void Add(string secret)
    {
        lock (_gate)
        {
            if (secret.Length >= Shortest && _secrets.Add(secret))
            {
                _pattern = null;
            }
        }
    }

    public void Add(JsonNode body)
    {
        foreach (string secret in Redaction.FindSecrets(body))
        {
            Add(secret);
        }
    }

    /// <summary>Masks the secrets in a text, also escaped as in URLs, JSON or HTML, and every text in the form of a secret.</summary>
    public string Mask(string text)
    {
        Regex? pattern;
        lock (_gate)
        {
            pattern = _secrets.Count == 0 ? null : _pattern ??= new Regex(
                string.Join("|", _secrets.SelectMany(FormsOf).OrderByDescending(form => form.Length).Select(Regex.Escape)),
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }

        return SecretForms.MaskSecrets(pattern?.Replace(text, Redaction.Mask) ?? text);
    }

    /// <summary>Masks the secrets in an error; returns the same error if it has none.</summary>
    public ComputeTargetException Mask(ComputeTargetException error)
    {
        string? words = error.ServiceMessage is { } service ? Mask(service) : null;
        string? code = error.Code is { } given ? Mask(given) : null;
        string message = Mask(error.Message);
        return message == error.Message && words == error.ServiceMessage && code == error.Code
            ? error
            : new ComputeTargetException(error, error.ErrorId, message)
            {
                Code = code,
                ServiceMessage = words,
                Target = error.Target,
            };
    }

    private static IEnumerable<string> FormsOf(string secret)
    {
        string escaped = Uri.EscapeDataString(secret);
        return new[]
        {
            secret, escaped, escaped.Replace("%20", "+"), JsonEncodedText.Encode(secret).ToString(), WebUtility.HtmlEncode(secret),
        }.Distinct();
    }
}
