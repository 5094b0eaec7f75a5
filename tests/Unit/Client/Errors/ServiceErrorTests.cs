using System.Text;
using System.Text.Json;
using AmlCompute.Models;
using Azure.Identity;
using Xunit;

namespace AmlCompute.Tests.Client.Errors;

/// <summary>The error for each kind of answer.</summary>
public sealed class ServiceErrorTests
{
    private const string QuotaText =
        "The specified subscription has a total vCPU quota of 0 and cannot accomodate for at least 1 requested managed compute node " +
        "which maps to 2 vCPUs.";

    private readonly TestClient _test = new();

    [Theory]
    [InlineData(400, "BadRequest", "The body is wrong.", ErrorIds.InvalidArgument)]
    [InlineData(400, "BadRequest", QuotaText, ErrorIds.QuotaExceeded)]
    [InlineData(400, "BadRequest", "Operation results in exceeding quota limits of Microsoft.Batchlusters", ErrorIds.QuotaExceeded)]
    [InlineData(400, "ClusterCoreQuotaReached", "Too many cores.", ErrorIds.QuotaExceeded)]
    [InlineData(400, "BadRequest", "The compute 'quota-test' has no tags.", ErrorIds.InvalidArgument)]
    [InlineData(400, "BadRequest", "The specified VM size 'Standard_X' is not available in region 'eastus'.", ErrorIds.InvalidVmSize)]
    [InlineData(400, "BadRequest", "The virtual machine size Standard_X is unknown.", ErrorIds.InvalidVmSize)]
    [InlineData(400, "BadRequest", "vmSize is required.", ErrorIds.InvalidVmSize)]
    [InlineData(400, "InvalidVmSize", "No.", ErrorIds.InvalidVmSize)]
    [InlineData(400, "InvalidComputeName", "Bad name.", ErrorIds.InvalidComputeName)]
    [InlineData(400, "BadRequest", "There is already an active operation submitted for this compute.", ErrorIds.OperationConflict)]
    [InlineData(400, "MissingApiVersionParameter", "The api-version is required.", ErrorIds.InvalidArgument)]
    [InlineData(401, "ExpiredAuthenticationToken", "The access token expiry was earlier.", ErrorIds.AuthenticationFailed)]
    [InlineData(
        403, "AuthorizationFailed",
        "The client has no authorization to perform action 'Microsoft.MachineLearningServices/workspaces/computes/write'.",
        ErrorIds.AuthorizationFailed)]
    [InlineData(
        403, "AuthorizationFailed",
        "It doesn't have authorization to perform action 'Microsoft.MachineLearningServices/locations/quotas/read' over scope " +
        "'/subscriptions/s'.",
        ErrorIds.AuthorizationFailed)]
    [InlineData(
        403, "OperationNotAllowed", "It can't be done: exceeding approved Total Regional Cores quota of 'eastus'.", ErrorIds.QuotaExceeded)]
    [InlineData(404, "ResourceGroupNotFound", "Resource group 'rg' could not be found.", ErrorIds.WorkspaceNotFound)]
    [InlineData(404, "SubscriptionNotFound", "The subscription 's' could not be found.", ErrorIds.WorkspaceNotFound)]
    [InlineData(409, "Conflict", "There is already an active operation submitted.", ErrorIds.OperationConflict)]
    [InlineData(409, "Conflict", QuotaText, ErrorIds.QuotaExceeded)]
    [InlineData(405, "MethodNotAllowed", "Not so.", ErrorIds.InvalidArgument)]
    [InlineData(500, "InternalServerError", "Our fault.", ErrorIds.ServiceUnavailable)]
    public async Task Status_code_and_words_decide_the_error_id(int status, string code, string message, string errorId)
    {
        ComputeTargetException exception = await Answered(status, Recorded.Error(code, message));

        // A refusal for an action names the role; see the test below.
        string shown = message.Contains("perform action", StringComparison.Ordinal) ? exception.Message : message;
        Assert.Equal(
            (errorId, shown, message, code, status),
            (exception.ErrorId, exception.Message, exception.ServiceMessage, exception.Code, exception.Status));
    }

