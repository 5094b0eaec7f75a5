using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace AmlCompute.Client.Errors;

/// <summary>
/// The secrets that the requests of a command have sent: tokens, passwords and keys. A service or a proxy can repeat them, so they are
/// masked in errors and in the messages of the log. Thread-safe.
/// </summary>
internal sealed class SentSecrets
{
    /// <summary>The length of the shortest text that is masked; a shorter one occurs in other words.</summary>
    private const int ShortestSecret = 4;

    /// <summary>The most characters to escape at once. .NET Framework refuses more than 65,519.</summary>
    private const int LongestPart = 32_000;

    private readonly object _gate = new();
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    /// <summary>The pattern of all secrets; null if it must be built again, because a secret was added.</summary>
    private Regex? _pattern;

    /// <summary>Adds a secret; a short one is ignored.</summary>
    public void AddSecret(string secret)
    {
        // A request contains U+FFFD in the place of half of a surrogate pair.
        secret = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(secret));
        lock (_gate)
        {
            if (secret.Length >= ShortestSecret && _secrets.Add(secret))
            {
                _pattern = null;
            }
        }
    }

    /// <summary>Adds all secrets in the body of a request.</summary>
    public void AddSecretsOf(JsonNode body)
    {
        foreach (string secret in Redaction.FindSecrets(body))
        {
            AddSecret(secret);
        }
    }

    /// <summary>Masks the secrets in a text, also escaped as in URLs, JSON or HTML, and every text in the form of a secret.</summary>
    public string Mask(string text)
    {
        Regex? pattern = GetPattern();
        return SecretForms.MaskSecrets(pattern?.Replace(text, Redaction.Mask) ?? text);
    }

    /// <summary>
    /// Returns a copy of an error whose message, code and service message are masked, without its inner exception, which can repeat the
    /// secret; returns the same error if none of them contains a secret.
    /// </summary>
    public ComputeTargetException Mask(ComputeTargetException error)
    {
        string? serviceMessage = MaskOrNull(error.ServiceMessage);
        string? code = MaskOrNull(error.Code);
        string message = Mask(error.Message);
        return message == error.Message && serviceMessage == error.ServiceMessage && code == error.Code
            ? error
            : new ComputeTargetException(error, error.ErrorId, message)
            {
                Code = code,
                ServiceMessage = serviceMessage,
            };
    }

    private string? MaskOrNull(string? text) => text is null ? null : Mask(text);

    /// <summary>
    /// Returns the pattern of all secrets; null if none was sent. The longest is first, because it can contain another. Case is ignored,
    /// because the escapes of URLs have no fixed case.
    /// </summary>
    private Regex? GetPattern()
    {
        lock (_gate)
        {
            return _secrets.Count == 0 ? null : _pattern ??= new Regex(
                string.Join("|", _secrets.SelectMany(ListEscapedForms).OrderByDescending(form => form.Length).Select(Regex.Escape)),
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }
    }

    private static IEnumerable<string> ListEscapedForms(string secret)
    {
        string escaped = EscapeForUrl(secret);
        string json = JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        return new[]
        {
            secret,
            escaped,
            escaped.Replace("%20", "+"),
            WebUtility.HtmlEncode(secret),

            // Writers of JSON differ: some escape only what JSON requires, some all beyond ASCII, and .NET also quotation marks and signs.
            json,
            string.Concat(json.Select(character => character < 128 ? $"{character}" : $"\\u{(int)character:x4}")),
            JsonEncodedText.Encode(secret).ToString(),
        }.Distinct();
    }

    /// <summary>Escapes a secret of any length, in parts. A surrogate pair stays in one part.</summary>
    private static string EscapeForUrl(string secret)
    {
        StringBuilder escaped = new(secret.Length);
        int length;
        for (int start = 0; start < secret.Length; start += length)
        {
            length = Math.Min(LongestPart, secret.Length - start);
            if (char.IsHighSurrogate(secret[start + length - 1]))
            {
                length--;
            }

            escaped.Append(Uri.EscapeDataString(secret.Substring(start, length)));
        }

        return escaped.ToString();
    }
}
