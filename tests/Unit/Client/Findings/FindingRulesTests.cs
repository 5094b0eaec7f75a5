using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Findings;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Findings;

/// <summary>Each rule on a target that has the problem, and on a twin that differs only in it.</summary>
public sealed class FindingRulesTests
{
    private const string Inner = "properties.properties.";

    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    private static readonly FindingLimits Limits = new(TimeSpan.FromHours(8), TimeSpan.FromDays(30), TimeSpan.FromDays(365));

    private readonly TestClient _test = new();

    /// <summary>The rule, the type, the changes of the clean twin that plant the problem, and the fix; null for a replacement.</summary>
    public static TheoryData<string, string, string, string?> Planted => new()
    {
        {
            "NoIdleShutdown", "instance",
            $"{Inner}idleTimeBeforeShutdown=null; {Inner}lastOperation.operationTime=\"2026-11-28T11:00:00Z\"",
            "Set-AmlComputeTarget @ -IdleTimeBeforeShutdown 1h"
        },
        {
            "InstanceWithoutJobs", "instance", $"{Inner}idleTimeBeforeShutdown=\"P1D\"",
            "Set-AmlComputeTarget @ -IdleTimeBeforeShutdown 1h"
        },
        { "ClusterKeepsNodes", "cluster", $"{Inner}scaleSettings.minNodeCount=1", "Set-AmlComputeTarget @ -MinNodes 0" },
        { "StoppedForLong", "instance", $"{Stopped("2026-10-01")}; {Inner}releaseQuotaOnStop=true", null },
        { "QuotaHeldUnused", "instance", Stopped("2026-11-27"), "Set-AmlComputeTarget @ -ReleaseQuotaOnStop $true" },
        {
            "UnusableNodes", "cluster", $"{Inner}nodeStateCounts.unusableNodeCount=2; {Inner}nodeStateCounts.runningNodeCount=1",
            "Set-AmlComputeTarget @ -MinNodes 0 -MaxNodes 1 -Wait; Set-AmlComputeTarget @ -MinNodes 0 -MaxNodes 4"
        },
        { "FailedTarget", "cluster", "properties.provisioningState=\"Failed\"", null },
        { "FailedTarget", "instance", $"{Inner}state=\"SetupFailed\"", null },
        { "FailedTarget", "kubernetes", "properties.provisioningState=\"Canceled\"", null },
        { "ImageOutOfDate", "instance", $"{Inner}osImageMetadata.isLatestOsImageVersion=false", null },
        {
            "OsPatchesPending", "instance", Inner + """osImageMetadata.osPatchingStatus={"patchStatus":"Succeeded","rebootPending":true}""",
            "Restart-AmlComputeTarget @"
        },
        {
            "OsPatchesPending", "instance",
            $"{Stopped("2026-11-28T10:00:00Z")}; " + Inner + """osImageMetadata.osPatchingStatus={"rebootPending":true}""",
            "Start-AmlComputeTarget @"
        },
        { "SpotEvicted", "cluster", $"{Inner}vmPriority=\"LowPriority\"; {Inner}nodeStateCounts.preemptedNodeCount=1", null },
        { "LocalAuthEnabled", "cluster", "properties.disableLocalAuth=false", "Set-AmlComputeTarget @ -DisableLocalAuth" },
        { "LocalAuthEnabled", "instance", "properties.disableLocalAuth=false", "Set-AmlComputeTarget @ -DisableLocalAuth" },
        { "SshPublicAccess", "public cluster", $"{Inner}remoteLoginPortPublicAccess=\"Enabled\"", null },
        { "SshPublicAccess", "public instance", $"{Inner}sshSettings.sshPublicAccess=\"Enabled\"", null },
        { "NodePublicIp", "cluster", $"{Inner}enableNodePublicIp=true", null },
        { "NodePublicIp", "instance", $"{Inner}enableNodePublicIp=true", null },
        { "NoSubnet", "cluster", $"{Inner}subnet=null", null },
        { "NoSubnet", "instance", $"{Inner}subnet=null", null },
        { "RootAccess", "instance", $"{Inner}enableRootAccess=true", "Set-AmlComputeTarget @ -EnableRootAccess $false" },
        { "SharedApplications", "instance", $"{Inner}applicationSharingPolicy=\"Shared\"", null },
        { "RetiredSize", "cluster", $"{Inner}vmSize=\"STANDARD_NC6S_V3\"", null },
        { "RetiredSize", "instance", $"{Inner}vmSize=\"STANDARD_NV12S_V3\"", "Resize-AmlComputeTarget @ -VmSize Standard_NV36ads_A10_v5" },
        { "RetiringSize", "cluster", $"{Inner}vmSize=\"STANDARD_HB120RS_V2\"", null },
    };

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_rule_finds_its_planted_case_and_nothing_on_the_clean_twin(string rule, string type, string changes, string? fix)
    {
        bool isPublic = type.StartsWith("public ", StringComparison.Ordinal);
        string[] expected = isPublic ? [rule, "NodePublicIp"] : [rule];
        string clean = isPublic ? $"{Inner}enableNodePublicIp=true" : string.Empty;

        (IReadOnlyList<ComputeFinding> findings, IReadOnlyList<(string Rule, string Reason)> unknown) =
            Judge(Target(type, $"{clean};{changes}"));
        (IReadOnlyList<ComputeFinding> none, _) = Judge(Target(type, clean));

        Assert.Empty(unknown);
        Assert.Equal(expected, findings.Select(finding => finding.Rule));
        Assert.Equal(expected.Skip(1), none.Select(finding => finding.Rule));
        ComputeFinding found = findings[0];
        Assert.Equal(fix?.Replace("@", $"-ResourceId {found.ResourceId}"), found.Fix);
        Assert.Equal(fix is null, found.NeedsReplacement);
        Assert.Equal(fix is null, found.Evidence.Contains("replacement", StringComparison.Ordinal));
        Assert.DoesNotMatch(@"\b(Remove|Disconnect)-", found.Fix ?? string.Empty);
    }

