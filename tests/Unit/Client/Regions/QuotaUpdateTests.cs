using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;
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
            (
                ErrorIds.QuotaExceeded,
                $"Get-AmlComputeQuota 'a' -Location eastus -Workspace '{TestClient.WorkspaceId}' shows the quota of the subscription."),
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
    public async Task An_error_of_the_read_afterwards_says_how_many_limits_the_service_accepted()
    {
        QuotaUpdate update = await Read();
        update.SetLimit(Assert.Single(update.Quotas), 5);
        _test.Service.Answer(200, $$"""{"value":[{"id":"{{Id}}","status":"Success"}]}""").Answer(403, "denied");

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(
            () => new QuotaRequest([update]).SendAsync(_test.Call));

        Assert.Equal(ErrorIds.AuthorizationFailed, error.ErrorId);
        Assert.StartsWith("The service accepted 1 of 1 limits, but the quotas of eastus cannot be read. ", error.Message);
    }

    [Theory]
    [InlineData("standardDSv2Family", "'standardDSv2Family' is not the id of a quota. ")]
    [InlineData($"/subscriptions/{TestClient.SubscriptionId}/quotas/a", "The quota of a belongs to the subscription, ")]
    public void Only_the_id_of_a_quota_can_belong_to_a_subscription(string id, string message) =>
        Assert.StartsWith(
            message,
            Assert.Throws<ComputeTargetException>(() => QuotaLookup.FindWorkspace(id, null, new AmlSession())).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_quota_has_the_used_cores_also_in_a_resource_group_with_the_name_usages()
    {
        string workspaceId = TestClient.WorkspaceId.Replace("/rg/", "/usages/", StringComparison.Ordinal);
        _test.Service
            .Answer(200, $$"""{"value":[{"id":"{{workspaceId}}/Usages/a","currentValue":3,"name":{"value":"a dedicated cores"} }]}""")
            .Answer(200, $$"""{"value":[{"id":"{{workspaceId}}/quotas/a","limit":4,"name":{"value":"a"} }]}""");

        IReadOnlyList<ComputeQuota> quotas = await new RegionCatalog(_test.Workspace, "eastus", _test.Call).ReadQuotasAsync();

        Assert.Equal(3, Assert.Single(quotas).Used);
    }

    [Fact]
    public async Task A_page_at_another_place_is_not_followed() =>
        Assert.Equal(ErrorIds.UntrustedEndpoint, (await Assert.ThrowsAsync<ComputeTargetException>(
            () => Set(["""{"value":[],"nextLink":"https://evil.example/updateQuotas"}"""]))).ErrorId);

    private async Task<ComputeTargetException?> Set(IEnumerable<string> pages)
    {
        QuotaUpdate editor = await Read();
        foreach (string page in pages)
        {
            _test.Service.Answer(200, page);
        }

        AnswerLists();
        editor.SetLimit(Assert.Single(editor.Quotas), 5);
        return Assert.Single(await new QuotaRequest([editor]).SendAsync(_test.Call)).Error;
    }

    private Task<QuotaUpdate> Read()
    {
        AnswerLists();
        return QuotaUpdate.CreateAsync(_test.Workspace, "eastus", _test.Call);
    }

    /// <summary>Answers with the usages and the quotas of the region.</summary>
    private void AnswerLists() => _test.Service
        .Answer(200, """{"value":[]}""")
        .Answer(200, $$"""{"value":[{"id":"{{Id}}","limit":4,"name":{"value":"a"},"type":"t"}]}""");
}
