using System.Text.Json;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Prices;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using Azure.Core.Pipeline;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AmlCompute.Tests.Client.Prices;

/// <summary>The reads of prices beside other reads: their limit of time, and the Retail Prices API.</summary>
public sealed class PriceReaderTests : IDisposable
{
    private const string Region = "eastus";
    private const string Known = "Standard_E4ds_v4";
    private const string Unknown = "Standard_D4ds_v5";
    private const string Sizes = $$"""
        { "value": [
          { "name": "{{Known}}", "estimatedVMPrices": { "billingCurrency": "USD", "unitOfMeasure": "OneHour",
            "values": [ { "retailPrice": 0.29, "osType": "Linux", "vmTier": "Standard" } ] } },
          { "name": "{{Unknown}}" } ] }
        """;

    /// <summary>The clock of the limit. It moves only when a test moves it, after the limit has begun.</summary>
    private readonly PollClock _wall = new(TimeSpan.FromSeconds(10), isStepped: true);
    private readonly TestClient _test;
    private readonly ScriptedService _retail = new();
    private readonly PollClock _pauses = new();
    private readonly Workspace _workspace;

    public PriceReaderTests()
    {
        _test = new TestClient(clocks: new RequestClocks(new FakeTimeProvider(), Pauses: null, _wall));
        ComputeClientOptions options = new() { Transport = new HttpClientTransport(_retail) };
        ComputeClient client = new(
            ConnectionFactory.BuildPipeline(options),
            new Uri("https://prices.azure.com/api/retail/prices"),
            new RequestClocks(_pauses, _pauses, _wall));
        ServiceConnection connection = new("Test", _test.Client) { Retail = new Lazy<ComputeClient>(() => client) };
        _workspace = connection.CreateWorkspace(new WorkspaceReference(TestClient.SubscriptionId, "rg", "ws", "test"));
    }

    private PriceBook Prices => _workspace.Connection.Prices;