    [Theory]
    [InlineData("Microsoft.MachineLearningServices/workspaces/computes/write", "AzureML Compute Operator")]
    [InlineData("Microsoft.MachineLearningServices/workspaces/computes/stop/action", "AzureML Compute Operator")]
    [InlineData("Microsoft.MachineLearningServices/workspaces/read", "Reader")]
    [InlineData("Microsoft.MachineLearningServices/locations/updateQuotas/action", "Contributor")]
    [InlineData("Microsoft.Network/virtualNetworks/subnets/join/action", "Network Contributor")]
    public async Task A_refused_action_names_the_role_and_the_command_that_assigns_it(string action, string role)
    {
        const string Scope = "/subscriptions/s/resourceGroups/g(1)/providers/Microsoft.MachineLearningServices/workspaces/w";
        const string Id = "0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90";
        string words = $"The client 'ann' with object id '{Id}' does not have authorization to perform action '{action}' "
            + $"over scope '{Scope}/computes/cpu' or the scope is invalid.";

        ComputeTargetException exception = await Answered(403, Recorded.Error("AuthorizationFailed", words));

        Assert.Equal($"The role '{role}' allows the action {action}, and this identity does not have it on {Scope}.", exception.Message);
        Assert.EndsWith($"New-AzRoleAssignment -ObjectId {Id} -RoleDefinitionName '{role}' -Scope '{Scope}'", exception.Remedy);
        Assert.Equal(words, exception.ServiceMessage);
    }

    [Theory]
    [InlineData("action")]
    [InlineData("action(s)")]
    public async Task A_refused_action_on_a_linked_resource_names_the_role_for_that_resource(string word)
    {
        const string Subnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n";
        const string Id = "0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90";
        const string Join = "Microsoft.Network/virtualNetworks/subnets/join/action";
        string words = $"The client 'ann' with object id '{Id}' has permission to perform action "
            + "'Microsoft.MachineLearningServices/workspaces/computes/write' on scope '/subscriptions/s/computes/cpu'; however, it does "
            + $"not have permission to perform {word} '{Join}' on the linked scope(s) '{Subnet}' or the linked scope(s) are invalid.";

        ComputeTargetException exception = await Answered(403, Recorded.Error("LinkedAuthorizationFailed", words));

        Assert.Equal(
            $"The role 'Network Contributor' allows the action {Join}, and this identity does not have it on {Subnet}.", exception.Message);
        Assert.EndsWith($"-RoleDefinitionName 'Network Contributor' -Scope '{Subnet}'", exception.Remedy);
    }

    [Theory]
    [InlineData("has permission to perform action 'A/write' on scope 'S', however the current tenant 'T' is not authorized.")]
    [InlineData("does not have permission to perform action(s) 'A/join/action,B/join/action' on the linked scope(s) 'S,T'.")]
    public async Task A_refusal_that_names_no_single_action_is_shown_in_the_words_of_the_service(string words)
    {
        ComputeTargetException exception = await Answered(403, Recorded.Error("LinkedAuthorizationFailed", $"The client {words}"));

        Assert.Equal(($"The client {words}", null), (exception.Message, exception.Remedy));
    }

