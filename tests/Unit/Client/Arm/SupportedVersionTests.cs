using AmlCompute.Client.Running;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Arm;

/// <summary>Clouds that do not know the api-version of this module.</summary>
public sealed class SupportedVersionTests
{
    private const string Target = """{ "name": "cpu", "properties": { "computeType": "AmlCompute", "provisioningState": "Succeeded" } }""";

    private readonly TestClient _test = new();

    [Theory]
    [InlineData("2021-07-01, 2024-04-01, 2025-06-01, 2025-07-01-preview, 2022-05-01", "2025-06-01")]
    [InlineData("2023-04-01", "2023-04-01")]
    [InlineData("2023-02-01-preview, 2023-06-01-preview", "2023-06-01-preview")]
    public async Task A_request_is_sent_again_with_the_newest_version_of_the_list_once_for_a_connection(string known, string version)
    {
        _test.Service.Answer(400, Unregistered("2026-05-01", known)).Answer(200, Target).Answer(200, Target);

        await _test.Get();
        await _test.Get();

        Assert.Equal(
            ["2026-05-01", version, version],
            _test.Service.Requests.Select(request => request.ToString().Split("api-version=")[1]));
        Assert.Contains(_test.Log.VerboseLines, line => line.EndsWith($"sent again as api-version={version}.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_invalid_version_is_replaced_too_and_the_list_may_be_long()
    {
        string all = string.Join(",", Enumerable.Range(0, 900).Select(day => $"{new DateTime(2023, 6, 1).AddDays(day):yyyy-MM-dd}"));
        _test.Service
            .Answer(
                400,
                $$"""
                { "error": { "code": "InvalidApiVersionParameter",
                    "message": "The api-version '2026-05-01' is invalid. The supported versions are '{{all}}'." } }
                """)
            .Answer(200, Target);

        await _test.Get();

        Assert.EndsWith("api-version=2025-11-16", _test.Sent[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_sent_once_more_with_its_body()
    {
        _test.Service.Answer(400, Unregistered("2026-05-01", "2024-04-01")).Answer(200, Target);

        await _test.Put();

        Assert.Equal(2, _test.Service.Requests.Count);
        Assert.All(_test.Service.Requests, request => Assert.Contains("AmlCompute", $"{request.Body}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_message_about_another_version_does_not_contain_the_rest_of_the_query()
    {
        _test.Service.Answer(400, Unregistered("2026-05-01", "2024-04-01")).Answer(204);

        await _test.Client.DeleteAsync(_test.Workspace, "cpu", UnderlyingResourceAction.Delete, _test.Call);

        Assert.Contains(_test.Log.VerboseLines, line => line.EndsWith("sent again as api-version=2024-04-01.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2021-07-01, 2022-05-01, 2023-02-01-preview")]
    [InlineData("")]
    public async Task Versions_before_2023_04_01_are_not_used(string known)
    {
        _test.Service.Answer(400, Unregistered("2026-05-01", known));

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(() => _test.Get());

        Assert.Equal("NoRegisteredProviderFound", error.Code);
        Assert.Single(_test.Service.Requests);
    }

    [Fact]
    public async Task A_version_that_is_refused_as_well_is_an_error()
    {
        _test.Service.Answer(400, Unregistered("2026-05-01", "2024-04-01")).Answer(400, Unregistered("2024-04-01", "2023-10-01"));

        await Assert.ThrowsAsync<ComputeTargetException>(() => _test.Get());

        Assert.Equal(2, _test.Service.Requests.Count);
    }

    [Fact]
    public async Task Another_error_with_dates_is_not_sent_again()
    {
        _test.Service.Answer(400, """{ "error": { "code": "BadRequest", "message": "Use 2024-04-01." } }""");

        await Assert.ThrowsAsync<ComputeTargetException>(() => _test.Get());

        Assert.Single(_test.Service.Requests);
    }

    [Fact]
    public async Task An_unknown_type_of_a_version_is_404_and_a_date_before_the_list_is_no_version()
    {
        _test.Service
            .Answer(
                404,
                """
                { "error": { "code": "InvalidResourceType",
                    "message": "The resource type of '/computes/run-2026-03-01' could not be found for api version '2026-05-01'.
                        The supported api-versions are '2024-04-01,2025-06-01'." } }
                """.ReplaceLineEndings(" "))
            .Answer(200, Target);

        await _test.Get();

        Assert.EndsWith("api-version=2025-06-01", _test.Sent[1], StringComparison.Ordinal);
    }

    private static string Unregistered(string asked, string known)
    {
        string message =
            $"No registered resource provider found for location 'chinaeast2' and API version '{asked}' for type 'workspaces'. "
            + $"The supported api-versions are '{known}'. The supported locations are ''.";
        return $$"""
            { "error": { "code": "NoRegisteredProviderFound", "message": "{{message}}" } }
            """;
    }
}
