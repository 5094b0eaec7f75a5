using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AmlCompute.Completion;

/// <summary>Completes thumbprints of the certificates with a private key in the personal stores of the user and of the computer.</summary>
public sealed class CertificateCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        CompletionWord typed = new(wordToComplete, takesWildcards: false);
        return new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine }
            .SelectMany(CertificatesIn)
            .Where(certificate => certificate.HasPrivateKey && typed.Fits(certificate.Thumbprint))
            .GroupBy(certificate => certificate.Thumbprint)
            .Select(same => same.First())
            .OrderByDescending(certificate => certificate.NotAfter)
            .Select(certificate => typed.Complete(
                certificate.Thumbprint,
                toolTip: FormattableString.Invariant($"{certificate.Subject}, until {certificate.NotAfter:yyyy-MM-dd}")));
    }

    private static IEnumerable<X509Certificate2> CertificatesIn(StoreLocation location)
    {
        using X509Store store = new(StoreName.My, location);
        try
        {
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            return [.. store.Certificates.Cast<X509Certificate2>()];
        }
        catch (CryptographicException)
        {
            // The store does not exist, such as the store of the computer on Linux.
            return [];
        }
    }
}