    [Theory]
    [InlineData(400, "<html>Bad request</html>", ErrorIds.InvalidArgument, "400 Bad Request")]
    [InlineData(400, "", ErrorIds.InvalidArgument, "400 Bad Request")]
    [InlineData(400, """{"error":{"code":"BadRequest","message":"cut o""", ErrorIds.InvalidArgument, "400 Bad Request")]
    [InlineData(400, """{"error":"invalid"}""", ErrorIds.InvalidArgument, "400 Bad Request")]
    [InlineData(
        400, """{"error":{"code":null,"message":null,"target":null,"details":null,"additionalInfo":null}}""", ErrorIds.InvalidArgument,
        "400 Bad Request")]
    [InlineData(400, "[1,2]", ErrorIds.InvalidArgument, "400 Bad Request")]
    [InlineData(401, "", ErrorIds.AuthenticationFailed, "401 Unauthorized")]
    [InlineData(403, "<html>Blocked by the proxy</html>", ErrorIds.AuthorizationFailed, "403 Forbidden")]
    [InlineData(409, "", ErrorIds.OperationConflict, "409 Conflict")]
    [InlineData(412, "", ErrorIds.OperationConflict, "412 Precondition Failed")]
    [InlineData(423, "", ErrorIds.OperationConflict, "423 Locked")]
    [InlineData(407, "<html>Proxy</html>", ErrorIds.ServiceUnavailable, "407 Proxy Authentication Required")]
    [InlineData(408, "", ErrorIds.ServiceUnavailable, "408 Request Timeout")]
    [InlineData(429, "", ErrorIds.Throttled, "429 Too Many Requests")]
    [InlineData(501, "", ErrorIds.ServiceUnavailable, "501 Not Implemented")]
    [InlineData(502, "<html>Bad gateway</html>", ErrorIds.ServiceUnavailable, "502 Bad Gateway")]
    [InlineData(503, "", ErrorIds.ServiceUnavailable, "503 Service Unavailable")]
    [InlineData(504, "", ErrorIds.ServiceUnavailable, "504 Gateway Timeout")]
    public async Task An_answer_without_a_message_is_reported_with_its_status(int status, string body, string errorId, string reason)
    {
        ComputeTargetException exception = await Answered(status, body);

        Assert.Equal(
            (errorId, status, $"The service answered {reason} without a message."),
            (exception.ErrorId, exception.Status, exception.Message));
        Assert.Null(exception.ServiceMessage);
        Assert.Null(exception.Code);
    }

    [Theory]
    [InlineData(404, "", ErrorIds.ComputeTargetNotFound)]
    [InlineData(404, """{"error":{"code":"NotFound","message":"Nothing of that name."}}""", ErrorIds.ComputeTargetNotFound)]
    [InlineData(404, """{"code":"UserError","message":"Compute with name cpu is not found."}""", ErrorIds.ComputeTargetNotFound)]
    [InlineData(
        404,
        """
        {"code":"NotFound","message":"Compute 'cpu' was not found in '/subscriptions/s/Microsoft.MachineLearningServices/workspaces/ws1'"}
        """,
        ErrorIds.ComputeTargetNotFound)]
    [InlineData(404, "\"Compute cpu was not found\"", ErrorIds.ComputeTargetNotFound)]
    [InlineData(404, "Compute cpu was not found", ErrorIds.ComputeTargetNotFound)]
    [InlineData(404, "\uFEFF \r\nNot Found\r\n", ErrorIds.ComputeTargetNotFound)]
    [InlineData(404, "[gateway] Compute cpu was not found", ErrorIds.ComputeTargetNotFound)]
    [InlineData(404, "\uFEFF{\"error\":{\"code\":\"NotFound\",\"message\":\"Nothing of that name.\"}}", ErrorIds.ComputeTargetNotFound)]
    [InlineData(404, "<html>Not here</html>", ErrorIds.MalformedResponse)]
    [InlineData(404, "\uFEFF\n <!DOCTYPE html>", ErrorIds.MalformedResponse)]
    [InlineData(404, "\"<html>Not here</html>\"", ErrorIds.MalformedResponse)]
    [InlineData(404, "<?xml version=\"1.0\"?><Error/>", ErrorIds.MalformedResponse)]
    [InlineData(404, "[1]", ErrorIds.MalformedResponse)]
    [InlineData(404, "[", ErrorIds.MalformedResponse)]
    [InlineData(404, """ "\ud800" """, ErrorIds.MalformedResponse)]
    [InlineData(404, "404", ErrorIds.MalformedResponse)]
    [InlineData(404, "null", ErrorIds.MalformedResponse)]
    [InlineData(404, "   ", ErrorIds.MalformedResponse)]
    [InlineData(404, "PK\u0003\u0004", ErrorIds.MalformedResponse)]
    [InlineData(404, """{"error":{"code":"ResourceNot""", ErrorIds.MalformedResponse)]
    [InlineData(404, """[ {"code":"ResourceNot""", ErrorIds.MalformedResponse)]
    public async Task Only_a_404_of_the_service_means_that_a_target_is_missing(int status, string body, string errorId)
    {
        ComputeTargetException exception = await Answered(status, body);

        Assert.Equal(
            (
                errorId,
                errorId == ErrorIds.MalformedResponse
                    ? "The service answered 404, but its body is not the service's."
                    : "Compute target 'cpu' was not found."),
            (exception.ErrorId, exception.Message));
    }

