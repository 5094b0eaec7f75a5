using AmlCompute.Client.Regions;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Regions;

/// <summary>The answers of the service to an update of quotas, row by row and page by page.</summary>
public sealed class QuotaUpdateTests
{
    private const string Region =
        $"https://management.azure.com/subscriptions/{TestClient.SubscriptionId}/providers/Microsoft.MachineLearningServices/locations/" +
        "eastus";
    private const string NextPage = $"{Region}/updateQuotas?api-version=2026-05-01&$skip=2";
    private const string Id = $"{TestClient.WorkspaceId}/quotas/a";

    private readonly TestClient _test = new();

    [Fact]
    public async Task The_answer_to_new_quotas_is_read_to_its_last_page()
    {
        ComputeTargetException? error = await Set(
            [$$"""{"value":[],"nextLink":"{{NextPage}}"}""", $$"""{"value":[{"id":"{{Id}}","status":"Success"}]}"""]);

        Assert.Null(error);
        Assert.Equal([$"POST {Region}/updateQuotas?api-version=2026-05-01", $"GET {NextPage}"], _test.Sent.Skip(2).Take(2));
        Assert.NotEmpty(_test.Service.Requests[2].Body);
        Assert.Empty(_test.Service.Requests[3].Body);
    }

    [Fact]
    public async Task A_refusal_on_the_second_page_is_reported()
    {
        ComputeTargetException? error = await Set(
            [
                $$"""{"value":[{"id":"/other","status":"Success"}],"nextLink":"{{NextPage}}"}""",
                $$"""{"value":[{"id":"{{Id}}","status":"InvalidQuotaExceedsSubscriptionLimit"}]}"""]);

        Assert.Equal(
            (ErrorIds.QuotaExceeded, "Get-AmlComputeQuota 'a' -Location eastus shows the quota of the subscription."),
            (error!.ErrorId, error.Remedy));
    }

    [Theory]
    [InlineData("Failure", "the service rejected it without a reason.")]
    [InlineData("QuotaIsFrozen", "the service answered QuotaIsFrozen.")]
    public async Task A_status_that_is_a_reason_is_in_the_message(string status, string reason)
    {
        ComputeTargetException? error = await Set([$$"""{"value":[{"id":"{{Id}}","status":"{{status}}"}]}"""]);

        Assert.Contains(reason, error!.Message);
    }

    [Fact]
    public async Task A_quota_that_no_page_mentions_was_not_accepted()
    {
        ComputeTargetException? error = await Set([$$"""{"value":[],"nextLink":"{{NextPage}}"}""", """{"value":[]}"""]);

        Assert.Equal(ErrorIds.InvalidArgument, error!.ErrorId);
    }

    [Fact]
    public async Task A_page_at_another_place_is_not_followed() =>
        Assert.Equal(ErrorIds.UntrustedEndpoint, (await Assert.ThrowsAsync<ComputeTargetException>(
            () => Set(["""{"value":[],"nextLink":"https://evil.example/updateQuotas"}"""]))).ErrorId);

    private async Task<ComputeTargetException?> Set(IEnumerable<string> pages)
    {
        string quotas = $$"""{"value":[{"id":"{{Id}}","limit":4,"name":{"value":"a"},"type":"t"}]}""";
        _test.Service.Answer(200, """{"value":[]}""").Answer(200, quotas);
        foreach (string page in pages)
        {
            _test.Service.Answer(200, page);
        }

        _test.Service.Answer(200, """{"value":[]}""").Answer(200, quotas);
        QuotaUpdate editor = await QuotaUpdate.CreateAsync(_test.Workspace, "eastus", _test.Call);
        editor.SetLimit(Assert.Single(editor.Quotas), 5);
        return Assert.Single(await new QuotaRequest([editor]).SendAsync(_test.Call)).Error;
    }
}
