using System.Text.RegularExpressions;

namespace AmlCompute.Models.Json;

/// <summary>Recognizes secrets by their form: private keys, connection strings, signed URLs and access tokens.</summary>
internal static class SecretForms
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    /// <summary>The parameters of a query that hold a signature or a key.</summary>
    private const string SignatureNames =
        "sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token|x-goog-signature|x-goog-credential|sas|token|access_token|code"
        + "|key|api-?key|api_key|subscription-key|secret|client_secret|password";

    private const string And = @"(?:[?&;]|&amp;|\\u0026|%26|%3F)";

    /// <summary>A PEM block of any kind, the key files of OpenSSH, SSH2 and PuTTY, and the base64 text of such a file.</summary>
    private static readonly Regex PrivateKey = new(
        @"-{4,5}\s?BEGIN [^-\r\n]{0,60}?PRIVATE KEY(?: BLOCK)?\s?-{4,5}[\s\S]*?(?:-{4,5}\s?END [^-\r\n]{0,80}-{4,5}|\z)"
        + @"|PuTTY-User-Key-File-[0-9][\s\S]*|\bb3BlbnNzaC1rZXktdjE[\w+/=\s]*"
        + @"|\bLS0tLS1CRUdJTi[\w+/]{0,80}?(?:UFJJVkFURSBLRV|BSSVZBVEUgS0VZ|QUklWQVRFIEtFW)[\w+/=\s]*",
        Options);

    private static readonly Regex ConnectionString = new(
        @"\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|SharedSecretValue|AccessKey|PrimaryKey|SecondaryKey)"
        + @"\s*=\s*(?<secret>[^;,""'\s]+)|\b(?:Password|Pwd)(?<==[^;,\r\n]*[;,]\s*\w{3,8})\s*=\s*(?<secret>[^;,""'\s]+)"
        + @"|\b(?:Password|Pwd)\s*=\s*(?<secret>[^;,""'\s]+)(?=[;,]\s*[\w ]+=)",
        Options);

    /// <summary>A URL with the user name and the password of an account.</summary>
    private static readonly Regex Account = new(@"(?<=\b[a-z][a-z0-9+.\-]{0,20}://)[^\s/:@?#""']*:(?<secret>[^\s/@""']+)(?=@)", Options);

    private static readonly Regex SignedQuery = new(
        $@"(?<=\b[a-z][a-z0-9+.\-]{{0,20}}://[^\s?""'<>]*\?)(?=(?:[^\s""'<>]*(?:&|;))?(?:{SignatureNames})=)(?<secret>[^\s""'<>]+)",
        Options);

    /// <summary>A signature without the URL, or in a URL that is escaped.</summary>
    private static readonly Regex Signature = new($@"(?<=(?:^|\s|[""']|{And})sig(?:=|%3D))(?<secret>[\w%+/=\-]{{8,}})", Options);

    private static readonly Regex Token = new(
        @"(?<=\bbearer(?:\s|%20|\+)+)(?<secret>[\w\-.~+/%=]{20,})|(?<secret>\beyJ[\w-]{8,}(?:(?:\.|%2E)[\w-]*)*)", Options);

    private static readonly (Regex Form, string Name)[] Forms =
    [
        (PrivateKey, "a private key"), (ConnectionString, "a connection string"), (Account, "a URL with a password"),
        (SignedQuery, "a signed URL"), (Signature, "a shared access signature"), (Token, "an access token"),
    ];

    /// <summary>Returns the kind of secret that a text contains, with its article; null for none.</summary>
    public static string? Find(string text) => Forms.Where(form => form.Form.IsMatch(text)).Select(form => form.Name).FirstOrDefault();

    /// <summary>Returns true if a private key, in any form, can be read only with a passphrase.</summary>
    public static bool IsEncryptedKey(string key)
    {
        if (Regex.IsMatch(
            key, @"BEGIN [^-]*ENCRYPTED|Proc-Type:\s*4,\s*ENCRYPTED|^Encryption:\s*(?!none)\S", Options | RegexOptions.Multiline))
        {
            return true;
        }

        // In the form of OpenSSH, the name of the cipher follows the mark and its length.
        Match body = Regex.Match(key, @"b3BlbnNzaC1rZXktdjE[\w+/]{13}", Options);
        return body.Success
            && Convert.FromBase64String(body.Value) is { Length: >= 23 } bytes
            && System.Text.Encoding.ASCII.GetString(bytes, 19, 4) != "none";
    }

    /// <summary>Returns true if a text is, or contains, the mask of a secret instead of the secret.</summary>
    public static bool IsMasked(string text) =>
        text == Redaction.Mask || Regex.IsMatch(text, @"(?:\?|=|://)\*\*\*", RegexOptions.CultureInvariant);

    public static string Mask(string text) => Forms.Aggregate(text, (masked, form) => MaskForm(masked, form.Form));

    /// <summary>Masks the signatures of URLs in a text, and the passwords in them.</summary>
    public static string MaskUrls(string text) =>
        text.IndexOf('=') < 0 && text.IndexOf('@') < 0
            ? text
            : MaskForm(MaskForm(MaskForm(text, SignedQuery), Signature), Account);

    private static string MaskForm(string text, Regex form) => form.Replace(
        text,
        match => match.Groups["secret"] is { Success: true } secret
            ? match.Value.Substring(0, secret.Index - match.Index) + Redaction.Mask
            : Redaction.Mask);
}
