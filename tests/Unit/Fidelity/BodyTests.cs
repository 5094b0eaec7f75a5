using System.Management.Automation;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AmlCompute.Commands;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using Xunit;

namespace AmlCompute.Tests.Fidelity;

/// <summary>
/// The bodies of every parameter set against the schema: each setting alone, each of its values, and all of them together.
/// </summary>
public sealed partial class BodyTests : IDisposable
{
    private const string Group = "/subscriptions/0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90/resourceGroups/rg-data/providers";
    private const string Identity = Group + "/Microsoft.ManagedIdentity/userAssignedIdentities/";
    private const string User =
        "AssignedUser 11111111-2222-3333-4444-555555555555 -AssignedUserTenantId 66666666-7777-8888-9999-000000000000";

    private const string Subnet =
        "/subscriptions/0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/a";

    /// <summary>Settings of every set.</summary>
    private static readonly string[] Common =
    [
        "Location northeurope", "Description 'for tests'", "Tag @{ team = 'vision'; cost = 42; none = $null }", "DisableLocalAuth",
        "DisableLocalAuth:$false",
        "IdentityType None", "IdentityType SystemAssigned", "IdentityType UserAssigned -IdentityId " + Identity + "a, " + Identity + "b",
        "IdentityType 'SystemAssigned,UserAssigned' -IdentityId " + Identity + "a",
    ];

