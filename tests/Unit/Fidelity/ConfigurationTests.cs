using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Fidelity;

/// <summary>Configurations, and rows of data, by pipeline.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private const string Aks =
        "/subscriptions/0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks";

    private readonly StubService _service = new(request => request.Method == "PUT"
        ? WireAnswer.Json(
            201,
            $$"""
            { "name": "{{request.Url.Segments[^1]}}", "properties": { "computeType": "AmlCompute", "provisioningState": "Creating" } }
            """)
        : WireAnswer.NotFound(request));

    private readonly ModuleShell _shell;

    public ConfigurationTests() => _shell = new ModuleShell(_service);

    private JsonNode?[] Bodies => [.. _service.Requests.Where(request => request.Method == "PUT").Select(request => request.Body)];

    [Fact]
    public void A_row_as_a_table_of_text_gives_it_is_read_as_the_command_line_would_be()
    {
        _shell.Output("""
            [pscustomobject] @{
                Name = 'cpu'; VmSize = 'Standard_DS3_v2'; MaxNodes = '7'; IdleTimeBeforeScaleDown = '5m'; EnableNodePublicIp = 'False'
                Priority = ''; Description = ''
            } | New-AmlComputeTarget
            """);

        JsonAssert.Equal(
            """
            {
              "location": "westeurope",
              "properties": {
                "computeType": "AmlCompute",
                "properties": {
                  "vmSize": "Standard_DS3_v2", "enableNodePublicIp": false,
                  "scaleSettings": { "minNodeCount": 0, "maxNodeCount": 7, "nodeIdleTimeBeforeScaleDown": "PT5M" }
                }
              }
            }
            """,
            Assert.Single(Bodies));
        Assert.EndsWith("/computes/cpu", _service.Requests[^1].Url.AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_may_use_the_aliases_of_a_parameter_and_give_the_kind_of_target()
    {
        _shell.Output("""
            @{ ComputeName = 'ci'; Instance = 'True'; VmSize = 'Standard_DS3_v2'; AdminUserSshKey = 'ssh-rsa AAAA' },
                @{ Name = 'cpu'; VmSize = 'Standard_DS3_v2'; VmPriority = 'lowpriority'; MaxNodeCount = 1 } |
                New-AmlComputeTarget -ThrottleLimit 1
            """);

        Assert.Equal(["ComputeInstance", "AmlCompute"], Bodies.Select(body => body!["properties"]!["computeType"]!.GetValue<string>()));
        JsonNode sshSettings = Bodies[0]!["properties"]!["properties"]!["sshSettings"]!;
        Assert.Equal("ssh-rsa AAAA", sshSettings["adminPublicKey"]!.GetValue<string>());
        Assert.Null(sshSettings["sshPublicAccess"]);
    }

    [Fact]
    public void Two_columns_of_a_setting_can_have_the_same_value()
    {
        _shell.Output(
            "[pscustomobject] @{ Name = 'a1'; ComputeName = 'A1'; VmSize = 'S'; MaxNodes = 2; MaxNodeCount = '2' } | New-AmlComputeTarget");

        Assert.Equal(2, Assert.Single(Bodies)!["properties"]!["properties"]!["scaleSettings"]!["maxNodeCount"]!.GetValue<int>());
    }

    [Fact]
    public void A_word_of_a_set_is_sent_in_the_casing_of_the_service()
    {
        _shell.Output("""
            $group = '/subscriptions/0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90/resourceGroups/rg'
            New-AmlComputeTarget one -VmSize Standard_DS3_v2 -Priority lowpriority -RemoteLogin DISABLED -IdentityType userassigned `
                -IdentityId "$group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/a"
            New-AmlComputeConfiguration -VmSize Standard_DS3_v2 -OsType windows | New-AmlComputeTarget two
            """);

        Assert.Equal("LowPriority", Bodies[0]!["properties"]!["properties"]!["vmPriority"]!.GetValue<string>());
        Assert.Equal("Disabled", Bodies[0]!["properties"]!["properties"]!["remoteLoginPortPublicAccess"]!.GetValue<string>());
        Assert.Equal("UserAssigned", Bodies[0]!["identity"]!["type"]!.GetValue<string>());
        Assert.Equal("Windows", Bodies[1]!["properties"]!["properties"]!["osType"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(
        "@{ Name = 'a'; VmSize = 'S'; Colour = 3 }", "'Colour' is not a setting of a compute target. Allowed settings: AdminCredential, ")]
    [InlineData("@{ Name = 'a'; VmSize = 'S'; MaxNodez = 3 }", "'MaxNodez' is not a setting of a compute target. Did you mean 'MaxNodes'?")]
    [InlineData("@{ Name = 'a'; VmSize = 'S'; Force = $true }", "'Force' is not a setting of a compute target.")]
    [InlineData("@{ Name = 'a'; VmSize = 'S'; MaxNodes = 'many' }", "'MaxNodes': ")]
    [InlineData(
        "@{ Name = 'a'; VmSize = 'S'; Priority = 'LowPriorty' }",
        "'Priority': 'LowPriorty' is not a valid value. Did you mean 'LowPriority'? Valid values: Dedicated, LowPriority.")]
    [InlineData(
        "@{ Name = 'a'; VmSize = 'S'; EnableNodePublicIp = 'nein' }",
        "'EnableNodePublicIp': 'nein' is not a valid Boolean value. Use True or False.")]
    [InlineData("@{ Name = 'a'; VmSize = 'S'; MaxNodes = 1; AgentCount = 3 }", "'AgentCount' is not a valid setting for Cluster.")]
    [InlineData(
        "([ordered] @{ Name = 'a'; VmSize = 'S'; MaxNodes = 1; MaxNodeCount = 2 })",
        "'MaxNodes' and 'MaxNodeCount' are the same setting, but have different values. Use one of them.")]
    [InlineData("@{ Name = 'a' }", "'VmSize' is missing.")]
    [InlineData("@{ VmSize = 'S' }", "'Name' is missing.")]
    [InlineData("5", "An object of type Int32 is not a valid configuration.")]
    public void A_row_that_does_not_fit_is_one_error_and_the_next_row_is_done(string row, string message)
    {
        ShellResult result = _shell.Run($"{row}, @{{ Name = 'good'; VmSize = 'Standard_DS3_v2' }} | New-AmlComputeTarget");

        string row1 = row.Contains("Name =", StringComparison.Ordinal) ? "Row 1 ('a'): " : row == "5" ? string.Empty : "Row 1: ";
        Assert.StartsWith(row1 + message, Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Equal([ErrorIds.InvalidArgument], result.ErrorIds);
        Assert.Equal("good", Assert.IsType<ComputeCluster>(Assert.Single(result.Output)).Name);
    }

    [Theory]
    [InlineData("$target")]
    [InlineData("[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($target))")]
    public void A_target_is_refused_with_the_way_to_copy_one(string source)
    {
        _shell.Set("target", TestTargets.Read(FullBodies.Of("AmlCompute").ToJsonString()));

        foreach (string command in new[]
        {
            "New-AmlComputeTarget", "New-AmlComputeTarget -VmSize S", "Connect-AmlComputeTarget",
            $"Connect-AmlComputeTarget -Kubernetes -ResourceId {Aks}",
        })
        {
            ShellResult result = _shell.Run($"{source} | {command}");

            Assert.Equal([ErrorIds.InvalidArgument], result.ErrorIds);
            Assert.StartsWith(
                "A compute target is not a configuration. Copy it with 'New-AmlComputeConfiguration -From (Get-AmlComputeTarget ",
                result.Errors[0].Exception.Message,
                StringComparison.Ordinal);
        }

        Assert.Empty(_service.Requests);
    }

    [Fact]
    public void A_configuration_goes_to_the_command_of_its_kind()
    {
        ShellResult attached = _shell.Run($"New-AmlComputeConfiguration -Kubernetes -ResourceId {Aks} | New-AmlComputeTarget a");
        ShellResult created = _shell.Run("New-AmlComputeConfiguration -VmSize Standard_DS3_v2 | Connect-AmlComputeTarget a");

        Assert.Equal(
            "This configuration attaches an existing resource. Pipe it to Connect-AmlComputeTarget.", attached.Errors[0].Exception.Message);
        Assert.Equal("This configuration creates a compute target. Pipe it to New-AmlComputeTarget.", created.Errors[0].Exception.Message);
        Assert.Empty(_service.Requests);
    }

    [Fact]
    public void Aks_and_DataFactory_are_attached_with_a_resource_and_created_without()
    {
        Assert.Equal(
            [false, true, true, false],
            _shell.Output($$"""
                New-AmlComputeConfiguration -Aks
                New-AmlComputeConfiguration -Aks -ResourceId {{Aks}}
                New-AmlComputeConfiguration -DataFactory -ResourceName f
                New-AmlComputeConfiguration -DataFactory
                """).Cast<ComputeConfiguration>().Select(configuration => configuration.IsAttach));
        Assert.Empty(_service.Requests);
    }

    [Fact]
    public void One_configuration_creates_many_targets_each_in_the_region_of_its_workspace()
    {
        _shell.Set("other", ((ServiceConnection)_shell.Workspace.Connection).CreateWorkspace(
            new WorkspaceReference(_shell.Workspace.SubscriptionId, "rg-vision", "audio", "test"),
            TestTargets.Parse("""{ "location": "eastus" }""")));

        _shell.Output("""
            $configuration = New-AmlComputeConfiguration -VmSize Standard_DS3_v2 -MaxNodes 2
            New-AmlComputeTarget one -Configuration $configuration
            New-AmlComputeTarget two -Configuration $configuration -Workspace $other
            """);

        Assert.Equal(["westeurope", "eastus"], Bodies.Select(body => body!["location"]!.GetValue<string>()));
    }

    [Fact]
    public void A_configuration_shows_no_secret()
    {
        string shown = string.Join("\n", _shell.Output("""
            $secret = [Net.NetworkCredential]::new('', 'marked-secret').SecurePassword
            $configuration = New-AmlComputeConfiguration -Databricks -ResourceName bricks -AccessToken $secret
            "$configuration"
            $configuration.PSObject.Properties | ForEach-Object { "$($_.Name) = $($_.Value)" }
            [Management.Automation.PSSerializer]::Serialize($configuration)
            """));

        Assert.Contains("Databricks", shown);
        Assert.DoesNotContain("marked-secret", shown);
    }

    public void Dispose() => _shell.Dispose();
}
