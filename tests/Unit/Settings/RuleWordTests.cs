using System.Text.RegularExpressions;
using AmlCompute.Tests.Fidelity;
using AmlCompute.Tests.Files;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Settings;

/// <summary>
/// The word and the place in the error of each rule, for each of the four sources that can break it: parameters, a row, YAML and ARM JSON.
/// A mark before a value in a file stands for the line and the column that the error must have.
/// </summary>
public sealed partial class RuleWordTests : IDisposable
{
    private const char Mark = '¦';

    private const string Vm = FileText.Resource + "Microsoft.Compute/virtualMachines/vm";

    private const string Cluster = FileText.Resource + "Microsoft.Kubernetes/connectedClusters/arc";

    private const string Subnet = FileText.Resource + "Microsoft.Network/virtualNetworks/v/subnets/s";

    private const string PrivateKey = "-----BEGIN OPENSSH PRIVATE KEY----- b3BlbnNz";

    private const string Connection = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=bXkga2V5;EndpointSuffix=core.windows.net";

    private const string Account = "[pscredential]::new('ann', [securestring]::new())";

    private static readonly string Long = new('v', 257);

    private static readonly string Many = string.Join(", ", Enumerable.Range(0, 51).Select(i => $"t{i}: x"));

    private readonly ModuleShell _shell = new(new StubService(
        request => request.Url.AbsolutePath.Contains("/locations/")
            ? WireAnswer.Json(200, """{ "value": [] }""")
            : WireAnswer.NotFound(request)));

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    /// <summary>The rules, each with a bad input of each source that can give it, and the words that the error must have.</summary>
    private static readonly RuleCase[] Rules =
    [
        new("the node limits")
        {
            Parameters = new("-VmSize S -MinNodes 3 -MaxNodes 1", "-MinNodes", "-MaxNodes"),
            Row = new("VmSize = 'S'; MinNodes = 3; MaxNodeCount = 1", "'MinNodes'", "'MaxNodeCount'"),
            Yaml = new("type: amlcompute\nmin_instances: 3\nmax_instances: ¦1", "'min_instances'", "'max_instances'"),
            Json = new(
                Arm("AmlCompute", """{"scaleSettings":{"minNodeCount":3,"maxNodeCount":¦1}}"""),
                "'properties.properties.scaleSettings.minNodeCount'",
                "'properties.properties.scaleSettings.maxNodeCount'"),
        },
        new("a negative node limit")
        {
            Parameters = new("-VmSize S -MinNodes -1", "-MinNodes"),
            Row = new("VmSize = 'S'; MinNodes = '-1'", "'MinNodes'"),
            Json = new(
                Arm("AmlCompute", """{"scaleSettings":{"minNodeCount":¦-1}}"""), "'properties.properties.scaleSettings.minNodeCount'"),
        },
        new("the idle time of a node")
        {
            Parameters = new("-VmSize S -IdleTimeBeforeScaleDown 8d", "-IdleTimeBeforeScaleDown"),
            Row = new("VmSize = 'S'; NodeIdleTimeBeforeScaleDown = '8d'", "'NodeIdleTimeBeforeScaleDown'"),
        },
        new("a text that is not a length of time")
        {
            Parameters = new("-VmSize S -IdleTimeBeforeScaleDown soon", "-IdleTimeBeforeScaleDown"),
            Row = new("VmSize = 'S'; NodeIdleTimeBeforeScaleDown = 'soon'", "'NodeIdleTimeBeforeScaleDown'"),
            Yaml = new("type: amlcompute\nidle_time_before_scale_down: ¦soon", "'idle_time_before_scale_down'"),
            Json = new(
                Arm("AmlCompute", """{"scaleSettings":{"nodeIdleTimeBeforeScaleDown":¦"soon"}}"""),
                "'properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown'"),
        },
        new("a user account without a password")
        {
            Parameters = new("-VmSize S -AdminUserName ann", "-AdminUserName", "-AdminCredential", "-SshPublicKey"),
            Row = new("VmSize = 'S'; AdminUserName = 'ann'", "'AdminUserName'", "'AdminCredential'", "'SshPublicKey'"),
            Yaml = new(
                "type: amlcompute\nssh_settings:\n  admin_username: ¦ann",
                "'ssh_settings.admin_username'",
                "'ssh_settings.admin_password'",
                "'ssh_settings.ssh_key_value'"),
            Json = new(
                Arm("AmlCompute", """{"userAccountCredentials":{"adminUserName":¦"ann"}}"""),
                "'properties.properties.userAccountCredentials.adminUserName'",
                "'properties.properties.userAccountCredentials.adminUserPassword'"),
        },
        new("the SSH port of a machine")
        {
            Attaches = true,
            Row = new($"VirtualMachine = $true; ResourceId = '{Vm}'; Credential = ({Account}); SshPort = '0'", "'SshPort'"),
            Yaml = new(
                $"type: virtualmachine\nresource_id: {Vm}\nssh_settings: {{admin_username: a, admin_password: p, ssh_port: ¦0}}",
                "'ssh_settings.ssh_port': 0"),
            Json = new(
                Arm("VirtualMachine", """{"administratorAccount":{"username":"a","password":"p"},"sshPort":¦65536}""", Vm),
                "'properties.properties.sshPort': 65536"),
        },
        new("a private key as public key")
        {
            Parameters = new($"-VmSize S -AdminUserName ann -SshPublicKey '{PrivateKey}'", "-SshPublicKey", "a private key"),
            Row = new($"VmSize = 'S'; AdminUserName = 'ann'; AdminUserSshKey = '{PrivateKey}'", "'AdminUserSshKey'", "a private key"),
            Yaml = new(
                $"type: amlcompute\nssh_settings:\n  admin_username: ann\n  ssh_key_value: ¦'{PrivateKey}'",
                "'ssh_settings.ssh_key_value'",
                "a private key"),
            Json = new(
                Arm(
                    "AmlCompute",
                    $$$"""{"userAccountCredentials":{"adminUserName":"ann","adminUserSshPublicKey":¦"{{{PrivateKey}}}"}}"""),
                "'properties.properties.userAccountCredentials.adminUserSshPublicKey'",
                "a private key"),
        },
        new("a connection string as id of a subnet")
        {
            Parameters = new($"-VmSize S -SubnetId '{Connection}'", "-SubnetId", "a connection string"),
            Row = new($"VmSize = 'S'; SubnetId = '{Connection}'", "'SubnetId'", "a connection string"),
            Yaml = new($"type: amlcompute\nnetwork_settings: {{subnet: ¦'/{Connection}'}}", "'network_settings.subnet'", "a connection"),
            Json = new(
                Arm("AmlCompute", $$$"""{"subnet":{"id":¦"{{{Connection}}}"}}"""), "'properties.properties.subnet.id'", "a connection"),
        },
        new("a key without a user account")
        {
            Parameters = new("-VmSize S -SshPublicKey k", "-AdminUserName", "-SshPublicKey"),
            Row = new("VmSize = 'S'; AdminUserSshKey = 'k'", "'AdminUserName'", "'AdminUserSshKey'"),
            Yaml = new(
                "type: amlcompute\nssh_settings: {ssh_key_value: ¦k}",
                "'ssh_settings.admin_username'",
                "'ssh_settings.ssh_key_value'"),
            Json = new(
                Arm("AmlCompute", """{"userAccountCredentials":{"adminUserSshPublicKey":¦"k"}}"""),
                "'properties.properties.userAccountCredentials.adminUserName'"),
        },
        new("SSH access without a key")
        {
            Parameters = new("-Instance -VmSize S -SshPublicAccess Enabled", "-SshPublicAccess", "-SshPublicKey"),
            Row = new("Instance = $true; VmSize = 'S'; SshPublicAccess = 'Enabled'", "'SshPublicAccess'", "'SshPublicKey'"),
            Yaml = new(
                "type: computeinstance\nssh_public_access_enabled: ¦true", "'ssh_public_access_enabled'", "'ssh_settings.ssh_key_value'"),
            Json = new(
                Arm("ComputeInstance", """{"sshSettings":{"sshPublicAccess":¦"Enabled"}}"""),
                "'properties.properties.sshSettings.sshPublicAccess'",
                "'properties.properties.sshSettings.adminPublicKey'"),
        },
        new("the idle time of an instance")
        {
            Parameters = new("-Instance -VmSize S -IdleTimeBeforeShutdown 5m", "-IdleTimeBeforeShutdown"),
            Row = new("Instance = $true; VmSize = 'S'; IdleTimeBeforeShutdown = '5m'", "'IdleTimeBeforeShutdown'"),
            Yaml = new("type: computeinstance\nidle_time_before_shutdown_minutes: ¦5", "'idle_time_before_shutdown_minutes'"),
            Json = new(
                Arm("ComputeInstance", """{"idleTimeBeforeShutdown":¦"PT5M"}"""), "'properties.properties.idleTimeBeforeShutdown'"),
        },
        new("the idle time of an instance by its other key")
        {
            Yaml = new("type: computeinstance\nidle_time_before_shutdown: ¦PT5M", "'idle_time_before_shutdown'"),
        },
        new("a cron expression")
        {
            Parameters = new(
                "-Instance -VmSize S -Schedule @{ action = 'Stop'; triggerType = 'Cron'; cron = @{ expression = 'six' } }",
                "-Schedule[0].cron.expression"),
            Row = new(
                "Instance = $true; VmSize = 'S'; Schedule = @{ action = 'Stop'; triggerType = 'Cron'; cron = @{ expression = 'six' } }",
                "'Schedule[0].cron.expression'"),
            Yaml = new(
                "type: computeinstance\nschedules:\n  compute_start_stop:\n  - {action: stop, trigger: {type: cron, expression: ¦six}}",
                "'schedules.compute_start_stop[0].trigger.expression'"),
            Json = new(
                Arm("ComputeInstance", Schedules("""{"action":"Stop","triggerType":"Cron","cron":{"expression":¦"six"}}""")),
                "'properties.properties.schedules.computeStartStop[0].cron.expression'"),
        },
        new("a time zone")
        {
            Parameters = new(
                "-Instance -VmSize S -Schedule @{ action = 'Stop'; triggerType = 'Recurrence'"
                    + "; recurrence = @{ frequency = 'Day'; interval = 1; timeZone = 'Mars' } }",
                "-Schedule[0].recurrence.timeZone"),
            Yaml = new(
                "type: computeinstance\nschedules:\n  compute_start_stop:\n  - action: stop\n    trigger:\n      type: recurrence\n"
                    + "      frequency: day\n      interval: 1\n      time_zone: ¦Mars",
                "'schedules.compute_start_stop[0].trigger.time_zone'"),
            Json = new(
                Arm(
                    "ComputeInstance",
                    Schedules("""{"action":"Stop","recurrence":{"frequency":"Day","interval":1,"timeZone":¦"Mars"}}""")),
                "'properties.properties.schedules.computeStartStop[0].recurrence.timeZone'"),
        },
        new("a schedule without its times")
        {
            Parameters = new("-Instance -VmSize S -Schedule @{ action = 'Stop'; triggerType = 'Cron' }", "-Schedule[0].cron.expression"),
            Row = new(
                "Instance = $true; VmSize = 'S'; Schedule = @{ action = 'Stop'; triggerType = 'Cron' }", "'Schedule[0].cron.expression'"),
            Yaml = new(
                "type: computeinstance\nschedules:\n  compute_start_stop:\n  - {action: stop, trigger: ¦{type: cron}}", "'expression'"),
            Json = new(
                Arm("ComputeInstance", Schedules("""¦{"action":"Stop","triggerType":"Cron"}""")),
                "'properties.properties.schedules.computeStartStop[0].cron.expression'"),
        },
        new("a value of another kind")
        {
            Parameters = new("-Instance -VmSize S -Schedule @{ cron = 'six' }", "-Schedule[0].cron"),
            Row = new("Instance = $true; VmSize = 'S'; Schedule = @{ cron = 'six' }", "'Schedule[0].cron'"),
            Yaml = new("type: computeinstance\nschedules: {compute_start_stop: [{action: stop, trigger: ¦six}]}", "'trigger'"),
            Json = new(
                Arm("ComputeInstance", Schedules("""{"cron":¦"six"}""")), "'properties.properties.schedules.computeStartStop[0].cron'"),
        },
        new("an own certificate")
        {
            Parameters = new("-Aks -SslCname c", "-SslCname", "-SslCertPemFile", "-SslKeyPemFile"),
            Row = new("Aks = $true; SslCname = 'c'", "'SslCname'", "'SslCertPemFile'", "'SslKeyPemFile'"),
            Yaml = new(
                "type: aks\nssl_settings: {status: enabled, cname: ¦c}",
                "'ssl_settings.cname'",
                "'ssl_settings.cert_pem_file'",
                "'ssl_settings.key_pem_file'"),
            Json = new(
                Arm("AKS", """{"sslConfiguration":{"status":"Enabled","cname":¦"c"}}"""),
                "'properties.properties.sslConfiguration.cname'",
                "'properties.properties.sslConfiguration.cert'"),
        },
        new("credentials without a password")
        {
            Attaches = true,
            Parameters = new($"-VirtualMachine -ResourceId {Vm} -Credential ({Account})", "-Credential", "-SshPrivateKeyPath"),
            Row = new(
                $"VirtualMachine = $true; ResourceId = '{Vm}'; Credential = ({Account})", "'Credential'", "'SshPrivateKeyPath'"),
            Yaml = new(
                $"type: virtualmachine\nresource_id: {Vm}\nssh_settings: {{admin_username: ¦ann}}",
                "'ssh_settings.admin_password'",
                "'ssh_settings.ssh_private_key_file'"),
            Json = new(
                Arm("VirtualMachine", """{"administratorAccount":{"username":¦"ann"}}""", Vm),
                "'properties.properties.administratorAccount.password'",
                "'properties.properties.administratorAccount.privateKeyData'"),
        },
        new("a kind of identity without ids")
        {
            Parameters = new("-VmSize S -IdentityType UserAssigned", "-IdentityType", "-IdentityId"),
            Row = new("VmSize = 'S'; IdentityType = 'UserAssigned'", "'IdentityType'", "'IdentityId'"),
            Yaml = new(
                "type: amlcompute\nidentity: {type: ¦user_assigned}", "'identity.type'", "'identity.user_assigned_identities'"),
            Json = new(
                Arm("AmlCompute", "{}", members: """ "identity":{"type":¦"UserAssigned"}, """),
                "'identity.type'",
                "'identity.userAssignedIdentities'"),
        },
        new("a kind of identity that is misspelt")
        {
            Row = new("VmSize = 'S'; IdentityType = 'SystemAsigned'", "'IdentityType'"),
            Yaml = new("type: amlcompute\nidentity: {type: ¦system_asigned}", "'type'"),
            Json = new(Arm("AmlCompute", "{}", members: """ "identity":{"type":¦"SystemAsigned"}, """), "'identity.type'"),
        },
        new("the id of an identity")
        {
            Parameters = new("-VmSize S -IdentityId foo", "-IdentityId"),
            Row = new("VmSize = 'S'; IdentityId = 'foo'", "'IdentityId'"),
            Yaml = new(
                "type: amlcompute\nidentity:\n  type: user_assigned\n  user_assigned_identities:\n  - resource_id: ¦foo",
                "'identity.user_assigned_identities[0].resource_id'"),
            Json = new(
                Arm("AmlCompute", "{}", members: """ "identity":{"type":"UserAssigned","userAssignedIdentities":{"foo":¦{}}}, """),
                "'identity.userAssignedIdentities.foo'"),
        },
        new("the number of tags")
        {
            Parameters = new("-VmSize S -Tag $tags", "-Tag"),
            Row = new("VmSize = 'S'; Tags = $tags", "'Tags'"),
            Yaml = new($"type: amlcompute\ntags: ¦{{{Many}}}", "'tags'"),
            Json = new(Arm("AmlCompute", "{}", members: """ "tags":¦{""" + Regex.Replace(Many, @"\w+", "\"$0\"") + "},"), "'tags'"),
        },
        new("the value of a tag")
        {
            Parameters = new($"-VmSize S -Tag @{{ team = '{Long}' }}", "-Tag"),
            Row = new($"VmSize = 'S'; Tag = @{{ team = '{Long}' }}", "'Tag'"),
            Yaml = new($"type: amlcompute\ntags:\n  team: ¦{Long}", "'tags.team'"),
            Json = new(Arm("AmlCompute", "{}", members: $$$""" "tags":{"team":¦"{{{Long}}}"}, """), "'tags.team'"),
        },
        new("the resource to attach")
        {
            Attaches = true,
            Parameters = new("-Kubernetes -ResourceId arc", "-ResourceId"),
            Row = new("Kubernetes = $true; ResourceId = 'arc'", "'ResourceId'"),
            Yaml = new("type: kubernetes\nresource_id: ¦arc", "'resource_id'"),
            Json = new(Arm("Kubernetes", "{}", "arc"), "'properties.resourceId'"),
        },
        new("the id of a subnet")
        {
            IsCheck = true,
            Parameters = new("-VmSize S -SubnetId default", "-SubnetId"),
            Row = new("VmSize = 'S'; SubnetId = 'default'", "'SubnetId'"),
            Yaml = new("type: amlcompute\nnetwork_settings: {subnet: ¦/default}", "'network_settings.subnet'"),
            Json = new(Arm("AmlCompute", """{"subnet":{"id":¦"default"}}"""), "'properties.properties.subnet.id'"),
        },
        new("nodes without public addresses")
        {
            IsCheck = true,
            Parameters = new("-VmSize S -EnableNodePublicIp $false", "-EnableNodePublicIp", "-SubnetId"),
            Row = new("VmSize = 'S'; EnableNodePublicIp = 'False'", "'EnableNodePublicIp'", "'SubnetId'"),
            Yaml = new("type: amlcompute\nenable_node_public_ip: ¦false", "'enable_node_public_ip'", "'network_settings.subnet'"),
            Json = new(
                Arm("AmlCompute", """{"enableNodePublicIp":¦false}"""),
                "'properties.properties.enableNodePublicIp'",
                "'properties.properties.subnet.id'"),
        },
        new("remote access without public addresses")
        {
            IsCheck = true,
            Parameters = new($"-VmSize S -EnableNodePublicIp $false -RemoteLogin Enabled -SubnetId {Subnet}", "-RemoteLogin"),
            Row = new(
                $"VmSize = 'S'; EnableNodePublicIp = $false; RemoteLoginPortPublicAccess = 'Enabled'; SubnetId = '{Subnet}'",
                "'RemoteLoginPortPublicAccess'"),
            Yaml = new(
                $"type: amlcompute\nenable_node_public_ip: false\nssh_public_access_enabled: ¦true\nnetwork_settings: {{subnet: {Subnet}}}",
                "'ssh_public_access_enabled'"),
            Json = new(
                Arm(
                    "AmlCompute",
                    """{"enableNodePublicIp":false,"remoteLoginPortPublicAccess":¦"Enabled","subnet":{"id":"SUBNET"}}"""
                        .Replace("SUBNET", Subnet)),
                "'properties.properties.remoteLoginPortPublicAccess'"),
        },
        new("the network of an AKS cluster")
        {
            IsCheck = true,
            Parameters = new("-Aks -ServiceCidr 10.0.0.0/16", "-ServiceCidr", "-SubnetId", "-DnsServiceIp", "-DockerBridgeCidr"),
            Row = new("Aks = $true; ServiceCidr = '10.0.0.0/16'", "'ServiceCidr'", "'SubnetId'", "'DnsServiceIp'", "'DockerBridgeCidr'"),
            Yaml = new("type: aks\nnetwork_settings: {service_cidr: ¦10.0.0.0/16}", "'network_settings.service_cidr'"),
            Json = new(
                Arm("AKS", """{"aksNetworkingConfiguration":{"serviceCidr":¦"10.0.0.0/16"}}"""),
                "'properties.properties.aksNetworkingConfiguration.serviceCidr'"),
        },
        new("the load balancer of an AKS cluster")
        {
            IsCheck = true,
            Parameters = new("-Aks -LoadBalancerSubnet s", "-LoadBalancerSubnet", "-LoadBalancerType"),
            Row = new("Aks = $true; LoadBalancerSubnet = 's'", "'LoadBalancerSubnet'", "'LoadBalancerType'"),
            Yaml = new("type: aks\nload_balancer_subnet: ¦s", "'load_balancer_subnet'", "'load_balancer_type'"),
            Json = new(
                Arm("AKS", """{"loadBalancerSubnet":¦"s"}"""),
                "'properties.properties.loadBalancerSubnet'",
                "'properties.properties.loadBalancerType'"),
        },
        new("the nodes of an AKS cluster")
        {
            IsCheck = true,
            Parameters = new("-Aks -AgentCount 0", "-AgentCount"),
            Row = new("Aks = $true; AgentCount = '0'", "'AgentCount'"),
            Yaml = new("type: aks\nagent_count: ¦0", "'agent_count'"),
            Json = new(Arm("AKS", """{"agentCount":¦0}"""), "'properties.properties.agentCount'"),
        },
        new("a Kubernetes namespace")
        {
            Attaches = true,
            IsCheck = true,
            Parameters = new($"-Kubernetes -ResourceId {Cluster} -Namespace A_b", "-Namespace"),
            Row = new($"Kubernetes = $true; ResourceId = '{Cluster}'; Namespace = 'A_b'", "'Namespace'"),
            Yaml = new($"type: kubernetes\nresource_id: {Cluster}\nnamespace: ¦A_b", "'namespace'"),
            Json = new(Arm("Kubernetes", """{"namespace":¦"A_b"}""", Cluster), "'properties.properties.namespace'"),
        },
        new("an assigned user without a tenant")
        {
            Parameters = new(
                "-Instance -VmSize S -AssignedUser 0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90", "-AssignedUser", "-AssignedUserTenantId"),
            Row = new(
                "Instance = 'True'; VmSize = 'S'; AssignedUserObjectId = '0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90'",
                "'AssignedUserObjectId'",
                "'AssignedUserTenantId'"),
            Yaml = new("type: computeinstance\ncreate_on_behalf_of: ¦{user_object_id: a}", "'user_tenant_id'"),
        },
        new("two names of a user account")
        {
            Parameters = new($"-VmSize S -AdminUserName a -AdminCredential ({Account})", "-AdminUserName", "-AdminCredential"),
            Row = new($"VmSize = 'S'; AdminUserName = 'a'; AdminCredential = ({Account})", "'AdminUserName'", "'AdminCredential'"),
        },
        new("two names of a resource")
        {
            Attaches = true,
            Parameters = new($"-Kubernetes -ResourceId {Cluster} -ResourceName arc", "-ResourceId", "-ResourceName"),
            Row = new($"Kubernetes = $true; ResourceId = '{Cluster}'; ClusterName = 'arc'", "'ResourceId'", "'ClusterName'"),
        },
        new("no resource")
        {
            Attaches = true,
            Parameters = new("-Kubernetes", "-ResourceId", "-ResourceName"),
            Row = new("Kubernetes = $true", "'ResourceId'", "'ResourceName'"),
            Yaml = new("¦name: a1\ntype: kubernetes", "'resource_id'"),
            Json = new("¦" + Arm("Kubernetes", "{}"), "'properties.resourceId'"),
        },
        new("no size") { Row = new("MaxNodes = 1", "'VmSize'") },
        new("no credentials") { Attaches = true, Row = new($"VirtualMachine = $true; ResourceId = '{Vm}'", "'Credential'") },
        new("no token") { Attaches = true, Row = new("Databricks = $true; ResourceName = 'd'", "'AccessToken'") },
        new("a file that does not exist")
        {
            Parameters = new("-Aks -SslCname c -SslCertPemFile ./none.pem -SslKeyPemFile ./none.pem", "-SslCertPemFile"),
            Row = new("Aks = $true; SslCname = 'c'; SslCertPemFile = './none.pem'", "'SslCertPemFile'"),
            Yaml = new("type: aks\nssl_settings: {cert_pem_file: ¦none.pem}", "'cert_pem_file'"),
        },
        new("a value of a set") { Row = new("VmSize = 'S'; VmPriority = 'Dedicatd'", "'VmPriority'") },
        new("a number") { Row = new("VmSize = 'S'; MaxNodeCount = 'many'", "'MaxNodeCount'") },
        new("true or false") { Row = new("VmSize = 'S'; EnableNodePublicIp = 'nein'", "'EnableNodePublicIp'") },
        new("a setting of another kind") { Row = new("VmSize = 'S'; MaxNodes = 1; AgentCount = 3", "'AgentCount'") },
    ];