    private static readonly Dictionary<string, Setup> Sets = new()
    {
        [ParameterSets.Cluster] = new("New", ["-VmSize Standard_DS3_v2"],
        [
            "Priority Dedicated", "Priority LowPriority", "MinNodes 2", "MaxNodes 7", "IdleTimeBeforeScaleDown 90",
            "AdminCredential $credential",
            "AdminUserName ann -SshPublicKey 'ssh-rsa AAAA'", "SubnetId " + Subnet, "RemoteLogin Enabled", "RemoteLogin Disabled",
            "RemoteLogin NotSpecified",
            "EnableNodePublicIp $true", "EnableNodePublicIp $false", "OsType Linux", "OsType Windows", "VirtualMachineImageId /images/win",
            "IsolatedNetwork",
            "IsolatedNetwork:$false",
        ]),
        [ParameterSets.Instance] = new("New", ["-Instance -VmSize Standard_DS3_v2"],
        [
            "SshPublicKey 'ssh-rsa AAAA'", "SshPublicAccess Disabled", "SubnetId " + Subnet, "EnableNodePublicIp $false",
            "IdleTimeBeforeShutdown 1h", User,
            "ApplicationSharingPolicy Personal", "ApplicationSharingPolicy Shared",
            """
            Schedule @{
                action = 'Start'; triggerType = 'Recurrence'; status = 'Disabled'
                recurrence = @{ frequency = 'Week'; interval = 1; schedule = @{ hours = @(8); minutes = @(0, 30); weekDays = @('Monday') } }
            }
            """,
            """
            Schedule @{ action = 'Stop'; triggerType = 'Cron'; cron = @{ expression = '0 18 * * *' } },
                ([pscustomobject] @{ action = 'Start'; triggerType = 'Cron'; cron = [pscustomobject] @{ expression = '0 8 * * *' } })
            """,
            "CreationScript @{ scriptSource = 'workspaceStorage'; scriptData = 'a.sh'; scriptArguments = '-x'; timeout = '10m' }",
            "StartupScript @{ scriptSource = 'inline'; scriptData = 'ZWNobw==' }",
            """
            CustomService @{
                name = 'r'; image = @{ type = 'docker'; reference = 'r:1' }; kernel = @{ argv = 'R', '--slave'; language = 'R' }
                endpoints = @(@{ protocol = 'http'; target = 8787; published = 8787 })
                volumes = @(@{ type = 'bind'; source = '/a'; target = '/b'; bind = @{ createHostPath = $true } })
            }
            """,
            "EnableSso $true", "EnableOsPatching $true", "EnableRootAccess $false", "ReleaseQuotaOnStop $true",
        ]),
        [ParameterSets.Aks] = new("New", ["-Aks"],
        [
            "AgentCount 3", "VmSize Standard_D3_v2", "ClusterPurpose FastProd", "ClusterPurpose DenseProd", "ClusterPurpose DevTest",
            "SslCname www.example.org -SslCertPemFile $file -SslKeyPemFile $file", "LeafDomainLabel leaf", "OverwriteExistingDomain",
            "OverwriteExistingDomain:$false", "SslStatus Disabled", "SslStatus Auto",
            "SubnetId " + Subnet, "ServiceCidr 10.0.0.0/16", "DnsServiceIp 10.0.0.10", "DockerBridgeCidr 172.17.0.1/16",
            "LoadBalancerType PublicIp",
            "LoadBalancerType InternalLoadBalancer", "LoadBalancerSubnet inner",
        ]),
        [ParameterSets.DataFactory] = new("New", ["-DataFactory"], []),
        ["Connect" + ParameterSets.Kubernetes] = new("Connect",
            [
                $"-Kubernetes -ResourceId {Group}/Microsoft.Kubernetes/connectedClusters/edge",
                "-Kubernetes -ResourceGroupName rg-data -ResourceName aks"],
            [
                "Namespace ml", "DefaultInstanceType small",
                "InstanceType @{ small = @{ nodeSelector = @{ pool = 'cpu' }; resources = @{ limits = @{ cpu = '1'; " +
                "'nvidia.com/gpu' = $null } } } }",
            ]),
        ["Connect" + ParameterSets.VirtualMachine] = new("Connect",
            [
                $"-VirtualMachine -ResourceId {Group}/Microsoft.Compute/virtualMachines/vm -Credential $credential",
                "-VirtualMachine -ResourceGroupName rg-data -ResourceName vm -Credential $credential",
            ],
            ["SshPort 2222", "SshPrivateKeyPath $file", "Address 10.1.2.3"]),
        ["Connect" + ParameterSets.Aks] = new("Connect",
            [
                $"-Aks -ResourceId {Group}/Microsoft.ContainerService/managedClusters/aks",
                "-Aks -ResourceGroupName rg-data -ResourceName aks"],
            [
                "ClusterPurpose FastProd", "ClusterPurpose DenseProd", "ClusterPurpose DevTest",
                "SslCname www.example.org -SslCertPemFile $file -SslKeyPemFile $file", "LeafDomainLabel leaf", "OverwriteExistingDomain",
                "SslStatus Disabled", "SslStatus Auto", "LoadBalancerType PublicIp", "LoadBalancerSubnet inner",
            ]),
        ["Connect" + ParameterSets.HDInsight] = new("Connect",
            [
                $"-HDInsight -ResourceId {Group}/Microsoft.HDInsight/clusters/spark -Credential $credential",
                "-HDInsight -ResourceGroupName rg-data -ResourceName spark -Credential $credential",
            ],
            ["SshPort 22", "SshPrivateKeyPath $file", "Address spark-ssh.example.org"]),
        ["Connect" + ParameterSets.Databricks] = new("Connect",
            [
                $"-Databricks -ResourceId {Group}/Microsoft.Databricks/workspaces/bricks -AccessToken $secret",
                "-Databricks -ResourceGroupName rg-data -ResourceName bricks -AccessToken $secret",
            ],
            []),
        ["Connect" + ParameterSets.DataLakeAnalytics] = new("Connect",
            [
                $"-DataLakeAnalytics -ResourceId {Group}/Microsoft.DataLakeAnalytics/accounts/lake",
                "-DataLakeAnalytics -ResourceGroupName rg-data -ResourceName lake",
            ],
            []),
        ["Connect" + ParameterSets.DataFactory] = new("Connect",
            [
                $"-DataFactory -ResourceId {Group}/Microsoft.DataFactory/factories/adf",
                "-DataFactory -ResourceGroupName rg-data -ResourceName adf"],
            []),
        ["Connect" + ParameterSets.SynapseSpark] = new("Connect",
            [
                $"-SynapseSpark -ResourceId {Group}/Microsoft.Synapse/workspaces/syn/bigDataPools/pool",
                "-SynapseSpark -ResourceGroupName rg-data -SynapseWorkspaceName syn -ResourceName pool",
            ],
            []),
    };

    private readonly string _file = Path.GetTempFileName();

    public static TheoryData<string> SetNames => [.. Sets.Keys];

    [Theory]
    [MemberData(nameof(SetNames))]
    public void Every_body_is_one_the_schema_allows_and_the_same_by_way_of_a_configuration(string set)
    {
        Setup setup = Sets[set];
        using ModuleShell shell = Shell(out StubService service);

        foreach (string arguments in setup.Combinations(Common))
        {
            ComputeTarget made = Assert.IsAssignableFrom<ComputeTarget>(
                Assert.Single(shell.Output($"{setup.Verb}-AmlComputeTarget target {arguments}")));
            JsonNode? direct = service.Requests[^1].Body;
            shell.Output($"New-AmlComputeConfiguration {arguments} | {setup.Verb}-AmlComputeTarget target");

            Assert.Equal(direct!["properties"]!["computeType"]!.GetValue<string>(), made.ComputeType);
            JsonAssert.Equal(direct.ToJsonString(), service.Requests[^1].Body);
        }
    }