    [Theory]
    [InlineData("50000", "Its SSH port 50000 is open to the internet. ")]
    [InlineData("null", "Its SSH port is open to the internet. ")]
    public void The_evidence_of_an_open_port_names_it_if_it_is_known(string port, string evidence)
    {
        ComputeTarget target = Target(
            "instance",
            $"{Inner}enableNodePublicIp=true; {Inner}sshSettings.sshPublicAccess=\"Enabled\"; {Inner}sshSettings.sshPort={port}");

        ComputeFinding found = Judge(target).Findings.Single(finding => finding.Rule == "SshPublicAccess");

        Assert.StartsWith(evidence, found.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FailedTarget", "properties.provisioningState=\"Failed\"", "Its state is Failed. A replacement")]
    [InlineData("FailedTarget", Inner + "state=\"SetupFailed\"", "Its state is SetupFailed. A replacement")]
    [InlineData(
        "FailedTarget", Inner + "state=\"SetupFailed\"; " + Inner + "errors=[{},{\"code\":\"A\",\"message\":\"B.\"}]",
        "Its state is SetupFailed. A: B. A replacement")]
    [InlineData(
        "ImageOutOfDate", Inner + "osImageMetadata={\"isLatestOsImageVersion\":false}",
        "Its operating system image is not the latest; the latest is unknown. A replacement")]
    [InlineData(
        "NodePublicIp", Inner + "enableNodePublicIp=true; " + Inner + "connectivityEndpoints={\"publicIpAddress\":\"\"}",
        "It has a public IP address. A replacement")]
    public void The_evidence_has_the_values_that_the_service_returned(string rule, string changes, string evidence)
    {
        ComputeFinding found = Judge(Target("instance", changes)).Findings.Single(finding => finding.Rule == rule);

        Assert.StartsWith(evidence, found.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-29T02:00:00Z", "Patches of its operating system need a restart. The service restarts it at 2026-11-29 02:00:00Z.")]
    [InlineData("2026-11-27T02:00:00Z", "Patches of its operating system need a restart.")]
    public void A_restart_by_the_service_is_evidence_until_its_time(string time, string evidence)
    {
        ComputeTarget target = Target(
            "instance",
            Inner + $$"""osImageMetadata.osPatchingStatus={"rebootPending":true,"scheduledRebootTime":"{{time}}"}""");

        Assert.Equal(evidence, Judge(target).Findings.Single(finding => finding.Rule == "OsPatchesPending").Evidence);
    }

    [Fact]
    public void An_instance_without_details_makes_every_rule_about_them_unknown()
    {
        ComputeTarget target = ComputeTypes.Create(
            JsonSerializer.Deserialize<JsonElement>(
                """
                { "id": "/computes/ci", "name": "ci",
                  "properties": { "computeType": "ComputeInstance", "provisioningState": "Succeeded", "disableLocalAuth": true } }
                """),
            _test.Workspace);

        (IReadOnlyList<ComputeFinding> findings, IReadOnlyList<(string Rule, string Reason)> unknown) = Judge(target);

        Assert.Empty(findings);
        Assert.Equal(
            ["InstanceWithoutJobs", "NoIdleShutdown", "StoppedForLong", "QuotaHeldUnused", "ImageOutOfDate", "OsPatchesPending",
                "SshPublicAccess", "NodePublicIp", "NoSubnet", "RootAccess", "SharedApplications", "RetiredSize", "RetiringSize"],
            unknown.Select(item => item.Rule));
    }

    [Fact]
    public void A_target_that_is_being_deleted_needs_no_jobs()
    {
        FindingRule[] rules = [.. FindingRules.All.Where(rule => rule.UsesJobs)];
        string changes = $"{Inner}scaleSettings.minNodeCount=1";

        Assert.True(FindingRules.IsFactMissing(rules, new FindingFacts(Target("cluster", changes), Now), Limits));
        Assert.False(FindingRules.IsFactMissing(
            rules, new FindingFacts(Target("cluster", $"{changes}; properties.provisioningState=\"Deleting\""), Now), Limits));
    }

    [Fact]
    public void Every_rule_has_a_planted_case_a_category_of_the_issue_and_a_row_in_the_documentation()
    {
        string documentation = File.ReadAllText(Path.Combine(Repository.Root, "docs", "findings.md"));
        IEnumerable<string> planted = Planted.Select(row => row.Data.Item1).Append("AttachedResourceGone").Distinct();
        Assert.Equal(FindingRules.All.Select(rule => rule.Id).Order(), planted.Order());
        foreach (FindingRule rule in FindingRules.All)
        {
            Assert.Matches($@"(?m)^\| `{rule.Id}` \| {rule.Severity} \| ", documentation);
            Assert.True(rule.PolicyId is null || documentation.Contains(rule.PolicyId, StringComparison.Ordinal), rule.Id);
        }

        Assert.Equal(
            [(ComputeFindingCategory.Cost, 5), (ComputeFindingCategory.Security, 6), (ComputeFindingCategory.Health, 6),
                (ComputeFindingCategory.Retirement, 2)],
            FindingRules.All.GroupBy(rule => rule.Category).Select(same => (same.Key, same.Count())).OrderBy(item => item.Key));
    }

    [Theory]
    [InlineData("Completed", "2026-11-28T06:00:00Z", false)]
    [InlineData("Completed", "2026-11-27T06:00:00Z", true)]
    [InlineData("Running", null, false)]
    [InlineData("Paused", null, false)]
    [InlineData("NotResponding", null, false)]
    public void A_job_that_is_not_final_or_ended_within_the_idle_time_is_use(string status, string? end, bool isFinding)
    {
        WorkspaceJobs jobs = Jobs(Job(status, "cluster", end));

        string[] rules = Rules(Target("cluster", $"{Inner}scaleSettings.minNodeCount=2"), jobs);

        Assert.Equal(isFinding ? ["ClusterKeepsNodes"] : [], rules);
    }

    [Fact]
    public void The_evidence_of_an_instance_without_jobs_says_what_cannot_be_seen_and_its_fix_is_never_a_stop()
    {
        ComputeTarget target = Target("instance", $"{Inner}idleTimeBeforeShutdown=null");
        ComputeFinding found = Judge(target, Jobs(Job("Completed", "instance", "2026-11-27T00:00:00Z"))).Findings
            .Single(finding => finding.Rule == "InstanceWithoutJobs");

        Assert.Equal(ComputeFindingSeverity.Low, found.Severity);
        Assert.Contains("Use through Jupyter, VS Code and terminals cannot be seen by ARM", found.Evidence);
        Assert.Equal(new DateTimeOffset(2026, 11, 27, 0, 0, 0, TimeSpan.Zero), found.Since);
        Assert.EndsWith("-IdleTimeBeforeShutdown 1h", found.Fix);
    }

    [Theory]
    [InlineData(4, 1, "1 of 4 nodes is unusable.")]
    [InlineData(4, 2, "2 of 4 nodes are unusable.")]
    [InlineData(0, 2, "2 of 2 nodes are unusable.")]
    public void The_verb_about_unusable_nodes_agrees_with_their_number(int current, int unusable, string start)
    {
        ComputeTarget target = Target(
            "cluster", $"{Inner}currentNodeCount={current}; {Inner}nodeStateCounts.unusableNodeCount={unusable}");

        ComputeFinding found = Judge(target, Jobs()).Findings.Single(finding => finding.Rule == "UnusableNodes");

        Assert.StartsWith(start, found.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:05:00", "-IdleTimeBeforeShutdown 15m")]
    [InlineData("00:30:00", "-IdleTimeBeforeShutdown 30m")]
    [InlineData("2.00:00:00", "-IdleTimeBeforeShutdown 1h")]
    public void The_idle_shutdown_of_a_fix_is_at_most_the_idle_time_and_one_that_the_service_accepts(string idleFor, string end)
    {
        FindingLimits limits = Limits with { IdleFor = TimeSpan.Parse(idleFor, System.Globalization.CultureInfo.InvariantCulture) };
        ComputeTarget target = Target("instance", $"{Inner}idleTimeBeforeShutdown=\"P3D\"");

        ComputeFinding found = Assert.Single(FindingRules.ApplyRules(FindingRules.All, Facts(target, Jobs()), limits).Findings);

        Assert.EndsWith(end, found.Fix);
    }

    [Theory]
    [InlineData("Pipeline", null, "Running", null)]
    [InlineData("Pipeline", "", "Running", null)]
    [InlineData("Pipeline", null, "Completed", "2026-11-28T11:00:00Z")]
    [InlineData("Command", "cluster", "Completed", null)]
    public void A_job_that_does_not_show_its_target_or_its_end_makes_the_rules_unknown(
        string type, string? target, string status, string? end)
    {
        (IReadOnlyList<ComputeFinding> findings, IReadOnlyList<(string Rule, string Reason)> unknown) = Judge(
            Target("cluster", $"{Inner}scaleSettings.minNodeCount=2"), Jobs(Job(status, target, end, type)));

        Assert.Empty(findings);
        Assert.Equal("ClusterKeepsNodes", Assert.Single(unknown).Rule);
    }

    [Theory]
    [InlineData("cluster", $"{Inner}scaleSettings.minNodeCount=1", "ClusterKeepsNodes: the jobs cannot be read: 403")]
    [InlineData(
        "instance", $"{Inner}osImageMetadata=null",
        "ImageOutOfDate: the service did not return 'osImageMetadata.isLatestOsImageVersion'")]
    [InlineData("instance", $"{Inner}enableRootAccess=null", "RootAccess: the service did not return 'enableRootAccess'")]
    [InlineData("cluster", "properties.disableLocalAuth=null", "LocalAuthEnabled: the service did not return 'disableLocalAuth'")]
    [InlineData("cluster", $"{Inner}enableNodePublicIp=null", "NodePublicIp: the service did not return 'enableNodePublicIp'")]
    [InlineData("cluster", $"{Inner}scaleSettings=null", "ClusterKeepsNodes: the service did not return 'scaleSettings.minNodeCount'")]
    [InlineData(
        "cluster", $"{Inner}scaleSettings=null; {Inner}nodeStateCounts.unusableNodeCount=1",
        "ClusterKeepsNodes: the service did not return 'scaleSettings.minNodeCount'; "
        + "UnusableNodes: the service did not return 'scaleSettings'")]
    public void A_fact_that_was_not_read_is_unknown_and_no_finding(string type, string changes, string expected)
    {
        FindingFacts facts = Facts(Target(type, changes), null) with { JobsProblem = "the jobs cannot be read: 403" };

        (IReadOnlyList<ComputeFinding> findings, IReadOnlyList<(string Rule, string Reason)> unknown) =
            FindingRules.ApplyRules(FindingRules.All, facts, Limits);

        Assert.Empty(findings);
        Assert.Equal(expected, string.Join("; ", unknown.Select(item => $"{item.Rule}: {item.Reason}")));
    }

    [Fact]
    public void A_workspace_that_could_not_be_read_makes_NoSubnet_unknown_and_a_managed_network_makes_it_clean()
    {
        ComputeTarget target = Target("cluster", $"{Inner}subnet=null");
        FindingFacts unread = Facts(target, Jobs()) with { Workspace = null, WorkspaceProblem = "403" };
        Workspace managed = Workspace(
            """{ "location": "eastus", "properties": { "managedNetwork": { "isolationMode": "AllowInternetOutbound" } } }""");

        Assert.Equal([("NoSubnet", "403")], FindingRules.ApplyRules(FindingRules.All, unread, Limits).Unknown);
        Assert.Empty(FindingRules.ApplyRules(FindingRules.All, unread with { Workspace = managed }, Limits).Findings);
    }

    [Fact]
    public void A_clock_that_is_behind_makes_no_finding()
    {
        DateTimeOffset behind = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        ComputeTarget[] targets =
        [
            Target("instance", Stopped("2026-10-01")), Target("cluster", $"{Inner}scaleSettings.minNodeCount=1"),
            Target("instance", $"{Inner}idleTimeBeforeShutdown=\"P1D\""),
        ];

        Assert.All(targets, target => Assert.Empty(
            FindingRules.ApplyRules(FindingRules.All, Facts(target, Jobs()) with { Now = behind }, Limits).Findings));
    }

    [Theory]
    [InlineData("properties.provisioningState=\"Creating\"")]
    [InlineData("properties.provisioningState=\"Deleting\"")]
    public void A_target_that_is_being_created_or_deleted_has_no_findings(string change)
    {
        string all = $"{Inner}subnet=null; properties.disableLocalAuth=false; {change}";

        Assert.Empty(Rules(Target("cluster", all)));
    }

    [Theory]
    [InlineData(ComputeCheckOutcome.Failed, true, false)]
    [InlineData(ComputeCheckOutcome.Passed, false, false)]
    [InlineData(ComputeCheckOutcome.Warning, false, true)]
    [InlineData(ComputeCheckOutcome.Skipped, false, true)]
    public void An_attached_resource_is_gone_only_if_the_service_says_so(ComputeCheckOutcome outcome, bool isGone, bool isUnknown)
    {
        FindingFacts facts = Facts(Target("kubernetes", ""), Jobs()) with { Resource = new ComputeCheck("Resource", outcome, "Text.") };

        (IReadOnlyList<ComputeFinding> findings, IReadOnlyList<(string Rule, string Reason)> unknown) =
            FindingRules.ApplyRules(FindingRules.All, facts, Limits);

        Assert.Equal((isGone, isUnknown), (findings.Count == 1, unknown.Count == 1));
    }

    [Fact]
    public void A_quotation_mark_in_an_id_cannot_end_the_string_of_a_fix()
    {
        ComputeTarget target = Target("cluster", "id=\"/x/a'\\u003b Remove-Item \\u2019b\"; properties.disableLocalAuth=false");

        ComputeFinding found = Assert.Single(Judge(target).Findings);

        Assert.Equal("Set-AmlComputeTarget -ResourceId '/x/a''; Remove-Item \u2019\u2019b' -DisableLocalAuth", found.Fix);
    }

    [Theory]
    [InlineData("""{ "owner": "ann" }""", "instance", "ann")]
    [InlineData("{}", "instance", "bob")]
    [InlineData("""{ "owner": "" }""", "instance", "bob")]
    [InlineData("""{ "owner": "" }""", "cluster", null)]
    [InlineData("{}", "cluster", null)]
    public void The_owner_is_the_tag_or_the_user_of_an_instance(string tags, string type, string? owner)
    {
        ComputeTarget target = Target(type, $"tags={tags}; properties.disableLocalAuth=false");

        Assert.Equal(owner, Assert.Single(Judge(target).Findings).Owner);
    }

    [Theory]
    [InlineData("NoIdleShutdwn", "Did you mean 'NoIdleShutdown'?")]
    [InlineData("Everything", "Allowed: InstanceWithoutJobs, NoIdleShutdown,")]
    public void A_rule_that_does_not_exist_is_an_error_with_suggestions(string rule, string text)
    {
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(() => FindingRules.SelectRules([rule], []));

        Assert.Equal(ErrorIds.InvalidArgument, exception.ErrorId);
        Assert.Contains(text, exception.Message);
    }

    [Fact]
    public void Rules_are_selected_by_name_and_category_and_AttachedResourceGone_only_by_name()
    {
        Assert.Equal(18, FindingRules.SelectRules([], []).Count);
        Assert.Equal(
            ["RetiredSize", "RetiringSize"], FindingRules.SelectRules([], [ComputeFindingCategory.Retirement]).Select(rule => rule.Id));
        Assert.Equal(["AttachedResourceGone"], FindingRules.SelectRules(["attachedresourcegone"], []).Select(rule => rule.Id));
        Assert.Contains(
            "None of the rules of -Rule (NoSubnet) is in -Category Cost.",
            Assert.Throws<ComputeTargetException>(() => FindingRules.SelectRules(["NoSubnet"], [ComputeFindingCategory.Cost])).Message);
    }

    private static string Stopped(string since) =>
        $"{Inner}state=\"Stopped\"; {Inner}lastOperation="
        + $$"""{"operationName":"Stop","operationTime":"{{since}}","operationStatus":"Succeeded"}""";

    private static WorkspaceJobs Jobs(params ComputeJob[] jobs)
    {
        WorkspaceJobs found = new();
        foreach (ComputeJob job in jobs)
        {
            found.Add(job);
        }

        return found;
    }

    private ComputeJob Job(string status, string? target, string? end, string type = "Command")
    {
        JsonObject job = new()
        {
            ["name"] = "job",
            ["properties"] = new JsonObject
            {
                ["status"] = status,
                ["jobType"] = type,
                ["computeId"] = string.IsNullOrEmpty(target) ? target : $"{TestClient.WorkspaceId}/computes/{target}",
                ["properties"] = new JsonObject { ["EndTimeUtc"] = end },
            },
        };
        return ComputeJob.Create(JsonSerializer.SerializeToElement(job), _test.Workspace)!;
    }

    private Workspace Workspace(string json) => _test.Connection.CreateWorkspace(
        new WorkspaceReference(TestClient.SubscriptionId, "rg", "ws", "test"), JsonDocument.Parse(json).RootElement);

    private FindingFacts Facts(ComputeTarget target, WorkspaceJobs? jobs) => new(target, Now)
    {
        Jobs = jobs,
        Workspace = Workspace("""{ "location": "eastus" }"""),
    };

    private (IReadOnlyList<ComputeFinding> Findings, IReadOnlyList<(string Rule, string Reason)> Unknown) Judge(
        ComputeTarget target, WorkspaceJobs? jobs = null) =>
        FindingRules.ApplyRules(FindingRules.All, Facts(target, jobs ?? Jobs()), Limits);

    private string[] Rules(ComputeTarget target, WorkspaceJobs? jobs = null) =>
        [.. Judge(target, jobs).Findings.Select(finding => finding.Rule)];

    /// <summary>Creates a target without problems, with changes such as <c>properties.a=1; tags={}</c>.</summary>
    private ComputeTarget Target(string type, string changes)
    {
        string kind = type.Split(' ')[^1];
        JsonObject json = JsonNode.Parse(kind switch
        {
            "cluster" => """
                {
                  "properties": { "computeType": "AmlCompute", "properties": {
                    "vmSize": "STANDARD_D4DS_V5", "vmPriority": "Dedicated", "subnet": { "id": "/s" }, "enableNodePublicIp": false,
                    "remoteLoginPortPublicAccess": "Disabled", "scaleSettings": { "minNodeCount": 0, "maxNodeCount": 4 },
                    "nodeStateCounts": { "idleNodeCount": 0 }, "currentNodeCount": 2
                  } }
                }
                """,
            "instance" => """
                {
                  "properties": { "computeType": "ComputeInstance", "properties": {
                    "vmSize": "STANDARD_D4DS_V5", "state": "Running", "subnet": { "id": "/s" }, "enableNodePublicIp": false,
                    "sshSettings": { "sshPublicAccess": "Disabled", "sshPort": 50000 }, "idleTimeBeforeShutdown": "PT1H",
                    "applicationSharingPolicy": "Personal", "enableRootAccess": false, "releaseQuotaOnStop": false,
                    "lastOperation": { "operationName": "Create", "operationTime": "2026-11-01", "operationStatus": "Succeeded" },
                    "createdBy": { "userName": "bob", "userId": "1" },
                    "osImageMetadata": { "currentImageVersion": "1", "latestImageVersion": "2", "isLatestOsImageVersion": true,
                      "osPatchingStatus": null }
                  } }
                }
                """,
            _ => """
                { "properties": { "computeType": "Kubernetes", "isAttachedCompute": true, "resourceId": "/r", "properties": {} } }
                """,
        })!.AsObject();
        json["id"] = $"{TestClient.WorkspaceId}/computes/{kind}";
        json["name"] = kind;
        json["properties"]!["provisioningState"] = "Succeeded";
        json["properties"]!["createdOn"] = "2026-11-01T00:00:00Z";
        json["properties"]!["disableLocalAuth"] = true;
        foreach (string change in changes.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = change.Split('=', 2);
            string[] path = parts[0].Split('.');
            JsonObject parent = path[..^1].Aggregate(json, (node, name) => node[name]!.AsObject());
            parent[path[^1]] = JsonNode.Parse(parts[1]);
        }

        return ComputeTypes.Create(JsonSerializer.SerializeToElement(json), _test.Workspace);
    }
}