    public static TheoryData<string, string> Cases =>
        [.. Rules.SelectMany(rule => rule.Sources.Keys.Select(source => (rule.Name, source)))];

    public void Dispose()
    {
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_error_has_the_words_and_the_place_of_the_source(string name, string source)
    {
        RuleCase rule = Rules.First(rule => rule.Name == name);
        (string input, string[] words) = rule.Sources[source]!;
        (string text, string place) = Place(source, input);
        string[] messages = [.. Messages(rule, source, text)];
        Assert.True(
            messages.Any(message => message.StartsWith(place, StringComparison.Ordinal)
                && words.All(message.Contains)
                && !Others(source).IsMatch(message[place.Length..].Replace(FileText.Resource, string.Empty))),
            $"{place}{string.Join(", ", words)}:\n{string.Join("\n", messages)}");
    }

    /// <summary>Returns the words that only the other sources have.</summary>
    private static Regex Others(string source) => source switch
    {
        nameof(RuleCase.Parameters) => NotOfParameters(),
        nameof(RuleCase.Row) => NotOfRows(),
        nameof(RuleCase.Yaml) => NotOfYaml(),
        _ => NotOfJson(),
    };

    private static string Arm(string type, string inner, string? resource = null, string members = "")
    {
        string id = resource is null ? "" : $"\"resourceId\": ¦\"{resource}\",";
        return $$"""
            { "name": "a1", {{members}}
              "properties": { "computeType": "{{type}}", {{id}} "properties": {{inner}} } }
            """;
    }

    private static string Schedules(string schedule) => """{"schedules":{"computeStartStop":[""" + schedule + "]}}";

    /// <summary>Returns the text without the mark, and the start of the error: the file, line and column of the last mark.</summary>
    private (string Text, string Place) Place(string source, string input)
    {
        if (source is not (nameof(RuleCase.Yaml) or nameof(RuleCase.Json)))
        {
            return (input, string.Empty);
        }

        string named = source == nameof(RuleCase.Yaml) && !input.Contains("name: a1") ? $"name: a1\n{input}" : input;
        string[] before = named[..named.LastIndexOf(Mark)].Replace($"{Mark}", string.Empty).Split('\n');
        string path = Path.Combine(_folder, $"a.{source.ToLowerInvariant()}");
        string text = named.Replace($"{Mark}", string.Empty);
        File.WriteAllText(path, text);
        return (path, $"{path}, line {before.Length}, column {before[^1].Length + 1}: ");
    }

    /// <summary>Returns the errors of New- or Connect-AmlComputeTarget, or the messages of Test-AmlComputeTarget.</summary>
    private IEnumerable<string> Messages(RuleCase rule, string source, string text)
    {
        string command = rule.Attaches ? "Connect" : "New";
        string row = $"[pscustomobject] @{{ Name = 'a1'; {text} }}";
        _shell.Run("$tags = @{}; 1..51 | ForEach-Object { $tags[\"t$_\"] = 'x' }");
        ShellResult result = _shell.Run((source, rule.IsCheck) switch
        {
            (nameof(RuleCase.Parameters), false) => $"{command}-AmlComputeTarget a1 {text}",
            (nameof(RuleCase.Parameters), true) => $"Test-AmlComputeTarget a1 -Detailed {text}",
            (nameof(RuleCase.Row), false) => $"{row} | {command}-AmlComputeTarget",
            (nameof(RuleCase.Row), true) => $"{row} | Test-AmlComputeTarget -Detailed",
            (_, false) => $"{command}-AmlComputeTarget -Path '{text}'",
            (_, true) => $"New-AmlComputeConfiguration -Path '{text}' | Test-AmlComputeTarget -Detailed",
        });
        return
        [
            .. result.Errors.Select(error => error.Exception.Message),
            .. result.Output.OfType<ComputeTestReport>().SelectMany(report => report.Checks)
                .Where(check => check.Outcome is ComputeCheckOutcome.Failed or ComputeCheckOutcome.Warning)
                .Select(check => check.Message),
        ];
    }

    [GeneratedRegex(@"[a-z]_[a-z]|properties\.|'-|\bcolumn\b")]
    private static partial Regex NotOfParameters();

    [GeneratedRegex(@"[a-z]_[a-z]|properties\.|(?<!\w)-[A-Z]|\bcolumn\b")]
    private static partial Regex NotOfRows();

    [GeneratedRegex(@"properties\.|(?<!\w)-[A-Z]|'[A-Z][a-z]+[A-Z]\w+'")]
    private static partial Regex NotOfYaml();

    [GeneratedRegex(@"[a-z]_[a-z]|(?<!\w)-[A-Z]")]
    private static partial Regex NotOfJson();

    /// <summary>A rule with an input that breaks it, for each source that can.</summary>
    private sealed record RuleCase(string Name)
    {
        /// <summary>Gets a value indicating whether Connect-AmlComputeTarget takes the settings.</summary>
        public bool Attaches { get; init; }

        /// <summary>Gets a value indicating whether only Test-AmlComputeTarget and -WhatIf check the rule.</summary>
        public bool IsCheck { get; init; }

        public RuleInput? Parameters { get; init; }

        public RuleInput? Row { get; init; }

        public RuleInput? Yaml { get; init; }

        public RuleInput? Json { get; init; }

        public IReadOnlyDictionary<string, RuleInput> Sources =>
            new Dictionary<string, RuleInput?>
            {
                [nameof(Parameters)] = Parameters,
                [nameof(Row)] = Row,
                [nameof(Yaml)] = Yaml,
                [nameof(Json)] = Json,
            }.Where(item => item.Value is not null).ToDictionary(item => item.Key, item => item.Value!);
    }

    /// <summary>An input of a source, and the words that its error must have.</summary>
    private sealed record RuleInput(string Text, params string[] Words);
}