    [Fact]
    public void Every_setting_of_every_set_is_among_them()
    {
        foreach ((Type command, string verb) in new[]
        {
            (typeof(NewAmlComputeTargetCommand), "New"), (typeof(ConnectAmlComputeTargetCommand), "Connect")
        })
        {
            foreach ((string set, Setup setup) in Sets.Where(item => item.Value.Verb == verb))
            {
                string name = set.Replace("Connect", string.Empty, StringComparison.Ordinal);
                IEnumerable<string> parameters = RowParameters.ListParameters(command)
                    .Where(property => property.Name is not ("Name" or "ThrottleLimit")
                        && !property.Name.StartsWith("VNet", StringComparison.Ordinal) && property.Name != "SubnetName")
                    .Where(property => property.GetCustomAttributes<ParameterAttribute>().Any(parameter =>
                        parameter.ParameterSetName == name || parameter.ParameterSetName == ParameterAttribute.AllParameterSets))
                    .Select(property => property.Name);
                IEnumerable<string> texts = setup.Required.Concat(setup.Options.Concat(Common).Select(option => "-" + option));
                string[] tried = [.. texts.SelectMany(text => Parameter().Matches(text).Select(match => match.Groups[1].Value))];

                Assert.Empty(parameters.Except(tried));
            }

            Assert.Empty(RowParameters.ListParameters(command)
                .SelectMany(property => property.GetCustomAttributes<ParameterAttribute>().Select(parameter => parameter.ParameterSetName))
                .Except([ParameterAttribute.AllParameterSets, ParameterSets.Configuration, ParameterSets.Resource])
                .Except(
                    Sets.Where(item => item.Value.Verb == verb)
                        .Select(item => item.Key.Replace("Connect", string.Empty, StringComparison.Ordinal))));
        }
    }

    [Fact]
    public void Without_a_location_the_body_has_the_one_of_the_workspace()
    {
        using ModuleShell shell = Shell(out StubService service);

        shell.Output("New-AmlComputeTarget factory -DataFactory");

        JsonAssert.Equal("""{ "location": "westeurope", "properties": { "computeType": "DataFactory" } }""", service.Requests[^1].Body);
    }

    public void Dispose() => File.Delete(_file);

    private ModuleShell Shell(out StubService service)
    {
        service = new StubService(request => request.Method == "PUT"
            ? WireAnswer.Json(201, new JsonObject
            {
                ["name"] = "target",
                ["properties"] = new JsonObject
                {
                    ["computeType"] = request.Body!["properties"]!["computeType"]!.DeepClone(),
                    ["provisioningState"] = "Creating",
                },
            }.ToJsonString())
            : WireAnswer.NotFound(request));
        ModuleShell shell = new(service);
        File.WriteAllText(_file, "-----BEGIN OF A PEM FILE-----");
        System.Net.NetworkCredential account = new("ann", "p4ss-w0rd");
        shell.Set("credential", new PSCredential("ann", account.SecurePassword));
        shell.Set("secret", account.SecurePassword);
        shell.Set("file", _file);
        return shell;
    }

    [GeneratedRegex(@"(?<![\w'])-([A-Z]\w+)")]
    private static partial Regex Parameter();

    /// <summary>A parameter set: what it needs, in each way it can be given, and its settings with their values.</summary>
    private sealed record Setup(string Verb, string[] Required, string[] Options)
    {
        public IEnumerable<string> Combinations(string[] common)
        {
            string[] all = [.. Options, .. common];
            return
            [
                .. Required,
                .. all.Select(option => $"{Required[0]} -{option}"),
                $"{Required[0]} {Together(all)}",
                $"{Required[^1]} {Together([.. all.Reverse()])}",
            ];
        }

        /// <summary>One value of each parameter; of what excludes something before it, none.</summary>
        private static string Together(string[] options)
        {
            HashSet<string> seen = [];
            List<string> chosen = [];
            foreach (string option in options)
            {
                string[] names = [.. Parameter().Matches("-" + option).Select(match => match.Groups[1].Value)];
                string? excludes = names[0] switch
                {
                    "AdminCredential" => "AdminUserName",
                    "SslCname" => "LeafDomainLabel",
                    "SshPublicAccess" => "SshPublicKey",
                    _ => null,
                };
                if (names.All(name => !seen.Contains(name)) && !(excludes is not null && seen.Contains(excludes)))
                {
                    seen.UnionWith(names);
                    seen.UnionWith(excludes is null ? [] : [excludes]);
                    chosen.Add("-" + option);
                }
            }

            return string.Join(" ", chosen);
        }
    }
}
