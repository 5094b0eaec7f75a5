using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using AmlCompute.Commands;
using AmlCompute.Commands.Base;
using AmlCompute.Models;
using AmlCompute.Settings;
using Xunit;

namespace AmlCompute.Tests.Models;

/// <summary>The tables and lists that a person sees, rendered by the engine.</summary>
public sealed class ViewRenderingTests
{
    private const string Tables = "AmlCompute.Format.ps1xml";
    private const string Lists = "AmlCompute.List.Format.ps1xml";

    /// <summary>Returns objects as they come out of a file or of a job.</summary>
    private const string Restored =
        "foreach ($one in $InputObject) { " +
        "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($one)) }";

    private static readonly string TypeFile = Path.Combine(
        Repository.Root, "src", "AmlCompute.PowerShell", "Module", "AmlCompute.Types.ps1xml");

    private static readonly ComputeTarget[] Mixed =
    [
        TestTargets.Read("""
            {
              "name": "cpu", "location": "westeurope", "properties": {
                "computeType": "AmlCompute", "provisioningState": "Succeeded",
                "properties": {
                  "vmSize": "STANDARD_DS3_V2", "allocationState": "Steady", "currentNodeCount": 1,
                  "scaleSettings": { "minNodeCount": 0, "maxNodeCount": 4 }
                } } }
            """),
        TestTargets.Read("""
            {
              "name": "ann-dev", "location": "westeurope", "properties": {
                "computeType": "ComputeInstance", "provisioningState": "Succeeded",
                "properties": { "vmSize": "STANDARD_DS11_V2", "state": "Stopped" } } }
            """),
        TestTargets.Read("""
            {
              "name": "edge", "location": "westeurope", "properties": {
                "computeType": "Kubernetes", "provisioningState": "Succeeded",
                "resourceId": "/x/Microsoft.Kubernetes/connectedClusters/factory-7" } }
            """),
        TestTargets.Read("""
            {
              "name": "aks", "location": "westeurope", "properties": {
                "computeType": "AKS", "provisioningState": "Failed", "resourceId": "/x/managedClusters/aks-7",
                "properties": { "agentCount": 3 } } }
            """),
        TestTargets.Read(
            """{ "name": "new", "location": "westeurope", "properties": { "computeType": "Quantum", "provisioningState": "Creating" } }"""),
    ];