    [Fact]
    public async Task The_named_resource_distinguishes_a_missing_target_from_a_missing_workspace()
    {
        Assert.Equal(ErrorIds.ComputeTargetNotFound, (await Answered(404, Recorded.NotFound())).ErrorId);
        Assert.Equal(ErrorIds.WorkspaceNotFound, (await Answered(404, Recorded.NotFound("workspaces/ws"))).ErrorId);
    }

    /// <summary>The bare form of older services, and what stands behind the first error.</summary>
    [Theory]
    [InlineData(
        """
        {"code":"BadRequest","statusCode":400,"message":"The request is invalid",
          "details":[{"code":"NotCreated","message":"od-aks is not in Succeeded state."}]}
        """,
        "BadRequest", "The request is invalid od-aks is not in Succeeded state.", ErrorIds.InvalidArgument)]
    [InlineData(
        """
        {"error":{"code":"A","message":"Outer.","details":[{"message":"Middle.","details":[{"code":"B","message":"Inner."}]},
              {"message":"Outer."},null,7]}}
        """,
        "A", "Outer. Middle. Inner.", ErrorIds.InvalidArgument)]
    [InlineData(
        """
        {"error":{"code":"UserError","message":"No.","additionalInfo":[{"type":"InnerError",
                "info":{"value":{"code":"NotFound","innerError":null}}}]}}
        """,
        "UserError", "No.", ErrorIds.InvalidArgument)]
    [InlineData(
        """{"error":{"code":"BadRequest","message":"No.","details":[{"code":"ClusterCoreQuotaReached","message":null}]}}""",
        "BadRequest", "No.", ErrorIds.QuotaExceeded)]
    [InlineData("""{"error":{"code":"\ud800","message":"Half a character."}}""", "\uFFFD", "Half a character.", ErrorIds.InvalidArgument)]
    [InlineData("""{"error":{"code":"A","message":"Bad \ud800 name."}}""", "A", "Bad \uFFFD name.", ErrorIds.InvalidArgument)]
    [InlineData("""{"error":{"code":"A","message":"","details":[{"message":"Inner."}]}}""", "A", "Inner.", ErrorIds.InvalidArgument)]
    public async Task Every_form_of_the_envelope_is_read(string body, string? code, string message, string errorId)
    {
        ComputeTargetException exception = await Answered(400, body);

        Assert.Equal((errorId, code, message), (exception.ErrorId, exception.Code, exception.Message));
    }

    [Theory]
    [InlineData("""{"code":"NodesLost","message":"All nodes were lost."}""", "NodesLost", "All nodes were lost.", "All nodes were lost.")]
    [InlineData("""{"code":"NodesLost"}""", "NodesLost", null, "The service gave only a code: NodesLost.")]
    [InlineData("""{"code":"A","details":[{"code":"","message":""},{"code":"B"}]}""", "A", null, "The service gave only a code: A B.")]
    [InlineData("""{"code":"A","details":[{"code":"A"}]}""", "A", null, "The service gave only a code: A.")]
    [InlineData("""{"message":"All nodes were lost."}""", null, "All nodes were lost.", "All nodes were lost.")]
    [InlineData("""{"code":"","message":"","details":[{"code":""}]}""", "", null, "The service gave no reason.")]
    [InlineData("{}", null, null, "The service gave no reason.")]
    public void The_failure_of_an_operation_has_the_error_of_the_service(string error, string? code, string? words, string reason)
    {
        ComputeError given = new(JsonSerializer.Deserialize<JsonElement>(error));

        ComputeTargetException exception = OperationFailure.CreateError([given], "cpu", "Failed", "r-1");

        Assert.Equal($"The operation on 'cpu' ended as Failed. {reason}", exception.Message);
        Assert.Equal((ErrorIds.ProvisioningFailed, code, words), (exception.ErrorId, exception.Code, exception.ServiceMessage));
    }

