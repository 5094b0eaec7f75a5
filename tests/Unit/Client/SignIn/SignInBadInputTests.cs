using System.Security.Cryptography.X509Certificates;
using AmlCompute.Client.SignIn;
using Xunit;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>Each mistake in the parameters of a sign-in is one error before anything is sent.</summary>
public sealed class SignInBadInputTests : IDisposable
{
    private const string Certificate =
        "-ServicePrincipal -ApplicationId 11111111-2222-3333-4444-555555555555 -Tenant t.example -CertificatePath ";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public SignInBadInputTests()
    {
        using X509Certificate2 certificate = TestCertificates.Client();
        File.WriteAllBytes(PathOf("client.pfx"), certificate.Export(X509ContentType.Pfx, "right"));
        File.WriteAllBytes(PathOf("no-key.cer"), certificate.Export(X509ContentType.Cert));
        File.WriteAllText(PathOf("half.pem"), certificate.ExportCertificatePem());
        string key = certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();
        File.WriteAllText(PathOf("plain.pem"), $"{certificate.ExportCertificatePem()}\n{key}");
        File.WriteAllText(PathOf("notes.txt"), "Not a certificate.");
        File.WriteAllText(PathOf("empty.pfx"), string.Empty);
    }

    [Theory]
    [InlineData(Certificate + "$folder/none.pfx", "none.pfx' cannot be read.")]
    [InlineData(Certificate + "$folder", "cannot be read.")]
    [InlineData(Certificate + "$folder/client.pfx -CertificatePassword $wrong", "client.pfx' cannot be opened: the password is wrong")]
    [InlineData(Certificate + "$folder/client.pfx", "client.pfx' cannot be opened: the password is missing")]
    [InlineData(Certificate + "$folder/plain.pem -CertificatePassword $wrong", "cannot be opened: the password is wrong or not needed")]
    [InlineData(Certificate + "$folder/no-key.cer", "has no private key")]
    [InlineData(Certificate + "$folder/half.pem", "half.pem' cannot be opened")]
    [InlineData(Certificate + "$folder/notes.txt", "notes.txt' cannot be opened")]
    [InlineData(Certificate + "$folder/empty.pfx", "empty.pfx' cannot be opened")]
    [InlineData(
        "-ServicePrincipal -ApplicationId 11111111-2222-3333-4444-555555555555 -Tenant t.example -CertificateThumbprint 00",
        "No certificate with the thumbprint 00 was found")]
    [InlineData("-Identity -AccountId a/b", "-AccountId: 'a/b' is neither a GUID nor the resource id")]
    [InlineData("-Identity -AccountId nn", "'nn' is not a GUID such as 0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90, or the resource id of")]
    [InlineData("-Tenant contoso", "0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90, or a domain such as contoso.onmicrosoft.com.")]
    [InlineData("-UseDeviceAuthentication -Tenant a.b/c", "-Tenant: 'a.b/c' is neither a GUID nor a domain")]
    [InlineData("-Interactive -Tenant 'a.b c'", "-Tenant: 'a.b c' is neither a GUID nor a domain")]
    [InlineData(
        "-ServicePrincipal -Tenant t.example -Credential "
        + "([pscredential]::new('11111111-2222-3333-4444-555555555555', [securestring]::new()))",
        "The password of -Credential is empty.")]
    [InlineData(
        "-ServicePrincipal -ApplicationId 11111111-2222-3333-4444-555555555555 -Tenant t.example -FederatedToken ''",
        "-FederatedToken is empty.")]
    [InlineData("-Environment AzureCloud", "-Environment and -Endpoint cannot be combined.")]
    public async Task One_error_says_what_is_wrong_before_anything_is_sent(string parameters, string message)
    {
        using LoopbackServer server = LoopbackServer.Start(Cloud.Answer);
        using CommandSession session = new(("folder", _folder.FullName));
        string[] output = await session.InvokeAsync(
            $$"""
            $wrong = [securestring]::new(); 'wrong'.ToCharArray() | ForEach-Object { $wrong.AppendChar($_) }
            $Error.Clear()
            try { Connect-AmlWorkspace -ResourceId {{Cloud.WorkspaceId}} -Endpoint {{server.Url}} {{parameters}} }
            catch { $_.FullyQualifiedErrorId; $_.Exception.Message; $Error.Count }
            """);
        Assert.Equal(3, output.Length);
        Assert.StartsWith("InvalidArgument,", output[0]);
        Assert.Contains(message, output[1]);
        Assert.Equal("1", output[2]);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("could not be parsed.. Error response received", "could not be parsed. Error response received")]
    [InlineData("It ended..", "It ended.")]
    [InlineData("It waits...", "It waits...")]
    [InlineData("v1..v2", "v1..v2")]
    public void A_reason_ends_its_sentences_once(string words, string reason) => Assert.Equal(reason, SignInException.ReadReason(words));

    [Fact]
    public void A_long_reason_is_cut_before_a_surrogate_pair() =>
        Assert.Equal(new string('x', 299) + "...", SignInException.ReadReason(new string('x', 299) + "\U0001F600 end"));

    [Fact]
    public void The_copy_of_a_certificate_that_has_the_key_is_used()
    {
        using X509Certificate2 withKey = TestCertificates.Client();
        using X509Certificate2 withoutKey = X509CertificateLoader.LoadCertificate(withKey.RawData);

        Assert.Same(withKey, CertificateLoader.SelectCertificate([withoutKey, withKey]));
        Assert.Same(withoutKey, CertificateLoader.SelectCertificate([withoutKey]));
        Assert.Null(CertificateLoader.SelectCertificate([]));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);
}