    public void Dispose() => _retail.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_command_that_shows_costs_ends_5_seconds_after_its_other_reads_and_the_cost_is_unknown_and_never_0(bool beside)
    {
        _test.Service.Hang(() => { });
        Task read = Read(beside, Known);
        await _wall.PausedAsync().WaitAsync(Token);

        _wall.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(read.IsCompleted);
        _wall.Advance(TimeSpan.FromSeconds(0.2));
        await read.WaitAsync(Token);

        Assert.Null(Prices.FindPrice(Region, Known, null, false));
        Assert.Null(Target(Known).CostPerHour);
        Assert.Contains(_test.Log.VerboseLines, line => line.Contains("not read within 00:00:05", StringComparison.Ordinal));
        Assert.False(_test.Call.Token.IsCancellationRequested);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_command_that_is_stopped_logs_no_limit(bool beside)
    {
        _test.Service.Hang(() => { });
        Task read = Read(beside, Known);
        await _wall.PausedAsync().WaitAsync(Token);

        _test.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Token));
        Assert.DoesNotContain(_test.Log.VerboseLines, line => line.Contains("not read within", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_that_is_not_a_text_is_named_as_in_the_response()
    {
        _test.Service.Answer(200, Sizes);
        _retail.Answer(200, """{ "Items": [], "NextPageLink": 7 }""");
        PriceQueue reads = new(usesRetail: true);

        await ReadBeside(reads, Unknown).WaitAsync(Token);

        Assert.Contains("its NextPageLink is not a text", Assert.Single(reads.TakeProblems()).Message);
    }

    [Fact]
    public async Task An_address_without_the_api_is_named()
    {
        _test.Service.Answer(200, Sizes);
        _retail.Answer(404, "Not Found");
        PriceQueue reads = new(usesRetail: true);

        await ReadBeside(reads, Unknown).WaitAsync(Token);

        ComputeTargetException problem = Assert.Single(reads.TakeProblems());
        Assert.Equal(ErrorIds.ServiceUnavailable, problem.ErrorId);
        Assert.Equal("https://prices.azure.com/api/retail/prices was not found, so the retail prices are unknown.", problem.Message);
        Assert.Equal(
            "Check the network and the proxy. If the environment variable AMLCOMPUTE_RETAIL_PRICES_ENDPOINT is set, correct or remove it.",
            problem.Remedy);
    }

    [Fact]
    public async Task A_negative_price_of_something_else_than_a_size_is_ignored()
    {
        _test.Service.Answer(200, Sizes);
        _retail.Answer(200, """{ "Items": [ { "retailPrice": -1, "currencyCode": "USD", "unitOfMeasure": "1 Hour" } ] }""");
        PriceQueue reads = new(usesRetail: true);

        await ReadBeside(reads, Unknown).WaitAsync(Token);

        Assert.Empty(reads.TakeProblems());
    }

    [Fact]
    public async Task The_next_command_asks_again_after_a_read_that_was_too_late()
    {
        _test.Service.Hang(() => { }).Answer(200, Sizes);
        Task late = ReadBeside(new PriceQueue(), Known);
        await _wall.PausedAsync().WaitAsync(Token);
        _wall.Advance(TimeSpan.FromSeconds(6));
        await late.WaitAsync(Token);

        await ReadBeside(new PriceQueue(), Known).WaitAsync(Token);

        Assert.Equal(0.58m, Target(Known).CostPerHour);
    }

    [Fact]
    public async Task A_command_waits_once_for_prices_that_do_not_arrive()
    {
        _test.Service.Hang(() => { });
        PriceReader reader = new();
        Task first = ReadAfter(reader, Known);
        await _wall.PausedAsync().WaitAsync(Token);
        Task second = ReadAfter(reader, Known);
        await _wall.PausedAsync().WaitAsync(Token);
        _wall.Advance(TimeSpan.FromSeconds(6));
        await Task.WhenAll(first, second).WaitAsync(Token);

        await ReadAfter(reader, Known).WaitAsync(Token);

        Assert.Single(_test.Sent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_limit_of_5_seconds_holds_for_retail_prices_too(bool beside)
    {
        _test.Service.Answer(200, Sizes);
        _retail.Hang(() => { });
        Task read = Read(beside, Unknown, usesRetail: true);
        await _wall.PausedAsync().WaitAsync(Token);

        _wall.Advance(TimeSpan.FromSeconds(6));
        await read.WaitAsync(Token);

        Assert.Null(Target(Unknown).CostPerHour);
    }

    [Fact]
    public async Task A_command_whose_output_is_the_price_honours_a_429_of_the_retail_prices()
    {
        _test.Service.Answer(200, Sizes);
        _retail.Answer(429, "{}", ("Retry-After", "20")).Answer(200, Items(null, (Unknown, 0.25m)));

        await ReadBeside(new PriceQueue(usesRetail: true, waits: true), Unknown).WaitAsync(Token);

        Assert.Contains(_pauses.Seconds, seconds => seconds >= 20);
        Assert.Equal(0.5m, Target(Unknown).CostPerHour);
        Assert.Equal("RetailPrices", Target(Unknown).PriceSource);
    }

    [Fact]
    public async Task Retail_prices_are_paged_and_no_request_has_a_token()
    {
        _test.Service.Answer(200, Sizes);
        const string Next = "https://prices.azure.com:443/api/retail/prices?$filter=x&$skip=1";
        _retail.Answer(200, Items(Next, ("Standard_Other", 9))).Answer(200, Items(null, (Unknown, 0.25m)));

        await ReadBeside(new PriceQueue(usesRetail: true), Unknown).WaitAsync(Token);

        Assert.Equal(0.5m, Target(Unknown).CostPerHour);
        Assert.Equal(2, _retail.Requests.Count);
        Assert.StartsWith("https://prices.azure.com/api/retail/prices?$filter=", _retail.Requests[0].Url, StringComparison.Ordinal);
        Assert.All(_retail.Requests, request => Assert.DoesNotContain("Authorization", request.Headers.Keys));
        Assert.True(_retail.IsUsedUp);
    }

    [Theory]
    [InlineData("https://prices.azure.com/api/retail/prices?$skip=1", "links to a page that was already read")]
    [InlineData("https://example.com/api/retail/prices?$skip=1", "https://example.com:443, which is not https://prices.azure.com:443")]
    public async Task A_list_of_prices_that_does_not_end_or_leads_to_another_host_is_one_error(string next, string text)
    {
        _test.Service.Answer(200, Sizes);
        _retail.Answer(200, Items(next, (Unknown, 1))).Answer(200, Items(next, (Unknown, 2)));
        PriceQueue reads = new(usesRetail: true);

        await ReadBeside(reads, Unknown).WaitAsync(Token);

        Assert.Contains(text, Assert.Single(reads.TakeProblems()).Message);
        Assert.Null(Target(Unknown).CostPerHour);
    }

    [Fact]
    public async Task A_request_without_retail_prices_does_not_parse_a_target_of_a_list()
    {
        _test.Service.Answer(200, Sizes);
        ComputeTarget listed = ComputeTypes.Create(ComputeTypes.AmlCompute, "a text whose parsing fails"u8.ToArray(), _workspace);
        listed.ListedRegion = Region;
        PriceQueue reads = new();

        reads.RequestPrice(listed);
        reads.Close();
        await reads.RunAsync(_test.Call);

        Assert.ThrowsAny<JsonException>(() => listed.Name);
        Assert.Equal(0.58m, Target(Known).CostPerHour);
    }

    private Task Read(bool beside, string size, bool usesRetail = false) =>
        beside ? ReadBeside(new PriceQueue(usesRetail), size) : ReadAfter(new PriceReader(usesRetail), size);

    /// <summary>Reads the price of a size as Get does, beside the list.</summary>
    private async Task ReadBeside(PriceQueue prices, string size)
    {
        prices.RequestPrice(Target(size));
        prices.Close();
        await prices.RunAsync(_test.Call);
    }

    /// <summary>Reads the price of a size as Find does, after the list.</summary>
    private Task ReadAfter(PriceReader prices, string size) =>
        prices.ReadPricesAsync(_workspace, [Target(size).MachineRange], _test.Call);

    private ComputeCluster Target(string size) => (ComputeCluster)ComputeTypes.Create(
        JsonDocument.Parse($$"""
            { "id": "{{TestClient.WorkspaceId}}/computes/cpu", "name": "cpu", "location": "{{Region}}",
              "properties": { "computeType": "AmlCompute", "provisioningState": "Succeeded",
                "properties": { "vmSize": "{{size}}", "currentNodeCount": 2, "scaleSettings": { "minNodeCount": 0, "maxNodeCount": 4 } } } }
            """).RootElement,
        _workspace);

    private static string Items(string? next, params (string Size, decimal Price)[] prices) => JsonSerializer.Serialize(new
    {
        Items = prices.Select(price => new
        {
            armSkuName = price.Size,
            retailPrice = price.Price,
            currencyCode = "USD",
            unitOfMeasure = "1 Hour",
            type = "Consumption",
            skuName = price.Size,
            productName = "Virtual Machines",
        }),
        NextPageLink = next,
    });
}