    [Theory]
    [InlineData("""{"error":{"code":"Inner","message":"The subnet is full."}}""", "The subnet is full.")]
    [InlineData("""It failed: {"code":"Inner","message":"The subnet is full."} (retry)""", "It failed: The subnet is full. (retry)")]
    [InlineData("""{"error":{"message":"{\"error\":{\"message\":\"The subnet is full.\"}}"}}""", "The subnet is full.")]
    [InlineData("""{"error":{"code":"A","details":[{"message":"One."},{"message":"Two."}]}}""", "One. Two.")]
    [InlineData("""{"error":{"code":"SubnetFull"}}""", "SubnetFull")]
    [InlineData("""It failed: {"error":{"code":"SubnetFull"}} (retry)""", "It failed: SubnetFull (retry)")]
    [InlineData("""The value {"a":1} is not valid.""", """The value {"a":1} is not valid.""")]
    [InlineData("The braces } and { are text.", "The braces } and { are text.")]
    [InlineData("""{"error":""", """{"error":""")]
    public async Task JSON_inside_a_message_is_unpacked(string message, string expected)
    {
        Assert.Equal(expected, (await Answered(400, Recorded.Error("Outer", message))).Message);
    }

    [Theory]
    [InlineData("""{"error":{"code":"Inner","message":"The subnet is full."}}""", "The subnet is full.")]
    [InlineData("""Deployment failed: {"message":"The subnet is full."}""", "Deployment failed: The subnet is full.")]
    public async Task JSON_inside_a_body_that_is_a_text_is_unpacked(string body, string expected) =>
        Assert.Equal(expected, (await Answered(400, JsonSerializer.Serialize(body))).Message);

    [Fact]
    public void A_long_text_is_not_cut_in_the_middle_of_a_character()
    {
        string start = new('a', 1999);

        Assert.Equal($"{start}...", ErrorText.Shorten($"{start}\U0001F600b"));
        Assert.Equal($"{start}a...", ErrorText.Shorten($"{start}ab"));
        Assert.Equal($"{start}a", ErrorText.Shorten($"{start}a"));
    }

    [Fact]
    public async Task The_code_inside_a_message_decides_the_error_id_too()
    {
        ComputeTargetException exception = await Answered(
            400, Recorded.Error("BadRequest", """{"error":{"code":"ClusterCoreQuotaReached","message":"No."}}"""));

        Assert.Equal((ErrorIds.QuotaExceeded, "No."), (exception.ErrorId, exception.Message));
    }