    [Fact]
    public void The_children_of_a_job_are_shown_with_their_status()
    {
        using CommandJob job = new("Wait-It", [("cpu", "vision"), ("gpu", "vision")]);
        job.Targets[0].Begin();
        job.Targets[0].WriteProgress(new ProgressRecord(0, "Waiting for compute target 'cpu'", "Resizing"));
        string[] lines = Render(80, [Tables, Lists], "$InputObject", [.. job.Targets]);
        Assert.Equal(["Id", "Name", "State", "Location", "StatusMessage"], Words(lines[0]));
        Assert.Equal(["cpu", "Running", "vision", "Waiting"], Words(lines[2]).Skip(1).Take(4));
        Assert.Equal(["gpu", "NotStarted", "vision"], Words(lines[^1]).Skip(1));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80), throwIfEmpty: true);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Targets_of_several_types_are_one_table(int width)
    {
        string[] lines = Render(width, [Tables, Lists], "$InputObject", Mixed);
        Assert.Single(lines, line => line.StartsWith("Name ", StringComparison.Ordinal));
        Assert.Equal(["Name", "Type", "State", "Nodes", "Size"], Words(lines[0]));
        Assert.Equal(["cpu", "AmlCompute", "Steady", "1/4", "STANDARD_DS3_V2"], Words(lines[2]));
        Assert.Equal(["ann-dev", "ComputeInstance", "Stopped", "STANDARD_DS11_V2"], Words(lines[3]));
        Assert.Equal(["edge", "Kubernetes", "Succeeded", "factory-7"], Words(lines[4]));
        Assert.Equal(["aks", "AKS", "Failed", "3", "aks-7"], Words(lines[5]));
        Assert.Equal(["new", "Quantum", "Creating"], Words(lines[6]));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width), throwIfEmpty: true);
    }

    [Fact]
    public void Each_target_of_a_list_of_several_types_has_what_its_type_has()
    {
        string[] labels = [.. Render(80, [Lists, Tables], "$InputObject", Mixed).Select(line => line.Split(':')[0].Trim())];
        foreach (string label in (string[])["MinNodes", "IdleTimeBeforeShutdown", "Namespace", "AgentCount"])
        {
            Assert.Single(labels, label);
        }

        Assert.Equal(Mixed.Length, labels.Count(label => label == "Tags"));
        Assert.Equal(Mixed.Length, labels.Count(label => label == "Id"));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void No_word_of_a_type_or_of_an_environment_wraps(int width)
    {
        ComputeTarget lake = TestTargets.Read(
            """
            { "name": "lake", "location": "westeurope", "properties": { "computeType": "DataLakeAnalytics",
                "provisioningState": "Succeeded" } }
            """);
        Assert.Equal(
            ["lake", "DataLake", "Succeeded", "Analytics"],
            Render(width, [Tables, Lists], "$InputObject", [lake]).Skip(2).SelectMany(Words));
        Assert.Contains(
            "AzureUSGovernment", Words(Render(width, [Tables, Lists], "$InputObject", [TestTargets.WorkspaceAt("AzureUSGovernment")])[^1]));
        Assert.Contains(
            "localhost:5000",
            Words(Render(width, [Tables, Lists], "$InputObject", [TestTargets.WorkspaceAt("http://localhost:5000/")])[^1]));
    }

    [Theory]
    [InlineData("\"address\": \"10.1.2.3\", \"sshPort\": 22", "10.1.2.3:22")]
    [InlineData("\"address\": \"2001:db8::1\", \"sshPort\": 22", "[2001:db8::1]:22")]
    [InlineData("\"address\": \"2001:db8::1\"", "2001:db8::1")]
    [InlineData("\"sshPort\": 22")]
    public void The_address_of_an_attached_machine_has_its_port(string properties, params string[] expected)
    {
        ComputeTarget box = TestTargets.ReadProperties<VirtualMachineCompute>("VirtualMachine", $"{{ {properties} }}");
        string[] lines = Render(
            100, [Tables, Lists], "$InputObject | Microsoft.PowerShell.Utility\\Format-Table -View VirtualMachineCompute", [box]);
        Assert.Equal(["t", "Succeeded", .. expected], Words(lines[2]));
    }

    [Fact]
    public void Each_error_of_a_target_has_a_line_of_its_own_in_the_list()
    {
        ComputeTarget target = TestTargets.Read("""
            { "name": "cpu", "location": "westeurope", "properties": { "computeType": "AmlCompute", "provisioningState": "Failed",
                "provisioningErrors": [
              { "error": { "code": "QuotaReached", "message": "No cores are left." } },
                { "error": { "code": "NoSubnet", "message": "The subnet is full." } },
              { "error": { "code": "E3", "message": "three" } }, { "error": { "code": "E4", "message": "four" } },
                { "error": { "code": "E5", "message": "five" } } ] } }
            """);
        string[] lines = Render(80, [Lists, Tables], "$InputObject", [target]);
        int first = Array.FindIndex(lines, line => line.StartsWith("Errors ", StringComparison.Ordinal));
        Assert.EndsWith(": QuotaReached: No cores are left.", lines[first]);
        Assert.Equal(
            ["NoSubnet: The subnet is full.", "E3: three", "E4: four", "E5: five"],
            lines.Skip(first + 1).Take(4).Select(line => line.Trim()));
        Assert.Contains(
            lines, line => line.StartsWith("State ", StringComparison.Ordinal) && line.EndsWith(": Failed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Failed", "Formatting.Error")]
    [InlineData("CreateFailed", "Formatting.Error")]
    [InlineData("Creating", "Formatting.Warning")]
    [InlineData("UserSettingUp", "Formatting.Warning")]
    [InlineData("JobRunning", "Foreground.Green")]
    [InlineData("Steady", "Foreground.Green")]
    [InlineData("Unusable", "Formatting.Error")]
    [InlineData("High", "Formatting.Error")]
    [InlineData("Medium", "Formatting.Warning")]
    [InlineData("Different", "Formatting.Warning")]
    [InlineData("Missing", "Formatting.Warning")]
    [InlineData("Extra", "Formatting.Warning")]
    [InlineData("Same", "Foreground.Green")]
    [InlineData("Stopped", "Foreground.BrightBlack")]
    [InlineData("Deallocated", "Foreground.BrightBlack")]
    [InlineData("Quantum", null)]
    public void A_state_has_the_colour_that_the_user_has_chosen_for_such(string state, string? style) =>
        Assert.Equal(
            style is null ? [state, state] : [$"\u001b[", "\u001b[0m"],
            FormatState(
                "$PSStyle.OutputRendering = 'Host'\n$shown = $Target.FormatState($State)\n"
                + (style is null
                    ? "$shown; $State"
                    : $"if ($shown -ceq \"$($PSStyle.{style})$State$($PSStyle.Reset)\") "
                        + "{ $shown.Substring(0, 2); $shown.Substring($shown.Length - 4) }"),
                state,
                new ScreenHost(80, hasColors: true),
                atTerminal: true));

    [Fact]
    public void A_state_is_plain_where_colours_do_not_belong()
    {
        const string Show = "$Target.FormatState($State)";
        const string InColor = "$PSStyle.OutputRendering = 'Host'; ";
        ScreenHost colors = new(80, hasColors: true);
        Assert.NotEqual(["Failed"], FormatState(InColor + Show, "Failed", colors, atTerminal: true));
        Assert.Equal(["Failed"], FormatState(InColor + Show, "Failed", new ScreenHost(80), atTerminal: true));
        Assert.Equal(["Failed"], FormatState(InColor + Show, "Failed", colors, atTerminal: false));
        Assert.Equal(["Failed"], FormatState("$PSStyle.OutputRendering = 'PlainText'; " + Show, "Failed", colors, atTerminal: true));
    }

    [Fact]
    public void A_state_has_its_colour_in_a_pipe_too_when_the_user_asks_for_that() =>
        Assert.Equal(
            ["True"],
            FormatState(
                """
                $PSStyle.OutputRendering = 'Ansi'
                [string] ($Target.FormatState($State) -ceq "$($PSStyle.Foreground.Green)Steady$($PSStyle.Reset)")
                """,
                "Steady",
                new ScreenHost(80),
                atTerminal: false));

    [Fact]
    public void The_formatted_state_is_not_part_of_files_and_job_output()
    {
        ComputeTarget target = TestTargets.Read(FullBodies.Of("AmlCompute").ToJsonString());
        Assert.DoesNotContain(
            "FormatState",
            Assert.Single(RunWithAliases("param($Target) [Management.Automation.PSSerializer]::Serialize($Target)", target)));
    }

    [Fact]
    public void The_table_is_the_same_in_strict_mode() =>
        Assert.Equal(
            Render(100, [Tables, Lists], "$InputObject", Mixed),
            Render(100, [Tables, Lists], "Set-StrictMode -Version 3; $InputObject", Mixed));

    [Fact]
    public void A_cluster_before_its_first_answer_has_no_nodes_of_its_largest_number()
    {
        ComputeTarget target = TestTargets.ReadProperties<ComputeCluster>(
            "AmlCompute", """{ "scaleSettings": { "maxNodeCount": 8 }, "currentNodeCount": null }""");
        Assert.Contains("0/8", Words(Render(100, [Tables], "$InputObject", [target])[2]));
    }

    [Fact]
    public void An_error_is_shown_whole()
    {
        ComputeError[] errors =
        [
            .. TestTargets.Read("""
                {
                  "properties": { "computeType": "AmlCompute", "provisioningErrors": [
                    { "error": { "code": "ClusterCoreQuotaReached",
                        "message": "The cluster asks for more cores than the quota of the subscription has left." } } ] } }
                """).Errors,
        ];
        string[] lines = Render(60, [Tables, Lists], "$InputObject", errors);
        Assert.Equal(["Code", "Message"], Words(lines[0]));
        Assert.StartsWith("ClusterCoreQuotaReached ", lines[2]);
        Assert.EndsWith("left.", lines[^1]);
    }

    [Fact]
    public void Schedules_are_a_table_of_actions_and_times()
    {
        ComputeSchedule[] schedules = [.. TestTargets.ReadProperties<ComputeInstance>("ComputeInstance", """
            { "schedules": { "computeStartStop": [
              { "action": "Stop", "status": "Enabled", "cron": { "expression": "0 18 * * *" } },
              { "action": "Start", "status": "Disabled", "recurrence": { "frequency": "Day", "interval": 1 } },
              { "action": "Stop", "status": "Enabled", "provisioningStatus": "Failed", "cron": { "expression": "0 19 * * *" } } ] } }
            """).Schedules];
        string[] lines = Render(80, [Tables, Lists], "$InputObject", schedules);
        Assert.Equal(["Action", "Status", "NextRun", "When"], Words(lines[0]));
        Assert.Equal($"Stop   Enabled  {schedules[0].NextRunText} 0 18 * * * (UTC)", lines[2]);
        Assert.Equal(["Start", "Disabled", "every", "day", "(UTC)"], Words(lines[3]));
        Assert.Equal(["Stop", "Failed", "0", "19", "*", "*", "*", "(UTC)"], Words(lines[4]));
    }

    [Fact]
    public void A_request_to_the_sandbox_is_shown_from_its_workspace_on()
    {
        const string Provider = "/providers/Microsoft.MachineLearningServices/";
        SandboxRequestRecord record = new(
            new DateTimeOffset(2026, 1, 5, 8, 30, 0, TimeSpan.Zero), "GET",
            $"/subscriptions/s/resourceGroups/r{Provider}workspaces/w/computes/cpu", "x=y", 200, null, 0);
        Assert.Equal("08:30:00 GET    200    .../workspaces/w/computes/cpu", Render(80, [Tables, Lists], "$InputObject", [record])[2]);
    }

    [Theory]
    [InlineData("00:02:00", "00:10:00", "IdleTimeBeforeScaleDown:", "  00:02:00 -> 00:10:00")]
    [InlineData("1.00:02:00.1234567", "2.00:10:00", "IdleTimeBeforeScaleDown:", "  1.00:02:00.1234567", "  -> 2.00:10:00")]
    [InlineData("1", "1000000", "IdleTimeBeforeScaleDown: 1", "  -> 1000000")]
    [InlineData("1", "2", "IdleTimeBeforeScaleDown: 1 -> 2")]
    public void A_difference_that_is_longer_than_its_column_breaks_behind_its_name_or_before_the_wanted_value(
        string live, string wanted, params string[] expected)
    {
        ComputePropertyDifference difference = new("IdleTimeBeforeScaleDown", "x", live, wanted, ComputeChangeKind.InPlace);
        ComputeComparison comparison = new("cpu", "AmlCompute", "vision", ComputeComparisonStatus.Different, [difference]);

        string[] lines = Render(80, [Tables, Lists], "$InputObject", [comparison]);

        int column = lines[0].IndexOf("Differences", StringComparison.Ordinal);
        Assert.Equal(expected, lines.Skip(2).Select(line => line[column..].TrimEnd()));
    }

    [Fact]
    public void The_longest_name_of_a_size_takes_one_line_and_a_retired_size_has_that_word_for_its_price()
    {
        VmSize[] sizes = [.. ((string[])["Standard_ND96is_flex_H100_v5", "Standard_NC6"]).Select(name => new VmSize(
            TestTargets.Parse($$"""
                { "name": "{{name}}", "vCPUs": 96, "gpus": 8, "memoryGB": 1900.0,
                  "estimatedVMPrices": { "values": [ { "retailPrice": 98.25, "osType": "Linux", "vmTier": "Standard" } ] } }
                """), "eastus", null, new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero)))];

        string[] lines = Render(80, [Tables, Lists], "$InputObject", sizes);

        Assert.Equal(["Standard_ND96is_flex_H100_v5", "96", "8", "1900", Price(98.25m)], Words(lines[2]));
        Assert.Equal(["Standard_NC6", "96", "8", "1900", "retired"], Words(lines[3]));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Nodes_sizes_and_usages_are_shown_in_one_line_each(int width)
    {
        ComputeTarget cluster = TestTargets.Read("""{ "name": "cpu", "properties": { "computeType": "AmlCompute" } }""");
        string[] node = Render(width, [Tables, Lists], "$InputObject", [new ComputeNode(
            TestTargets.Parse(
                """
                { "nodeId": "tvm-1", "nodeState": "running", "port": 50000, "publicIpAddress": "13.84.190.134", "runId": "sweet_pear" }
                """),
            cluster)]);
        string[] size = Render(width, [Tables, Lists], "$InputObject", [new VmSize(
            TestTargets.Parse("""
                {
                  "name": "Standard_E4s_v3", "vCPUs": 4, "gpus": 0, "memoryGB": 32.0, "supportedComputeTypes": ["AmlCompute"],
                  "estimatedVMPrices": { "values": [ { "retailPrice": 0.25, "osType": "Linux", "vmTier": "Standard" } ] } }
                """), "eastus")]);
        string[] usage = Render(width, [Tables, Lists], "$InputObject", [new ComputeUsage(
            TestTargets.Parse(
                """
                { "currentValue": 2, "limit": 6, "name": { "value": "standardDSv2Family" }, "type": "x/vmFamily/dedicatedCores/usages",
                  "id": "/subscriptions/s/usages/standardDSv2Family" }
                """),
            "eastus")]);
        string[] quota = Render(width, [Tables, Lists], "$InputObject", [new ComputeQuota(
            TestTargets.Parse(
                """
                { "limit": 6, "name": { "value": "standardDSv2Family" },
                  "id": "/subscriptions/s/resourceGroups/x/providers/y/workspaces/vision/quotas/standardDSv2Family" }
                """),
            "eastus", TestTargets.Workspace, 3)]);

        Assert.Equal(["cpu", "tvm-1", "running", "13.84.190.134:50000", "sweet_pear"], Words(node[2]));
        Assert.Equal(["Standard_E4s_v3", "4", "0", "32", Price(0.25m)], Words(size[2]));
        Assert.Equal(["standardDSv2Family", "Dedicated", "2", "6", "4", "Subscription"], Words(usage[3]));
        Assert.Equal(["Location:", "eastus"], Words(quota[0]));
        Assert.Equal(["standardDSv2Family", "vision", "3", "6", "3"], Words(quota[3]));
        Assert.All([.. node, .. size, .. usage, .. quota], line => Assert.InRange(line.Length, 0, width), throwIfEmpty: true);
    }

    [Fact]
    public void A_report_shows_its_problems_and_a_list_of_keys_shows_no_secret()
    {
        ComputeCheck[] checks =
        [
            new("Name", ComputeCheckOutcome.Passed, "It is a name."),
            new("FamilyQuota", ComputeCheckOutcome.Failed, "Too-few-cores.") { Have = 6, Need = 8 },
        ];
        string[] report = Render(80, [Tables, Lists], "$InputObject", [new ComputeTestReport("cpu", "AmlCompute", "vision", checks)]);
        string[] check = Render(80, [Tables, Lists], "$InputObject", checks);
        ComputeTarget target = TestTargets.Read("""{ "name": "bricks", "properties": { "computeType": "Databricks" } }""");
        string[] key = Render(
            80, [Tables, Lists], "$InputObject",
            [ComputeKey.FindFactory(target)!(TestTargets.Parse("""{ "databricksAccessToken": "dapi-1" }"""), target, false)]);

        Assert.Equal(["cpu", "AmlCompute", "False", "Too-few-cores."], Words(report[2]));
        Assert.Equal(["FamilyQuota", "Failed", "6", "8", "Too-few-cores."], Words(check[3]));
        Assert.Contains("AccessToken       : System.Security.SecureString", key);
        Assert.DoesNotContain(key, line => line.Contains("dapi", StringComparison.Ordinal));
    }

    [Fact]
    public void Workspaces_are_table_rows_below_their_subscription()
    {
        string[] lines = Render(80, [Tables, Lists], "$InputObject", [TestTargets.Workspace, TestTargets.WorkspaceAt("AzureUSGovernment")]);
        Assert.Equal(["SubscriptionId:", TestTargets.SubscriptionId], Words(lines[0]));
        Assert.Equal(["Name", "Environment", "Location", "ResourceGroup"], Words(lines[1]));
        Assert.Equal(["vision", "AzureCloud", "westeurope", "rg-vision"], Words(lines[3]));
        Assert.Equal(["vision", "AzureUSGovernment", "westeurope", "rg-vision"], Words(lines[4]));
        Assert.Equal(5, lines.Length);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void No_word_is_broken(int width)
    {
        static ComputeSchedule At(int[] hours, params ComputeScheduleDay[] days) => new ScheduleBuilder(
            "Stop", true, null, "W. Europe Standard Time")
            .BuildRecurrence("Week", 1, hours.Select(hour => $"{hour}:00"), days, null);
        ComputeSchedule[] schedules =
        [
            At([18], ComputeScheduleDay.Weekdays), At([18], ComputeScheduleDay.Weekdays, ComputeScheduleDay.Weekend),
            At([.. Enumerable.Range(0, 24)], ComputeScheduleDay.Friday),
            new ScheduleBuilder("Stop", true, null, null).BuildCron("0,5,10,15,20,25,30 18 * * 1-5"),
        ];
        VmSize size = new(
            TestTargets.Parse("""
                {
                  "name": "Standard_NC80adis_H100_v5", "vCPUs": 80, "gpus": 2, "memoryGB": 11400.0,
                  "supportedComputeTypes": ["MIR", "AmlSpark", "AmlCompute", "ComputeInstance"],
                  "estimatedVMPrices": { "billingCurrency": "USD", "values": [
                    { "retailPrice": 118.29, "osType": "Linux", "vmTier": "Standard" },
                    { "retailPrice": 99.15, "osType": "Linux", "vmTier": "LowPriority" } ] } }
                """),
            "eastus");

        string[] shown = Render(width, [Tables, Lists], "$InputObject", schedules);
        string[] sizes = Render(width, [Tables, Lists], "$InputObject", [size]);
        string[] prices = Render(width, [Lists], "$InputObject", [size]);
        Assert.All([.. shown, .. sizes, .. prices], line => Assert.InRange(line.Length, 0, width), throwIfEmpty: true);
        Assert.Equal(
            schedules.SelectMany(schedule => Words($"{schedule.Action} {schedule.Status} {schedule.NextRunText} {schedule.When}")),
            shown.Skip(2).SelectMany(Words));
        Assert.Contains(shown, line => line.TrimStart().StartsWith("at 18:00 (W. Europe Standard Time)", StringComparison.Ordinal));
        Assert.Equal(
            [size.Name, "80", "2", "11400", Price(118.29m), "USD", Price(99.15m), "USD"], Words(sizes[2]));
        Assert.Equal(3, sizes.Length);
        Assert.Contains(prices, line => line.Trim() == $"{size.Prices[1]}");
    }

    [Theory]
    [InlineData(76)]
    [InlineData(80)]
    [InlineData(120)]
    public void No_word_of_a_target_or_of_what_it_takes_is_broken(int width)
    {
        ComputeTarget cluster = Cluster("gpu-cluster-with-a100-01", "STANDARD_NC24ADS_A100_V4", 100, 100);
        ComputeTarget instance = TestTargets.Read(
            """
            { "name": "desk", "properties": { "computeType": "ComputeInstance", "provisioningState": "Failed",
                "properties": { "vmSize": "STANDARD_DS11_V2", "state": "UserSetupFailed" } } }
            """);
        string[] targets = Render(
            width, [Tables, Lists], "$InputObject", [cluster, instance, Cluster("far", "STANDARD_NC64AS_T4_V3", 10, 100)]);
        string[] nodes = Render(width, [Tables, Lists], "$InputObject", [new ComputeNode(
            TestTargets.Parse(
                $$"""
                { "nodeId": "tvmps_{{new string('a', 64)}}_d", "nodeState": "preempted", "port": 50000,
                  "publicIpAddress": "113.184.190.134", "runId": "sweet_pear" }
                """),
            Cluster("gpu-cluster", "s", 1, 1))]);
        const string Family = "standardNDFlexMI300XV5noRDMAFamily";
        string[] usages = Render(width, [Tables, Lists], "$InputObject", [new ComputeUsage(
            TestTargets.Parse(
                $$"""
                { "currentValue": 12000, "limit": 12000, "name": { "value": "{{Family}}" }, "type": "x/vmFamily/lowPriorityCores/usages",
                  "id": "/subscriptions/s/usages/{{Family}}" }
                """),
            "eastus")]);
        string[] quotas = Render(width, [Tables, Lists], "$InputObject", [new ComputeQuota(
            TestTargets.Parse(
                $$"""
                { "limit": 12000, "name": { "value": "{{Family}}" },
                  "id": "/subscriptions/s/resourceGroups/x/providers/y/workspaces/vision-production/quotas/{{Family}}" }
                """),
            "germanywestcentral", TestTargets.Workspace, 12000)]);

        Assert.All([.. targets, .. nodes, .. usages, .. quotas], line => Assert.InRange(line.Length, 0, width - 1), throwIfEmpty: true);
        string[] size = width == 120 ? ["STANDARD_NC24ADS_A100_V4", "a100-01", "100"]
            : ["STANDARD_NC24ADS", "a100-01", "100", "_A100_V4"];
        Assert.Equal(
            ["gpu-cluster-with-", "AmlCompute", "Steady", "100/", .. size],
            targets.Skip(2).Take(2).SelectMany(Words));
        Assert.Equal(["desk", "ComputeInstance", "UserSetupFailed", "STANDARD_DS11_V2"], Words(targets[4]));
        Assert.Contains("10/", targets.SelectMany(Words));
        string[] node = Words(nodes[2]);
        Assert.Equal(
            ["gpu-cluster", "preempted", "113.184.190.134:50000", width == 76 ? "sweet" : "sweet_pear"],
            node.Where((_, index) => index != 1));
        Assert.Equal(width == 76 ? ["_pear"] : [], nodes.Skip(3).SelectMany(Words));
        Assert.InRange(node[1].Length, width == 120 ? 30 : 9, width);
        Assert.Equal([Family, "LowPriority", "12000", "12000", "0", width == 76 ? "Subscripti" : "Subscription"], Words(usages[3]));
        Assert.Equal([Family, "vision-production", "12000", "12000", "0"], Words(quotas[3]));

        static ComputeTarget Cluster(string name, string size, int nodes, int most) => TestTargets.Read($$"""
            { "name": "{{name}}", "properties": { "computeType": "AmlCompute", "provisioningState": "Succeeded", "properties": {
              "vmSize": "{{size}}", "allocationState": "Steady", "currentNodeCount": {{nodes}},
              "scaleSettings": { "maxNodeCount": {{most}} } } } }
            """);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    public void Each_difference_begins_a_line_and_of_ids_it_shows_what_differs(int width)
    {
        const string Id =
            "/subscriptions/0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90/resourceGroups/{0}/providers/Microsoft.ContainerService/managedClusters/" +
            "{1}";
        ComputePropertyDifference[] differences =
        [
            new(
                "ClusterResourceId", "properties.resourceId", string.Format(null, Id, "rg", "aks1"),
                string.Format(null, Id, "platform", "aks-prod"), ComputeChangeKind.Replace),
            new("IdleTimeBeforeScaleDown", "x", "00:02:00", "00:30:00", ComputeChangeKind.InPlace),
            new("MaxNodes", "x", "4", "8", ComputeChangeKind.InPlace),
        ];
        string[] table = Render(width, [Tables, Lists], "$InputObject", differences);
        Assert.Equal(["Name", "Live", "Wanted", "Change"], Words(table[0]));
        Assert.Equal(["ClusterResourceId", "rg/.../aks1", "platform/.../aks-prod", "Replace"], Words(table[2]));
        Assert.Equal(["IdleTimeBeforeScaleDown", "00:02:00", "00:30:00", "InPlace"], Words(table[3]));
        Assert.Equal(5, table.Length);

        ComputeComparison comparison = new("k8s", "Kubernetes", "vision", ComputeComparisonStatus.Different, differences);
        string[] lines = Render(width, [Tables, Lists], "$InputObject", [comparison]);
        Assert.Equal(
            ["k8s", "Kubernetes", "Different", .. differences.SelectMany(difference => Words($"{difference}"))],
            lines.Skip(2).SelectMany(Words));
        int column = lines[0].IndexOf("Differences", StringComparison.Ordinal);
        Assert.All(
            differences,
            difference => Assert.Single(
                lines, line => line[Math.Min(column, line.Length)..].StartsWith($"{difference.Name}:", StringComparison.Ordinal)));
        string[] list = Render(width, [Lists, Tables], "$InputObject", [comparison]);
        Assert.Contains(
            "Differences      : ClusterResourceId: rg/.../aks1 -> platform/.../aks-prod",
            list.Select(line => line.Replace(" (replace)", string.Empty, StringComparison.Ordinal)));
        Assert.Contains(list, line => line.Trim() == "IdleTimeBeforeScaleDown: 00:02:00 -> 00:30:00");
        Assert.All([.. table, .. lines, .. list], line => Assert.InRange(line.Length, 0, width - 1), throwIfEmpty: true);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void No_word_of_a_sentence_is_broken(int width)
    {
        const string Message =
            "2000 nodes of Standard_DS2_v2 need 4000 vCPUs; 2 are left of the dedicated quota of standardDSv2Family. " +
            "The cluster would get at most 1 node. Sizes that would fit: Standard_D1.";
        ComputeCheck[] checks = [
            new("FamilyQuota", ComputeCheckOutcome.Failed, Message), new("TotalQuota", ComputeCheckOutcome.Warning, Message)];
        ComputeError error = TestTargets.Read(
            $$$"""
            { "properties": { "computeType": "AmlCompute",
              "provisioningErrors": [ { "error": { "code": "QuotaReached", "message": "{{{Message}}}" } } ] } }
            """).Errors[0];
        ComputeSyncResult result = new(
            new ComputeComparison("cpu", "AmlCompute", "vision", ComputeComparisonStatus.Different, []), ComputeSyncAction.Update,
            ComputeSyncOutcome.Left)
        {
            Reason = Message,
        };
        ComputeTestReport report = new("cpu", "AmlCompute", "vision", checks);
        string[][] shown = [
            .. ((object[])[report, checks[0], error, result]).Select(one => Render(width, [Tables, Lists], "$InputObject", [one]))];
        Assert.All(shown.SelectMany(lines => lines), line => Assert.InRange(line.Length, 0, width - 1), throwIfEmpty: true);
        Assert.Equal(["cpu", "AmlCompute", "False", .. Words(Message), .. Words(Message)], shown[0].Skip(2).SelectMany(Words));
        Assert.Equal(["FamilyQuota", "Failed", .. Words(Message)], shown[1].Skip(2).SelectMany(Words));
        Assert.Equal(["QuotaReached", .. Words(Message)], shown[2].Skip(2).SelectMany(Words));
        Assert.Equal(["cpu", "AmlCompute", "Update", "Left", .. Words(Message)], shown[3].Skip(2).SelectMany(Words));
        Assert.Equal(
            2,
            shown[0].Count(
                line => line.EndsWith(
                    "2000 nodes of Standard_DS2_v2 need" + (width == 80 ? string.Empty : " 4000 vCPUs; 2 are left of the dedicated"),
                    StringComparison.Ordinal)));
    }

    [Fact]
    public void A_name_a_size_or_an_address_that_is_wider_than_its_column_is_broken_at_a_sign()
    {
        const string Name = "cpu-cluster-production-01";
        const string Run = "sharp_engine_abcdefghij";
        string id = "tvmps_" + new string('a', 64);
        ComputeComparison comparison = new(Name, "AmlCompute", "vision", ComputeComparisonStatus.Same, []);
        ComputeTarget cluster = TestTargets.Read($$"""{ "name": "{{Name}}", "properties": { "computeType": "AmlCompute" } }""");
        object[] objects =
        [
            comparison, new ComputeSyncResult(comparison, ComputeSyncAction.None, ComputeSyncOutcome.Done),
            new ComputeTestReport(Name, "AmlCompute", "vision", []), cluster,
            new ComputeNode(TestTargets.Parse($$"""{ "nodeId": "{{id}}", "runId": "{{Run}}" }"""), cluster),
        ];
        foreach (object shownObject in objects)
        {
            string[] words = [.. Render(80, [Tables, Lists], "$InputObject", [shownObject]).Skip(2).SelectMany(Words)];
            Assert.Contains(words[0], (string[])["cpu-cluster-", "cpu-cluster-production-"]);
            Assert.Contains(words, word => Name.EndsWith(word, StringComparison.Ordinal));
        }

        string[] node = [.. Render(80, [Tables, Lists], "$InputObject", [objects[^1]]).Skip(2).SelectMany(Words)];
        Assert.Contains($"{id[..10]}…", node);
        Assert.Equal(["sharp", "_engine", "_abcdefghij"], node.Where(word => Run.Contains(word, StringComparison.Ordinal)));
        ComputeTarget aks = TestTargets.Read(
            """
            { "name": "aks", "properties": { "computeType": "AKS", "provisioningState": "Succeeded",
                "properties": { "agentCount": 3, "agentVmSize": "Standard_D3_v2" }, "resourceId": "/x/aks-ebb42ea52c99" } }
            """);
        string shown = string.Join(
            ' ', Render(80, [Tables, Lists], "$InputObject | Microsoft.PowerShell.Utility\\Format-Table -View AksCompute", [aks])
                .Skip(2).SelectMany(Words));
        Assert.Equal("aks Succeeded 3 Standard_D3 aks- _v2 ebb42ea52c99", shown);
    }

    [Fact]
    public void A_cost_without_a_currency_is_blank()
    {
        string[] lines = Render(80, [Tables, Lists], "$InputObject", [new ComputeCost([], [], null, [])]);
        Assert.Equal(["Total", "0"], Words(lines[2]));
    }

    [Fact]
    public void Targets_and_nodes_of_another_workspace_than_the_sessions_have_its_name_above_them()
    {
        ComputeTarget other = ComputeTypes.Create(
            TestTargets.Parse("""{ "name": "far", "properties": { "computeType": "AmlCompute", "provisioningState": "Succeeded" } }"""),
            TestTargets.WorkspaceAt("AzureUSGovernment"));
        ComputeNode node = new(TestTargets.Parse("""{ "nodeId": "tvm-1" }"""), other);
        foreach (string script in new[] { "$InputObject", Restored })
        {
            string[] lines = Render(80, [Tables, Lists], script, [Mixed[0], Mixed[1], other, other, Mixed[2]]);
            Assert.Equal(
                ["Name", "----", "cpu", "ann-dev", "Workspace:", "Name", "----", "far", "far", "Name", "----", "edge"],
                lines.Select(line => Words(line)[0]));
            Assert.Equal("   Workspace: vision", lines[4]);
            Assert.Equal("   Workspace: vision", Render(80, [Tables, Lists], script, [other])[0]);
            Assert.Equal("   Workspace: vision", Render(80, [Tables, Lists], script, [node])[0]);
        }
    }

    [Fact]
    public void Objects_from_files_and_jobs_are_shown_like_the_originals()
    {
        ComputeTarget cluster = TestTargets.Read(FullBodies.Of("AmlCompute").ToJsonString());
        ComputeCheck[] checks = [new("FamilyQuota", ComputeCheckOutcome.Failed, "Too few cores.") { Have = 6, Need = 8 }];
        ComputePropertyDifference[] differences = [new("VmSize", "x", "STANDARD_D1", "STANDARD_D2", ComputeChangeKind.Replace)];
        ComputeComparison comparison = new("cpu", "AmlCompute", "vision", ComputeComparisonStatus.Different, differences);
        object[][] shown =
        [
            Mixed, [.. FullBodies.Properties.Keys.Select(type => TestTargets.Read(FullBodies.Of(type).ToJsonString()))],
            [
                new ComputeNode(
                    TestTargets.Parse(
                        """{ "nodeId": "tvm-1", "nodeState": "running", "port": 50000, "publicIpAddress": "13.84.190.134" }"""),
                    cluster)],
            [TestTargets.Workspace], [((ComputeCluster)cluster).NodeStates!], [.. cluster.Errors], checks, differences, [comparison],
            [new ComputeSyncResult(comparison, ComputeSyncAction.Replace, ComputeSyncOutcome.Left)],
            [new ComputeTestReport("cpu", "AmlCompute", "vision", checks)],
            [
                new ComputeConfiguration("AmlCompute", isAttach: false)
                    .Set(ComputeCluster.Members.VmSize, "s").Set(ComputeCluster.Members.MaxNodes, 4)],
            [
                new ComputeUsage(
                    TestTargets.Parse(
                        """
                        { "currentValue": 2, "limit": 6, "name": { "value": "f" }, "type": "x/vmFamily/dedicatedCores/usages",
                          "id": "/subscriptions/s/usages/f" }
                        """),
                    "eastus")],
            [
                new ComputeQuota(
                    TestTargets.Parse(
                        """
                        { "limit": 6, "name": { "value": "f" },
                          "id": "/subscriptions/s/resourceGroups/x/providers/y/workspaces/vision/quotas/f" }
                        """),
                    "eastus", TestTargets.Workspace, 3)],
            [
                new SandboxRequestRecord(
                    new DateTimeOffset(2026, 1, 5, 8, 30, 0, TimeSpan.Zero), "GET", "/computes/cpu", "x=y", 200, null, 0),
            ],
        ];
        foreach (object[] objects in shown)
        {
            Assert.Equal(Render(120, [Tables, Lists], "$InputObject", objects), Render(120, [Tables, Lists], Restored, objects));
            Assert.Equal(Render(120, [Lists, Tables], "$InputObject", objects), Render(120, [Lists, Tables], Restored, objects));
        }
    }

    [Fact]
    public void A_configuration_is_a_list_of_the_given_settings_without_secrets()
    {
        using System.Security.SecureString secret = new();
        secret.AppendChar('h');
        ComputeConfiguration configuration = new ComputeConfiguration("AmlCompute", isAttach: false)
            .Set(ComputeCluster.Members.VmSize, "Standard_DS2_v2")
            .Set(ComputeCluster.Members.MaxNodes, 4).Set(ComputeCluster.Members.AdminUserPassword, secret);
        Assert.Equal(
            [
                "ComputeType : AmlCompute", "IsAttach    : False", "Settings    : AdminUserPassword: ***", "MaxNodes: 4",
                "VmSize: Standard_DS2_v2"],
            Render(80, [Tables, Lists], "$InputObject", [configuration]).Select(line => line.Trim()));
        Assert.Equal(["AdminUserPassword", "MaxNodes", "VmSize"], configuration.Settings.Keys);
    }

    [Fact]
    public void A_list_of_a_workspace_shows_its_source_and_that_it_is_not_a_sandbox()
    {
        string[] lines = Render(80, [Lists, Tables], "$InputObject", [TestTargets.Workspace]);
        Assert.Contains("Environment       : AzureCloud", lines);
        Assert.Contains("IsSandbox         : False", lines);
        Assert.Contains("Source            : parameters", lines);
    }

    [Fact]
    public void A_list_of_an_instance_shows_its_schedules_and_errors()
    {
        // Without the tables the lists are the default, which is as near to Format-List as an engine without that command comes.
        ComputeTarget target = TestTargets.Read(FullBodies.Of("ComputeInstance").ToJsonString());
        string[] lines = Render(120, [Lists, Tables], "$InputObject", [target]);
        Assert.Contains(
            lines, line => line.StartsWith("State ", StringComparison.Ordinal) && line.EndsWith(": Running", StringComparison.Ordinal));
        Assert.Contains(
            lines,
            line => line.StartsWith("Schedules ", StringComparison.Ordinal) && line.Contains(
                "{Stop 0 18 * * 1-5 (W. Europe Standard Time)}"));
        int errors = Array.FindIndex(lines, line => line.StartsWith("Errors ", StringComparison.Ordinal));
        Assert.Equal(("C: m", "SetupFailed: No."), (lines[errors].Split(" : ")[1], lines[errors + 1].Trim()));
        Assert.Contains(
            lines,
            line => line.StartsWith("LastOperation ", StringComparison.Ordinal) && line.EndsWith(
                "Stop Succeeded (IdleShutdown)", StringComparison.Ordinal));
    }

    [Fact]
    public void The_aliases_name_the_target_itself()
    {
        ComputeTarget target = TestTargets.Read(FullBodies.Of("Kubernetes").ToJsonString());
        Assert.Equal(
            [target.Name, target.Id, target.ResourceGroupName, "/underlying/r-1"],
            RunWithAliases(
                "param($Target) $Target.ComputeName; $Target.ResourceId; $Target.ResourceGroup; $Target.ClusterResourceId", target));
    }

    [Fact]
    public void A_target_binds_by_property_name_to_parameters_that_have_the_same_words_as_aliases()
    {
        ComputeTarget target = TestTargets.Read(FullBodies.Of("Kubernetes").ToJsonString());
        Assert.Equal([target.Name, target.Id], RunWithAliases(
            """
            param($Target)
            function Get-Bound {
                param(
                    [Parameter(ValueFromPipelineByPropertyName)] [Alias('ComputeName')] $Name,
                    [Parameter(ValueFromPipelineByPropertyName)] [Alias('Id')] $ResourceId)
                process { $Name; $ResourceId }
            }
            $Target | Get-Bound
            """,
            target));
    }

    /// <summary>
    /// Runs a script that formats a state by the type file. The result does not depend on the output of the tests, terminal or not.
    /// </summary>
    private static Collection<string> FormatState(string script, string state, ScreenHost host, bool atTerminal)
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.ps1xml");
        string text = File.ReadAllText(TypeFile);
        Assert.Contains("[Console]::IsOutputRedirected", text);
        File.WriteAllText(file, text.Replace("[Console]::IsOutputRedirected", atTerminal ? "$false" : "$true", StringComparison.Ordinal));
        try
        {
            InitialSessionState session = InitialSessionState.CreateDefault2();
            session.Types.Add(new SessionStateTypeEntry(file));
            using Runspace runspace = RunspaceFactory.CreateRunspace(host, session);
            runspace.Open();
            using PowerShell shell = PowerShell.Create(runspace);

            // The style is one for the whole process.
            shell.AddScript(
                "param($Target, $State) $before = $PSStyle.OutputRendering; " +
                $"try {{ {script} }} finally {{ $PSStyle.OutputRendering = $before }}");
            return shell.AddArgument(Mixed[0]).AddArgument(state).Invoke<string>();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Collection<string> RunWithAliases(string script, ComputeTarget target)
    {
        InitialSessionState state = CreateState();
        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using PowerShell shell = PowerShell.Create(runspace);
        return shell.AddScript(script).AddArgument(target).Invoke<string>();
    }

    [Fact]
    public void Each_way_to_sign_in_that_was_tried_has_a_line_of_its_own_and_the_remedy_comes_last()
    {
        ComputeTargetException exception = new(
            ErrorIds.AuthenticationFailed, "No sign-in method succeeded:\n- Azure CLI: not installed\n- managed identity: no answer");
        string[] lines = Render(80, [Tables, Lists], "$InputObject", [ErrorRecords.Create(exception, null, whileConnecting: true)]);
        int first = Array.FindIndex(lines, line => line.EndsWith("No sign-in method succeeded:", StringComparison.Ordinal));
        Assert.Equal(
            ["- Azure CLI: not installed", "- managed identity: no answer"], lines.Skip(first + 1).Take(2).Select(line => line.Trim()));
        Assert.StartsWith("  Recommendation: Run Connect-AzAccount or az login first", lines[first + 3]);
    }

    /// <summary>The lines on the screen, without empty ones and without what ends a line of a table in blanks.</summary>
    private static string[] Render(int width, string[] formatFiles, string script, object[] input)
    {
        ScreenHost host = new(width);
        Show(host, formatFiles, script, input);
        return [.. host.Screen.Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
    }

    private static void Show(ScreenHost host, string[] formatFiles, string script, object[] input)
    {
        InitialSessionState state = CreateState();
        foreach (string file in formatFiles)
        {
            state.Formats.Add(new SessionStateFormatEntry(Path.Combine(Repository.Root, "src", "AmlCompute.PowerShell", "Module", file)));
        }

        using Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript($"param($InputObject) {script}").AddArgument(input).AddCommand("Out-Default").Invoke();
        Assert.Empty(shell.Streams.Error);
    }

    private static InitialSessionState CreateState()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Types.Add(new SessionStateTypeEntry(TypeFile));
        return state;
    }

    private static string Price(decimal price) => price.ToString("0.00", System.Globalization.CultureInfo.CurrentCulture);

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
