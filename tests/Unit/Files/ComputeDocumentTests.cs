using System.Security;
using System.Text.Json.Nodes;
using AmlCompute.Files;
using AmlCompute.Files.Nodes;
using AmlCompute.Files.V1;
using AmlCompute.Models;
using AmlCompute.Models.Json;
using AmlCompute.Settings;
using AmlCompute.Tests.Fidelity;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Files;

/// <summary>The keys of the files and the members of the service: each way, for each type.</summary>
public sealed class ComputeDocumentTests
{
    private const string Vm = FileText.Resource + "Microsoft.Compute/virtualMachines/vm";

    /// <summary>Members that a file does not say: what is filled in by the service although it can be sent.</summary>
    private static readonly string[] NotInFiles = ["properties.computeType", "properties.computeLocation"];

    public static TheoryData<string> Types => [.. ComputeTypes.All];

    /// <summary>Each fact: what stands in the file beside name and type, and what is sent for it.</summary>
    public static TheoryData<string, string, string> Facts => new()
    {
        { "amlcompute", "size: Standard_DS2_v2", """{"vmSize":"Standard_DS2_v2"}""" },
        { "AMLCompute", "tier: low_priority", """{"vmPriority":"LowPriority"}""" },
        { "amlcompute", "tier: LowPriority", """{"vmPriority":"LowPriority"}""" },
        { "amlcompute", "tier: dedicated", """{"vmPriority":"Dedicated"}""" },
        { "amlcompute", "min_instances: 1\nmax_instances: 3", """{"scaleSettings":{"minNodeCount":1,"maxNodeCount":3}}""" },
        { "amlcompute", "min_instances: '1'", """{"scaleSettings":{"minNodeCount":1}}""" },
        { "amlcompute", "idle_time_before_scale_down: 100", """{"scaleSettings":{"nodeIdleTimeBeforeScaleDown":"PT1M40S"}}""" },
        { "amlcompute", "idle_time_before_scale_down: 120", """{"scaleSettings":{"nodeIdleTimeBeforeScaleDown":"PT2M"}}""" },
        { "amlcompute", "ssh_public_access_enabled: true", """{"remoteLoginPortPublicAccess":"Enabled"}""" },
        { "amlcompute", "ssh_public_access_enabled: no", """{"remoteLoginPortPublicAccess":"Disabled"}""" },
        {
            "amlcompute", "ssh_settings: {admin_username: ann, ssh_key_value: ssh-rsa A}",
            """{"userAccountCredentials":{"adminUserName":"ann","adminUserSshPublicKey":"ssh-rsa A"}}"""
        },
        { "amlcompute", "network_settings: {subnet: /subnets/a}", """{"subnet":{"id":"/subnets/a"}}""" },
        { "amlcompute", "network_settings: {vnet_name: v, subnet: /subnets/a}", """{"subnet":{"id":"/subnets/a"}}""" },
        {
            "amlcompute", "network_settings: {vnet_name: v, subnet: s}",
            """{"subnet":{"id":"/subscriptions/""" +
                TestTargets.SubscriptionId + """/resourceGroups/rg-vision/providers/Microsoft.Network/virtualNetworks/v/subnets/s"}}"""
        },
        { "amlcompute", "enable_node_public_ip: false", """{"enableNodePublicIp":false}""" },
        {
            "amlcompute", "os_type: windows\nvirtual_machine_image_id: /i\nisolated_network: true",
            """{"osType":"Windows","virtualMachineImage":{"id":"/i"},"isolatedNetwork":true}"""
        },
        { "computeinstance", "size: STANDARD_DS3_v2", """{"vmSize":"STANDARD_DS3_v2"}""" },
        { "computeinstance", "idle_time_before_shutdown_minutes: 30", """{"idleTimeBeforeShutdown":"PT30M"}""" },
        { "computeinstance", "idle_time_before_shutdown: PT45M", """{"idleTimeBeforeShutdown":"PT45M"}""" },
        {
            "computeinstance", "ssh_public_access_enabled: true\nssh_settings: {ssh_key_value: k}",
            """{"sshSettings":{"sshPublicAccess":"Enabled","adminPublicKey":"k"}}"""
        },
        {
            "computeinstance", "create_on_behalf_of: {user_tenant_id: t-1, user_object_id: o-1}",
            """
            {"personalComputeInstanceSettings":{"assignedUser":{"tenantId":"t-1","objectId":"o-1"}},
              "computeInstanceAuthorizationType":"personal"}
            """
        },
        {
            "computeinstance",
            "schedules: {compute_start_stop: [{action: stop, trigger: {type: cron, expression: 0 18 * * *, start_time: " +
            "'2026-01-05T08:00:00', time_zone: UTC}}]}",
            """
            {"schedules":{"computeStartStop":[{"action":"Stop","triggerType":"Cron",
                    "cron":{"expression":"0 18 * * *","startTime":"2026-01-05T08:00:00","timeZone":"UTC"}}]}}
            """
        },
        {
            "computeinstance",
            "schedules: {compute_start_stop: [{action: start, state: disabled, trigger: {type: recurrence, frequency: week, interval: " +
            "1, schedule: {week_days: [monday, Friday], hours: [8], minutes: [0, 30]}}}]}",
            """
            {"schedules":{"computeStartStop":[{"action":"Start","status":"Disabled","triggerType":"Recurrence",
                    "recurrence":{"frequency":"Week","interval":1,"schedule":{"weekDays":["Monday","Friday"],"hours":[8],
                    "minutes":[0,30]}}}]}}
            """
        },
        {
            "computeinstance", "setup_scripts: {startup_script: {path: a.sh, command: -x, timeout_minutes: 15}}",
            """
            {"setupScripts":{"scripts":{"startupScript":{"scriptSource":"workspaceStorage","scriptData":"a.sh","scriptArguments":"-x",
                    "timeout":"15m"}}}}
            """
        },
        {
            "computeinstance",
            "custom_applications: [{name: r, type: docker, image: {reference: i}, endpoints: [{target: 80, published: " +
            "81}], environment_variables: {A: 1}, bind_mounts: [{source: /a, target: /b}]}]",
            """
            {"customServices":[{"name":"r","image":{"reference":"i","type":"docker"},
                  "endpoints":[{"target":80,"published":81,"name":"connect","protocol":"http"}],
            "environmentVariables":{"A":{"type":"local","value":"1"}},
            "volumes":[{"source":"/a","target":"/b","type":"bind","readOnly":false}],"docker":{"privileged":true}}]}
            """
        },
        {
            "computeinstance", "enable_sso: false\nenable_root_access: false\nenable_os_patching: true\nrelease_quota_on_stop: true",
            """{"enableSSO":false,"enableRootAccess":false,"enableOSPatching":true,"releaseQuotaOnStop":true}"""
        },
        {
            "computeinstance", "application_sharing_policy: personal\nmlflow_autologger: enabled",
            """{"applicationSharingPolicy":"Personal","autologgerSettings":{"mlflowAutologger":"Enabled"}}"""
        },
        {
            "virtualmachine", $"resource_id: {Vm}\nssh_settings: {{admin_username: ann, ssh_port: 2222}}",
            """{"administratorAccount":{"username":"ann"},"sshPort":2222}"""
        },
        {
            "kubernetes",
            $"resource_id: {FileText.Resource}Microsoft.Kubernetes/connectedClusters/arc\nnamespace: ml\n" +
            $"properties: {{defaultInstanceType: s, instance_types: {{s: {{nodeSelector: {{pool: a}}, resources: {{limits: {{cpu: " +
            $"1, 'nvidia.com/gpu': null}}}}}}}}}}",
            """
            {"namespace":"ml","defaultInstanceType":"s","instanceTypes":{"s":{"nodeSelector":{"pool":"a"},
                  "resources":{"limits":{"cpu":"1","nvidia.com/gpu":null}}}}}
            """
        },
        {
            "aks", "agent_count: 3\nsize: S\ncluster_purpose: fast_prod\nload_balancer_type: internal_load_balancer",
            """{"agentCount":3,"agentVmSize":"S","clusterPurpose":"FastProd","loadBalancerType":"InternalLoadBalancer"}"""
        },
        {
            "datalakeanalytics",
            $"resource_id: {FileText.Resource}Microsoft.DataLakeAnalytics/accounts/a\ndata_lake_store_account_name: lake",
            """{"dataLakeStoreAccountName":"lake"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Facts))]
    public void A_key_stands_for_a_member(string type, string keys, string expected)
    {
        ComputeDefinition read = FileText.Read($"name: a1\ntype: {type}\n{keys}");
        JsonAssert.Equal(expected, read.Configuration.ToNode()["properties"]!["properties"]);
        Assert.Equal("a1", read.Name);
        Assert.Equal("a1", read.Configuration.Name);
        Assert.Equal(type, read.Configuration.ComputeType, ignoreCase: true);
    }

    [Theory]
    [MemberData(nameof(Facts))]
    public void A_file_that_was_read_can_be_written_and_read_again(string type, string keys, string expected)
    {
        ComputeConfiguration first = FileText.Read($"name: a1\ntype: {type}\n{keys}").Configuration;
        ComputeConfiguration again = FileText.Read(ComputeDocumentWriter.ToYaml(first)).Configuration;
        JsonAssert.Equal(first.ToNode().ToJsonString(), again.ToNode());
        JsonAssert.Equal(expected, again.ToNode()["properties"]!["properties"]);
        Assert.Equal(first.IsAttach, again.IsAttach);
    }

    [Fact]
    public void Keys_of_every_type_are_read_for_each_type()
    {
        JsonObject body = FileText.Read("""
            $schema: https://example.org/any
            name: a1
            type: datafactory
            description: text
            location: westus
            tags: {team: vision}
            disable_local_auth: true
            identity:
              type: system_assigned,user_assigned
              user_assigned_identities: [{resource_id: /identities/a, client_id: c}, {resource_id: /identities/b}]
            """).Configuration.ToNode();
        JsonAssert.Equal(
            """
            {"location":"westus","tags":{"team":"vision"},
            "identity":{"type":"SystemAssigned,UserAssigned","userAssignedIdentities":{"/identities/a":{},"/identities/b":{}}},
            "properties":{"computeType":"DataFactory","description":"text","disableLocalAuth":true}}
            """,
            body);
    }

    [Fact]
    public void An_identity_that_is_listed_twice_is_sent_once() => JsonAssert.Equal(
        """{"type":"UserAssigned","userAssignedIdentities":{"/identities/a":{},"/identities/b":{}}}""",
        FileText.Read(
            "name: a1\ntype: amlcompute\nidentity: {type: user_assigned, user_assigned_identities: "
            + "[{resource_id: /identities/a}, {resource_id: /Identities/A}, {resource_id: /identities/a}, {resource_id: /identities/b}]}")
            .Configuration.ToNode()["identity"]!);

    [Fact]
    public void Members_set_by_the_service_are_accepted_and_not_sent()
    {
        JsonObject body = FileText.Read("""
            id: /computes/a1
            name: a1
            type: computeinstance
            created_on: 2026-01-05
            provisioning_state: Succeeded
            resourceGroup: rg
            state: Running
            services: [{display_name: Jupyter}]
            last_operation: {operation_name: Create}
            os_image_metadata: {is_latest_os_image_version: true}
            network_settings: {public_ip_address: 1.2.3.4}
            ssh_settings: {admin_username: azureuser, ssh_port: '4000'}
            """).Configuration.ToNode();
        JsonAssert.Equal("""{"properties":{"computeType":"ComputeInstance"}}""", body);
    }

    [Theory]
    [InlineData(
        "name: a1\ntype: amlcompute\nsizes: x", "Line 3, column 1: 'sizes' is not a valid key of amlcompute here. Did you mean 'size'?")]
    [InlineData("name: a1\ntype: amlcompute\nSize: x", "Did you mean 'size'?")]
    [InlineData("name: a1\ntype: amlcompute\nmax_nodes: 4", "Line 3, column 1: 'max_nodes' is not a valid key of amlcompute here.")]
    [InlineData(
        "name: a1\ntype: amlcompute\nssh_settings:\n  admin_name: x",
        "Line 4, column 3: 'admin_name' is not a valid key of amlcompute here. Did you mean 'admin_username'?")]
    [InlineData("name: a1\ntype: amlcompute\nresource_id: x", "'resource_id' is not a valid key of amlcompute here.")]
    [InlineData(
        "name: a1\ntype: aml",
        "Line 2, column 7: 'aml' is not a valid type of compute target. Did you mean 'amlcompute'? Valid values: aks, amlcompute,")]
    [InlineData("name: a1\ntype: foo", "Line 2, column 7: 'foo' is not a valid type of compute target. Valid values: aks, amlcompute,")]
    [InlineData("name: a1", "Line 1, column 1: 'type' is missing. Valid values: aks, amlcompute, computeinstance,")]
    [InlineData("type: amlcompute", "'name' is missing.")]
    [InlineData(
        "type: amlcompute\nsize: x\nName: a1", "Line 3, column 1: 'Name' is not a valid key of amlcompute here. Did you mean 'name'?")]
    [InlineData("type: amlcompute\nnmae: a1", "Line 2, column 1: 'nmae' is not a valid key of amlcompute here. Did you mean 'name'?")]
    [InlineData("name: a1\ntpye: amlcompute", "Line 2, column 1: 'tpye' is not a valid key of a compute target here. Did you mean 'type'?")]
    [InlineData(
        "name: a1\nntpye: amlcompute", "Line 2, column 1: 'ntpye' is not a valid key of a compute target here. Did you mean 'type'?")]
    [InlineData("name: a1\nkind: AmlCompute", "Line 2, column 1: 'kind' is not a valid key of a compute target here. Did you mean 'type'?")]
    [InlineData("type: kubernetes\nnamespace: a", "Line 1, column 1: 'name' is missing.")]
    [InlineData("name: a1\nos_type: linux", "Line 1, column 1: 'type' is missing.")]
    [InlineData(
        "name: a1\ntype: computeinstance\nschedules: {compute_start_stop: [{action: stop, trigger: {tpye: cron}}]}",
        "Line 3, column 59: 'tpye' is not a valid key of computeinstance here. Did you mean 'type'?")]
    [InlineData(
        "name: a1\ntype: amlcompute\ntier: low_prio",
        "Line 3, column 7: 'low_prio' is not a valid value of 'tier'. Did you mean 'low_priority'? Valid values: dedicated, low_priority.")]
    [InlineData(
        "name: a1\ntype: amlcompute\nmax_instances: -1",
        "Line 3, column 16: 'max_instances' must be a whole number, 0 or more, but is less than 0.")]
    [InlineData(
        "name: a1\ntype: amlcompute\nmax_instances: 1.5",
        "'max_instances' must be a whole number, 0 or more, but is not whole, or not in plain digits.")]
    [InlineData(
        "name: a1\ntype: amlcompute\nmax_instances: 2147483648",
        "'max_instances' must be a whole number, 0 or more, but is too large; the largest is 2147483647.")]
    [InlineData(
        "name: a1\ntype: amlcompute\nmax_instances: 99999999999999",
        "Line 3, column 16: 'max_instances' must be a whole number, 0 or more, but is too large; the largest is 2147483647.")]
    [InlineData("name: a1\ntype: amlcompute\nmax_instances: 1e99", "but is too large; the largest is 2147483647.")]
    [InlineData(
        "name: a1\ntype: amlcompute\nmax_instances: 0x10",
        "'max_instances' must be a whole number, 0 or more, but is not whole, or not in plain digits.")]
    [InlineData(
        "name: a1\nsku: 0x10\nproperties: {computeType: AmlCompute}",
        "Line 2, column 6: '0x10' is not a number of JSON. Write it in plain digits, or quote it if it is text.")]
    [InlineData(
        "name: a1\nsku: -1e400\nproperties: {computeType: AmlCompute}",
        "Line 2, column 6: '-1e400' is outside the range of double-precision numbers.")]
    [InlineData("name: a1\ntype: amlcompute\nmax_instances: few", "'max_instances' must be a whole number, 0 or more, but is text.")]
    [InlineData(
        "name: a1\ntype: computeinstance\nsetup_scripts: {startup_script: {path: a.sh, timeout_minutes: \"1h\\n\"}}",
        "'timeout_minutes' must be a whole number, 0 or more, but is text.")]
    [InlineData(
        "name: a1\ntype: amlcompute\nmin_instances: 5\nmax_instances: 2",
        "Line 4, column 16: 'min_instances' 5 and 'max_instances' 2 are not valid together: " +
        "'max_instances' must be at least 'min_instances'.")]
    [InlineData("name: a1\ntype: amlcompute\nenable_node_public_ip: maybe", "'enable_node_public_ip' must be true or false, but is text.")]
    [InlineData("name: a1\ntype: amlcompute\ntags: [a]", "'tags' must be keys with values, but is a list.")]
    [InlineData("name: a1\ntype: amlcompute\ntags: {cost: 7}", "Line 3, column 14: 'cost' must be text, but is a number.")]
    [InlineData(
        "name: a1\ntype: amlcompute\nnetwork_settings: {subnet: s}",
        "'subnet' must be the id of a subnet if 'vnet_name' is missing.")]
    [InlineData(
        "name: a1\ntype: amlcompute\nnetwork_settings: {vnet_name: v}",
        "'subnet' is missing; 'vnet_name' alone does not identify it.")]
    [InlineData(
        "name: a1\ntype: amlcompute\nidentity: {type: user_assigned}",
        "Line 3, column 18: 'identity.type' UserAssigned needs 'identity.user_assigned_identities'.")]
    [InlineData(
        "name: a1\ntype: amlcompute\nidentity: {type: none, user_assigned_identities: [{resource_id: a}]}",
        "Line 3, column 50: 'identity.user_assigned_identities' cannot be combined with 'identity.type' None.")]
    [InlineData("name: a1\ntype: amlcompute\nidentity: {}", "Line 3, column 11: 'type' is missing.")]
    [InlineData(
        "name: a1\ntype: computeinstance\nidle_time_before_shutdown: soon",
        "'idle_time_before_shutdown' must be an ISO 8601 duration such as PT30M")]
    [InlineData("name: a1\ntype: computeinstance\nschedules: {compute_start_stop: [{action: stop}]}", "'trigger' is missing.")]
    [InlineData(
        "name: a1\ntype: computeinstance\nschedules: {compute_start_stop: [{action: stop, trigger: {type: cron}}]}",
        "'expression' is missing.")]
    [InlineData(
        "name: a1\ntype: computeinstance\nschedules: {compute_start_stop: [{action: stop, trigger: {type: corn}}]}",
        "Did you mean 'cron'?")]
    [InlineData(
        "name: a1\ntype: computeinstance\nschedules: "
            + "{compute_start_stop: [{action: stop, trigger: {type: cron, expression: x, frequency: day}}]}",
        "'frequency' is not a valid key of computeinstance here.")]
    [InlineData(
        "name: a1\ntype: kubernetes\nproperties: {defaultInstanceType: a, default_instance_type: b}",
        "'default_instance_type' is the same key as 'defaultInstanceType', which is already given.")]
    [InlineData(
        "name: a1\ntype: amlcompute\nidentity: {type: user_assigned, user_assigned_identities: [{path: x}]}",
        "'path' is not a valid key of amlcompute here. Valid keys: resource_id.")]
    [InlineData("name: a1\ntype: kubernetes", "'resource_id' is missing.")]
    [InlineData(
        "name: a1\ntype: virtualmachine\nresource_id: vm",
        "Line 3, column 14: 'resource_id': 'vm' is not a valid id of a resource to attach as VirtualMachine. " +
        "The form is /subscriptions/{id}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}.")]
    [InlineData(
        "name: a1\ntype: virtualmachine\nresource_id: /subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d",
        "disks/d' is not a valid id of a resource to attach")]
    public void What_is_wrong_is_named_with_its_place(string text, string expected) => Assert.Contains(expected, FileText.Error(text));

    [Theory]
    [InlineData("name: a1\ntype: amlcompute\nssh_settings: {admin_username: a, admin_password: [p-secret]}")]
    [InlineData("name: a1\ntype: amlcompute\nssh_settings: {admin_username: a, admin_password: 4711815}")]
    [InlineData("name: a1\ntype: amlcompute\nssh_settings: {admin_username: a, admin_password: 4711815, x: y}")]
    public void An_error_shows_no_secret(string text)
    {
        string error = FileText.Error(text);
        Assert.DoesNotContain("p-secret", error);
        Assert.DoesNotContain("4711815", error);
    }

    [Fact]
    public void Secrets_are_read_and_never_written()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "key.pem"), "k-secret");
            string text =
                $"name: a1\ntype: virtualmachine\nresource_id: {Vm}\n" +
                $"ssh_settings: {{admin_username: ann, admin_password: p-secret, ssh_private_key_file: key.pem}}";
            ComputeConfiguration configuration =
                Assert.Single(ComputeFiles.ReadText(text, folder, () => TestTargets.Workspace)).Configuration;
            JsonAssert.Equal(
                """{"username":"ann","password":"p-secret","privateKeyData":"k-secret"}""",
                configuration.ToNode()["properties"]!["properties"]!["administratorAccount"]);
            Assert.DoesNotContain("secret", ComputeDocumentWriter.ToYaml(configuration));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_key_file_that_is_not_there_is_an_error_with_its_place() => Assert.Contains(
        "Line 4, column 38: 'ssh_private_key_file': ",
        FileText.Error($"name: a1\ntype: virtualmachine\nresource_id: {Vm}\nssh_settings: {{ssh_private_key_file: no-such-file.pem}}"));

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_member_that_can_be_sent_has_a_key(string type)
    {
        HashSet<JsonMember> known =
            [.. SettingTable.ListSettings(type).Where(row => row.Key is not null).Select(row => row.Member).OfType<JsonMember>()];
        IEnumerable<string> missing = ComputeMembers.ListMembers(ComputeTypes.GetClass(type)).Values
            .Where(member => member.Access != MemberAccess.ReadOnly && !known.Contains(member) && !NotInFiles.Contains(member.Path)
                && !(member == ComputeTarget.Members.ClusterResourceId && type is ComputeTypes.AmlCompute or ComputeTypes.ComputeInstance))
            .Select(member => member.Path);
        Assert.Empty(missing.Except(["properties.resourceId"]));
    }

    /// <summary>A live target with a value in every member becomes a file, and the file the same target.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void A_live_target_comes_back_from_its_file(string type)
    {
        JsonObject live = FullBodies.Live(type);
        List<string> lost = [];
        string yaml = ComputeDocumentWriter.ToYaml(TestTargets.Read(live.ToJsonString()), lost.Add);
        Assert.Equal(
            NeverWritten(type).Select(member => "t-1: " + member),
            lost.Select(loss => loss.Split([" is left out because ", " must be added because "], StringSplitOptions.None)[0]));
        Assert.Equal(
            lost.Select(loss => loss["t-1: ".Length..]),
            yaml.Split('\n').Where(line => line.StartsWith("# ", StringComparison.Ordinal)).Select(line => line[2..]));
        ComputeDefinition read = FileText.Read(yaml);
        Assert.Equal("t-1", read.Name);
        Assert.DoesNotContain("secret", yaml);
        JsonAssert.Equal(Sendable(live).ToJsonString(), read.Configuration.ToNode());
    }

    /// <summary>The service shows no key of an instance; a file with public SSH access and no key would be refused.</summary>
    [Fact]
    public void An_instance_with_SSH_notes_that_its_key_must_be_filled_in()
    {
        List<string> lost = [];
        string yaml = ComputeDocumentWriter.ToYaml(
            TestTargets.Read(
                """
                {"name":"ci","properties":{"computeType":"ComputeInstance",
                    "properties":{"vmSize":"S","sshSettings":{"sshPublicAccess":"Enabled","adminPublicKey":null}}}}
                """),
            lost.Add);

        Assert.StartsWith("ci: ssh_settings.ssh_key_value must be added", Assert.Single(lost), StringComparison.Ordinal);
        Assert.EndsWith(
            "ssh_public_access_enabled: true\n# ssh_settings.ssh_key_value must be added because the service does not return it.\n",
            yaml,
            StringComparison.Ordinal);
        JsonAssert.Equal(
            """{"vmSize":"S","sshSettings":{"sshPublicAccess":"Enabled"}}""",
            FileText.Read(yaml).Configuration.ToNode()["properties"]!["properties"]);
    }

    [Theory]
    [InlineData("Disabled", "null", "null")]
    [InlineData("Enabled", "\"ssh-rsa A\"", "null")]
    [InlineData("Disabled", "null", """[{"mountName":"m","mountAction":"Unmount","mountState":"Unmounted"}]""")]
    [InlineData("Disabled", "null", "[]")]
    public void An_instance_of_which_nothing_is_lost_gets_no_comment(string access, string key, string mounts)
    {
        List<string> lost = [];
        string yaml = ComputeDocumentWriter.ToYaml(
            TestTargets.Read(
                $$$"""
                {"name":"ci","properties":{"computeType":"ComputeInstance",
                    "properties":{"sshSettings":{"sshPublicAccess":"{{{access}}}","adminPublicKey":{{{key}}} },"dataMounts":{{{mounts}}},
                      "vmSize":"S","schedules":{"computeStartStop":[]},"customServices":[] } } }
                """),
            lost.Add);

        Assert.Empty(lost);
        Assert.DoesNotContain("#", yaml);
    }

    /// <summary>Words of a later version of the service.</summary>
    [Theory]
    [InlineData(
        "ComputeInstance",
        "\"schedules\":{\"computeStartStop\":[{\"action\":\"Stop\",\"triggerType\":\"Cron\"}]}",
        "t: The YAML cannot be read back. Line 5, column 5: 'trigger' is missing.")]
    [InlineData(
        "ComputeInstance",
        "\"customServices\":[{\"name\":\"r\",\"image\":{\"reference\":\"a\"},\"memory\":\"4g\"}]",
        "t: properties.properties.customServices is missing or incomplete because YAML cannot express its value.")]
    [InlineData(
        "AmlCompute",
        "\"scaleSettings\":{\"nodeIdleTimeBeforeScaleDown\":\"PT1.5S\"}",
        "t: properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown is missing or incomplete because")]
    public void What_the_YAML_cannot_say_is_told(string type, string member, string expected)
    {
        List<string> lost = [];
        ComputeDocumentWriter.ToYaml(
            TestTargets.Read($$$"""{"name":"t","properties":{"computeType":"{{{type}}}","properties":{ {{{member}}} } } }"""), lost.Add);
        Assert.StartsWith(expected, Assert.Single(lost), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_members_of_a_configuration_are_reported()
    {
        List<string> lost = [];
        string yaml = ComputeDocumentWriter.ToYaml(
            FileText.Read(
                """
                {"name":"a1","sku":{"name":"x"},"properties":{"computeType":"AmlCompute","later":1,
                  "properties":{"vmSize":"S","scaleSettings":{"maxNodeCount":2,"pace":1},"a\nsize: Evil":7}}}
                """).Configuration,
            lost.Add);
        Assert.Equal(
            ["sku", "properties.later", "properties.properties.scaleSettings.pace", "properties.properties.a\nsize: Evil"],
            lost.Select(loss => loss["a1: ".Length..].Split(" is left out because ")[0]));
        Assert.Equal("S", FileText.Read(yaml).Configuration.Get(ComputeCluster.Members.VmSize));
    }

    [Fact]
    public void Unknown_members_are_reported_beside_an_error_of_the_YAML()
    {
        List<string> lost = [];
        ComputeDocumentWriter.ToYaml(
            FileText.Read(
                """
                {"name":"a1","sku":{"name":"x"},"properties":{"computeType":"AmlCompute",
                  "properties":{"scaleSettings":{"minNodeCount":3,"maxNodeCount":2}}}}
                """).Configuration,
            lost.Add);
        Assert.Collection(
            lost,
            loss => Assert.StartsWith("a1: The YAML cannot be read back. ", loss, StringComparison.Ordinal),
            loss => Assert.Equal("a1: sku is left out because YAML has no key for it.", loss));
    }

    [Fact]
    public void A_password_of_a_configuration_must_be_added_to_the_YAML()
    {
        List<string> lost = [];
        ComputeDocumentWriter.ToYaml(
            FileText.Read(
                $"name: a1\ntype: virtualmachine\nresource_id: {Vm}\nssh_settings: {{admin_username: ann, admin_password: Pa55word}}")
                .Configuration,
            lost.Add);
        Assert.Equal(
            ["a1: ssh_settings.admin_password or ssh_settings.ssh_private_key_file must be added because credentials are not written."],
            lost);
    }

    [Fact]
    public void An_empty_identity_is_not_sent() => Assert.Null(FileText.Read(
        """{"name":"a1","identity":{},"properties":{"computeType":"AmlCompute"}}""").Configuration.ToNode()["identity"]);

    [Theory]
    [MemberData(nameof(Types))]
    public void A_live_target_comes_back_from_its_ARM_JSON(string type)
    {
        JsonObject live = FullBodies.Live(type);
        JsonObject body = FileText.Read(live.ToJsonString()).Configuration.ToNode();
        foreach (string known in new[] { "propertyBag", "updateStatus", "provisioningWarnings" })
        {
            body["properties"]!["properties"]?.AsObject().Remove(known);
        }

        JsonObject expected = Sendable(live);
        expected["properties"]!["computeLocation"] = "northeurope";
        foreach (JsonMember<SecureString> secret in ComputeMembers.ListMembers(ComputeTypes.GetClass(type)).Values
            .OfType<JsonMember<SecureString>>())
        {
            if (secret.FindNode(live) is { } value)
            {
                secret.WriteNode(expected, value.DeepClone());
            }
        }

        JsonAssert.Equal(expected.ToJsonString(), body);
    }

    [Theory]
    [InlineData(
        "type: amlcompute\nssh_settings: {admin_username: ann, admin_password: Pa55word, ssh_key_value: ssh-rsa AAAA}",
        "ssh_settings.admin_password")]
    [InlineData(
        "type: kubernetes\nnamespace: default\nresource_id: " + FileText.Resource
            + "Microsoft.ContainerService/managedClusters/k\nproperties: {relay_connection_string: relay}",
        "properties.relay_connection_string")]
    public void A_secret_that_is_not_required_must_be_added_to_the_YAML(string text, string key)
    {
        List<string> lost = [];
        ComputeDocumentWriter.ToYaml(FileText.Read($"name: a1\n{text}").Configuration, lost.Add);
        Assert.Equal([$"a1: {key} must be added because credentials are not written."], lost);
    }

    [Fact]
    public void Unknown_members_of_ARM_JSON_are_sent_unchanged()
    {
        JsonObject body = FileText.Read(
            """
            {"name":"a1","sku":{"name":"x"},"properties":{"computeType":"amlcompute","later":1,
              "properties":{"vmSize":"S","futureSetting":{"a":[1,2.5,true,null]}}}}
            """).Configuration.ToNode();
        JsonAssert.Equal(
            """
            {"sku":{"name":"x"},"properties":{"computeType":"AmlCompute","later":1,
                "properties":{"vmSize":"S","futureSetting":{"a":[1,2.5,true,null]}}}}
            """,
            body);
    }

    [Theory]
    [InlineData(ComputeTypes.Aks, "Microsoft.ContainerService/managedClusters/a")]
    [InlineData(ComputeTypes.DataFactory, "Microsoft.DataFactory/factories/a")]
    public void A_file_of_a_target_that_the_service_created_does_not_attach(string type, string resource)
    {
        JsonObject live = FullBodies.Of(type);
        live["properties"]!["resourceId"] = FileText.Resource + resource;
        live["properties"]!["isAttachedCompute"] = false;
        Assert.False(FileText.Read(ComputeDocumentWriter.ToYaml(TestTargets.Read(live.ToJsonString()))).Configuration.IsAttach);
        Assert.False(FileText.Read(live.ToJsonString()).Configuration.IsAttach);

        // The service can write a Boolean value as text.
        live["properties"]!["isAttachedCompute"] = "False";
        Assert.False(FileText.Read(live.ToJsonString()).Configuration.IsAttach);
    }

    [Fact]
    public void A_masked_secret_is_no_secret() => Assert.Contains(
        "contains the mask of a secret",
        FileText.Error(
            """
            {
              "name": "a1",
              "properties": {
                "computeType": "VirtualMachine", "resourceId": "/x",
                "properties": { "administratorAccount": { "password": "***" } }
              }
            }
            """));

    [Theory]
    [InlineData(
        """{"scaleSettings":{"maxNodeCount":"1","minNodeCount":"1"}}""",
        "column 101: 'properties.properties.scaleSettings.maxNodeCount' must be a whole number, and is text.")]
    [InlineData(
        """{"scaleSettings":{"maxNodeCount":1.5}}""",
        "'properties.properties.scaleSettings.maxNodeCount' must be a whole number, and is a number with a fraction or an exponent.")]
    [InlineData(
        """{"scaleSettings":{"maxNodeCount":3000000000}}""",
        "maxNodeCount' must be a whole number, and is not between -2147483648 and 2147483647.")]
    [InlineData("""{"vmSize":5}""", "'properties.properties.vmSize' must be text, and is a number.")]
    [InlineData("""{"isolatedNetwork":"true"}""", "'properties.properties.isolatedNetwork' must be true or false, and is text.")]
    [InlineData(
        """{"scaleSettings":{"nodeIdleTimeBeforeScaleDown":"5 min"}}""",
        "'properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown' must be an ISO 8601 duration such as PT30M, and is text.")]
    [InlineData(
        """{"userAccountCredentials":{"adminUserPassword":123456}}""",
        "'properties.properties.userAccountCredentials.adminUserPassword' must be text, and is a number.")]
    [InlineData("""{"subnet":"/s"}""", "'properties.properties.subnet' must be an object, and is text.")]
    [InlineData("""[]""", "'properties.properties' must be an object, and is a list.")]
    public void A_member_of_ARM_with_a_value_of_another_kind_is_an_error_at_its_place(string inner, string expected)
    {
        string error = FileText.Error("{\"name\":\"a1\",\"properties\":{\"computeType\":\"AmlCompute\",\"properties\":" + inner + "}}");
        Assert.StartsWith("Line 1, column ", error, StringComparison.Ordinal);
        Assert.EndsWith(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("123456", error);
    }

    [Theory]
    [InlineData("""{"name":"a1","properties":[]}""", "Line 1, column 27: 'properties' must be keys with values, but is a list.")]
    [InlineData(
        """{"name":"a1","tags":{"a":5},"properties":{"computeType":"DataFactory"}}""",
        "Line 1, column 26: 'tags.a' must be text, and is a number.")]
    [InlineData(
        """{"name":"a1","identity":"SystemAssigned","properties":{"computeType":"DataFactory"}}""",
        "'identity' must be an object, and is text.")]
    [InlineData(
        """{"name":"a1","properties":{"computeType":"ComputeInstance","properties":""" +
        """{"schedules":{"computeStartStop":[{"action":"Stop"},{"cron":{"expression":5}}]}}}}""",
        "Line 1, column 147: 'properties.properties.schedules.computeStartStop[1].cron.expression' must be text, and is a number.")]
    [InlineData(
        """
        {"name":"a1","properties":{"computeType":"Kubernetes","resourceId":"/x",
            "properties":{"instanceTypes":{"gpu":{"resources":{"limits":{"cpu":1}}}}}}}
        """,
        "'properties.properties.instanceTypes.gpu.resources.limits.cpu' must be text, and is a number.")]
    public void A_wrong_type_outside_or_inside_the_properties_is_an_error_with_its_place(string text, string expected) =>
        Assert.EndsWith(expected, FileText.Error(text), StringComparison.Ordinal);

    [Fact]
    public void No_member_that_can_be_written_takes_a_value_of_another_kind()
    {
        foreach (string type in ComputeTypes.All)
        {
            JsonMember[] members = [
                .. ComputeMembers.ListMembers(ComputeTypes.GetClass(type)).Values.Where(
                    member => member.Access != MemberAccess.ReadOnly && member != ComputeTarget.Members.ComputeType)];
            foreach (JsonMember member in members)
            {
                JsonObject body = new() { ["name"] = "a1" };
                ComputeTarget.Members.ComputeType.Write(body, type);
                member.WriteNode(body, new JsonArray(new JsonArray()));
                Assert.Contains($"'{member.Path}", FileText.Error(body.ToJsonString()));

                // A member that has no value is as one that is not there.
                member.WriteNode(body, null);
                ComputeTarget.Members.ClusterResourceId.Write(body, FileText.Resource + "p/t/n");
                _ = FileText.Read(body.ToJsonString());
            }
        }
    }

    [Theory]
    [InlineData("""{"name":"a1","properties":{"computeType":"VirtualMachine"}}""", "Line 1, column 1: 'properties.resourceId' is missing.")]
    [InlineData("""{"name":"a1","properties":{"computeType":"Quantum"}}""", "'Quantum' is not a valid type of compute target.")]
    [InlineData("""{"properties":{"computeType":"AmlCompute"}}""", "'name' is missing.")]
    public void ARM_JSON_of_nothing_is_an_error_with_its_place(string text, string expected) =>
        Assert.Contains(expected, FileText.Error(text));

    [Fact]
    public void A_name_in_JSON_must_be_text() => Assert.Equal(
        "Line 1, column 9: 'name' must be text, but is a number. Quote the value if it is text.",
        Assert.Throws<ComputeTargetException>(() => V1Json.FromText(
            """{"name":5,"properties":{"computeType":"AmlCompute"}}""", TestTargets.Workspace)).Message);

    [Fact]
    public void The_mask_of_a_secret_in_ARM_JSON_is_an_error_with_its_place() => Assert.Equal(
        "Line 2, column 39: 'properties.properties.databricksAccessToken' contains the mask of a secret instead of the secret.",
        FileText.Error(
            "{\"name\":\"a1\",\"properties\":{\"computeType\":\"Databricks\",\"resourceId\":\"/x\",\n"
            + "\"properties\":{\"databricksAccessToken\":\"***\"}}}"));

    [Fact]
    public void A_setting_without_a_key_is_named_by_its_JSON_path()
    {
        FileSource source = new("name: a1", null, string.Empty);
        FileSettings settings = new(source, ComputeFiles.Parse(source)[0], []);
        Assert.Equal("'max_instances'", settings.GetWord(ComputeTypes.AmlCompute, ComputeCluster.Members.MaxNodes.Names));
        Assert.Equal(
            "'properties.properties.dataMounts'",
            settings.GetWord(ComputeTypes.ComputeInstance, ComputeInstance.Members.DataMounts.Names));
    }

    /// <summary>A parameter can have replaced a list of the text by a longer one.</summary>
    [Fact]
    public void An_item_that_a_list_of_the_text_does_not_have_has_the_place_of_the_list()
    {
        FileSource source = new("""{"properties":{"properties":{"schedules":{"computeStartStop":[{}]}}}}""", null, string.Empty);
        FileSettings settings = new(source, ComputeFiles.Parse(source)[0], null);
        string[] path = ComputeInstance.Members.Schedules.Names;
        Assert.Equal("Line 1, column 63: ", settings.FormatPlace([.. path, "[0]"]));
        Assert.Equal("Line 1, column 62: ", settings.FormatPlace([.. path, "[1]"]));
        Assert.Equal("Line 1, column 62: ", settings.FormatPlace([.. path, "action"]));
    }

    [Fact]
    public void A_target_that_is_added_twice_to_a_template_is_one_resource()
    {
        TemplateWriter template = new(TestTargets.Workspace);
        foreach (string name in (string[])["cpu", "gpu", "CPU"])
        {
            template.AddTarget(TestTargets.Read($$"""{ "name": "{{name}}", "properties": { "computeType": "AmlCompute" } }"""));
        }

        JsonArray resources = JsonNode.Parse(template.ToText(compress: true))!["resources"]!.AsArray();
        Assert.Equal(
            ["[concat(parameters('workspaceName'), '/CPU')]", "[concat(parameters('workspaceName'), '/gpu')]"],
            resources.Select(resource => resource!["name"]!.GetValue<string>()));
    }

    [Fact]
    public void A_target_of_a_type_this_version_does_not_know_has_no_settings_to_copy()
    {
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(
            () => ComputeDocumentWriter.CopySettings(TestTargets.Read(FullBodies.Of("Quantum").ToJsonString())));
        Assert.Equal(ErrorIds.UnsupportedComputeType, exception.ErrorId);
    }

    [Fact]
    public void A_type_this_version_does_not_know_has_no_YAML_form()
    {
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(
            () => ComputeDocumentWriter.ToYaml(TestTargets.Read(FullBodies.Of("Quantum").ToJsonString())));
        Assert.Equal(ErrorIds.UnsupportedComputeType, exception.ErrorId);
    }

    [Fact]
    public void Values_can_be_asked_of_a_configuration_from_a_file()
    {
        ComputeConfiguration configuration = FileText.Read(
            "name: a1\ntype: amlcompute\nsize: S\nmax_instances: 3\nidle_time_before_scale_down: 90\n" +
            "identity: {type: system_assigned}").Configuration;
        Assert.Equal("S", configuration.Get(ComputeCluster.Members.VmSize));
        Assert.Equal(3, configuration.Get(ComputeCluster.Members.MaxNodes));
        Assert.Equal(TimeSpan.FromSeconds(90), configuration.Get(ComputeCluster.Members.IdleTimeBeforeScaleDown));
        Assert.Equal("SystemAssigned", configuration.Get(ComputeTarget.Members.Identity)!.Type);
        Assert.Null(configuration.Get(ComputeCluster.Members.MinNodes));
        configuration.SetNode(ComputeTarget.Members.Identity, ComputeIdentity.CreateJson("None", null));
        Assert.Equal("None", configuration.Get(ComputeTarget.Members.Identity)!.Type);
    }

    /// <summary>The members of a full live target that are never written to a file.</summary>
    private static string[] NeverWritten(string type) => type switch
    {
        ComputeTypes.ComputeInstance => ["properties.properties.dataMounts"],
        ComputeTypes.VirtualMachine or ComputeTypes.HDInsight => ["ssh_settings.admin_password or ssh_settings.ssh_private_key_file"],
        ComputeTypes.Databricks => ["access_token"],
        ComputeTypes.Aks => ["ssl_settings.cert_pem_file", "ssl_settings.key_pem_file"],
        _ => [],
    };

    /// <summary>The members of a live target that are sent again, listed by hand.</summary>
    private static JsonObject Sendable(JsonObject live)
    {
        JsonObject body = live.DeepClone().AsObject();
        Remove(body, "id", "name", "type");
        Remove(body["identity"]!, "principalId", "tenantId");
        body["identity"]!["userAssignedIdentities"]!["/identities/a"] = new JsonObject();
        Remove(
            body["properties"]!, "createdOn", "modifiedOn", "computeLocation", "provisioningState", "isAttachedCompute",
            "provisioningWarnings", "provisioningErrors");
        JsonObject inner = body["properties"]!["properties"]!.AsObject();
        Remove(
            inner, "enableBatchPrivateLink", "propertyBag", "allocationState", "allocationStateTransitionTime", "currentNodeCount",
            "targetNodeCount", "nodeStateCounts",
            "errors", "state", "imageVersion", "lastOperation", "connectivityEndpoints", "applications", "createdBy", "versions",
            "osImageMetadata", "dataDisks", "dataMounts",
            "containers", "updateStatus", "systemServices", "virtualMachineSize", "ipAddress", "databricksAccessToken",
            "relayConnectionString",
            "serviceBusConnectionString", "autoScaleProperties", "autoPauseProperties", "sparkVersion", "nodeCount", "nodeSize",
            "nodeSizeFamily", "subscriptionId",
            "resourceGroup", "workspaceName", "poolName");
        Remove(inner["userAccountCredentials"], "adminUserPassword");
        Remove(inner["administratorAccount"], "password", "privateKeyData");
        Remove(inner["sslConfiguration"], "cert", "key");
        Remove(inner["sshSettings"], "adminUserName", "sshPort");
        Remove(inner["schedules"]?["computeStartStop"]?[0], "id", "provisioningStatus");
        if (inner.Count == 0)
        {
            body["properties"]!.AsObject().Remove("properties");
        }

        return body;
    }

    private static void Remove(JsonNode? node, params string[] names)
    {
        foreach (string name in names)
        {
            node?.AsObject().Remove(name);
        }
    }
}
