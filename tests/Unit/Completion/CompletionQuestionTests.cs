using System.Management.Automation;
using AmlCompute.Client.Http;
using AmlCompute.Completion;
using AmlCompute.Tests.Client;
using AmlCompute.Tests.Client.SignIn;
using Azure.Core;
using Xunit;

namespace AmlCompute.Tests.Completion;

/// <summary>The requests that completion sends, and its results without an answer.</summary>
public sealed class CompletionQuestionTests
{
    [Fact]
    public void Without_a_connection_nothing_is_offered()
    {
        using CompletionSession session = new(option: null);
        Assert.Empty(session.PressTab("Get-AmlComputeTarget "));
        Assert.Empty(session.PressTab("New-AmlComputeTarget x Standard_"));
        Assert.Empty(session.PressTab("Connect-AmlWorkspace "));
        Assert.Empty(session.PressTab($"Get-AmlComputeTarget -Workspace {TestClient.WorkspaceId} -Name "));
    }

    [Fact]
    public void After_a_disconnect_nothing_is_asked()
    {
        using CompletionSession session = new();
        session.Run("$null = New-AmlComputeTarget cpu Standard_DS2_v2");
        Assert.Equal(["cpu"], session.Texts("Get-AmlComputeTarget "));
        session.Run("Disconnect-AmlWorkspace");
        int asked = session.Requests.Count;

        Assert.Empty(session.PressTab("Get-AmlComputeTarget "));
        Assert.Equal(asked, session.Requests.Count);
    }

    [Fact]
    public void The_same_is_asked_once_in_30_seconds_for_all_commands_and_again_after_a_change()
    {
        using CompletionSession session = new();
        session.Run("$null = New-AmlComputeTarget cpu Standard_DS2_v2; $workspace.Sandbox.Advance('00:10:00')");
        Assert.Equal(["cpu"], session.Texts("Get-AmlComputeTarget "));
        int asked = session.Requests.Count;

        session.Run("$workspace.Sandbox.Advance('00:00:29')");
        Assert.Equal(["cpu"], session.Texts("Remove-AmlComputeTarget c"));
        Assert.Equal(asked, session.Requests.Count);

        session.Run("$workspace.Sandbox.Advance('00:00:02')");
        Assert.Equal(["cpu"], session.Texts("Get-AmlComputeTarget "));
        Assert.Equal($"GET {TestPath(session)}/computes", session.Requests[^1]);
        Assert.True(session.Requests.Count > asked);

        session.Run("$null = New-AmlComputeTarget fresh Standard_DS2_v2");
        Assert.Equal(["cpu", "fresh"], session.Texts("Get-AmlComputeTarget "));
    }

    [Theory]
    [InlineData("@{ Delay = '01:00:00' }")]
    [InlineData("@{ Status = 500; Count = 10 }")]
    [InlineData("@{ Status = 401; Code = 'AuthenticationFailed' }")]
    [InlineData("@{ Status = 403; Code = 'AuthorizationFailed' }")]
    [InlineData("@{ Status = 404; Code = 'ResourceNotFound' }")]
    [InlineData("@{ ConnectionReset = $true; Count = 10 }")]
    [InlineData("@{ Status = 200; Body = '<html>'; ContentType = 'text/html' }")]
    [InlineData("@{ Status = 200; Body = '{}' }")]
    public void A_service_that_fails_or_does_not_answer_in_time_offers_nothing_and_reports_nothing(string fault)
    {
        using CompletionSession session = new();
        session.Run("$null = New-AmlComputeTarget cpu Standard_DS2_v2");
        session.Run($"$workspace.Sandbox.AddFault(@{{ Method = 'GET'; Path = '*/computes' }} + {fault}); $Error.Clear()");

        Assert.Empty(session.PressTab("Get-AmlComputeTarget "));

        Assert.Equal([0], session.Run("$Error.Count"));
    }

    [Fact]
    public void What_was_not_answered_is_asked_again()
    {
        using CompletionSession session = new();
        session.Run("$null = New-AmlComputeTarget cpu Standard_DS2_v2");
        session.Run("$workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/computes'; Status = 403 })");

        Assert.Empty(session.PressTab("Get-AmlComputeTarget "));
        Assert.Equal(["cpu"], session.Texts("Get-AmlComputeTarget "));
    }

    [Fact]
    public void A_completer_never_signs_in()
    {
        ScriptedSource source = new((_, _) => Task.FromResult(new AccessToken("token", DateTimeOffset.MaxValue)));
        using ScriptedHandler handler = new(_ => LoopbackAnswer.Json($$"""{"value":[{{Recorded.Cluster(name: "a")}}]}"""));
        using CompletionSession session = new(handler.Workspace(source));

        Assert.Empty(session.PressTab("Get-AmlComputeTarget "));
        Assert.Empty(source.Requests);
        Assert.Empty(handler.Requests);

        Assert.Equal(["a"], session.Run("(Get-AmlComputeTarget).Name"));
        Assert.Equal(["a"], session.Texts("Get-AmlComputeTarget "));
        Assert.Single(source.Requests);
    }

    [Fact]
    public void A_question_without_an_answer_has_no_items_and_is_not_kept()
    {
        TestClient test = new();
        int asked = 0;
        ServiceQueries queries = new(new ResponseCache(), test.Workspace, question => ++asked == 1 ? null : Read(question, test.Call));
        test.Service.Answer(200, $$"""{"value":[{{Recorded.Cluster(name: "a")}}]}""");

        Assert.Empty(queries.ListTargets());
        Assert.Single(queries.ListTargets());
        Assert.Single(queries.ListTargets());
        Assert.Equal(2, asked);
    }

