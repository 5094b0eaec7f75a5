using System.Management.Automation;
using System.Net.Sockets;
using System.Security.Authentication;
using AmlCompute.Client.Arm;
using AmlCompute.Models;
using AmlCompute.Tests.Client;
using Azure.Identity;
using Xunit;
using static AmlCompute.Models.ErrorIds;
using static AmlCompute.Tests.Fidelity.ErrorCase;

namespace AmlCompute.Tests.Fidelity;

/// <summary>
/// Whatever comes back, or does not: one error record with its id, category and words, and the request sent as often as makes sense.
/// </summary>
public sealed class ErrorTableTests
{
    private const string Get = "Get-AmlComputeTarget cpu";
    private const string List = "Get-AmlComputeTarget";
    private const string New = "New-AmlComputeTarget cpu Standard_DS3_v2";
    private const string NewWait = New + " -Wait -Timeout 5m";
    private const string Attach = "Connect-AmlComputeTarget cpu -Kubernetes -ResourceName aks";
    private const string Remove = "Remove-AmlComputeTarget cpu -Force";
    private const string RemoveWait = Remove + " -Wait";
    private const string Wait = "Wait-AmlComputeTarget cpu -Timeout 5m";
    private const string Update = "Update-AmlComputeTarget cpu";

    private const string Nested = """
        {"error":{"code":"UserError","message":"The request is invalid.","target":"vm",
            "details":[{"code":"BadArgument","message":"The subnet is full.",
        "details":[{"code":"Deep","message":"10.0.0.0/28"}]}],"additionalInfo":[{"type":"ComponentName","info":{"value":"compute"}},
        {"type":"InnerError","info":{"value":{"code":"NotFound","innerError":null}}}]}}
        """;

    private const string Bare = """
        {"code":"BadRequest","statusCode":400,"message":"The request is invalid",
        "details":[{"code":"ComputeResourceNotCreated","message":"It is not in Succeeded state."}]}
        """;

    private const string Quota =
        "The specified subscription has a total vCPU quota of 0 and cannot accomodate for at least 1 requested managed compute node " +
        "which maps to 2 vCPUs.";
    /// <summary>Ends a conflict at once; otherwise the command would wait until the target is free.</summary>
    private const string NoTime = " -Timeout 0";
    private const string Accepted =
        "The service accepted the change of compute target 'cpu', but its state cannot be read: ";

    private const string Busy = "There is already an active operation submitted";
    private const string Failed =
        """[{"error":{"code":"SubnetFull","message":"The subnet has no addresses left.","target":null,"details":[]}}]""";

    /// <summary>The category of each error id, as scripts may rely on it.</summary>
    private static readonly Dictionary<string, ErrorCategory> Categories = new()
    {
        [AuthenticationFailed] = ErrorCategory.AuthenticationError,
        [AuthorizationFailed] = ErrorCategory.PermissionDenied,
        [ComputeTargetNotFound] = ErrorCategory.ObjectNotFound,
        [InvalidArgument] = ErrorCategory.InvalidArgument,
        [InvalidComputeName] = ErrorCategory.InvalidArgument,
        [InvalidVmSize] = ErrorCategory.InvalidArgument,
        [MalformedResponse] = ErrorCategory.InvalidData,
        [OperationConflict] = ErrorCategory.ResourceBusy,
        [ProvisioningFailed] = ErrorCategory.OperationStopped,
        [QuotaExceeded] = ErrorCategory.QuotaExceeded,
        [ServiceUnavailable] = ErrorCategory.ConnectionError,
        [Throttled] = ErrorCategory.LimitsExceeded,
        [UntrustedEndpoint] = ErrorCategory.SecurityError,
        [WaitTimeout] = ErrorCategory.OperationTimeout,
        [WorkspaceNotFound] = ErrorCategory.ObjectNotFound,
    };

