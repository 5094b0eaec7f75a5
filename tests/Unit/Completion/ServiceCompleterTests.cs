using System.Management.Automation;
using System.Management.Automation.Language;
using AmlCompute.Completion;
using Xunit;

namespace AmlCompute.Tests.Completion;

/// <summary>Every completer that asks the service, by the lines that users type.</summary>
public sealed class ServiceCompleterTests : IClassFixture<ServiceCompleterTests.Filled>
{
    private const string Group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups";
    private const string Identity = $"{Group}/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader";
    private const string Far = $"{Group}/group (two)/providers/Microsoft.MachineLearningServices/workspaces/far";

    private readonly CompletionSession _session;

    public ServiceCompleterTests(Filled filled) => _session = filled.Session;

    [Theory]
    [InlineData("Get-AmlComputeTarget ", "box-off", "box-on", "cpu", "dbx", "factory", "k8s")]
    [InlineData("Get-AmlComputeTarget B", "box-off", "box-on")]
    [InlineData("Get-AmlComputeTarget *o*n", "box-on")]
    [InlineData("Get-AmlComputeTarget cpu, k", "k8s")]
    [InlineData("Get-AmlComputeTarget 'k", "'k8s'")]
    [InlineData("Get-AmlComputeTarget \"k", "\"k8s\"")]
    [InlineData("AmlCompute\\Get-AmlComputeTarget k", "k8s")]
    [InlineData("Wait-AmlComputeTarget -Name k", "k8s")]
    [InlineData("Start-AmlComputeTarget ", "box-off")]
    [InlineData("Stop-AmlComputeTarget ", "box-on")]
    [InlineData("Restart-AmlComputeTarget ", "box-on")]
    [InlineData("Resize-AmlComputeTarget ", "box-off", "box-on")]
    [InlineData("Remove-AmlComputeTarget ", "box-off", "box-on", "cpu")]
    [InlineData("Disconnect-AmlComputeTarget ", "dbx", "factory", "k8s")]
    [InlineData("Get-AmlComputeNode ", "box-off", "box-on", "cpu")]
    [InlineData("Get-AmlComputeKey ", "dbx")]
    [InlineData("Test-AmlComputeTarget c", "cpu")]
    public void Names_are_those_that_the_command_can_do_something_with(string line, params string[] expected) =>
        Assert.Equal(expected, _session.Texts(line));

    [Theory]
    [InlineData("Get-AmlComputeTarget cp", "Cluster, Steady, STANDARD_DS2_V2, eastus")]
    [InlineData("Get-AmlComputeTarget box-off", "Instance, Stopped, STANDARD_DS2_V2, eastus")]
    [InlineData("Get-AmlComputeTarget k8", "Kubernetes, Succeeded, eastus")]
    public void The_tooltip_of_a_name_distinguishes_it_from_others(string line, string expected) =>
        Assert.Equal(expected, Assert.Single(_session.Offered(line)).ToolTip);

    [Theory]
    [InlineData(
        "New-AmlComputeTarget x Standard_NC4as",
        "Standard_NC4as_T4_v3",
        @"^4 vCPU, 1 GPU, 28 GB, 0\.\d+ USD/h, Spot about 0\.\d+$")]
    [InlineData("New-AmlComputeTarget x Standard_DS1_v2", "Standard_DS1_v2", @"^1 vCPU, 3\.5 GB(,|$)")]
    public void The_tooltip_of_a_size_has_cores_GPUs_memory_and_prices(string line, string name, string toolTip)
    {
        CompletionResult offered = Assert.Single(_session.Offered(line));
        Assert.Equal(name, offered.CompletionText);
        Assert.Matches(toolTip, offered.ToolTip);
    }

    [Fact]
    public void Sizes_are_those_that_what_the_line_makes_can_have()
    {
        string onlyClusters = Size("'ComputeInstance' -notin $_.SupportedComputeTypes");
        string onlyDedicated = Size("-not $_.LowPriorityCapable");

        Assert.Contains(onlyClusters, _session.Texts("New-AmlComputeTarget x Standard_"));
        Assert.DoesNotContain(onlyClusters, _session.Texts("New-AmlComputeTarget x -Instance -VmSize Standard_"));
        Assert.DoesNotContain(onlyClusters, _session.Texts("Resize-AmlComputeTarget nowhere Standard_"));
        Assert.Contains(onlyClusters, _session.Texts("Get-AmlComputeVmSize Standard_"));
        Assert.DoesNotContain(onlyClusters, _session.Texts("Get-AmlComputeVmSize -SupportedFor ComputeInstance -Name Standard_"));
        IEnumerable<string> forBoth = _session.Texts("Get-AmlComputeVmSize -SupportedFor AmlCompute, ComputeInstance -Name Standard_");
        Assert.NotEmpty(forBoth);
        Assert.DoesNotContain(onlyClusters, forBoth);
        Assert.Contains(onlyClusters, _session.Texts("New-AmlComputeTarget x -Instance:$false -VmSize Standard_"));
        Assert.Equal(
            _session.Texts("Get-AmlComputeVmSize -MaxPricePerHour "),
            _session.Texts("Get-AmlComputeVmSize -LowPriority:$false -MaxPricePerHour "));
        Assert.Contains(onlyDedicated, _session.Texts("New-AmlComputeTarget x -Priority Dedicated -VmSize Standard_"));
        Assert.DoesNotContain(onlyDedicated, _session.Texts("New-AmlComputeTarget x -Priority lowpriority -VmSize Standard_"));
        Assert.Contains(onlyDedicated, _session.Texts("New-AmlComputeTarget x -Instance -Priority LowPriority -VmSize Standard_"));
    }

