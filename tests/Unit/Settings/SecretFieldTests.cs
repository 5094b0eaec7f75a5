using System.Management.Automation;
using AmlCompute.Commands;
using AmlCompute.Models;
using AmlCompute.Models.Json;
using AmlCompute.Tests.Client;
using AmlCompute.Tests.Fidelity;
using AmlCompute.Tests.Files;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Settings;

/// <summary>Secrets in fields that are not for secrets: refused before a request, and without the text in any stream.</summary>
public sealed class SecretFieldTests : IDisposable
{
    private const string Secret = "S3cr3tS3cr3t";

    private const string Body = Secret + "AAAAB3NzaC1yc2EAAAADAQABAAABgQC7";

    private static readonly Dictionary<string, string> Secrets = new()
    {
        ["PKCS1"] = $"-----BEGIN RSA PRIVATE KEY-----\n{Body}\n-----END RSA PRIVATE KEY-----\n",
        ["PKCS8"] = $"-----BEGIN PRIVATE KEY-----\n{Body}\n-----END PRIVATE KEY-----",
        ["encrypted PKCS8"] = $"-----BEGIN ENCRYPTED PRIVATE KEY-----\r\n{Body}\r\n-----END ENCRYPTED PRIVATE KEY-----",
        ["EC"] = $"-----BEGIN EC PRIVATE KEY-----\n{Body}",
        ["OpenSSH"] = $"-----BEGIN OPENSSH PRIVATE KEY-----\n{Body}\n-----END OPENSSH PRIVATE KEY-----",
        ["OpenSSH on one line"] = $"-----BEGIN OPENSSH PRIVATE KEY----- {Body} -----END OPENSSH PRIVATE KEY-----",
        ["lower case"] = $"-----begin openssh private key-----\n{Body}",
        ["after a public key"] = $"ssh-rsa AAAA ann@box\n-----BEGIN DSA PRIVATE KEY-----\n{Body}",
        ["SSH2"] = $"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n{Body}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----",
        ["PGP"] = $"-----BEGIN PGP PRIVATE KEY BLOCK-----\n{Body}\n-----END PGP PRIVATE KEY BLOCK-----",
        ["PuTTY"] = $"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: 1\n{Body}",
        ["OpenSSH without its armor"] = $"b3BlbnNzaC1rZXktdjEAAAAA{Body}",
        ["base64 of PEM"] = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"-----BEGIN RSA PRIVATE KEY-----\n{Body}\n")),
        ["storage"] = $"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={Secret}==;EndpointSuffix=core.windows.net",
        ["service bus"] = $"Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={Secret}=",
        ["SQL"] = $"Server=tcp:a.database.windows.net,1433;User ID=ann;Password={Secret};Encrypt=True",
        ["SAS URL"] = $"https://a.blob.core.windows.net/c?sv=2024-11-04&se=2027-01-01&sr=c&sp=rl&sig={Secret}%3D",
        ["SAS"] = $"?sv=2024-11-04&ss=b&srt=sco&sp=rwdl&se=2027-01-01&sig={Secret}%2Babc%3D",
        ["SAS of service bus"] = $"SharedAccessSignature sr=a.servicebus.windows.net&sig={Secret}%3d&se=1&skn=Root",
        ["password in a URL"] = $"mongodb://ann:{Secret}@a.example.org:27017/db",
    };

    private readonly List<string> _requests = [];
    private readonly ModuleShell _shell;
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public SecretFieldTests() => _shell = new(new StubService(request =>
    {
        _requests.Add($"{request.Method} {request.Url.AbsolutePath}");
        return WireAnswer.NotFound(request);
    }));

    public static TheoryData<string> Kinds => [.. Secrets.Keys];

    public void Dispose()
    {
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_secret_is_refused_from_parameter_row_YAML_and_JSON_without_its_text(string kind)
    {
        string secret = Secrets[kind];
        string quoted = System.Text.Json.JsonSerializer.Serialize(secret);
        _shell.Set("secret", secret);
        string yaml = Write("a.yml", $"name: a1\ntype: amlcompute\nssh_settings: {{admin_username: ann, ssh_key_value: {quoted}}}\n");
        string tagged = Write("b.yml", $"name: a1\ntype: amlcompute\ntags: {{note: {quoted}}}\n");
        string json = Write(
            "c.json",
            Arm($$$""" "subnet": { "id": {{{quoted}}} } """));
        string user = Write(
            "d.json",
            Arm($$$""" "userAccountCredentials": { "adminUserName": {{{quoted}}} } """));
        foreach (string command in new[]
        {
            "New-AmlComputeTarget a1 S -AdminUserName ann -SshPublicKey $secret",
            "New-AmlComputeTarget a1 S -SubnetId $secret",
            "New-AmlComputeTarget a1 S -Location $secret",
            "New-AmlComputeTarget a1 $secret",
            "New-AmlComputeTarget a1 S -Tag @{ key = $secret }",
            "New-AmlComputeTarget a1 S -Tag @{ $secret = 'x' }",
            "New-AmlComputeTarget a1 S -Description $secret",
            "New-AmlComputeTarget a1 S -IdentityId $secret",
            "New-AmlComputeTarget a1 -Instance S -SshPublicKey $secret",
            "New-AmlComputeTarget a1 -Instance S -CustomService @{ name = $secret; image = @{ reference = 'a' } }",
            "New-AmlComputeTarget a1 -Aks -LeafDomainLabel $secret",
            "Connect-AmlComputeTarget a1 -Kubernetes -ResourceName $secret",
            "Connect-AmlComputeTarget a1 -Kubernetes -ResourceId $secret",
            "Connect-AmlComputeTarget a1 -VirtualMachine -ResourceName v -Address $secret -Credential "
                + "([pscredential]::new('ann', (ConvertTo-SecureString x -AsPlainText -Force)))",
            "[pscustomobject]@{ Name = 'a1'; VmSize = 'S'; AdminUserName = 'ann'; SshPublicKey = $secret } | New-AmlComputeTarget",
            "[pscustomobject]@{ Name = 'a1'; VmSize = $secret } | New-AmlComputeTarget",
            "New-AmlComputeTarget -Configuration @{ Name = 'a1'; VmSize = 'S'; SubnetId = $secret }",
            "Set-AmlComputeTarget a1 -Description $secret",
            "Set-AmlComputeTarget a1 -Tag @{ key = $secret }",
            "Set-AmlComputeTarget a1 -AddUserAssignedIdentity $secret",
            "Set-AmlComputeTarget a1 -AddSchedule @{ action = 'Stop'; triggerType = 'Cron'; cron = @{ expression = $secret } }",
            "Test-AmlComputeTarget a1 -VmSize S -SubnetId $secret",
            "New-AmlComputeConfiguration -VmSize S -SubnetId $secret",
            $"New-AmlComputeTarget -Path '{yaml}'",
            $"New-AmlComputeTarget -Path '{tagged}'",
            $"Sync-AmlComputeTarget -Path '{json}'",
            $"Compare-AmlComputeTarget -Path '{user}'",
            $"New-AmlComputeConfiguration -Path '{json}'",
            $"New-AmlComputePlan -Path '{yaml}'",
            $"Get-Content -Raw '{yaml}' | ConvertFrom-AmlComputeYaml",
            $"Get-Content -Raw '{user}' | ConvertFrom-AmlComputeYaml",
        })
        {
            Refused(command);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_secret_in_the_place_of_a_name_is_refused_by_every_command(string kind)
    {
        _shell.Set("secret", Secrets[kind]);
        string id = "/subscriptions/0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90/resourceGroups/g/providers/"
            + "Microsoft.MachineLearningServices/workspaces/w/computes/$secret";
        foreach (string command in new[]
        {
            "New-AmlComputeTarget $secret S", "New-AmlComputeTarget $secret S -WhatIf", "$secret | New-AmlComputeTarget -VmSize S",
            "[pscustomobject]@{ Name = $secret; VmSize = 'S' } | New-AmlComputeTarget",
            "Remove-AmlComputeTarget -Name ([WildcardPattern]::Escape($secret)) -Force",
            "Start-AmlComputeTarget -Name ([WildcardPattern]::Escape($secret))",
            "Wait-AmlComputeTarget -Name ([WildcardPattern]::Escape($secret))",
            "Get-AmlComputeKey -Name ([WildcardPattern]::Escape($secret))",
            $"Get-AmlComputeTarget -ResourceId \"{id}\"",
            "Get-AmlComputeVmSize -Location $secret", "Get-AmlComputeUsage -Location $secret",
        })
        {
            Refused(command);
        }
    }

    /// <summary>A path that is a key: the file of the key is meant.</summary>
    [Theory]
    [InlineData("OpenSSH")]
    [InlineData("SAS URL")]
    public void A_secret_in_the_place_of_a_path_is_refused(string kind)
    {
        _shell.Set("secret", Secrets[kind]);
        Refused("New-AmlComputeTarget a1 -Aks -SslCname c -SslCertPemFile $secret -SslKeyPemFile $secret");
    }

    [Fact]
    public void The_environment_of_a_service_and_scripts_may_hold_a_connection_string()
    {
        _shell.Set("secret", Secrets["storage"]);
        ComputeConfiguration configuration = Assert.IsType<ComputeConfiguration>(Assert.Single(_shell.Output(
            "New-AmlComputeConfiguration -Instance -VmSize S -CustomService @{ name = 'a'; image = @{ reference = 'a' }; "
            + "environmentVariables = @{ C = @{ type = 'local'; value = $secret } } } "
            + "-StartupScript @{ scriptSource = 'workspaceStorage'; scriptData = 's.sh'; scriptArguments = $secret }")));

        Assert.Equal(2, configuration.ToNode().ToJsonString().Split(Secret).Length - 1);
    }

    [Theory]
    [InlineData("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 ann@box")]
    [InlineData("---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3\n---- END SSH2 PUBLIC KEY ----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----")]
    [InlineData("the private key is in the vault; password = see the wiki")]
    [InlineData("https://example.org/a?page=2&size=3")]
    [InlineData("Key=1;Name=design")]
    public void Text_that_is_not_a_secret_is_accepted(string text) => Assert.Null(SecretForms.FindKind(text));

    [Theory]
    [InlineData("name: a1\ntype: amlcompute\ndescription: 'https://a.example.org/c?***'", "description")]
    [InlineData(
        "name: a1\ntype: computeinstance\ncustom_applications: [{name: a, environment_variables: {A: '***'}}]", "environment_variables")]
    public void The_mask_of_a_secret_is_refused(string yaml, string key)
    {
        string message = FileText.Error(yaml);

        Assert.Contains(key, message, StringComparison.Ordinal);
        Assert.EndsWith("contains the mask of a secret instead of the secret.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signed_URL_is_masked_in_properties_JSON_YAML_comparisons_and_errors()
    {
        string signed = Secrets["SAS URL"];
        ComputeTarget target = TestTargets.Read($$"""
            { "id": "/subscriptions/x", "name": "t", "tags": { "from": "{{signed}}" },
              "properties": { "computeType": "ComputeInstance", "description": "see {{signed}} and {{Secrets["password in a URL"]}}",
                "provisioningErrors": [ { "error": { "code": "A", "message": "GET {{signed}} failed." } } ],
                "properties": { "dataMounts": [ { "mountName": "m", "source": "{{signed}}" } ],
                  "customServices": [ { "name": "c", "environmentVariables": { "A": { "type": "local", "value": "{{signed}}" } } } ] } } }
            """);
        ComputeInstance instance = Assert.IsType<ComputeInstance>(target);
        _shell.Set("target", target);
        string[] shown =
        [
            target.ToJson(), target.Description!, target.Tags["from"]!, instance.DataMounts[0].Source!, $"{target.Errors[0]}",
            $"{instance.CustomServices[0].EnvironmentVariables["A"].Value}",
            .. _shell.Output(
                "$target | ConvertTo-AmlComputeJson; $target | ConvertTo-AmlComputeJson -AsArm; "
                + "$target | ConvertTo-AmlComputeYaml -WarningAction Ignore; ($target | Format-List * | Out-String)")
                .Select(text => $"{text}"),
            new ComputeTargetException(ErrorIds.InvalidArgument, $"GET {signed} failed; {Secrets["storage"]}; {Secrets["PKCS8"]}").Message,
        ];

        Assert.All(shown, text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
        Assert.All(shown, text => Assert.Contains("***", text, StringComparison.Ordinal));
        Assert.Equal("https://a.blob.core.windows.net/c?***", target.Tags["from"]);
    }

    private static string Arm(string members) => $$"""
        { "name": "a1", "properties": { "computeType": "AmlCompute", "properties": { {{members}} } } }
        """;

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private void Refused(string command)
    {
        _requests.Clear();
        ShellResult result = _shell.Run($"$Error.Clear(); {command} -Verbose");

        ErrorRecord error = Assert.Single(result.Errors);
        Assert.True(result.ErrorIds[0] is ErrorIds.InvalidArgument or ErrorIds.InvalidComputeName, $"{command}: {error}");
        Assert.Matches("contains an? (private key|connection string|shared access signature|signed URL|URL with a password)", $"{error}");
        _shell.Set("failed", error);
        string[] texts =
        [
            $"{error}", $"{error.Exception}", $"{error.TargetObject}", $"{error.CategoryInfo}", $"{error.ErrorDetails}",
            .. result.Verbose, .. result.Warnings,
            .. _shell.Output("$failed.TargetObject | ConvertTo-Json -Depth 4 -WarningAction Ignore").Select(text => $"{text}"),
        ];
        Assert.All(texts, text => Assert.False(text.Contains(Secret, StringComparison.Ordinal), $"{command}: {text}"));
        Assert.Empty(_requests);
    }
}