    private static readonly Dictionary<string, ErrorCase> Cases = new()
    {
        // Refused
        ["400 in the ARM envelope"] = new(
            Get, "GET", Json(400, Recorded.Error("BadRequest", "The name is odd.")), InvalidArgument, "The name is odd."),
        ["400 in the bare form of older services"] = new(
            Get, "GET",
            Json(400, Bare),
            InvalidArgument, "The request is invalid It is not in Succeeded state."),
        ["400 with nested details and additionalInfo"] = new(
            New, "PUT", Json(400, Nested), InvalidArgument, "The request is invalid. The subnet is full. 10.0.0.0/28"),
        ["400 for want of quota"] = new(New, "PUT", Json(400, Recorded.Error("BadRequest", Quota)), QuotaExceeded, Quota),
        ["400 for a size of a VM, with an empty list of sizes"] = new(
            New, "PUT",
            Json(400, Recorded.Error("BadRequest", "The VM size Standard_DS3_v2 is not supported.")),
            InvalidVmSize, "The VM size Standard_DS3_v2 is not supported."),
        ["400 for a name"] = new(
            New, "PUT", Json(400, Recorded.Error("InvalidComputeName", "Take another name.")), InvalidComputeName, "Take another name."),
        ["400 without a body"] = new(
            Attach, "PUT", Empty(400), InvalidArgument, "The service answered 400 Bad Request without a message."),
        ["400 with a page of a proxy"] = new(
            Get, "GET", Page(400), InvalidArgument, "The service answered 400 Bad Request without a message."),
        ["400 with JSON that is cut off"] = new(
            Get, "GET", Json(400, """{"error":{"code":"BadReq"""), InvalidArgument,
            "The service answered 400 Bad Request without a message."),
        ["400 with JSON that calls itself a page"] = new(
            Get, "GET", Page(400, Recorded.Error("BadRequest", "The name is odd.")), InvalidArgument, "The name is odd."),
        ["400 with an array"] = new(
            Get, "GET", Json(400, "[1]"), InvalidArgument, "The service answered 400 Bad Request without a message."),
        ["400 with a hundred megabytes"] = new(
            Get, "GET", Blank(400, 100_000_000), MalformedResponse, "The service answered 400, but its body is longer than 4 MB."),
        ["400 with three megabytes of words"] = new(
            Get, "GET", Json(400, Recorded.Error("BadRequest", new string('x', 3_000_000))), InvalidArgument, "xxxxxxxxxx"),
        ["401"] = new(
            Get, "GET",
            Json(
                401, Recorded.Error("ExpiredAuthenticationToken", "The access token has expired."),
                ("WWW-Authenticate", "Bearer error=\"invalid_token\"")),
            AuthenticationFailed, "The access token has expired."),
        ["a sign-in that fails"] = new(
            List, "LIST",
            Throws(() => new AuthenticationFailedException("AADSTS700016: no such application")),
            AuthenticationFailed, "AADSTS700016: no such application"),
        ["403"] = new(
            Remove, "DELETE",
            Json(403, Recorded.Error("AuthorizationFailed", "The client has no role.")),
            AuthorizationFailed, "The client has no role."),
        ["403 with a page of a proxy"] = new(
            List, "LIST", Page(403), AuthorizationFailed, "The service answered 403 Forbidden without a message."),
        ["404 of the target"] = new(
            Update, "GET", Json(404, Recorded.NotFound()), ComputeTargetNotFound, "Compute target 'cpu' was not found"),
        ["404 of the workspace"] = new(
            Get, "GET",
            Json(404, Recorded.NotFound("workspaces/ws")),
            WorkspaceNotFound, "Workspace 'ws' was not found in resource group 'rg"),
        ["404 of the resource group"] = new(
            New, "GET",
            Json(404, Recorded.Error("ResourceGroupNotFound", "Resource group 'rg' could not be found.")),
            WorkspaceNotFound, "Resource group 'rg' could not be found."),
        ["404 of the subscription"] = new(
            List, "LIST",
            Json(404, Recorded.Error("SubscriptionNotFound", "The subscription could not be found.")),
            WorkspaceNotFound, "The subscription could not be found."),
        ["404 without a body"] = new(Get, "GET", Empty(404), ComputeTargetNotFound, "Compute target 'cpu' was not found"),
        ["404 with words that name the workspace"] = new(
            Get, "GET",
            Json(
                404,
                Recorded.Error(
                    "NotFound",
                    "Compute cpu was not found in workspace '/subscriptions/s/providers/Microsoft.MachineLearningServices/workspaces/" +
                    "ws'.")),
            ComputeTargetNotFound, "Compute target 'cpu' was not found"),
        ["404 with a JSON string"] = new(
            Get, "GET", Json(404, "\"Compute cpu was not found.\""), ComputeTargetNotFound, "Compute target 'cpu' was not found"),
        ["404 with text"] = new(
            Get, "GET", Text(404, "Compute cpu was not found."), ComputeTargetNotFound, "Compute target 'cpu' was not found"),
        ["404 with text that calls itself a page"] = new(
            Get, "GET", Page(404, "Blocked by policy"), MalformedResponse, "The service answered 404, but its body is not the service's."),
        ["404 with a page in a JSON string"] = new(
            Get, "GET", Json(404, "\"<html></html>\""), MalformedResponse, "The service answered 404, but its body is not the service's."),
        ["404 with JSON that is cut off"] = new(
            Get, "GET", Json(404, """{"error":{"code":"Res"""), MalformedResponse,
            "The service answered 404, but its body is not the service's."),
        ["400 with text"] = new(Get, "GET", Text(400, "The name\r\nis odd."), InvalidArgument, "The name is odd."),
        ["404 with a page of a proxy"] = new(
            New, "GET", Page(404), MalformedResponse, "The service answered 404, but its body is not the service's."),
        ["407"] = new(Get, "GET", Page(407), ServiceUnavailable, "The service answered 407 Proxy Authentication Required"),
        ["409 while something else goes on"] = new(
            New + NoTime, "PUT", Json(409, Recorded.Error("Conflict", Busy)), OperationConflict,
            $"Compute target 'cpu' could not be created. {Busy}"),
        ["409 of a deletion, without a body"] = new(
            Remove + NoTime, "DELETE", Empty(409), OperationConflict, "Compute target 'cpu' is busy"),
        ["412"] = new(
            New + NoTime, "PUT", Empty(412), OperationConflict,
            "Compute target 'cpu' could not be created. The service answered 412"),
        ["302"] = new(
            Get, "GET",
            Json(302, "", ("Location", "https://evil.example.org/take?token=1")),
            UntrustedEndpoint, "The response was a redirect to evil.example.org (302). It was not followed."),

        // Passing, and tried again
        ["408"] = new(
            Get, "GET", Json(408, "", ("retry-after-ms", "1")), ServiceUnavailable, "The service answered 408 Request Timeout", Tries: 4),
        ["429 with a time to wait"] = new(
            New, "PUT", Json(429, Recorded.Error("TooManyRequests", "Slow down."), ("retry-after-ms", "1")), Throttled, "Slow down.",
            Tries: 4),
        ["429 without a time to wait"] = new(
            List, "LIST",
            Json(429, """{"error":{"code":"RetryableError","message":"Busy.","details":[{"code":"RetryableError","message":"Busy."}]}}"""),
            Throttled, "Busy.", Tries: 4),
        ["500 in the ARM envelope"] = new(
            Remove, "DELETE", Json(500, Recorded.Error("InternalServerError", "Our fault.")), ServiceUnavailable, "Our fault.", Tries: 4),
        ["500 while looking whether a name is free"] = new(
            New, "GET", Empty(500), ServiceUnavailable, "The service answered 500 Internal Server Error", Tries: 4),
        ["501"] = new(Get, "GET", Empty(501), ServiceUnavailable, "The service answered 501 Not Implemented"),
        ["502 with a page of a proxy"] = new(
            Get, "GET", Page(502), ServiceUnavailable, "The service answered 502 Bad Gateway without a message.", Tries: 4),
        ["503 without a body"] = new(Get, "GET", Empty(503), ServiceUnavailable, "The service answered 503 Service Unavailable", Tries: 4),
        ["504"] = new(Get, "GET", Empty(504), ServiceUnavailable, "The service answered 504 Gateway Timeout", Tries: 4),
        ["a connection that is refused"] = new(
            Get, "GET",
            Throws(
                () => new HttpRequestException(
                    "Connection refused (management.azure.com:443)", new SocketException((int)SocketError.ConnectionRefused))),
            ServiceUnavailable, "No response from management.azure.com. Connection refused", Tries: 4),
        ["a body that breaks off"] = new(
            List, "LIST", BrokenOff(200), ServiceUnavailable, "No response from management.azure.com. Connection reset by peer", Tries: 4),
        ["a certificate that is not trusted"] = new(
            New, "PUT",
            Throws(
                () => new HttpRequestException(
                    "The SSL connection could not be established, see inner exception.",
                    new AuthenticationException("The remote certificate is invalid"))),
            ServiceUnavailable, "No response from management.azure.com. The SSL connection could not be established", Tries: 4),
        ["a host without an address"] = new(
            Get, "GET",
            Throws(
                () => new HttpRequestException(
                    "Name or service not known (management.azure.com:443)", new SocketException((int)SocketError.HostNotFound))),
            ServiceUnavailable, "No response from management.azure.com. Name or service not known", Tries: 4),
        ["no answer in time"] = new(
            Get, "GET",
            Throws(() => new TaskCanceledException("timeout", new TimeoutException())),
            ServiceUnavailable, "No response from management.azure.com. The service did not answer in time.", Tries: 4),

        // Successes that are none
        ["200 without a body"] = new(
            Get, "GET", Empty(200), MalformedResponse, "The service answered 200, but its body is not valid JSON."),
        ["200 with a page of a proxy"] = new(
            List, "LIST", Page(200), MalformedResponse, "The service answered 200, but its body is not valid JSON."),
        ["200 with JSON that is cut off"] = new(
            List, "LIST",
            Json(200, """{ "value": [ { "name": "cpu", "proper"""),
            MalformedResponse, "The service answered 200, but its body is not valid JSON."),
        ["200 with a hundred megabytes"] = new(
            List, "LIST", Blank(200, 100_000_000), MalformedResponse, "The service answered 200, but its body is longer than 64 MB."),
        ["200 with something behind the list"] = new(
            List, "LIST", Json(200, """{ "value": [] } <html></html>"""), MalformedResponse,
            "The service answered 200, but its body is not valid JSON."),
        ["200 with a next link that is no text"] = new(
            List, "LIST", Json(200, """{ "value": [], "nextLink": {} }"""), MalformedResponse,
            "The service answered 200, but its nextLink is not a text."),
        ["200 with something behind the target"] = new(
            Get, "GET", Json(200, Recorded.Cluster() + "{}"), MalformedResponse,
            "The service answered 200, but its body is not valid JSON."),
        ["200 with something else"] = new(
            Get, "GET",
            Json(200, """{ "hello": "world" }"""),
            MalformedResponse, "The service answered 200, but its body does not describe a compute target."),
        ["201 with a page of a proxy"] = new(
            New, "PUT", Page(201), MalformedResponse, Accepted + "The service answered 201, but its body is not valid JSON."),
        ["201 with an operation on another host, which is waited for"] = new(
            NewWait, "PUT",
            Json(201, Recorded.Cluster("Creating"), ("Azure-AsyncOperation", "https://evil.example.org/operation?s=1")),
            UntrustedEndpoint, Accepted + "The service sent a link to https://evil.example.org:443"),

        // Operations
        ["an operation that failed with a reason"] = new(
            NewWait, "STATUS",
            Json(200, """{"status":"Failed","error":{"code":"SubnetFull","message":"The subnet has no addresses left."}}"""),
            ProvisioningFailed, "The operation on 'cpu' ended as Failed. The subnet has no addresses left."),
        ["an operation that failed, and the target says why"] = new(
            NewWait, "STATUS",
            Json(200, """{"status":"Failed"}"""),
            ProvisioningFailed, "The operation on 'cpu' ended as Failed. The subnet has no addresses left.")
        { After = Recorded.Cluster("Failed", errors: Failed) },
        ["an operation that failed, and nobody says why"] = new(
            RemoveWait, "STATUS",
            Json(200, """{"status":"Failed","error":null}"""),
            ProvisioningFailed, "The operation on 'cpu' ended as Failed. The service gave no reason."),
        ["an operation that failed for want of quota"] = new(
            NewWait, "STATUS",
            Json(200, $$$"""{"status":"Failed","error":{"code":"BadRequest","message":"{{{Quota}}}"}}"""),
            QuotaExceeded, "The operation on 'cpu' ended as Failed. The specified subscription has a total vCPU quota of 0"),
        ["an operation that was canceled"] = new(
            RemoveWait, "STATUS",
            Json(200, """{"status":"Canceled"}"""),
            ProvisioningFailed, "The operation on 'cpu' ended as Canceled. The service gave no reason."),
        ["an operation in a state nobody knows, for ever"] = new(
            NewWait, "STATUS",
            Json(200, """{"status":"Quiescing"}"""),
            WaitTimeout, "Creating compute target 'cpu' did not end within 00:05:00.", Tries: 0),
        ["an operation without a state"] = new(
            NewWait, "STATUS",
            Json(200, """{"name":"6b1f4c2e"}"""),
            MalformedResponse, Accepted + "The service answered 200, but the state of the operation is missing."),
        ["an operation whose state is a page of a proxy"] = new(
            RemoveWait, "STATUS", Page(200), MalformedResponse, Accepted + "The service answered 200, but its body is not valid JSON."),
        ["an operation that may not be seen"] = new(
            NewWait, "STATUS", Json(403, Recorded.Error("AuthorizationFailed", "Your role has gone.")), AuthorizationFailed,
            Accepted + "Your role has gone."),
        ["an operation that can never be asked"] = new(
            NewWait, "STATUS", Empty(503), WaitTimeout, "Creating compute target 'cpu' did not end within 00:05:00.", Tries: 0),
        ["a target that failed while it was waited for"] = new(
            Wait, "PUT",
            Empty(500),
            ProvisioningFailed, "The operation on 'cpu' ended as Failed. The subnet has no addresses left.", Tries: 0)
        { After = Recorded.Cluster("Failed", errors: Failed) },
        ["a wait in which the service is away"] = new(
            Wait, "GET", Empty(503), WaitTimeout, "Compute target 'cpu' was not usable within 00:05:00", Tries: 0),

        // Deletions of what is gone are no errors
        ["a deletion answered 204"] = new(RemoveWait, "DELETE", Empty(204), null, ""),
        ["a deletion answered 404"] = new(RemoveWait, "DELETE", Json(404, Recorded.NotFound()), null, ""),
        ["a deletion answered 404 with text"] = new(RemoveWait, "DELETE", Text(404, "Compute cpu was not found."), null, ""),
        ["a deletion answered 404 with a JSON string"] = new(RemoveWait, "DELETE", Json(404, "\"Compute cpu was not found.\""), null, ""),
        ["a deletion answered 404 with a page of a proxy"] = new(
            RemoveWait, "DELETE", Page(404), MalformedResponse, "The service answered 404, but its body is not the service's."),
        ["a deletion whose operation is gone"] = new(
            RemoveWait, "STATUS", Json(404, Recorded.Error("NotFound", "No such operation.")), null, ""),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_becomes_one_error_record(string name)
    {
        ErrorCase test = Cases[name] with { };
        StubService service = new(test.Answer);
        using ModuleShell shell = new(service, clock: new PollClock());

        ShellResult result = shell.Run(test.Command);

        if (test.Command != Wait)
        {
            // A wait emits a target that cannot be used as well.
            Assert.Empty(result.Output);
        }

        if (test.Tries > 0)
        {
            Assert.Equal(test.Tries, Without(service.Requests).Count(request => StageOf(request) == test.Stage));
        }

        if (test.ErrorId is null)
        {
            Assert.Empty(result.Errors);
            return;
        }

        ErrorRecord error = Assert.Single(result.Errors);
        Assert.Equal(test.ErrorId, result.ErrorIds[0]);
        Assert.Equal(Categories[test.ErrorId], error.CategoryInfo.Category);
        Assert.IsType<ComputeTargetException>(error.Exception);
        Assert.StartsWith(test.Message, error.Exception.Message, StringComparison.Ordinal);
        Assert.InRange(error.ErrorDetails.Message.Length, 1, 5000);
        Assert.Equal(test.Stage == "LIST" ? null : "cpu", error.TargetObject);
        Assert.DoesNotContain("evil.example.org/", error.ErrorDetails.Message);
    }

    [Fact]
    public void There_are_at_least_forty_cases() => Assert.InRange(Cases.Count, 40, int.MaxValue);

    [Fact]
    public void What_was_accepted_is_given_without_a_wait_though_its_operation_is_on_another_host()
    {
        ErrorCase test = new(
            New, "PUT", Json(201, Recorded.Cluster("Creating"), ("Azure-AsyncOperation", "https://evil.example.org/operation?s=1")), null,
            "");
        StubService service = new(test.Answer);
        using ModuleShell shell = new(service);

        ShellResult result = shell.Run(test.Command);

        Assert.Empty(result.Errors);
        Assert.Equal("Creating", Assert.IsType<ComputeCluster>(Assert.Single(result.Output)).ProvisioningState);
        Assert.StartsWith("cpu: The service accepted the request,", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.DoesNotContain(service.Requests, request => request.Url.Host == "evil.example.org");
    }

    [Fact]
    public void A_target_in_a_body_that_calls_itself_a_page_is_read()
    {
        using ModuleShell shell = new(new StubService(_ => Page(200, Recorded.Cluster())()));

        Assert.Equal("cpu", Assert.IsType<ComputeCluster>(Assert.Single(shell.Output(Get))).Name);
    }

    [Fact]
    public void A_fault_on_the_second_page_leaves_what_the_first_page_had()
    {
        StubService service = new(request => request.Query.Length == 0
            ? WireAnswer.Json(
                200,
                $$"""
                { "value": [ {{Recorded.Cluster()}} ],
                  "nextLink": "https://management.azure.com{{request.Url.AbsolutePath}}?api-version=1&$skip=1" }
                """)
            : Empty(500)());
        using ModuleShell shell = new(service);

        ShellResult result = shell.Run(List);

        Assert.Equal("cpu", Assert.IsType<ComputeCluster>(Assert.Single(result.Output)).Name);
        Assert.Equal([ServiceUnavailable], result.ErrorIds);
    }

    [Fact]
    public void A_next_page_on_another_host_is_one_error_and_never_asked_for()
    {
        StubService service = new(
            _ => WireAnswer.Json(200, """{ "value": [], "nextLink": "https://evil.example.org/computes?api-version=1" }"""));
        using ModuleShell shell = new(service);

        Assert.Equal([UntrustedEndpoint], shell.Run(List).ErrorIds);
        Assert.Single(Without(service.Requests));
    }

    [Fact]
    public void One_failing_item_never_stops_the_others_but_a_failed_sign_in_does()
    {
        StubService service = new(request =>
            request.Url.AbsolutePath.EndsWith("/bad", StringComparison.Ordinal) ? Page(400)()
            : request.Url.AbsolutePath.EndsWith("/out", StringComparison.Ordinal) ? Empty(401)()
            : WireAnswer.Json(200, Recorded.Cluster()));
        using ModuleShell shell = new(service);

        ShellResult result = shell.Run("'one', 'bad', 'two', 'out', 'three' | Get-AmlComputeTarget");

        Assert.Equal(2, result.Output.Count);
        Assert.Equal([InvalidArgument, AuthenticationFailed], result.ErrorIds);
        Assert.Equal(4, Without(service.Requests).Count());
    }

    /// <summary>Omits the reads of prices, which a Get sends beside its first request.</summary>
    private static IEnumerable<WireRequest> Without(IEnumerable<WireRequest> requests) =>
        requests.Where(request => !request.Url.AbsolutePath.EndsWith("/vmSizes", StringComparison.Ordinal));
}
