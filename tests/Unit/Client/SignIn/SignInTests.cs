using System.Security.Cryptography.X509Certificates;
using AmlCompute.Client.SignIn;
using Xunit;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>Every way to sign in, against token endpoints on this computer, each in a process of its own.</summary>
public sealed class SignInTests
{
    private const string Secure =
        "function secure($text) { $s = [System.Security.SecureString]::new(); foreach ($c in $text.ToCharArray()) { $s.AppendChar($c) }; " +
        "$s }\n";

    [Fact]
    public async Task A_service_principal_signs_in_with_its_secret()
    {
        using LoopbackServer cloud = Start();
        string output = await Connect(
            cloud,
            $"-ServicePrincipal -Credential ([pscredential]::new('{Cloud.ApplicationId}', (secure 'pass word+1'))) -Tenant {Cloud.Tenant}");
        Assert.Equal("westeurope\n", output);
        LoopbackRequest asked = TokenRequest(cloud);
        Assert.Equal(Cloud.ApplicationId, asked.Parameter("client_id"));
        Assert.Equal("pass word+1", asked.Parameter("client_secret"));
        Assert.Equal($"{cloud.Url}/.default", asked.Parameter("scope")!.Split(' ')[0]);
        Assert.StartsWith($"/{Cloud.Tenant}/", asked.Path);
    }

