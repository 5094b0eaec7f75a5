using AmlCompute.Client.Arm;
using AmlCompute.Client.Regions;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Arm;

public sealed class ListTests
{
    private const string Next =
        "https://management.azure.com/SUBSCRIPTIONS/" + TestClient.SubscriptionId
        + "/other/PATH/computes?api-version=2099-01-01&$skip=b3BhcXVl%3D&x=a%2Fb";

    private readonly TestClient _test = new();

    [Fact]
    public async Task One_page_is_one_request()
    {
        _test.Service.Answer(200, Page(null, Recorded.Cluster(), Recorded.Instance("Running"), Recorded.Kubernetes()));

        List<ComputeTarget> targets = await All();

        Assert.Equal(
            [typeof(ComputeCluster), typeof(ComputeInstance), typeof(KubernetesCompute)], targets.Select(target => target.GetType()));
        Assert.Equal([$"GET {TestClient.WorkspaceUrl}/computes?api-version=2026-05-01"], _test.Sent);
    }

    [Fact]
    public async Task The_next_link_is_used_unchanged()
    {
        _test.Service.Answer(200, Page(Next, Recorded.Cluster(name: "a"))).Answer(200, Page(null, Recorded.Cluster(name: "b")));

        Assert.Equal(["a", "b"], (await All()).Select(target => target.Name));
        Assert.Equal($"GET {Next}", _test.Sent[1]);
    }

    [Fact]
    public async Task A_page_is_asked_for_when_the_one_before_is_used_up()
    {
        _test.Service.Answer(200, Page(Next, Recorded.Cluster(name: "a"), Recorded.Cluster(name: "b")))
            .Answer(200, Page(null, Recorded.Cluster(name: "c")));
        await using IAsyncEnumerator<ComputeTarget> targets = _test.Client.ListTargetsAsync(_test.Workspace, _test.Call)
            .GetAsyncEnumerator(CancellationToken.None);

        Assert.Empty(_test.Sent);
        Assert.True(await targets.MoveNextAsync());
        Assert.True(await targets.MoveNextAsync());
        Assert.Single(_test.Sent);
        Assert.True(await targets.MoveNextAsync());
        Assert.Equal(2, _test.Sent.Count);
        Assert.False(await targets.MoveNextAsync());
    }

    [Fact]
    public async Task Leaving_early_sends_nothing_more()
    {
        _test.Service.Answer(200, Page(Next, Recorded.Cluster(name: "a"))).Answer(200, Page(null));

        await foreach (ComputeTarget target in _test.Client.ListTargetsAsync(_test.Workspace, _test.Call))
        {
            Assert.Equal("a", target.Name);
            break;
        }

        Assert.Single(_test.Sent);
    }

    [Fact]
    public async Task A_page_that_breaks_off_or_stalls_is_asked_for_again()
    {
        _test.Service
            .AnswerBrokenOff(200)
            .AnswerStalled(200, """{"value":[""")
            .Answer(200, Page(Next, Recorded.Cluster(name: "a")))
            .AnswerStalled(503, "<html>")
            .Answer(200, Page(null, Recorded.Cluster(name: "b")));

        Assert.Equal(["a", "b"], (await All()).Select(target => target.Name));
        Assert.Equal(5, _test.Sent.Count);
    }

    [Fact]
    public async Task Stopping_in_the_middle_of_a_page_is_a_stop()
    {
        _test.Service.AnswerStalled(200, """{"value":[""", _test.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(All);

        Assert.Single(_test.Sent);
    }

    [Fact]
    public async Task Targets_of_earlier_pages_keep_their_text_while_later_ones_are_read()
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(number => $"target-{number}")];
        foreach (string[] page in names.Chunk(2))
        {
            string large = page[0][7..].PadLeft(100_000, 'x');
            _test.Service.Answer(200, Page(
                page[^1] == names[^1] ? null : $"{Next}&page={page[0]}",
                [
                    .. page.Select(
                        name => Recorded.Cluster(name: name).Replace("\"tags\"", $"\"{large}\":1,\"tags\"", StringComparison.Ordinal))]));
        }

        List<ComputeTarget> targets = await All();

