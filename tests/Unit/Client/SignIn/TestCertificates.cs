using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>A certificate authority of our own, for one run of the tests, and a server's certificate by it.</summary>
internal static class TestCertificates
{
    private static readonly X509Certificate2 Authority = MakeAuthority();

    /// <summary>A certificate for this computer and for the hosts that the tests answer for as a proxy.</summary>
    public static X509Certificate2 Server { get; } = MakeServer();

    /// <summary>Writes the authority's certificate to a file, for SSL_CERT_FILE.</summary>
    public static void WriteAuthority(string path) => File.WriteAllText(path, Authority.ExportCertificatePem());

    /// <summary>A certificate of a service principal, with its key.</summary>
    public static X509Certificate2 Client()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=service principal", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 MakeAuthority()
    {
        RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=Test Authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static X509Certificate2 MakeServer()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        string[] hosts =
        [
            "localhost", "management.azure.com", "login.microsoftonline.com", "management.chinacloudapi.cn", "login.chinacloudapi.cn",
            "management.usgovcloudapi.net", "login.microsoftonline.us",
        ];
        foreach (string host in hosts)
        {
            names.AddDnsName(host);
        }

        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 signed = request.Create(
            Authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3, 4]);
        using X509Certificate2 withKey = signed.CopyWithPrivateKey(key);

        // Windows takes only a key that came from a file.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }
}