    [Theory]
    [InlineData("client.pfx", "-CertificatePassword (secure 'pfx-password')")]
    [InlineData("client.pem", "")]
    public async Task A_service_principal_signs_in_with_a_certificate_file(string file, string password)
    {
        using LoopbackServer cloud = Start();
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            using X509Certificate2 certificate = TestCertificates.Client();
            await File.WriteAllBytesAsync(
                Path.Combine(folder.FullName, "client.pfx"), certificate.Export(X509ContentType.Pfx, "pfx-password"),
                TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "client.pem"),
                certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem(),
                TestContext.Current.CancellationToken);
            string output = await Connect(
                cloud,
                $"-ServicePrincipal -ApplicationId {Cloud.ApplicationId} -CertificatePath '{Path.Combine(folder.FullName, file)}' " +
                $"{password} -Tenant {Cloud.Tenant}");
            Assert.Equal("westeurope\n", output);
            Assert.NotNull(TokenRequest(cloud).Parameter("client_assertion"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_service_principal_signs_in_with_a_certificate_of_the_users_store()
    {
        using LoopbackServer cloud = Start();
        DirectoryInfo home = Directory.CreateTempSubdirectory();
        try
        {
            using X509Certificate2 certificate = TestCertificates.Client();
            string pfx = Path.Combine(home.FullName, "client.pfx");
            await File.WriteAllBytesAsync(pfx, certificate.Export(X509ContentType.Pfx, "p"), TestContext.Current.CancellationToken);
            string output = await SignInProcess.RunAsync(
                $$"""
                $store = [System.Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser')
                $store.Open('ReadWrite')
                $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]
                $store.Add($certificate::new('{{pfx}}', 'p', 'Exportable,PersistKeySet'))
                $store.Close()
                {{Command(
                    cloud,
                    $"-ServicePrincipal -ApplicationId {Cloud.ApplicationId} -CertificateThumbprint {certificate.Thumbprint} " +
                    $"-Tenant {Cloud.Tenant}")}}
                """,
                ("HOME", home.FullName),
                ("AZURE_AUTHORITY_HOST", cloud.Url));
            Assert.Equal("westeurope\n", output);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_service_principal_signs_in_with_a_federated_token()
    {
        using LoopbackServer cloud = Start();
        string output = await Connect(
            cloud, $"-ServicePrincipal -ApplicationId {Cloud.ApplicationId} -FederatedToken 'outside.token' -Tenant {Cloud.Tenant}");
        Assert.Equal("westeurope\n", output);
        Assert.Equal("outside.token", TokenRequest(cloud).Parameter("client_assertion"));
    }

    [Fact]
    public async Task A_device_code_is_shown_to_the_user_as_a_warning()
    {
        using LoopbackServer cloud = Start();
        string output = await Connect(cloud, $"-UseDeviceAuthentication -Tenant {Cloud.Tenant}");
        Assert.Contains("WARNING: Enter the code ABCD1234 at the device page.", output);
        Assert.EndsWith("westeurope\n", output);
        Assert.DoesNotContain("device-secret", output);
    }

    [Fact]
    public async Task An_access_token_is_sent_unchanged()
    {
        using LoopbackServer cloud = Start();
        Assert.Equal("westeurope\n", await Connect(cloud, $"-AccessToken (secure '{Cloud.Token}') -AccountId me@example.com"));
        Assert.Single(cloud.Requests);
    }

    [Fact]
    public async Task The_environment_names_a_service_principal()
    {
        using LoopbackServer cloud = Start();
        string output = await Connect(
            cloud,
            "-Verbose",
            ("AZURE_CLIENT_ID", Cloud.ApplicationId),
            ("AZURE_TENANT_ID", Cloud.Tenant),
            ("AZURE_CLIENT_SECRET", "secret-of-environment"));
        Assert.Contains("VERBOSE: Signed in by environment variables.\n", output);
        Assert.EndsWith("westeurope\n", output);
    }

    [Fact]
    public async Task The_environment_names_a_workload_identity()
    {
        using LoopbackServer cloud = Start();
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "token.of.cluster", TestContext.Current.CancellationToken);
        string output = await Connect(
            cloud, "-Verbose", ("AZURE_CLIENT_ID", Cloud.ApplicationId), ("AZURE_TENANT_ID", Cloud.Tenant),
            ("AZURE_FEDERATED_TOKEN_FILE", file));
        File.Delete(file);
        Assert.Contains("VERBOSE: Signed in by workload identity.\n", output);
        Assert.Equal("token.of.cluster", TokenRequest(cloud).Parameter("client_assertion"));
    }

    [Fact]
    public async Task A_virtual_machine_has_a_metadata_service()
    {
        using LoopbackServer cloud = Start();
        using LoopbackServer metadata = LoopbackServer.Start(request => request.Header("Metadata") == "true"
            ? LoopbackAnswer.Json(Cloud.IdentityToken())
            : new LoopbackAnswer(400, "{}"));
        string output = await Connect(
            cloud, $"-Identity -AccountId {Cloud.ApplicationId}", ("AZURE_POD_IDENTITY_AUTHORITY_HOST", metadata.Url));
        Assert.Equal("westeurope\n", output);
        LoopbackRequest asked = Assert.Single(metadata.Requests, request => request.Header("Metadata") == "true");
        Assert.Equal(Cloud.ApplicationId, asked.Parameter("client_id"));
        Assert.Equal(cloud.Url, asked.Parameter("resource"));
    }

    [Fact]
    public async Task A_virtual_machine_is_asked_by_object_id_when_it_knows_no_such_client_id()
    {
        using LoopbackServer cloud = Start();
        using LoopbackServer metadata = LoopbackServer.Start(request =>
            request.Parameter("object_id") == Cloud.ApplicationId ? LoopbackAnswer.Json(Cloud.IdentityToken())
            : new LoopbackAnswer(400, """{"error":"invalid_request","error_description":"Identity not found"}"""));
        string output = await Connect(
            cloud, $"-Identity -AccountId {Cloud.ApplicationId}", ("AZURE_POD_IDENTITY_AUTHORITY_HOST", metadata.Url));
        Assert.Equal("westeurope\n", output);
    }

    [Fact]
    public async Task Two_accounts_of_one_process_get_tokens_of_their_own_endpoints()
    {
        using LoopbackServer cloud = Start();
        using LoopbackServer first = LoopbackServer.Start(_ => LoopbackAnswer.Json(Cloud.IdentityToken()));
        using LoopbackServer second = LoopbackServer.Start(_ => LoopbackAnswer.Json(Cloud.IdentityToken()));
        string output = await SignInProcess.RunAsync(
            $"""
            $env:IDENTITY_ENDPOINT = '{first.Url}/oauth2/token'; $env:IDENTITY_HEADER = 'one'
            {Command(cloud, "-Identity")}
            $env:IDENTITY_ENDPOINT = '{second.Url}/oauth2/token'; $env:IDENTITY_HEADER = 'two'
            {Command(cloud, "-Identity")}
            """);
        Assert.Equal("westeurope\nwesteurope\n", output);
        Assert.Equal("one", Assert.Single(first.Requests).Header("X-IDENTITY-HEADER"));
        Assert.Equal("two", Assert.Single(second.Requests).Header("X-IDENTITY-HEADER"));
    }

    [Fact]
    public async Task If_no_sign_in_works_one_error_lists_the_attempts()
    {
        using LoopbackServer cloud = Start();
        string output = await SignInProcess.RunAsync(
            $"try {{ {Command(cloud, string.Empty)} }} catch {{ $_.FullyQualifiedErrorId; $_.Exception.Message; " +
            $"$_.ErrorDetails.RecommendedAction; $Error.Count }}");
        Assert.StartsWith("AuthenticationFailed,", output);
        Assert.DoesNotContain("Connect-AmlWorkspace", output);
        Assert.Contains("\n- Az PowerShell session: ", output);
        Assert.Contains("\n- environment variables: ", output);
        Assert.Contains("\n- workload identity: ", output);
        Assert.Contains("\n- managed identity: ", output);
        Assert.Contains("\n- Azure CLI: ", output);
        Assert.EndsWith("\n1\n", output);
        Assert.Empty(cloud.Requests);
    }

    [Fact]
    public async Task A_refused_secret_is_reported_without_the_secret_and_no_other_sign_in_is_tried()
    {
        using LoopbackServer cloud = LoopbackServer.Start(
            request => request.Path.EndsWith("/token", StringComparison.Ordinal)
                ? new LoopbackAnswer(
                    401,
                    """
                    {"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret 'hush-hush' provided. Trace ID: 1"}
                    """)
                : Cloud.Answer(request),
            TestCertificates.Server);
        using LoopbackServer identity = LoopbackServer.Start(_ => LoopbackAnswer.Json(Cloud.IdentityToken()));
        string output = await SignInProcess.RunAsync(
            $"try {{ {Command(cloud, string.Empty)} }} catch {{ $_ }}; $Error | ForEach-Object {{ $_; $_.Exception.ToString() }}",
            ("AZURE_AUTHORITY_HOST", cloud.Url),
            ("AZURE_CLIENT_ID", Cloud.ApplicationId),
            ("AZURE_TENANT_ID", Cloud.Tenant),
            ("AZURE_CLIENT_SECRET", "hush-hush"),
            ("IDENTITY_ENDPOINT", identity.Url),
            ("IDENTITY_HEADER", "h"));
        Assert.Contains("- environment variables: AADSTS7000215: Invalid client secret '***' provided.", output);
        Assert.Contains("- managed identity: skipped, because the sign-in with environment variables failed.", output);
        Assert.DoesNotContain("hush-hush", output);
        Assert.Empty(identity.Requests);
    }

    [Theory]
    [InlineData("AzureCloud", "management.azure.com", "login.microsoftonline.com", "https://management.azure.com//.default")]
    [InlineData("AzureChinaCloud", "management.chinacloudapi.cn", "login.chinacloudapi.cn", "https://management.chinacloudapi.cn/.default")]
    [InlineData(
        "AzureUSGovernment", "management.usgovcloudapi.net", "login.microsoftonline.us", "https://management.usgovcloudapi.net/.default")]
    public async Task Each_cloud_has_its_own_hosts_which_a_proxy_reaches(string environment, string manager, string authority, string scope)
    {
        using LoopbackServer proxy = LoopbackServer.StartProxy(Cloud.Answer, TestCertificates.Server);
        string output = await SignInProcess.RunAsync(
            $"""
            {Secure}
            $credential = [pscredential]::new('{Cloud.ApplicationId}', (secure 'x'))
            $connected = Connect-AmlWorkspace -ResourceId {Cloud.WorkspaceId} -Environment {environment} `
                -ServicePrincipal -Tenant {Cloud.Tenant} -Credential $credential
            $connected.Environment + ' ' + $connected.Location
            """,
            ("HTTPS_PROXY", proxy.Url));
        Assert.Equal($"{environment} westeurope\n", output);
        Assert.Equal(
            [$"{authority}:443", $"{manager}:443"],
            proxy.Requests.Where(request => request.Method == "CONNECT").Select(request => request.Target).Distinct());
        Assert.Equal(scope, TokenRequest(proxy).Parameter("scope")!.Split(' ')[0]);
    }

    [Theory]
    [InlineData("", 1, 0)]
    [InlineData("localhost", 0, 1)]
    [InlineData("other.example,LOCALHOST", 0, 1)]
    [InlineData("other.example", 1, 0)]
    public async Task A_host_in_NO_PROXY_is_called_without_the_proxy(string noProxy, int throughProxy, int direct)
    {
        using LoopbackServer cloud = Start();
        using LoopbackServer proxy = LoopbackServer.StartProxy(Cloud.Answer, TestCertificates.Server);
        string output = await SignInProcess.RunAsync(
            Secure + Command(cloud, $"-AccessToken (secure '{Cloud.Token}')"), ("HTTPS_PROXY", proxy.Url), ("NO_PROXY", noProxy));
        Assert.Equal("westeurope\n", output);
        Assert.Equal(
            throughProxy, proxy.Requests.Count(request => request.Method == "CONNECT" && request.Target == $"localhost:{cloud.Port}"));
        Assert.Equal(direct, cloud.Requests.Count);
    }

    [Theory]
    [InlineData("AZURE_POD_IDENTITY_AUTHORITY_HOST")]
    [InlineData("IDENTITY_ENDPOINT")]
    public async Task A_proxy_does_not_stand_between_a_computer_and_its_own_identity(string addressVariable)
    {
        using LoopbackServer cloud = Start();
        using LoopbackServer proxy = LoopbackServer.StartProxy(Cloud.Answer, TestCertificates.Server);
        using LoopbackServer metadata = LoopbackServer.Start(_ => LoopbackAnswer.Json(Cloud.IdentityToken()));
        string output = await SignInProcess.RunAsync(
            Command(cloud, "-Identity"),
            ("HTTPS_PROXY", proxy.Url),
            ("HTTP_PROXY", proxy.Url),
            ("NO_PROXY", "localhost"),
            (addressVariable, metadata.Url));
        Assert.Equal("westeurope\n", output);
        Assert.Empty(proxy.Requests);
    }

    [Fact]
    public async Task The_Azure_CLI_is_asked_for_a_token_of_its_sign_in()
    {
        using LoopbackServer cloud = Start();
        using ProgramFolder programs = new();
        programs.Add(
            "az",
            $$"""
            echo "$@" > '{{programs.Path}}/asked'
            echo '{"accessToken":"{{Cloud.Token}}","expiresOn":"2099-12-31 00:00:00.000000","expires_on":4102358400,'
            echo '"subscription":"s","tenant":"t","tokenType":"Bearer"}'
            """);
        string output = await Connect(cloud, "-Verbose", ("PATH", programs.SearchPath));
        Assert.Contains("VERBOSE: Signed in by Azure CLI.\n", output);
        Assert.EndsWith("westeurope\n", output);
        Assert.DoesNotContain(Cloud.Token, output);
        string asked = await File.ReadAllTextAsync(Path.Combine(programs.Path, "asked"), TestContext.Current.CancellationToken);
        Assert.StartsWith("account get-access-token ", asked);
        Assert.Contains(cloud.Url, asked);
    }

    [Fact]
    public async Task An_Azure_CLI_that_is_signed_out_is_reported_and_no_browser_opens()
    {
        using LoopbackServer cloud = Start();
        using ProgramFolder programs = new();
        programs.Add("az", "echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1");
        programs.Add("xdg-open", $"touch '{programs.Path}/opened'");
        string output = await SignInProcess.RunAsync(
            $"try {{ {Command(cloud, string.Empty)} }} catch {{ $_.FullyQualifiedErrorId; $_.Exception.Message }}",
            ("PATH", programs.SearchPath));
        Assert.StartsWith("AuthenticationFailed,", output);
        Assert.Contains("\n- Azure CLI: ", output);
        Assert.Contains("'az login'", output);
        Assert.Equal(5, output.Split("\n- ").Length - 1);
        Assert.False(File.Exists(Path.Combine(programs.Path, "opened")));
        Assert.Empty(cloud.Requests);
    }

    [Fact]
    public async Task A_browser_opens_when_it_is_asked_for()
    {
        using LoopbackServer cloud = Start();
        using ProgramFolder programs = new();

        // A browser opens the address to which the authority redirects it after the sign-in, with a code.
        programs.Add(
            "xdg-open",
            $$"""
            echo "$1" > '{{programs.Path}}/opened'
            value() { printf '%b' "$(echo "$1" | sed -n "s/.*[?&]$2=\([^&]*\).*/\1/p" | sed 's/%/\\x/g')"; }
            place=$(value "$1" redirect_uri)
            port=$(echo "$place" | sed 's/.*:\([0-9]*\).*/\1/')
            body="code=the-code&state=$(value "$1" state)"
            until { exec 3<>/dev/tcp/localhost/$port; } 2>/dev/null; do sleep 0.1; done
            printf 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n' >&3
            printf 'Content-Length: %d\r\nConnection: close\r\n\r\n%s' "${#body}" "$body" >&3
            cat <&3 > /dev/null
            """);
        string output = await Connect(cloud, $"-Interactive -Tenant {Cloud.Tenant}", ("PATH", programs.SearchPath), ("DISPLAY", ":0"));
        Assert.EndsWith("westeurope\n", output);
        string opened = await File.ReadAllTextAsync(Path.Combine(programs.Path, "opened"), TestContext.Current.CancellationToken);
        Assert.StartsWith($"{cloud.Url}/{Cloud.Tenant}/oauth2/v2.0/authorize?", opened);
        Assert.Equal("the-code", TokenRequest(cloud).Parameter("code"));
    }

    [Fact]
    public async Task A_tenant_that_does_not_exist_is_one_error_that_names_it()
    {
        using LoopbackServer cloud = LoopbackServer.Start(
            request => request.Path.EndsWith("/token", StringComparison.Ordinal)
                || request.Path.EndsWith("/openid-configuration", StringComparison.Ordinal)
                ? new LoopbackAnswer(
                    400,
                    """
                    {"error":"invalid_tenant","error_description":"AADSTS90002: Tenant 'nowhere.example' not found. Check it. Trace ID: 1"}
                    """)
                : Cloud.Answer(request),
            TestCertificates.Server);
        string output = await SignInProcess.RunAsync(
            Secure
            + $"$credential = [pscredential]::new('{Cloud.ApplicationId}', (secure 'hush-hush')); "
            + $"try {{ {Command(cloud, "-ServicePrincipal -Tenant nowhere.example -Credential $credential")} }} "
            + "catch { $_.FullyQualifiedErrorId; $_.Exception.Message; $_.ErrorDetails.RecommendedAction; $Error.Count }",
            ("AZURE_AUTHORITY_HOST", cloud.Url));
        string[] lines = output.Split('\n');
        Assert.StartsWith("AuthenticationFailed,", lines[0]);
        Assert.Contains("AADSTS90002: Tenant 'nowhere.example' not found.", lines[1]);
        Assert.DoesNotContain("Connect-AmlWorkspace", lines[2]);
        Assert.Equal("1", lines[3]);
    }

    private static LoopbackServer Start() => LoopbackServer.Start(Cloud.Answer, TestCertificates.Server);

    private static LoopbackRequest TokenRequest(LoopbackServer server) =>
        Assert.Single(server.Requests, request => request.Path.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal));

    private static string Command(LoopbackServer cloud, string parameters) =>
        $"(Connect-AmlWorkspace -ResourceId {Cloud.WorkspaceId} -Endpoint {cloud.Url} {parameters}).Location";

    private static Task<string> Connect(LoopbackServer cloud, string parameters, params (string Name, string Value)[] environment) =>
        SignInProcess.RunAsync(Secure + Command(cloud, parameters), [("AZURE_AUTHORITY_HOST", cloud.Url), .. environment]);
}
