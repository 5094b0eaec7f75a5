using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AmlCompute.Completion;

/// <summary>Completes thumbprints of the certificates with a private key in the personal stores of the user and of the computer.</summary>
public sealed class CertificateCompleter : LocalCompleter
{
    private protected override IEnumerable<CompletionResult> FindMatches(CompletionWord typed, string parameter) =>
        new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine }
            .SelectMany(ReadCertificates)
            .Where(certificate => typed.MatchesStartOf(certificate.Thumbprint))
            .Distinct()
            .OrderByDescending(certificate => certificate.NotAfter)
            .Select(certificate => typed.CreateResult(
                certificate.Thumbprint,
                toolTip: FormattableString.Invariant($"{certificate.Subject}, until {certificate.NotAfter:yyyy-MM-dd}")));

    private static IEnumerable<(string Thumbprint, string Subject, DateTime NotAfter)> ReadCertificates(StoreLocation location)
    {
        List<(string Thumbprint, string Subject, DateTime NotAfter)> certificates = [];
        using X509Store store = new(StoreName.My, location);
        try
        {
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            foreach (X509Certificate2 certificate in store.Certificates)
            {
                using (certificate)
                {
                    if (certificate.HasPrivateKey)
                    {
                        certificates.Add((certificate.Thumbprint, certificate.Subject, certificate.NotAfter));
                    }
                }
            }
        }
        catch (CryptographicException)
        {
            // The store does not exist, such as that of the computer on Linux, or cannot be read.
        }

        return certificates;
    }
}
