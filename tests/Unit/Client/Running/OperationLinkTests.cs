using AmlCompute.Client.Running;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Running;

/// <summary>The state of an operation is read from its own address, from a Location, or from the target.</summary>
public sealed class OperationLinkTests
{
    private static readonly string Creating = Recorded.Cluster("Creating", null, null, null);
    private static readonly string Updating = Recorded.Cluster("Updating", null, null, null);

    private readonly TestClient _test = new();

    [Fact]
    public async Task The_signed_address_of_an_operation_is_used_unchanged_and_never_logged_whole()
    {
        _test.Service.Answer(201, Creating, Recorded.Operation).Answer(200, Recorded.Succeeded).Answer(200, Recorded.Cluster());

        await (await _test.Put()).WaitAsync(_test.Call);

        Assert.InRange(Recorded.OperationUrl.Length, 3200, 3600);
        Assert.Equal($"GET {Recorded.OperationUrl}", _test.Sent[1]);
        Assert.DoesNotContain(_test.Log.VerboseLines, line => line.Contains('?') || line.Contains("MMMM"));
        Assert.Contains(_test.Log.VerboseLines, line => line.Contains("/locations/westeurope/computeOperationsStatus/6b1f4c2e"));
    }

    [Fact]
    public async Task A_Location_alone_is_followed_until_it_is_no_longer_202()
    {
        const string Result = "https://management.azure.com/subscriptions/S/providers/X/operationResults/1?api-version=1&t=2";
        _test.Service
            .Answer(202, "", ("Location", Result), ("Retry-After", "10"))
            .Answer(202, "", ("Retry-After", "20"))
            .Answer(202)
            .Answer(200);

        Assert.Null(await (await _test.Delete()).WaitAsync(_test.Call));

        Assert.Equal([$"GET {Result}", $"GET {Result}", $"GET {Result}"], _test.Sent.Skip(1));
        Assert.Equal([10, 20, 1], _test.Clock.Seconds);
    }

