using System.Text.Json.Nodes;
using AmlCompute.Models;
using AmlCompute.Models.Json;
using AmlCompute.Tests.Client;
using AmlCompute.Tests.Fidelity;
using AmlCompute.Tests.Files;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Commands;

/// <summary>Behavior of the Python SDK v1 that its users rely on.</summary>
public sealed class V1Tests : IDisposable
{
    private const string Cluster = FileText.Resource + "Microsoft.ContainerService/managedClusters/c";

    private const string Vm = FileText.Resource + "Microsoft.Compute/virtualMachines/vm";

    private readonly StubService _service = new(request => request.Method switch
    {
        "PUT" => WireAnswer.Json(400, """{ "error": { "code": "Enough", "message": "The body was read." } }"""),
        "POST" => WireAnswer.Json(200, "{}"),
        _ when request.Url.AbsolutePath.EndsWith("/aks", StringComparison.Ordinal) => WireAnswer.Json(
            200,
            $$"""
            { "id": "/subscriptions/s/aks", "name": "aks", "location": "westeurope", "properties": { "computeType": "AKS",
                "isAttachedCompute": true, "provisioningState": "Succeeded", "resourceId": "{{Cluster}}",
                "properties": { "loadBalancerType": "PublicIp",
                  "sslConfiguration": { "status": "Enabled", "cname": "old.example.org", "leafDomainLabel": null } } } }
            """),
        _ when request.Url.AbsolutePath.EndsWith("/cpu", StringComparison.Ordinal) => WireAnswer.Json(
            200, """{ "name": "cpu", "properties": { "computeType": "AmlCompute", "provisioningState": "Succeeded" } }"""),
        _ => WireAnswer.NotFound(request),
    });

    private readonly ModuleShell _shell;
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public V1Tests()
    {
        _shell = new(_service);
        _shell.Set("folder", _folder);
        File.WriteAllText(Path.Combine(_folder, "cert.pem"), "-----BEGIN CERTIFICATE-----\nc\n-----END CERTIFICATE-----\n");
        File.WriteAllText(Path.Combine(_folder, "key.pem"), "-----BEGIN PRIVATE KEY-----\nk\n-----END PRIVATE KEY-----\n");
    }