    [Fact]
    public void A_list_that_was_read_before_a_change_is_read_again()
    {
        TestClient test = new();
        int asked = 0;
        ServiceQueries queries = new(new ResponseCache(), test.Workspace, question =>
        {
            IReadOnlyList<object> answer = Read(question, test.Call);
            if (++asked == 1)
            {
                Delete(test);
            }

            return answer;
        });
        test.Service.Answer(200, $$"""{"value":[{{Recorded.Cluster(name: "a")}}]}""")
            .Answer(202, "", Recorded.Operation)
            .Answer(200, """{"value":[]}""");

        Assert.Single(queries.ListTargets());
        Assert.Empty(queries.ListTargets());
    }

    [Fact]
    public void The_sizes_of_an_instance_leave_the_other_answers_valid()
    {
        using CompletionSession session = new();
        session.Run("$null = New-AmlComputeTarget box -Instance -VmSize Standard_DS2_v2; $workspace.Sandbox.Advance('00:10:00')");
        Assert.Equal(["box"], session.Texts("Resize-AmlComputeTarget "));
        Assert.NotEmpty(session.Texts("Resize-AmlComputeTarget box Standard_"));
        int asked = session.Requests.Count;

        Assert.Equal(["box"], session.Texts("Resize-AmlComputeTarget "));
        Assert.NotEmpty(session.Texts("Resize-AmlComputeTarget box Standard_"));
        Assert.Equal(asked, session.Requests.Count);
    }

    [Fact]
    public void A_name_of_several_subnets_is_offered_once()
    {
        using CompletionSession session = new();
        string group = TestPath(session).Replace(
            "Microsoft.MachineLearningServices/workspaces/sandbox-ws", "Microsoft.Network/virtualNetworks", StringComparison.Ordinal);
        string networks = string.Join(", ", ((string[])["a", "b"]).Select(name =>
            $$"""{ "id": "{{group}}/{{name}}", "name": "{{name}}", "properties": { "subnets": [ { "name": "default" } ] } }"""));
        session.Run($"$workspace.Sandbox.AddFault({Answer("*/virtualNetworks", networks)})");

        CompletionResult offered = Assert.Single(session.Offered("New-AmlComputeTarget x -SubnetName "));
        Assert.Equal(("default", "a, b"), (offered.CompletionText, offered.ToolTip));
    }

    [Fact]
    public void A_subnet_of_a_network_without_an_id_is_not_offered()
    {
        using CompletionSession session = new();
        const string Networks =
            """
            { "name": "a", "properties": { "subnets": [ { "name": "default" } ] } },
            { "id": "/b", "name": "b", "properties": { "subnets": [ { "name": "default" } ] } }
            """;
        session.Run($"$workspace.Sandbox.AddFault({Answer("*/virtualNetworks", Networks)})");

        Assert.Equal(["/b/subnets/default"], session.Texts("New-AmlComputeTarget x -SubnetId "));
    }

    [Fact]
    public void A_schedule_without_a_status_is_enabled()
    {
        using CompletionSession session = new();
        const string Instance =
            """
            { "name": "box", "properties": { "computeType": "ComputeInstance", "properties": { "schedules": { "computeStartStop": [
                { "id": "s1", "action": "Stop", "triggerType": "Cron", "cron": { "expression": "0 18 * * *" } } ] } } } }
            """;
        session.Run($"$workspace.Sandbox.AddFault({Answer("*/computes", Instance)})");

        Assert.Equal(["Stop", "s1"], session.Texts("Set-AmlComputeTarget box -DisableSchedule "));
        Assert.Empty(session.PressTab("Set-AmlComputeTarget box -EnableSchedule "));
    }

    [Fact]
    public void The_limit_of_a_price_has_all_its_digits()
    {
        using CompletionSession session = new();
        string size = """
            { "name": "S", "estimatedVMPrices": { "values": [ { "retailPrice": 0.0456789, "osType": "Linux", "vmTier": "Standard" } ] } }
            """;
        session.Run($"$workspace.Sandbox.AddFault({Answer("*/vmSizes", size)})");

        Assert.Equal(["0.0456789"], session.Texts("Get-AmlComputeVmSize -MaxPricePerHour "));
    }

    [Fact]
    public void Names_that_are_not_plain_words_are_quoted_and_their_wildcards_escaped()
    {
        using CompletionSession session = new();
        string names = string.Join(", ", ((string[])["two words", "ann's", "a[1]", "-Force", "$(x)"]).Select(name =>
            $$"""{ "name": "{{name}}", "properties": { "computeType": "AmlCompute" } }"""));
        string body = $$"""{ "value": [{{names}}] }""".Replace("'", "''", StringComparison.Ordinal);
        session.Run($"$workspace.Sandbox.AddFault(@{{ Method = 'GET'; Path = '*/computes'; Count = 0; Status = 200; Body = '{body}' }})");

        Assert.Equal(["'two words'", "'ann''s'", "'a`[1`]'", "'-Force'", "'$(x)'"], session.Texts("Get-AmlComputeTarget "));
        Assert.Equal(["\"ann's\""], session.Texts("Get-AmlComputeTarget \"ann"));
        Assert.Equal(["'a`[1`]'"], session.Texts("Get-AmlComputeTarget 'a["));
    }

    /// <summary>The fault by which the service answers with these items.</summary>
    private static string Answer(string path, string items) =>
        $$"""@{ Method = 'GET'; Path = '{{path}}'; Count = 0; Status = 200; Body = '{ "value": [{{items}}] }' }""";

    private static void Delete(TestClient test) => test.Delete().GetAwaiter().GetResult();

    private static string TestPath(CompletionSession session) => (string)session.Run("$workspace.Id")[0];

    private static IReadOnlyList<object> Read(Func<CallContext, Task<IReadOnlyList<object>>> question, CallContext call) =>
        question(call).GetAwaiter().GetResult();
}