    [Theory]
    [InlineData("InProgress")]
    [InlineData("Running")]
    public async Task A_Location_that_returns_the_state_is_followed_to_its_end(string status)
    {
        _test.Service
            .Answer(202, "", ("Location", "https://management.azure.com/result"))
            .Answer(202, $$"""{"status":"{{status}}"}""")
            .Answer(200, $$"""{"status":"{{status}}"}""", ("Retry-After", "20"))
            .Answer(200, """{"status":"Succeeded"}""");
        List<string> states = [];

        Assert.Null(await (await _test.Delete()).WaitAsync(_test.Call, states.Add));

        Assert.Equal([status, status], states);
        Assert.Equal([1, 1.5, 20], _test.Clock.Seconds);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    public async Task A_Location_that_returns_a_failure_is_an_error(int status)
    {
        _test.Service
            .Answer(202, "", ("Location", "https://management.azure.com/result"))
            .Answer(status, """{"status":"Failed","error":{"code":"InUse","message":"It is in use."}}""");

        ComputeTargetException exception = await _test.Fails(await _test.Delete());

        Assert.Equal(
            (ErrorIds.ProvisioningFailed, "InUse", "It is in use."), (exception.ErrorId, exception.Code, exception.ServiceMessage));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    public async Task A_Location_that_answers_with_a_refusal_shows_that_the_operation_failed(int status)
    {
        _test.Service
            .Answer(202, "", ("Location", "https://management.azure.com/result"))
            .Answer(status, Recorded.Error("InUse", "It is in use."));

        ComputeTargetException exception = await _test.Fails(await _test.Delete());

        Assert.Equal((ErrorIds.ProvisioningFailed, 0, "InUse"), (exception.ErrorId, exception.Status, exception.Code));
        Assert.Equal("The operation on 'cpu' ended as Failed. It is in use.", exception.Message);
    }

    [Fact]
    public async Task A_Location_that_may_not_be_read_does_not_show_that_the_operation_failed()
    {
        _test.Service
            .Answer(202, "", ("Location", "https://management.azure.com/result"))
            .Answer(403, Recorded.Error("AuthorizationFailed", "You may not."));

        ComputeTargetException exception = await _test.Fails(await _test.Delete());

        Assert.Equal((ErrorIds.AuthorizationFailed, 403), (exception.ErrorId, exception.Status));
    }

    [Fact]
    public async Task A_Location_may_give_the_result_itself_at_the_end()
    {
        _test.Service.Answer(202, Updating, ("Location", "https://management.azure.com/result"))
            .Answer(200, Recorded.Cluster()).Answer(200, Recorded.Cluster());

        Assert.Equal("Succeeded", (await (await _test.Patch()).WaitAsync(_test.Call))!.ProvisioningState);
    }

    [Fact]
    public async Task A_proxy_that_answers_for_a_Location_does_not_end_a_deletion()
    {
        _test.Service.Answer(202, "", ("Location", "https://management.azure.com/result")).Answer(200, "<html>Sign in</html>");

        Assert.Equal(ErrorIds.MalformedResponse, (await _test.Fails(await _test.Delete())).ErrorId);
    }

    [Fact]
    public async Task With_both_links_the_operation_is_asked_and_not_the_Location()
    {
        _test.Service
            .Answer(202, "", Recorded.Operation, ("Location", "https://management.azure.com/result"))
            .Answer(200, Recorded.Succeeded);

        await (await _test.Delete()).WaitAsync(_test.Call);

        Assert.Equal($"GET {Recorded.OperationUrl}", _test.Sent[1]);
    }

    [Fact]
    public async Task A_relative_link_is_one_of_the_endpoint()
    {
        _test.Service.Answer(202, "", ("Location", "/operationResults/1?t=2")).Answer(200);

        await (await _test.Start()).WaitAsync(_test.Call);

        Assert.Equal("GET https://management.azure.com/operationResults/1?t=2", _test.Sent[1]);
    }

    [Fact]
    public async Task Without_a_link_the_target_itself_is_asked()
    {
        _test.Service.Answer(201, Creating).Answer(200, Creating).Answer(200, Recorded.Cluster());
        List<string> states = [];

        ComputeTarget? target = await (await _test.Put()).WaitAsync(_test.Call, states.Add);

        Assert.Equal("Succeeded", target!.ProvisioningState);
        Assert.Equal(["Creating"], states);
        Assert.Equal([1, 1.5], _test.Clock.Seconds);
        Assert.Equal(3, _test.Sent.Count);
    }

    [Fact]
    public async Task Without_a_link_a_failed_target_fails_the_operation()
    {
        _test.Service
            .Answer(202, Updating)
            .Answer(200, Recorded.Cluster("Failed", errors: """[{"code":"NodesLost","message":"All nodes were lost."}]"""));

        ComputeTargetException exception = await _test.Fails(await _test.Patch());

        Assert.Equal((ErrorIds.ProvisioningFailed, "NodesLost"), (exception.ErrorId, exception.Code));
    }

    [Fact]
    public async Task Without_a_link_a_deletion_ends_when_the_target_is_gone_whatever_was_wrong_with_it()
    {
        _test.Service
            .Answer(202)
            .Answer(200, Recorded.Cluster("Failed"))
            .Answer(200, Recorded.Cluster("Deleting"))
            .Answer(404, Recorded.NotFound());
        List<string> states = [];

        Assert.Null(await (await _test.Delete()).WaitAsync(_test.Call, states.Add));

        Assert.Equal(["Failed", "Deleting"], states);
    }

    [Fact]
    public async Task Without_a_link_a_failed_deletion_is_reported()
    {
        _test.Service.Answer(202).Answer(200, Recorded.Cluster("Deleting")).Answer(200, Recorded.Cluster("Failed"));

        Assert.Equal(ErrorIds.ProvisioningFailed, (await _test.Fails(await _test.Delete())).ErrorId);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    public async Task An_answer_that_shows_the_end_needs_no_further_request(int status)
    {
        _test.Service.Answer(status, Recorded.Cluster());

        Assert.Equal("Succeeded", (await (await _test.Put()).WaitAsync(_test.Call))!.ProvisioningState);

        Assert.Single(_test.Sent);
        Assert.Empty(_test.Clock.Pauses);
    }

    [Fact]
    public async Task An_answer_that_shows_a_failure_is_one()
    {
        _test.Service.Answer(200, Recorded.Cluster("Failed"));

        Assert.Equal(ErrorIds.ProvisioningFailed, (await _test.Fails(await _test.Put())).ErrorId);
    }

    [Fact]
    public async Task A_creation_answered_without_a_body_is_read()
    {
        _test.Service.Answer(201).Answer(200, Recorded.Cluster());

        ComputeOperation operation = await _test.Put();

        Assert.Null(operation.Target);
        Assert.Equal("cpu", (await operation.WaitAsync(_test.Call))!.Name);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(404)]
    public async Task A_deletion_with_nothing_left_to_do_ends_at_once(int status)
    {
        _test.Service.Answer(status, status == 404 ? Recorded.NotFound() : "");

        Assert.Null(await (await _test.Delete()).WaitAsync(_test.Call));

        Assert.Single(_test.Sent);
    }

    [Fact]
    public async Task A_deletion_in_a_missing_workspace_is_an_error()
    {
        _test.Service.Answer(404, Recorded.NotFound("workspaces/ws"));

        Assert.Equal(ErrorIds.WorkspaceNotFound, (await Assert.ThrowsAsync<ComputeTargetException>(_test.Delete)).ErrorId);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(404)]
    public async Task A_deletion_is_over_when_its_operation_is_gone(int status)
    {
        _test.Service
            .Answer(202, "", Recorded.Operation)
            .Answer(200, Recorded.InProgress)
            .Answer(status, status == 404 ? Recorded.Error("NotFound", "No such operation.") : "");

        Assert.Null(await (await _test.Delete()).WaitAsync(_test.Call));
    }

    [Fact]
    public async Task A_deletion_is_over_when_its_workspace_is_gone()
    {
        _test.Service.Answer(202, "", Recorded.Operation).Answer(200, Recorded.InProgress).Answer(404, Recorded.NotFound("workspaces/ws"));

        Assert.Null(await (await _test.Delete()).WaitAsync(_test.Call));
        Assert.Equal(3, _test.Sent.Count);
    }

    [Fact]
    public async Task A_proxy_that_does_not_find_the_operation_does_not_end_a_deletion()
    {
        _test.Service.Answer(202, "", Recorded.Operation).Answer(404, "<html>Not here</html>");

        Assert.Equal(ErrorIds.MalformedResponse, (await _test.Fails(await _test.Delete())).ErrorId);
    }

    [Fact]
    public async Task If_the_service_forgets_the_operation_of_a_creation_the_target_decides()
    {
        _test.Service
            .Answer(201, Creating, Recorded.Operation)
            .Answer(404, Recorded.Error("NotFound", "No such operation."))
            .Answer(200, Creating)
            .Answer(404, Recorded.Error("NotFound", "No such operation."))
            .Answer(200, Recorded.Cluster())
            .Answer(200, Recorded.Cluster());

        Assert.Equal("Succeeded", (await (await _test.Put()).WaitAsync(_test.Call))!.ProvisioningState);
    }

    [Fact]
    public async Task A_target_that_is_gone_before_its_creation_ended_is_not_found()
    {
        _test.Service.Answer(201, Creating).Answer(200, Creating).Answer(404, Recorded.NotFound());

        ComputeTargetException exception = await _test.Fails(await _test.Put());

        Assert.Equal((ErrorIds.ComputeTargetNotFound, "cpu"), (exception.ErrorId, exception.ComputeName));
    }

    [Theory]
    [InlineData("https://evil.example/status?sig=secret")]
    [InlineData("http://management.azure.com/status?sig=secret")]
    [InlineData("https://user:secret@management.azure.com/status")]
    [InlineData("https://management.azure.com:8443/status?sig=secret")]
    [InlineData("https://management.azure.com.evil.example/?sig=secret")]
    [InlineData("//evil.example/status?sig=secret")]
    public async Task A_link_to_another_place_is_refused_and_not_followed(string link)
    {
        foreach (string header in new[] { "Azure-AsyncOperation", "Location" })
        {
            _test.Service.Answer(202, "", (header, link));

            ComputeTargetException exception = await _test.Fails(await _test.Delete());

            Assert.Equal((ErrorIds.UntrustedEndpoint, "cpu"), (exception.ErrorId, exception.ComputeName));
            Assert.DoesNotContain("secret", exception.Message);
        }

        Assert.All(_test.Sent, request => Assert.StartsWith("DELETE ", request, StringComparison.Ordinal), throwIfEmpty: true);
        Assert.All(_test.Log.Warnings, warning => Assert.DoesNotContain("secret", warning), throwIfEmpty: true);
    }

    [Theory]
    [InlineData("https://evil.example/status", ErrorIds.UntrustedEndpoint)]
    [InlineData("https://", ErrorIds.MalformedResponse)]
    public async Task A_link_that_cannot_be_followed_does_not_fail_the_accepted_operation(string link, string errorId)
    {
        _test.Service.Answer(201, Creating, ("Azure-AsyncOperation", link), ("Location", $"{TestClient.WorkspaceUrl}/operations/1"));

        ComputeOperation operation = await _test.Put();

        Assert.Equal("Creating", operation.Target!.ProvisioningState);
        Assert.StartsWith(
            "cpu: The service accepted the request, but its progress cannot be followed.",
            Assert.Single(_test.Log.Warnings),
            StringComparison.Ordinal);
        Assert.Equal(errorId, (await _test.Fails(operation)).ErrorId);
        Assert.Single(_test.Sent);
    }

    [Theory]
    [InlineData("https://eastus.management.azure.com/", "https://management.azure.com")]
    [InlineData("https://eastus.management.azure.com/", "https://eastus.management.azure.com")]
    [InlineData("https://private.management.chinacloudapi.cn/", "https://management.chinacloudapi.cn")]
    public async Task At_a_regional_endpoint_the_links_of_its_cloud_are_followed(string endpoint, string linked)
    {
        string link = $"{linked}/operations/1?api-version=1";
        TestClient test = new(endpoint: endpoint);
        test.Service.Answer(201, Creating, ("Azure-AsyncOperation", link)).Answer(200, Recorded.Succeeded).Answer(200, Recorded.Cluster());

        Assert.Equal("Succeeded", (await (await test.Put()).WaitAsync(test.Call))!.ProvisioningState);

        Assert.Equal($"GET {link}", test.Sent[1]);
        Assert.StartsWith($"GET {endpoint}subscriptions/", test.Sent[2], StringComparison.Ordinal);
        Assert.Empty(test.Log.Warnings);
    }

    /// <summary>The signature of a link is over its text; %2D and a hyphen are two texts.</summary>
    [Theory]
    [InlineData("https://management.azure.com/operations/1?c=_x%2Dy%7Ez&s=a%2bb&h=%41bc")]
    [InlineData("https://management.azure.com/operations/%41%7e?a=b")]
    [InlineData("https://management.azure.com/operations/1?path=/../x&q=%2e%2e")]
    public async Task A_link_is_followed_letter_for_letter(string link)
    {
        _test.Service.Answer(202, "", ("Azure-AsyncOperation", link)).Answer(200, Recorded.Succeeded);

        await (await _test.Delete()).WaitAsync(_test.Call);

        Assert.Equal($"GET {link}", _test.Sent[1]);
    }
}
