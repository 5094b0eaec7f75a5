using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using AmlCompute.Client;
using AmlCompute.Commands;
using Xunit;

namespace AmlCompute.Tests.Models;

/// <summary>What a person sees, rendered by the engine.</summary>
public sealed class ViewRenderingTests
{
    private const string Tables = "AmlCompute.Format.ps1xml";
    private const string Lists = "AmlCompute.List.Format.ps1xml";

    private static readonly string TypeFile = Path.Combine(Repository.Root, "src", "AmlCompute.PowerShell", "Module", "AmlCompute.Types.ps1xml");

    private static readonly ComputeTarget[] Mixed =
    [
        TestTargets.Read("""
            {
              "name": "cpu", "location": "westeurope", "properties": {
                "computeType": "AmlCompute", "provisioningState": "Succeeded",
                "properties": {
                  "vmSize": "STANDARD_DS3_V2", "allocationState": "Steady", "currentNodeCount": 1, "scaleSettings": { "minNodeCount": 0, "maxNodeCount": 4 }
                } } }
            """),
        TestTargets.Read("""
            {
              "name": "ann-dev", "location": "westeurope", "properties": {
                "computeType": "ComputeInstance", "provisioningState": "Succeeded", "properties": { "vmSize": "STANDARD_DS11_V2", "state": "Stopped" } } }
            """),
        TestTargets.Read("""
            {
              "name": "edge", "location": "westeurope", "properties": {
                "computeType": "Kubernetes", "provisioningState": "Succeeded", "resourceId": "/x/Microsoft.Kubernetes/connectedClusters/factory-7" } }
            """),
        TestTargets.Read("""
            {
              "name": "aks", "location": "westeurope", "properties": {
                "computeType": "AKS", "provisioningState": "Failed", "resourceId": "/x/managedClusters/aks-7", "properties": { "agentCount": 3 } } }
            """),
        TestTargets.Read("""{ "name": "new", "location": "westeurope", "properties": { "computeType": "Quantum", "provisioningState": "Creating" } }"""),
    ];