    public void Dispose()
    {
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void An_AKS_cluster_is_attached_with_its_load_balancer_and_a_certificate_of_the_service()
    {
        JsonNode sent = SentBy(
            $"Connect-AmlComputeTarget a1 -Aks -ResourceId {Cluster} -ClusterPurpose DevTest -LoadBalancerType InternalLoadBalancer "
            + "-LoadBalancerSubnet s -LeafDomainLabel contoso -OverwriteExistingDomain");

        Assert.Equal(Cluster, (string?)sent["resourceId"]);
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""
                    { "clusterPurpose": "DevTest", "loadBalancerType": "InternalLoadBalancer", "loadBalancerSubnet": "s",
                      "sslConfiguration": { "status": "Auto", "leafDomainLabel": "contoso", "overwriteExistingDomain": true } }
                    """),
                sent["properties"]),
            $"{sent["properties"]}");
    }

    [Fact]
    public void An_AKS_cluster_is_attached_with_its_own_certificate()
    {
        JsonNode ssl = SentBy(
            $"Connect-AmlComputeTarget a1 -Aks -ResourceId {Cluster} -SslCname a.example.org "
            + "-SslCertPemFile \"$folder/cert.pem\" -SslKeyPemFile \"$folder/key.pem\"")["properties"]!["sslConfiguration"]!;

        Assert.Equal(("Enabled", "a.example.org"), ((string?)ssl["status"], (string?)ssl["cname"]));
        Assert.StartsWith("-----BEGIN CERTIFICATE", (string?)ssl["cert"], StringComparison.Ordinal);
        Assert.StartsWith("-----BEGIN PRIVATE KEY", (string?)ssl["key"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-LeafDomainLabel contoso", "Auto", null, "contoso", false)]
    [InlineData("-SslStatus Disabled", "Disabled", null, null, false)]
    [InlineData(
        "-SslCname new.example.org -SslCertPemFile \"$folder/cert.pem\" -SslKeyPemFile \"$folder/key.pem\"",
        "Enabled", "new.example.org", null, true)]
    [InlineData(
        "-SslCname old.example.org -SslCertPemFile \"$folder/cert.pem\" -SslKeyPemFile \"$folder/key.pem\"",
        "Enabled", "old.example.org", null, true)]
    public void Set_replaces_the_certificate_of_an_AKS_cluster_as_a_whole(
        string parameters, string status, string? cname, string? label, bool hasCertificate)
    {
        JsonNode ssl = SentBy($"Set-AmlComputeTarget aks {parameters}")["properties"]!["sslConfiguration"]!;

        Assert.Equal((status, cname, label), ((string?)ssl["status"], (string?)ssl["cname"], (string?)ssl["leafDomainLabel"]));
        Assert.Equal(hasCertificate, ssl["cert"] is not null && ssl["key"] is not null);
    }

    [Fact]
    public void Set_changes_the_load_balancer_of_an_AKS_cluster()
    {
        JsonNode sent = SentBy(
            "Set-AmlComputeTarget aks -SslStatus Disabled -LoadBalancerType InternalLoadBalancer -LoadBalancerSubnet s");

        Assert.Equal("InternalLoadBalancer", (string?)sent["properties"]!["loadBalancerType"]);
        Assert.Equal("s", (string?)sent["properties"]!["loadBalancerSubnet"]);
    }

    [Theory]
    [InlineData(
        "Set-AmlComputeTarget aks -SslCname a.example.org", "Your own certificate needs -SslCname, -SslCertPemFile and -SslKeyPemFile")]
    [InlineData("Set-AmlComputeTarget cpu -LoadBalancerType PublicIp", "is of type AmlCompute, which has no LoadBalancerType to change")]
    [InlineData("Connect-AmlComputeTarget a1 -Aks -ResourceName c -SslCname a.example.org", "Your own certificate needs -SslCname")]
    public void Settings_of_AKS_that_do_not_fit_are_one_error(string command, string message)
    {
        ShellResult result = _shell.Run(command);

        Assert.Contains(message, Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_service.Requests, request => request.Method == "PUT");
    }

    [Theory]
    [InlineData("secret", false)]
    [InlineData("SECRETSECRET", false)]
    [InlineData("Secretsecret", false)]
    [InlineData("Secret12", true)]
    [InlineData("secret-12", true)]
    [InlineData("GEHEIM-12", true)]
    [InlineData("Größe und Länge", true)]
    public void The_password_of_an_admin_account_needs_three_classes_of_characters(string password, bool isAccepted)
    {
        _shell.Set("password", SecretText.Protect(password));
        ShellResult result = _shell.Run("New-AmlComputeConfiguration -VmSize S -AdminCredential ([pscredential]::new('ann', $password))");

        Assert.Equal(
            isAccepted
                ? []
                :
                [
                    "-AdminCredential: the password needs three of these: "
                    + "lower-case letters, upper-case letters, digits, other characters.",
                ],
            result.Errors.Select(error => error.Exception.Message));
    }

    [Theory]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nx\n-----END ENCRYPTED PRIVATE KEY-----", true)]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0\n\nx\n", true)]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0\n", true)]
    [InlineData("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: aes256-cbc\n", true)]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB\n", false)]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", false)]
    public void A_key_with_a_passphrase_is_refused_with_the_way_to_remove_it(string key, bool isEncrypted)
    {
        File.WriteAllText(Path.Combine(_folder, "id"), key);
        _shell.Set("account", new System.Management.Automation.PSCredential("ann", SecretText.Protect("x")));
        string[] messages =
        [
            .. _shell.Run($"Connect-AmlComputeTarget a1 -VirtualMachine -ResourceId {Vm} -Credential $account "
                + "-SshPrivateKeyPath \"$folder/id\"").Errors.Select(error => error.Exception.Message),
        ];

        Assert.Equal(
            [
                isEncrypted
                    ? "-SshPrivateKeyPath: the key is protected by a passphrase. The service accepts no passphrase of a private key. "
                        + "To remove it from a copy of the key, run 'ssh-keygen -p -f copy-of-the-key', and leave the new passphrase empty."
                    : "The body was read.",
            ],
            messages);
    }

    [Fact]
    public void A_passphrase_in_a_row_or_a_file_is_refused_with_the_same_words()
    {
        string row = Assert.Single(_shell.Run(
            $"@{{ Name = 'a1'; VirtualMachine = $true; ResourceId = '{Vm}'; private_key_passphrase = 'x' }} | "
            + "ForEach-Object { Connect-AmlComputeTarget -Configuration $_ }").Errors).Exception.Message;
        string file = FileText.Error(
            $"name: a1\ntype: virtualmachine\nresource_id: {Vm}\nssh_settings: {{admin_username: a, private_key_passphrase: x}}");

        Assert.StartsWith("'private_key_passphrase' is not a setting of a compute target. The service accepts no passphrase", row);
        Assert.Contains("The service accepts no passphrase of a private key.", file, StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_has_the_status_of_a_cluster_and_always_an_identity_and_reads_back()
    {
        const string Group = "/subscriptions/0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90/resourceGroups/rg-vision";
        _shell.Set("target", TestTargets.Read($$"""
            { "id": "{{Group}}/providers/Microsoft.MachineLearningServices/workspaces/vision/computes/cpu",
              "name": "cpu", "properties": { "computeType": "AmlCompute", "provisioningState": "Succeeded",
                "properties": { "vmSize": "S", "currentNodeCount": 2, "targetNodeCount": 3, "allocationState": "Resizing",
                  "nodeStateCounts": { "idleNodeCount": 2 } } } }
            """));

        string text = Assert.IsType<string>(Assert.Single(_shell.Output("$target | ConvertTo-AmlComputeJson")));
        JsonObject json = JsonNode.Parse(text)!.AsObject();

        JsonNode status = json["properties"]!["status"]!;
        Assert.Equal((2, 3), ((int)status["currentNodeCount"]!, (int)status["targetNodeCount"]!));
        Assert.Equal("Resizing", (string?)status["allocationState"]);
        Assert.Equal(2, (int)status["nodeStateCounts"]!["idleNodeCount"]!);
        Assert.True(json.ContainsKey("identity") && json["identity"] is null);
        _shell.Set("json", text);
        Assert.DoesNotContain(
            "\"status\"",
            Assert.IsType<ComputeCluster>(Assert.Single(_shell.Output("$json | ConvertFrom-AmlComputeJson"))).ToJson(),
            StringComparison.Ordinal);
        Assert.Null(FileText.Read(text).Configuration.ToNode()["properties"]!["status"]);
        Assert.DoesNotContain("\"status\"", $"{Assert.Single(_shell.Output("$target | ConvertTo-AmlComputeJson -AsArm"))}");
    }

    [Fact]
    public void A_named_target_of_another_type_is_not_found_and_a_pattern_filters()
    {
        ShellResult named = _shell.Run("Get-AmlComputeTarget cpu, aks -Type AKS");

        Assert.Equal(["aks"], named.Output.Cast<ComputeTarget>().Select(target => target.Name));
        Assert.Equal([ErrorIds.ComputeTargetNotFound], named.ErrorIds);
        Assert.Equal(
            "Compute target 'cpu' in workspace 'vision' is of type AmlCompute, not AKS.", named.Errors[0].Exception.Message);
        Assert.Equal(
            ["cpu"],
            _shell.Output("Get-AmlComputeTarget cpu -Type Aml*, AKS").Cast<ComputeTarget>().Select(target => target.Name));
    }

    private JsonNode SentBy(string command)
    {
        ShellResult result = _shell.Run(command);
        Assert.Equal(["The body was read."], result.Errors.Select(error => error.Exception.Message));
        return _service.Requests.Last(request => request.Method == "PUT").Body!["properties"]!;
    }
}