    [Fact]
    public void Sizes_of_an_instance_are_those_that_the_service_allows_for_it()
    {
        string refused = Size("'ComputeInstance' -in $_.SupportedComputeTypes -and $_.Gpus -gt 0");

        Assert.Contains("Standard_DS3_v2", _session.Texts("Resize-AmlComputeTarget box-off Standard_"));
        Assert.DoesNotContain(refused, _session.Texts("Resize-AmlComputeTarget box-off Standard_"));
        Assert.Contains(refused, _session.Texts("Resize-AmlComputeTarget nowhere Standard_"));
        Assert.Contains(refused, _session.Texts("Resize-AmlComputeTarget box-* Standard_"));
    }

    [Fact]
    public void Sizes_are_in_the_order_of_their_names()
    {
        IReadOnlyList<string> offered = _session.Texts("Get-AmlComputeVmSize ");
        Assert.True(offered.Count > 20);
        Assert.Equal(offered.Order(StringComparer.OrdinalIgnoreCase), offered);
    }

    [Fact]
    public void The_region_is_asked_that_the_line_names()
    {
        _session.Texts("New-AmlComputeTarget x -Location westeurope -VmSize Standard_DS2");
        Assert.EndsWith("/locations/westeurope/vmSizes", _session.Requests[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-AmlComputeVmSize -Family \"Standard NCAS", "\"Standard NCASv3_T4 Family\"")]
    [InlineData("Get-AmlComputeVmSize -Family standard?NCAS", "'Standard NCASv3_T4 Family'")]
    [InlineData("Get-AmlComputeUsage totalc", "TotalClusters")]
    [InlineData("Set-AmlComputeQuota standardDSv2", "standardDSv2Family")]
    [InlineData("New-AmlComputeTarget x -Location westeu", "westeurope")]
    [InlineData("Find-AmlComputeRegion Standard_DS2_v2 -Location ukso", "uksouth")]
    [InlineData("New-AmlComputeTarget x -IdentityType UserAssigned -IdentityId read", Identity)]
    [InlineData("New-AmlComputeTarget x -IdentityType UserAssigned -IdentityId /sub", Identity)]
    [InlineData("Get-AmlComputeTarget -Workspace be", "beside")]
    [InlineData("Get-AmlComputeTarget -Workspace fa", $"'{Far}'")]
    [InlineData("Get-AmlComputeTarget -Workspace ", "beside", $"'{Far}'", "sandbox-ws")]
    [InlineData("Get-AmlComputeTarget -SubscriptionId 00000000-0000-0000-0000-000000000000 -Workspace fa", "far")]
    [InlineData("Get-AmlComputeTarget -SubscriptionId * -Workspace ", "beside", "far", "sandbox-ws")]
    [InlineData("Get-AmlComputeTarget -Workspace beside ", "elsewhere")]
    [InlineData("Get-AmlComputeTarget -Workspace $other -Name ", "elsewhere")]
    [InlineData("Connect-AmlWorkspace ", "beside", "far", "sandbox-ws")]
    [InlineData("Connect-AmlWorkspace far ", "'group (two)'")]
    [InlineData("Connect-AmlWorkspace -ResourceGroupName sandbox-rg -WorkspaceName ", "beside", "sandbox-ws")]
    [InlineData("Get-AmlWorkspace -ListAvailable -ResourceGroupName ", "'group (two)'", "sandbox-rg")]
    public void What_the_service_has_is_offered(string line, params string[] expected) => Assert.Equal(expected, _session.Texts(line));

    [Fact]
    public void Regions_with_workspaces_come_first()
    {
        string[] regions = [.. _session.Texts("New-AmlComputeTarget x -Location ")];

        Assert.Equal(["eastus", "westeurope"], regions.Take(2));
        Assert.Equal(["westeurope", "eastus"], _session.Texts($"New-AmlComputeTarget x -Workspace '{Far}' -Location ").Take(2));
        Assert.True(regions.Length > 10);
        Assert.Equal(regions.Length, regions.Distinct().Count());
    }

    [Theory]
    [InlineData("MinGpu", "0", "1", "4")]
    [InlineData("MaxVCpu", "2", "4", "64")]
    [InlineData("MinMemoryGB", "7", "14")]
    [InlineData("LowPriority -MaxPricePerHour", "0.05")]
    [InlineData("MaxPricePerHour", "0.53")]
    public void Numbers_are_those_that_sizes_have(string parameter, params string[] expected) =>
        Assert.Empty(expected.Except(_session.Texts($"Get-AmlComputeVmSize -{parameter} ")));

    [Theory]
    [InlineData("Get-AmlComputeUsage totalc", "Total Clusters")]
    [InlineData("New-AmlComputeTarget x -Location westeu", "Workspaces: far")]
    [InlineData("New-AmlComputeTarget x -IdentityType UserAssigned -IdentityId read", "Identity of cpu")]
    [InlineData("Get-AmlComputeTarget -Workspace fa", "far in group (two)")]
    [InlineData("Connect-AmlWorkspace fa", "group (two), westeurope")]
    [InlineData("Connect-AmlWorkspace far ", "far")]
    public void A_tooltip_names_its_source(string line, string expected) =>
        Assert.Contains(expected, Assert.Single(_session.Offered(line)).ToolTip, StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("Get-AmlComputeTarget zzz")]
    [InlineData("Get-AmlComputeTarget -Workspace (Get-AmlWorkspace) -Name ")]
    [InlineData("Get-AmlComputeTarget -Workspace $notThere -Name ")]
    [InlineData("Get-AmlComputeTarget -Workspace a/b -Name ")]
    [InlineData("Get-AmlComputeTarget -Workspace no-such-workspace -Name ")]
    [InlineData("Connect-AmlWorkspace -Sandbox -WorkspaceName ")]
    [InlineData("New-AmlComputeTarget x -VNetResourceGroupName (Get-Date) -VNetName ")]
    [InlineData("Connect-AmlWorkspace -SubscriptionId (Get-Date) -WorkspaceName ")]
    [InlineData("Connect-AmlWorkspace -SubscriptionId 99999999-9999-9999-9999-999999999999 -WorkspaceName ")]
    [InlineData("New-AmlComputeTarget x -Location nowhere -VmSize Standard_DS2")]
    [InlineData("New-AmlComputeTarget x -Location (Get-Date) -VmSize Standard_DS2")]
    [InlineData("Get-AmlComputeVmSize -Location (Get-Date) -Family standard")]
    [InlineData("Get-AmlComputeVmSize -Location (Get-Date) -MinGpu ")]
    [InlineData("Get-AmlComputeUsage -Location (Get-Date) -Name totalc")]
    public void Where_nothing_fits_or_nothing_can_be_known_nothing_is_offered(string line) => Assert.Empty(_session.PressTab(line));

    [Fact]
    public void A_completer_that_no_runspace_has_offers_nothing()
    {
        CommandAst line = (CommandAst)Parser.ParseInput("Get-AmlComputeTarget ", out _, out _).Find(ast => ast is CommandAst, false);
        Dictionary<string, object> given = [];
        Assert.Empty(new ComputeNameCompleter().CompleteArgument("Get-AmlComputeTarget", "Name", string.Empty, line, given));
    }

    /// <summary>The name of the first size of clusters for which a condition holds.</summary>
    private string Size(string condition) =>
        (string)_session.Run($"(Get-AmlComputeVmSize -SupportedFor AmlCompute | Where-Object {{ {condition} }})[0].Name")[0];

    /// <summary>A sandbox with three workspaces, and a target of each kind that a completer treats in its own way.</summary>
    public sealed class Filled : IDisposable
    {
        public Filled()
        {
            Session = new CompletionSession(
                "Workspace = @{ Name = 'beside' }, @{ Name = 'far'; ResourceGroupName = 'group (two)'; Location = 'westeurope' }");
            Session.Run(
                $$"""
                $null = New-AmlComputeTarget cpu Standard_DS2_v2 -IdentityType UserAssigned -IdentityId {{Identity}}
                $null = 'box-on', 'box-off' | New-AmlComputeTarget -Instance -VmSize Standard_DS2_v2
                $providers = '{{Group}}/rg/providers'
                $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceId $providers/Microsoft.ContainerService/managedClusters/aks1
                $null = Connect-AmlComputeTarget factory -DataFactory -ResourceId $providers/Microsoft.DataFactory/factories/f
                $token = [securestring]::new(); foreach ($character in 'dapi-token'.ToCharArray()) { $token.AppendChar($character) }
                $null = Connect-AmlComputeTarget dbx -Databricks -ResourceId $providers/Microsoft.Databricks/workspaces/d `
                    -AccessToken $token
                $null = New-AmlComputeTarget elsewhere Standard_DS2_v2 -Workspace beside
                $workspace.Sandbox.Advance('00:10:00')
                $null = Stop-AmlComputeTarget box-off
                $workspace.Sandbox.Advance('00:10:00')
                $other = '{{Group}}/sandbox-rg/providers/Microsoft.MachineLearningServices/workspaces/beside'
                """);
        }

        internal CompletionSession Session { get; }

        public void Dispose() => Session.Dispose();
    }
}