    [Fact]
    public void The_children_of_a_job_are_shown_with_what_they_wait_for()
    {
        using ComputeJob job = new("Wait-It", [("cpu", "vision"), ("gpu", "vision")]);
        job.Targets[0].Begin();
        job.Targets[0].Write(new ProgressRecord(0, "Waiting for compute target 'cpu'", "Resizing"));
        string[] lines = Render(80, [Tables, Lists], "$InputObject", [.. job.Targets]);
        Assert.Equal(["Id", "Name", "State", "Workspace", "Status"], Words(lines[0]));
        Assert.Equal(["cpu", "Running", "vision", "Waiting"], Words(lines[2]).Skip(1).Take(4));
        Assert.Equal(["gpu", "NotStarted", "vision"], Words(lines[^1]).Skip(1));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Targets_of_several_types_are_one_table(int width)
    {
        string[] lines = Render(width, [Tables, Lists], "$InputObject", Mixed);
        Assert.Single(lines, line => line.StartsWith("Name ", StringComparison.Ordinal));
        Assert.Equal(["Name", "Type", "State", "Size", "Nodes", "Location"], Words(lines[0]));
        Assert.Equal(["cpu", "AmlCompute", "Steady", "STANDARD_DS3_V2", "1/4", "westeurope"], Words(lines[2]));
        Assert.Equal(["ann-dev", "ComputeInstance", "Stopped", "STANDARD_DS11_V2", "westeurope"], Words(lines[3]));
        Assert.Equal(["edge", "Kubernetes", "Succeeded", "factory-7", "westeurope"], Words(lines[4]));
        Assert.Equal(["aks", "AKS", "Failed", "aks-7", "3", "westeurope"], Words(lines[5]));
        Assert.Equal(["new", "Quantum", "Creating", "westeurope"], Words(lines[6]));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
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
    public void No_name_of_a_type_or_of_an_environment_wraps(int width)
    {
        ComputeTarget lake = TestTargets.Read(
            """{ "name": "lake", "location": "westeurope", "properties": { "computeType": "DataLakeAnalytics", "provisioningState": "Succeeded" } }""");
        Assert.Equal(["lake", "DataLakeAnalytics", "Succeeded", "westeurope"], Words(Render(width, [Tables, Lists], "$InputObject", [lake])[2]));
        Assert.Contains("AzureUSGovernment", Words(Render(width, [Tables, Lists], "$InputObject", [TestTargets.WorkspaceAt("AzureUSGovernment")])[^1]));
        Assert.Contains("localhost:5000", Words(Render(width, [Tables, Lists], "$InputObject", [TestTargets.WorkspaceAt("http://localhost:5000/")])[^1]));
    }

    [Fact]
    public void Each_error_of_a_target_has_a_line_of_its_own_in_the_list()
    {
        ComputeTarget target = TestTargets.Read("""
            { "name": "cpu", "location": "westeurope", "properties": { "computeType": "AmlCompute", "provisioningState": "Failed", "provisioningErrors": [
              { "error": { "code": "QuotaReached", "message": "No cores are left." } }, { "error": { "code": "NoSubnet", "message": "The subnet is full." } },
              { "error": { "code": "E3", "message": "three" } }, { "error": { "code": "E4", "message": "four" } }, { "error": { "code": "E5", "message": "five" } } ] } }
            """);
        string[] lines = Render(80, [Lists, Tables], "$InputObject", [target]);
        int first = Array.FindIndex(lines, line => line.StartsWith("Errors ", StringComparison.Ordinal));
        Assert.EndsWith(": QuotaReached: No cores are left.", lines[first]);
        Assert.Equal(
            ["NoSubnet: The subnet is full.", "E3: three", "E4: four", "E5: five"],
            lines.Skip(first + 1).Take(4).Select(line => line.Trim()));
        Assert.Contains(lines, line => line.StartsWith("State ", StringComparison.Ordinal) && line.EndsWith(": Failed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Failed", "Formatting.Error")]
    [InlineData("CreateFailed", "Formatting.Error")]
    [InlineData("Creating", "Formatting.Warning")]
    [InlineData("UserSettingUp", "Formatting.Warning")]
    [InlineData("JobRunning", "Foreground.Green")]
    [InlineData("Steady", "Foreground.Green")]
    [InlineData("Stopped", null)]
    [InlineData("Quantum", null)]
    public void A_state_has_the_colour_that_the_user_has_chosen_for_such(string state, string? style) =>
        Assert.Equal(
            style is null ? [state, state] : [$"\u001b[", "\u001b[0m"],
            FormatState(
                $"""
                $PSStyle.OutputRendering = 'Host'
                $shown = $Target.FormatState($State)
                {(style is null ? "$shown; $State" : $"if ($shown -ceq \"$($PSStyle.{style})$State$($PSStyle.Reset)\") {{ $shown.Substring(0, 2); $shown.Substring($shown.Length - 4) }}")}
                """,
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
    public void What_shows_a_state_does_not_go_along_into_files_and_jobs()
    {
        ComputeTarget target = TestTargets.Read(FullBodies.Of("AmlCompute").ToJsonString());
        Assert.DoesNotContain("FormatState", Assert.Single(RunWithAliases("param($Target) [Management.Automation.PSSerializer]::Serialize($Target)", target)));
    }

    [Fact]
    public void The_table_is_the_same_in_strict_mode() =>
        Assert.Equal(
            Render(100, [Tables, Lists], "$InputObject", Mixed),
            Render(100, [Tables, Lists], "Set-StrictMode -Version 3; $InputObject", Mixed));

    [Fact]
    public void A_cluster_before_its_first_answer_has_no_nodes_of_its_largest_number()
    {
        ComputeTarget target = TestTargets.ReadProperties<ComputeCluster>("AmlCompute", """{ "scaleSettings": { "maxNodeCount": 8 }, "currentNodeCount": null }""");
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
                    { "error": { "code": "ClusterCoreQuotaReached", "message": "The cluster asks for more cores than the quota of the subscription has left." } } ] } }
                """).Errors,
        ];
        string[] lines = Render(60, [Tables, Lists], "$InputObject", errors);
        Assert.Equal(["Code", "Message"], Words(lines[0]));
        Assert.StartsWith("ClusterCoreQuotaReached ", lines[2]);
        Assert.EndsWith("left.", lines[^1]);
    }

    [Fact]
    public void Schedules_are_a_table_of_what_happens_when()
    {
        ComputeSchedule[] schedules = [.. TestTargets.ReadProperties<ComputeInstance>("ComputeInstance", """
            { "schedules": { "computeStartStop": [
              { "action": "Stop", "status": "Enabled", "cron": { "expression": "0 18 * * *" } },
              { "action": "Start", "status": "Disabled", "recurrence": { "frequency": "Day", "interval": 1 } } ] } }
            """).Schedules];
        string[] lines = Render(80, [Tables, Lists], "$InputObject", schedules);
        Assert.Equal("Stop   Enabled  0 18 * * * (UTC)", lines[2]);
        Assert.Equal("Start  Disabled every day (UTC)", lines[3]);
    }

    [Fact]
    public void A_request_to_the_sandbox_is_shown_from_its_workspace_on()
    {
        const string Provider = "/providers/Microsoft.MachineLearningServices/";
        SandboxRequestRecord record = new(
            new DateTimeOffset(2026, 1, 5, 8, 30, 0, TimeSpan.Zero), "GET", $"/subscriptions/s/resourceGroups/r{Provider}workspaces/w/computes/cpu", "x=y", 200, null);
        Assert.Equal("08:30:00 GET    200    .../workspaces/w/computes/cpu", Render(80, [Tables, Lists], "$InputObject", [record])[2]);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void What_is_planned_with_is_one_line_for_each_thing(int width)
    {
        ComputeTarget cluster = TestTargets.Read("""{ "name": "cpu", "properties": { "computeType": "AmlCompute" } }""");
        string[] node = Render(width, [Tables, Lists], "$InputObject", [new ComputeNode(
            TestTargets.Parse("""{ "nodeId": "tvm-1", "nodeState": "running", "port": 50000, "publicIpAddress": "13.84.190.134", "runId": "sweet_pear" }"""), cluster)]);
        string[] size = Render(width, [Tables, Lists], "$InputObject", [new VmSize(
            TestTargets.Parse("""
                {
                  "name": "Standard_E4s_v3", "vCPUs": 4, "gpus": 0, "memoryGB": 32.0, "supportedComputeTypes": ["AmlCompute"],
                  "estimatedVMPrices": { "values": [ { "retailPrice": 0.25, "osType": "Linux", "vmTier": "Standard" } ] } }
                """), "eastus")]);
        string[] usage = Render(width, [Tables, Lists], "$InputObject", [new ComputeUsage(
            TestTargets.Parse("""{ "currentValue": 2, "limit": 6, "name": { "value": "standardDSv2Family" }, "type": "x/vmFamily/dedicatedCores/usages", "id": "/subscriptions/s/usages/standardDSv2Family" }"""),
            "eastus")]);
        string[] quota = Render(width, [Tables, Lists], "$InputObject", [new ComputeQuota(
            TestTargets.Parse("""{ "limit": 6, "name": { "value": "standardDSv2Family" }, "id": "/subscriptions/s/x/workspaces/vision/quotas/standardDSv2Family" }"""),
            "eastus", TestTargets.Workspace, 3)]);

        Assert.Equal(["cpu", "tvm-1", "running", "13.84.190.134:50000", "sweet_pear"], Words(node[2]));
        Assert.Equal(["Standard_E4s_v3", "4", "0", "32", Price(0.25m), "cluster"], Words(size[2]));
        Assert.Equal(["standardDSv2Family", "Dedicated", "2", "6", "33", "Subscription"], Words(usage[2]));
        Assert.Equal(["standardDSv2Family", "vision", "3", "6", "50", "eastus"], Words(quota[2]));
        Assert.All([.. node, .. size, .. usage, .. quota], line => Assert.InRange(line.Length, 0, width));
    }

    [Fact]
    public void A_report_tells_its_problems_and_a_list_of_keys_shows_no_secret()
    {
        ComputeCheck[] checks =
        [
            new("Name", ComputeCheckOutcome.Passed, "It is a name."), new("FamilyQuota", ComputeCheckOutcome.Failed, "Too-few-cores.") { Have = 6, Need = 8 },
        ];
        string[] report = Render(80, [Tables, Lists], "$InputObject", [new ComputeTestReport("cpu", "AmlCompute", "vision", checks)]);
        string[] check = Render(80, [Tables, Lists], "$InputObject", checks);
        ComputeTarget target = TestTargets.Read("""{ "name": "bricks", "properties": { "computeType": "Databricks" } }""");
        string[] key = Render(80, [Tables, Lists], "$InputObject", [ComputeKey.FactoryOf(target)!(TestTargets.Parse("""{ "databricksAccessToken": "dapi-1" }"""), target, false)]);

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
        Assert.Equal(["Name", "ResourceGroup", "Environment", "Location"], Words(lines[1]));
        Assert.Equal(["vision", "rg-vision", "AzureCloud", "westeurope"], Words(lines[3]));
        Assert.Equal(["vision", "rg-vision", "AzureUSGovernment", "westeurope"], Words(lines[4]));
        Assert.Equal(5, lines.Length);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void No_word_is_broken(int width)
    {
        static ComputeSchedule At(int[] hours, params ComputeScheduleDay[] days) => new ScheduleBuilder("Stop", true, null, "W. Europe Standard Time")
            .Recurrence("Week", 1, hours.Select(hour => $"{hour}:00"), days, null);
        ComputeSchedule[] schedules =
        [
            At([18], ComputeScheduleDay.Weekdays), At([18], ComputeScheduleDay.Weekdays, ComputeScheduleDay.Weekend), At([.. Enumerable.Range(0, 24)], ComputeScheduleDay.Friday),
            new ScheduleBuilder("Stop", true, null, null).Cron("0,5,10,15,20,25,30 18 * * 1-5"),
        ];
        VmSize size = new(
            TestTargets.Parse("""
                {
                  "name": "Standard_NC80adis_H100_v5", "vCPUs": 80, "gpus": 2, "memoryGB": 11400.0, "supportedComputeTypes": ["MIR", "AmlSpark", "AmlCompute", "ComputeInstance"],
                  "estimatedVMPrices": { "values": [ { "retailPrice": 118.29, "osType": "Linux", "vmTier": "Standard" }, { "retailPrice": 99.15, "osType": "Linux", "vmTier": "LowPriority" } ] } }
                """),
            "eastus");

        string[] shown = Render(width, [Tables, Lists], "$InputObject", schedules);
        string[] sizes = Render(width, [Tables, Lists], "$InputObject", [size]);
        string[] prices = Render(width, [Lists], "$InputObject", [size]);
        Assert.All([.. shown, .. sizes, .. prices], line => Assert.InRange(line.Length, 0, width));
        Assert.Equal(
            schedules.SelectMany(schedule => Words($"{schedule.Action} {schedule.Status} {schedule.Cron}{schedule.Recurrence}")),
            shown.Skip(2).SelectMany(Words));
        Assert.Contains(shown, line => line.TrimStart().StartsWith("at 18:00 (W. Europe Standard Time)", StringComparison.Ordinal));
        Assert.Equal(
            [size.Name, "80", "2", "11400", Price(118.29m), Price(99.15m), "MIR,", "spark,", "cluster,", "instance"],
            sizes.Skip(2).SelectMany(Words));
        Assert.Contains(prices, line => line.Trim() == $"{size.Prices[1]}");
    }

    [Fact]
    public void A_list_of_a_workspace_shows_where_it_came_from_and_that_it_is_no_sandbox()
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
        Assert.Contains(lines, line => line.StartsWith("State ", StringComparison.Ordinal) && line.EndsWith(": Running", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Schedules ", StringComparison.Ordinal) && line.Contains("{Stop 0 18 * * 1-5 (W. Europe Standard Time)}"));
        int errors = Array.FindIndex(lines, line => line.StartsWith("Errors ", StringComparison.Ordinal));
        Assert.Equal(("C: m", "SetupFailed: No."), (lines[errors].Split(" : ")[1], lines[errors + 1].Trim()));
        Assert.Contains(lines, line => line.StartsWith("LastOperation ", StringComparison.Ordinal) && line.EndsWith("Stop Succeeded (IdleShutdown)", StringComparison.Ordinal));
    }

    [Fact]
    public void The_aliases_name_the_target_itself()
    {
        ComputeTarget target = TestTargets.Read(FullBodies.Of("Kubernetes").ToJsonString());
        Assert.Equal(
            [target.Name, target.Id, target.ResourceGroupName, "/underlying/r-1"],
            RunWithAliases("param($Target) $Target.ComputeName; $Target.ResourceId; $Target.ResourceGroup; $Target.ClusterResourceId", target));
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

    /// <summary>What a script gives that formats a state by the type file; whether the output of the tests themselves is a terminal does not matter.</summary>
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
            shell.AddScript($"param($Target, $State) $before = $PSStyle.OutputRendering; try {{ {script} }} finally {{ $PSStyle.OutputRendering = $before }}");
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

    /// <summary>The lines on the screen, without empty ones and without what ends a line of a table in blanks.</summary>
    [Fact]
    public void Each_way_to_sign_in_that_was_tried_has_a_line_of_its_own_and_the_remedy_comes_last()
    {
        ComputeTargetException exception = new(ErrorIds.AuthenticationFailed, "No sign-in worked. What was tried:\n- Azure CLI: not installed\n- managed identity: no answer");
        string[] lines = Render(80, [Tables, Lists], "$InputObject", [ErrorRecords.From(exception, null, whileConnecting: true)]);
        int first = Array.FindIndex(lines, line => line.EndsWith("What was tried:", StringComparison.Ordinal));
        Assert.Equal(["- Azure CLI: not installed", "- managed identity: no answer"], lines.Skip(first + 1).Take(2).Select(line => line.Trim()));
        Assert.StartsWith("  Recommendation: Mend what the message names", lines[first + 3]);
    }

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