    [Fact]
    public async Task The_content_type_and_the_retries_do_not_matter_and_the_request_id_is_kept()
    {
        foreach (string contentType in new[] { "application/json; charset=utf-8", "text/html" })
        {
            TestClient test = new();
            for (int i = 0; i < 4; i++)
            {
                test.Service.Answer(
                    429, Recorded.Error("TooManyRequests", "Slow down."), ("x-ms-request-id", $"r-{i}"), ("Content-Type", contentType));
            }

            ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => test.Get());

            Assert.Equal((ErrorIds.Throttled, "r-3", "cpu"), (exception.ErrorId, exception.RequestId, exception.ComputeName));
        }
    }

    [Fact]
    public async Task The_services_words_about_a_missing_target_are_kept_beside_ours()
    {
        _test.Service.Answer(404, Recorded.NotFound());

        ComputeTargetException exception = await Fails();

        Assert.StartsWith(
            "The Resource 'Microsoft.MachineLearningServices/workspaces/ws/computes/cpu'", exception.ServiceMessage,
            StringComparison.Ordinal);
        Assert.Null(exception.InnerException);
    }

    [Fact]
    public async Task An_answer_without_a_request_id_has_none()
    {
        _test.Service.Answer(409);

        Assert.Null((await Fails()).RequestId);
    }

    [Fact]
    public async Task Endless_words_are_cut()
    {
        _test.Service.Answer(400, Recorded.Error("BadRequest", new string('x', 3_000_000)));

        Assert.InRange((await Fails()).Message.Length, 1000, 2100);
    }

    [Fact]
    public async Task White_space_and_long_characters_in_a_long_text_do_not_hide_it()
    {
        string blanks = new(' ', 7993);

        Assert.Equal("Down Ä Ö", (await Answered(400, $"Down{blanks}Ä Ö")).Message);
        Assert.Equal("Down ÄÖ", (await Answered(400, $"Down{blanks}ÄÖ")).Message);
    }

    [Fact]
    public async Task A_body_of_a_hundred_megabytes_is_one_clear_error()
    {
        byte[] body = new byte[100_000_000];
        Array.Fill(body, (byte)' ');
        Encoding.UTF8.GetBytes("<html>", body);
        _test.Service.Answer(404, body).Answer(200, body);

        Assert.Equal(ErrorIds.MalformedResponse, (await Fails()).ErrorId);
        Assert.Equal(ErrorIds.MalformedResponse, (await Fails()).ErrorId);
    }

    [Fact]
    public async Task A_host_name_that_does_not_resolve_is_reported()
    {
        Answers(() => new HttpRequestException(
            "Name or service not known (management.azure.com:443)",
            new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound)));

        ComputeTargetException exception = await Fails();

        Assert.Equal(ErrorIds.ServiceUnavailable, exception.ErrorId);
        Assert.StartsWith(
            "No response from management.azure.com. Name or service not known (management.azure.com:443)",
            exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_untrusted_certificate_is_reported_with_its_cause()
    {
        Answers(() => new HttpRequestException(
            "The SSL connection could not be established, see inner exception.",
            new System.Security.Authentication.AuthenticationException("The remote certificate is invalid: UntrustedRoot")));

        ComputeTargetException exception = await Fails();

        Assert.Equal(ErrorIds.ServiceUnavailable, exception.ErrorId);
        Assert.EndsWith("The remote certificate is invalid: UntrustedRoot", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_never_answers_is_reported_in_plain_words()
    {
        Answers(() => new TaskCanceledException("The operation was cancelled because it exceeded the configured timeout."));

        ComputeTargetException exception = await Fails();

        Assert.Equal(
            (ErrorIds.ServiceUnavailable, "No response from management.azure.com. The service did not answer in time."),
            (exception.ErrorId, exception.Message));
    }

    [Fact]
    public async Task A_connection_that_ends_within_every_body_is_reported()
    {
        for (int i = 0; i < 4; i++)
        {
            _test.Service.AnswerBrokenOff(200);
        }

        ComputeTargetException exception = await Fails();

        Assert.Equal(
            (ErrorIds.ServiceUnavailable, "No response from management.azure.com. The response ended prematurely."),
            (exception.ErrorId, exception.Message));
    }

    [Fact]
    public async Task A_missing_or_refused_sign_in_is_a_failed_authentication_and_not_retried()
    {
        _test.Service
            .Throw(new CredentialUnavailableException("No credential is set up.\nSee the guide."))
            .Throw(new AuthenticationFailedException("The tenant refused."));

        ComputeTargetException missing = await Fails();
        ComputeTargetException refused = await Fails();

        Assert.Equal((ErrorIds.AuthenticationFailed, "No credential is set up."), (missing.ErrorId, missing.Message));
        Assert.Equal((ErrorIds.AuthenticationFailed, "The tenant refused."), (refused.ErrorId, refused.Message));
        Assert.Equal(2, _test.Sent.Count);
    }

    [Fact]
    public async Task A_sign_in_that_fails_after_a_retry_is_the_reported_cause()
    {
        _test.Service.Throw(new IOException("Reset")).Throw(new AuthenticationFailedException("The tenant refused."));

        ComputeTargetException exception = await Fails();

        Assert.Equal((ErrorIds.AuthenticationFailed, "The tenant refused."), (exception.ErrorId, exception.Message));
    }

    [Fact]
    public async Task Even_an_unforeseen_exception_comes_out_as_ours()
    {
        _test.Service.Throw(new InvalidOperationException("A bug."));

        ComputeTargetException exception = await Fails();

        Assert.Equal(ErrorIds.ServiceUnavailable, exception.ErrorId);
        Assert.IsType<InvalidOperationException>(exception.InnerException);
    }

    /// <summary>The error of an answer that stays the same through all retries.</summary>
    private static Task<ComputeTargetException> Answered(int status, string body)
    {
        TestClient test = new();
        for (int i = 0; i < 4; i++)
        {
            test.Service.Answer(status, body);
        }

        return Assert.ThrowsAsync<ComputeTargetException>(() => test.Get());
    }

    private void Answers(Func<Exception> exception)
    {
        for (int i = 0; i < 4; i++)
        {
            _test.Service.Throw(exception());
        }
    }

    private Task<ComputeTargetException> Fails() => Assert.ThrowsAsync<ComputeTargetException>(() => _test.Get());
}