        Assert.Equal(names, targets.Select(target => target.Name));
        Assert.All(targets, target => Assert.Equal(ComputeTypes.AmlCompute, target.ComputeType));
    }

    [Fact]
    public async Task An_empty_page_in_the_middle_does_not_end_the_list()
    {
        _test.Service.Answer(200, Page(Next)).Answer(200, Page(null, Recorded.Cluster(name: "b")));

        Assert.Equal(["b"], (await All()).Select(target => target.Name));
    }

    [Fact]
    public async Task Pages_that_lead_back_are_an_error_and_not_a_loop()
    {
        _test.Service
            .Answer(200, Page(Next, Recorded.Cluster(name: "a")))
            .Answer(200, Page($"{TestClient.WorkspaceUrl}/computes?api-version=2026-05-01", Recorded.Cluster(name: "b")));

        Assert.Equal(ErrorIds.MalformedResponse, (await Assert.ThrowsAsync<ComputeTargetException>(All)).ErrorId);
        Assert.Equal(2, _test.Sent.Count);
    }

    [Fact]
    public async Task Links_that_always_differ_and_pages_that_do_not_are_an_error()
    {
        _test.Service
            .Answer(200, Page($"{Next}&page=1", Target("a"), Target("b")))
            .Answer(200, Page($"{Next}&page=2", Target("b"), Target("a")))
            .Answer(200, Page($"{Next}&page=3", Target("a", "changed"), Target("b", "changed")));
        List<string> names = [];

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => AddTo(names));

        Assert.Equal(
            (ErrorIds.MalformedResponse, "The service's list of compute targets repeats a page."), (exception.ErrorId, exception.Message));
        Assert.Equal(["a", "b", "b", "a"], names);

        static string Target(string name, string tag = "") =>
            $$"""{ "name": "{{name}}", "id": "/{{name}}", "tags": { "t": "{{tag}}" }, "properties": { "computeType": "AKS" } }""";
    }

    [Fact]
    public async Task Nodes_of_a_page_that_comes_again_are_an_error()
    {
        _test.Service
            .Answer(200, Recorded.Cluster())
            .Answer(200, $$"""{"nodes":[{"nodeId":"n1"}],"nextLink":"{{Next}}"}""")
            .Answer(200, $$"""{"nodes":[{"nodeId":"n1","nodeState":"idle"}],"nextLink":"{{Next}}&page=2"}""");
        ComputeCluster cluster = (ComputeCluster)await _test.Get();

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(async () =>
        {
            await foreach (ComputeNode node in _test.Client.ListNodesAsync(cluster, _test.Call))
            {
                Assert.Equal("n1", node.NodeId);
            }
        });

        Assert.Equal(ErrorIds.MalformedResponse, exception.ErrorId);
        Assert.Equal("cpu", exception.ComputeName);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"nodes":[],"nextLink":"https://example.com/"}""")]
    [InlineData("""{"nodes":[],"nextLink":"https://management.azure.com/subscriptions/99999999-2222-3333-4444-555555555555"}""")]
    public async Task An_error_in_a_list_of_nodes_has_the_name_of_the_cluster(string body)
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(200, body);
        ComputeCluster cluster = (ComputeCluster)await _test.Get();

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => _test.Client.ListNodesAsync(cluster, _test.Call).ToListAsync());

        Assert.Equal(("cpu", true), (exception.ComputeName, exception.LacksName));
    }

    [Fact]
    public async Task A_thousand_empty_pages_in_a_row_are_an_error()
    {
        _test.Service.Answer(200, Page($"{Next}&page=0", Recorded.Cluster(name: "a")));
        for (int page = 1; page <= 1000; page++)
        {
            _test.Service.Answer(200, Page($"{Next}&page={page}"));
        }

        List<string> names = [];
        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => AddTo(names));

        Assert.Equal(ErrorIds.MalformedResponse, exception.ErrorId);
        Assert.Contains("1000 empty pages in a row", exception.Message);
        Assert.Equal(["a"], names);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Theory]
    [InlineData("/subscriptions/99999999-2222-3333-4444-555555555555/computes")]
    [InlineData("/subscriptions/11111111-2222-3333-4444-555555555555/subscriptions/99999999-2222-3333-4444-555555555555/computes")]
    [InlineData("/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/other/computes")]
    [InlineData("/x/WORKSPACES/other/computes")]
    [InlineData("/x//workspaces//%6Fther/computes")]
    [InlineData("/x/workspaces/ws/../other/computes")]
    public async Task A_link_to_another_subscription_or_workspace_is_refused_after_the_page_is_given(string path)
    {
        _test.Service.Answer(200, Page($"https://management.azure.com{path}?$skip=1", Recorded.Cluster(name: "a")));
        List<string> names = [];

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => AddTo(names));

        Assert.Equal(ErrorIds.UntrustedEndpoint, exception.ErrorId);
        Assert.Equal(["a"], names);
        Assert.Single(_test.Sent);
    }

    [Theory]
    [InlineData("https://user:word@evil.example/x", "https://***@evil.example:443")]
    [InlineData("ssh://evil.example/x", "ssh://evil.example")]
    [InlineData("file:///etc/passwd", "file:")]
    [InlineData("urn:x", "urn:")]
    public async Task The_error_of_a_link_to_another_place_names_the_place(string link, string place)
    {
        _test.Service.Answer(200, Page(link));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => AddTo([]));

        Assert.Equal(
            $"The service sent a link to {place}, which is not https://management.azure.com:443. It was not followed.", exception.Message);
    }

    [Theory]
    [InlineData("https://evil.example/computes?$skip=1")]
    [InlineData("http://management.azure.com/computes?$skip=1")]
    [InlineData("https://management.azure.com:8443/computes?$skip=1")]
    [InlineData("https://user:word@management.azure.com/computes?$skip=1")]
    [InlineData("//evil.example/computes?$skip=1")]
    [InlineData("file:///etc/passwd")]
    public async Task A_next_link_to_another_place_is_refused_after_the_page_is_given(string link)
    {
        _test.Service.Answer(200, Page(link, Recorded.Cluster(name: "a")));
        List<string> names = [];

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(async () =>
        {
            await foreach (ComputeTarget target in _test.Client.ListTargetsAsync(_test.Workspace, _test.Call))
            {
                names.Add(target.Name);
            }
        });

        Assert.Equal(ErrorIds.UntrustedEndpoint, exception.ErrorId);
        Assert.DoesNotContain("word", exception.Message);
        Assert.Equal(["a"], names);
        Assert.Single(_test.Sent);
    }

    [Fact]
    public async Task A_link_with_half_of_a_character_is_an_error_that_names_the_member()
    {
        _test.Service.Answer(200, """{"value":[],"nextLink":"\ud800"}""");

        Assert.Equal(
            "The service answered 200, but its nextLink contains a character that is not valid.",
            (await Assert.ThrowsAsync<ComputeTargetException>(All)).Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"nextLink":null}""")]
    [InlineData("""{"value":{"name":"cpu"}}""")]
    [InlineData("""{"value":[null]}""")]
    [InlineData("""{"value":["cpu"]}""")]
    [InlineData("""{"value":[],"nextLink":"\ud800"}""")]
    [InlineData("""{"value":[],"nextLink":5}""")]
    [InlineData("""{"value":[],"nextLink":false}""")]
    [InlineData("""{"value":[],"nextLink":{"href":"https://management.azure.com/"}}""")]
    [InlineData("""{"value":[]} and more""")]
    [InlineData("""{"value":[]}{"value":[]}""")]
    [InlineData("""{"value":[]}]""")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("""{"value":[{"name":"cpu"}""")]
    public async Task An_answer_that_is_not_a_list_is_an_error(string body)
    {
        _test.Service.Answer(200, body);

        Assert.Equal(ErrorIds.MalformedResponse, (await Assert.ThrowsAsync<ComputeTargetException>(All)).ErrorId);
    }

    /// <summary>The service writes members with null rather than leaving them out, and an empty list as null elsewhere.</summary>
    [Fact]
    public async Task A_list_that_is_null_is_an_empty_page()
    {
        _test.Service
            .Answer(200, $$"""{"value":null,"nextLink":"{{Next}}"}""")
            .Answer(200, Page($"{Next}&page=2", Recorded.Cluster(name: "a")))
            .Answer(200, """{"nextLink":null,"value":null}""");

        Assert.Equal(["a"], (await All()).Select(target => target.Name));
        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task Nodes_that_are_null_are_none()
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(200, """{"computeType":"AmlCompute","nodes":null}""");
        ComputeCluster cluster = (ComputeCluster)await _test.Get();

        await foreach (ComputeNode node in _test.Client.ListNodesAsync(cluster, _test.Call))
        {
            Assert.Fail($"There is no {node.NodeId}.");
        }

        Assert.Equal(2, _test.Sent.Count);
    }

    [Fact]
    public async Task A_next_link_is_followed_letter_for_letter()
    {
        string next = $"{TestClient.WorkspaceUrl}/computes?api-version=2026-05-01&$skip=_%2Dx%7E%41~%2fb";
        _test.Service.Answer(200, Page(next)).Answer(200, Page(null, Recorded.Cluster(name: "b")));

        Assert.Equal(["b"], (await All()).Select(target => target.Name));
        Assert.Equal($"GET {next}", _test.Sent[1]);
    }

    [Fact]
    public async Task A_type_this_version_does_not_know_is_listed()
    {
        _test.Service.Answer(
            200, Page(null, """{"name":"q","properties":{"computeType":"Quantum","qubits":5}}""", """{"name":"r","properties":null}"""));

        List<ComputeTarget> targets = await All();

        Assert.All(targets, target => Assert.IsType<UnknownCompute>(target));
        Assert.Contains("\"qubits\": 5", targets[0].ToJson());
    }

    [Fact]
    public async Task Members_around_the_list_are_passed_over()
    {
        _test.Service.Answer(
            200,
            $$"""
            {"count":{"value":["x"]},"value":[{{Recorded.Cluster()}}],"nextLink":null,"more":[[1],{"nextLink":"https://evil.example"}]}
            """);

        Assert.Equal("cpu", Assert.Single(await All()).Name);
        Assert.Single(_test.Sent);
    }

    [Fact]
    public async Task A_blank_link_ends_the_list()
    {
        _test.Service.Answer(200, $$"""{"value":[{{Recorded.Cluster()}}],"nextLink":" "}""");

        Assert.Equal("cpu", Assert.Single(await All()).Name);
        Assert.Single(_test.Sent);
    }

    [Fact]
    public async Task A_list_that_begins_with_a_POST_goes_on_with_GETs_without_a_body()
    {
        _test.Service
            .Answer(200, Recorded.Cluster())
            .Answer(200, $$"""{"nodes":[{"nodeId":"n1"}],"nextLink":"{{Next}}"}""")
            .Answer(200, $$"""{"nodes":[{"nodeId":"n2"}],"nextLink":""}""")
            .Answer(200, $$"""{"value":[],"nextLink":"{{Next}}"}""")
            .Answer(200, Page(null));
        ComputeCluster cluster = (ComputeCluster)await _test.Get();
        List<string?> nodes = [];

        await foreach (ComputeNode node in _test.Client.ListNodesAsync(cluster, _test.Call))
        {
            nodes.Add(node.NodeId);
        }

        await QuotaRequest.PostRowsAsync(_test.Workspace, "eastus", [], _test.Call);

        Assert.Equal(["n1", "n2"], nodes);
        Assert.Equal(
            [("GET", ""), ("POST", ""), ("GET", ""), ("POST", """{"value":[]}"""), ("GET", "")],
            _test.Service.Requests.Select(request => (request.Method, request.Body)));
    }

    [Fact]
    public async Task Links_that_differ_only_in_case_lead_to_different_pages()
    {
        _test.Service
            .Answer(200, Page($"{Next}&page=a", Recorded.Cluster(name: "a")))
            .Answer(200, Page($"{Next}&page=A", Recorded.Cluster(name: "b")))
            .Answer(200, Page(null, Recorded.Cluster(name: "c")));

        Assert.Equal(["a", "b", "c"], (await All()).Select(target => target.Name));
    }

    [Theory]
    [InlineData("""{"computeType":"AKS","properties":{"computeType":"AmlCompute"}}""", typeof(ComputeCluster))]
    [InlineData("""{"properties":{"computeType":"AmlCompute"},"computeType":"AKS","tags":{"computeType":"AKS"}}""", typeof(ComputeCluster))]
    [InlineData("""{"properties":{"computeType":"AmlCompute","properties":{"computeType":"AKS"}}}""", typeof(ComputeCluster))]
    [InlineData("""{"properties":{"properties":{"computeType":"AKS"}}}""", typeof(UnknownCompute))]
    [InlineData("""{"properties":{"computeType":5}}""", typeof(UnknownCompute))]
    [InlineData("""{"properties":{"computeType":null}}""", typeof(UnknownCompute))]
    public async Task The_type_of_a_listed_target_is_the_one_of_its_properties(string target, Type type)
    {
        _test.Service.Answer(200, Page(null, target));

        Assert.IsType(type, Assert.Single(await All()));
    }

    [Fact]
    public async Task A_missing_workspace_is_reported_as_a_missing_workspace()
    {
        _test.Service.Answer(404, Recorded.NotFound("workspaces/ws"));

        Assert.Equal(ErrorIds.WorkspaceNotFound, (await Assert.ThrowsAsync<ComputeTargetException>(All)).ErrorId);
    }

    [Fact]
    public async Task Cancelling_the_call_ends_the_list_in_the_middle_of_a_page_request()
    {
        _test.Service.Answer(200, Page(Next, Recorded.Cluster(name: "a"))).Hang(_test.Cancel);
        List<string> names = [];

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ComputeTarget target in _test.Client.ListTargetsAsync(_test.Workspace, _test.Call))
            {
                names.Add(target.Name);
            }
        });

        Assert.Equal(["a"], names);
    }

    private static string Page(string? next, params string[] targets) =>
        $$"""
        {
          "value": [{{string.Join(", ", targets)}}]{{(next is null ? "" : $", \"nextLink\": \"{next}\"")}}
        }
        """;

    private async Task AddTo(List<string> names)
    {
        await foreach (ComputeTarget target in _test.Client.ListTargetsAsync(_test.Workspace, _test.Call))
        {
            names.Add(target.Name);
        }
    }

    private async Task<List<ComputeTarget>> All()
    {
        List<ComputeTarget> targets = [];
        await foreach (ComputeTarget target in _test.Client.ListTargetsAsync(_test.Workspace, _test.Call))
        {
            targets.Add(target);
        }

        return targets;
    }
}
