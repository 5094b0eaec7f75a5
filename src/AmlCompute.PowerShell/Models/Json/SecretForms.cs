using System.Text;
using System.Text.RegularExpressions;

namespace AmlCompute.Models.Json;

/// <summary>
/// Finds and masks secrets in text by their form: private keys, connection strings, URLs with a password or a signature, shared access
/// signatures and access tokens.
/// </summary>
internal static class SecretForms
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    /// <summary>The names of the parameters of a query that hold a secret.</summary>
    private const string SignatureNames =
        "sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token|x-goog-signature|x-goog-credential|sas|token|access_token|code"
        + "|key|api-?key|api_key|subscription-key|secret|client_secret|password";

    /// <summary>The text before a parameter of a query, also if it is escaped for HTML, JSON or a URL.</summary>
    private const string Separator = @"(?:[?&;]|&amp;|\\u0026|%26|%3F)";

    /// <summary>A private key: a PEM block, a key file of SSH2 or PuTTY, or the base64 text of an OpenSSH key or a PEM block.</summary>
    private static readonly Regex PrivateKey = new(
        @"-{4,5}\s?BEGIN [^-\r\n]{0,60}?PRIVATE KEY(?: BLOCK)?\s?-{4,5}[\s\S]*?(?:-{4,5}\s?END [^-\r\n]{0,80}-{4,5}|\z)"
        + @"|PuTTY-User-Key-File-[0-9][\s\S]*|\bb3BlbnNzaC1rZXktdjE[\w+/=\s]*"
        + @"|\bLS0tLS1CRUdJTi[\w+/]{0,80}?(?:UFJJVkFURSBLRV|BSSVZBVEUgS0VZ|QUklWQVRFIEtFW)[\w+/=\s]*",
        Options);

    /// <summary>
    /// A key in a connection string, or a password that stands before or after another <c>name=value</c>, so that a sentence about a
    /// password does not count.
    /// </summary>
    private static readonly Regex ConnectionString = new(
        @"\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|SharedSecretValue|AccessKey|PrimaryKey|SecondaryKey)"
        + @"\s*=\s*(?<secret>[^;,""'\s]+)|\b(?:Password|Pwd)(?<==[^;,\r\n]*[;,]\s*\w{3,8})\s*=\s*(?<secret>[^;,""'\s]+)"
        + @"|\b(?:Password|Pwd)\s*=\s*(?<secret>[^;,""'\s]+)(?=[;,]\s*[\w ]+=)",
        Options);

    /// <summary>A URL with the user name and the password of an account.</summary>
    private static readonly Regex AccountUrl = new(@"(?<=\b[a-z][a-z0-9+.\-]{0,20}://)[^\s/:@?#""']*:(?<secret>[^\s/@""']+)(?=@)", Options);

    /// <summary>
    /// The whole query of a URL if one of its parameters holds a secret. A quotation mark ends it, also one that JSON escapes.
    /// </summary>
    private static readonly Regex SignedQuery = new(
        $@"(?<=\b[a-z][a-z0-9+.\-]{{0,20}}://[^\s?""'<>]*\?)(?=(?:[^\s""'<>]*(?:&|;))?(?:{SignatureNames})=)"
        + @"(?<secret>(?:[^\s""'<>\\]|\\[^\s""'<>])+)",
        Options);

    /// <summary>A signature without the URL, or in a URL that is escaped.</summary>
    private static readonly Regex Signature = new($@"(?<=(?:^|\s|[""']|{Separator})sig(?:=|%3D))(?<secret>[\w%+/=\-]{{8,}})", Options);

    /// <summary>A token after the word Bearer, or a JSON Web Token, whose text begins with the base64 of <c>{"</c>.</summary>
    private static readonly Regex Token = new(
        @"(?<=\bbearer(?:\s|%20|\+)+)(?<secret>[\w\-.~+/%=]{20,})|(?<secret>\beyJ[\w-]{8,}(?:(?:\.|%2E)[\w-]*)*)", Options);

    /// <summary>The forms with the kind of secret of each, which messages show.</summary>
    private static readonly (Regex Form, string Kind)[] Forms =
    [
        (PrivateKey, "a private key"), (ConnectionString, "a connection string"), (AccountUrl, "a URL with a password"),
        (SignedQuery, "a signed URL"), (Signature, "a shared access signature"), (Token, "an access token"),
    ];

    /// <summary>Returns the kind of secret that a text contains, with its article; null for none.</summary>
    public static string? FindKind(string text) => Forms.FirstOrDefault(item => item.Form.IsMatch(text)).Kind;

    /// <summary>
    /// Returns true if a private key in the form of PEM, PuTTY or OpenSSH can be read only with a passphrase; false for any other text. The
    /// first line of SSH2 keys says ENCRYPTED also without a passphrase.
    /// </summary>
    public static bool IsEncryptedKey(string key)
    {
        if (Regex.IsMatch(
            key, @"BEGIN (?!SSH2)[^-]*ENCRYPTED|Proc-Type:\s*4,\s*ENCRYPTED|^Encryption:\s*(?!none)\S", Options | RegexOptions.Multiline))
        {
            return true;
        }

        // In the form of OpenSSH, the name of the cipher follows 15 bytes of mark and 4 bytes of length. The match has 24 bytes.
        const string NoCipher = "none";
        const int CipherIndex = 15 + 4;
        Match start = Regex.Match(key, "b3BlbnNzaC1rZXktdjE[A-Za-z0-9+/]{13}", RegexOptions.CultureInvariant);
        return start.Success
            && Encoding.ASCII.GetString(Convert.FromBase64String(start.Value), CipherIndex, NoCipher.Length) != NoCipher;
    }

    /// <summary>Returns true if a text is the mask of a secret, or contains it in a URL or after an equals sign.</summary>
    public static bool IsMasked(string text) =>
        text == Redaction.Mask || Regex.IsMatch(text, @"(?:[?=]|%3D|://(?:[^\s/@]*:)?)\*\*\*", Options);

    /// <summary>Masks the secrets of all forms in a text.</summary>
    public static string MaskSecrets(string text) => Forms.Aggregate(text, (masked, item) => MaskForm(masked, item.Form));

    /// <summary>Masks shared access signatures, and in URLs the passwords and the queries that hold a secret.</summary>
    public static string MaskUrls(string text) =>
        text.IndexOf('=') < 0 && text.IndexOf('@') < 0 && text.IndexOf('%') < 0
            ? text
            : MaskForm(MaskForm(MaskForm(text, SignedQuery), Signature), AccountUrl);

    /// <summary>Masks the group <c>secret</c> of each match, or the whole match if the form has no such group.</summary>
    private static string MaskForm(string text, Regex form) => form.Replace(
        text,
        match => match.Groups["secret"] is { Success: true } secret
            ? match.Value.Substring(0, secret.Index - match.Index) + Redaction.Mask
            : Redaction.Mask);
}
