using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Running;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using AmlCompute.Tests.Client.SignIn;
using AmlCompute.Tests.Fidelity;
using Azure.Core;
using Xunit;

namespace AmlCompute.Tests.Client.Errors;

/// <summary>A service or a proxy can repeat in an error what a request has sent.</summary>
public sealed class SentSecretsTests
{
    private const string Password = "p4ss/w+rd \"&é";

    private readonly TestClient _test = new();

    public static TheoryData<string> Forms =>
    [
        Password,
        Uri.EscapeDataString(Password),
        Uri.EscapeDataString(Password).ToLowerInvariant(),
        Uri.EscapeDataString(Password).Replace("%20", "+", StringComparison.Ordinal),
        System.Net.WebUtility.HtmlEncode(Password),
        System.Text.Json.JsonEncodedText.Encode(Password).ToString(),
        "p4ss/w+rd \\\"&é",
        "p4ss/w+rd \\\"&\\u00e9",
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_password_that_an_error_repeats_is_masked_in_every_escaping(string echo)
    {
        _test.Service.Answer(400, Recorded.Error($"Bad{echo}", $"The value '{echo}' is not valid."));

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(
            () => _test.Client.PutAsync(_test.Workspace, "cpu", BodyWith(Password), _test.Call));

        Assert.Equal("The value '***' is not valid.", error.Message);
        Assert.Equal(("The value '***' is not valid.", "Bad***"), (error.ServiceMessage, error.Code));
    }

    [Fact]
    public async Task A_password_that_the_end_of_a_long_text_cuts_is_masked_too()
    {
        string padding = new('x', 1995);
        _test.Service.Answer(400, Recorded.Error("Bad", $"{padding}{Password}"));

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(
            () => _test.Client.PutAsync(_test.Workspace, "cpu", BodyWith(Password), _test.Call));

        Assert.DoesNotContain("p4ss", error.Message);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_in_a_secret_is_masked_as_the_request_contains_it()
    {
        SentSecrets secrets = new();
        secrets.AddSecret("Ab1!\uD83Dxyz");

        Assert.Equal("'***' is not valid.", secrets.Mask("'Ab1!\uFFFDxyz' is not valid."));
    }

    [Fact]
    public void A_secret_that_is_escaped_in_parts_is_masked_as_a_whole()
    {
        string secret = $"{new string('a', 31_999)}\U0001F600{new string('/', 33_600)}";
        SentSecrets secrets = new();
        secrets.AddSecret(secret);

        Assert.Equal("'***'", secrets.Mask($"'{Uri.EscapeDataString(secret)}'"));
    }

    [Fact]
    public void A_masked_error_keeps_its_other_values()
    {
        SentSecrets secrets = new();
        secrets.AddSecret(Password);
        ComputeTargetException error = new(ErrorIds.InvalidArgument, $"'{Password}' is not a column.")
        {
            ConcernsWholeTable = true,
            Status = 400,
        };

        ComputeTargetException masked = secrets.Mask(error);

        Assert.Equal(("'***' is not a column.", true, 400), (masked.Message, masked.ConcernsWholeTable, masked.Status));
    }

    [Theory]
    [InlineData("abcdef-0123")]
    [InlineData("Bearer%20abcdef-0123")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJvaWQiOiJ4In0.c2ln")]
    [InlineData("eyJhbGciOiJub25lIn0%2EeyJvaWQiOiJ4In0%2Ec2ln")]
    public async Task A_token_that_an_error_repeats_is_masked(string echo)
    {
        using ScriptedHandler handler = new(_ => new LoopbackAnswer(403, Recorded.Error("InvalidToken", $"Not valid: {echo}")));
        Workspace workspace = handler.Workspace(new ScriptedSource((_, _) => Task.FromResult(
            new AccessToken("abcdef-0123", DateTimeOffset.UtcNow.AddHours(1)))));

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(
            () => ServiceConnection.GetClient(workspace).GetTargetAsync(workspace, "cpu", ListLog.Call()));

        Assert.Equal(["abcdef-0123"], handler.Tokens);
        Assert.DoesNotContain("abcdef-0123", error.Message);
        Assert.DoesNotContain("eyJ", error.Message);
        Assert.StartsWith("Not valid: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_about_bearer_tokens_are_not_masked()
    {
        const string Text = "Bearer authentication failed; the bearer token has expired.";

        Assert.Equal(Text, new SentSecrets().Mask(Text));
    }

    [Fact]
    public void An_operation_that_repeats_a_password_is_an_error_without_it()
    {
        StubService service = new(request => request.Method switch
        {
            "GET" when request.Url.AbsoluteUri == Recorded.OperationUrl =>
                WireAnswer.Json(200, """{"status":"Failed","error":{"code":"Bad","message":"Login with hunter2!x failed."}}"""),
            "PUT" => WireAnswer.Json(201, Recorded.Cluster("Creating"), Recorded.Operation),
            _ => WireAnswer.NotFound(request),
        });
        using ModuleShell shell = new(service, clock: new PollClock());

        ShellResult result = shell.Run(
            """
            $password = ConvertTo-SecureString hunter2!x -AsPlainText -Force
            New-AmlComputeTarget cpu -VmSize Standard_DS2_v2 -AdminCredential ([pscredential]::new('me', $password)) -Wait
            """);

        Assert.Contains("Login with *** failed.", Assert.Single(result.Errors).ToString());
        Assert.DoesNotContain("hunter2", $"{result.Errors[0].Exception} {result.Errors[0].ErrorDetails}");
    }

    [Theory]
    [InlineData("@{ Name = 'cpu'; Password = 'hunter2!x'; Nested = @(@{ secret = 'hunter2!x' }) }")]
    [InlineData("[pscustomobject] @{ Name = 'cpu'; AdminCredential = 'hunter2!x' }")]
    [InlineData("@{ Name = 'cpu'; VmSize = 'x'; Colour = 1; CustomService = @(@{ environmentvariables = @{ A = 'hunter2!x' } }) }")]
    public void A_row_that_is_refused_leaves_no_plain_password_in_its_error(string row)
    {
        using ModuleShell shell = new(new StubService(WireAnswer.NotFound));

        ShellResult result = shell.Run($"$row = {row}; $row | New-AmlComputeTarget");
        shell.Set("target", Assert.Single(result.Errors).TargetObject);

        string kept = string.Concat(shell.Output("$target | ConvertTo-Json -Depth 9"));
        Assert.DoesNotContain("hunter2", kept);
        Assert.Contains("\"cpu\"", kept);
        Assert.Contains("***", kept);
    }

    [Fact]
    public void A_row_is_not_changed_by_its_error_which_has_a_copy_with_the_number()
    {
        using ModuleShell shell = new(new StubService(WireAnswer.NotFound));

        ShellResult result = shell.Run("$row = @{ Name = 'cpu'; Colour = 'red' }; $row | New-AmlComputeTarget; $row");

        IDictionary copy = Assert.IsType<IDictionary>(Assert.Single(result.Errors).TargetObject, exactMatch: false);
        Assert.Equal((1, "cpu", "red"), (copy["RowNumber"], copy["Name"], copy["Colour"]));
        Assert.False(Assert.IsType<IDictionary>(result.Output[0], exactMatch: false).Contains("RowNumber"));
    }

    private static JsonObject BodyWith(string password)
    {
        JsonObject body = TestClient.Body;
        body["properties"]!["properties"] = new JsonObject
        {
            ["userAccountCredentials"] = new JsonObject { ["adminUserName"] = "me", ["adminUserPassword"] = password },
        };
        return body;
    }
}
