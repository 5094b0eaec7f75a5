using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class RequestLogTests
{
    private readonly SandboxClient _client = new();

    [Fact]
    public async Task The_last_ten_thousand_requests_are_kept_and_all_are_counted()
    {
        for (int i = 0; i < 10_005; i++)
        {
            await _client.Get($"c{i}");
        }

        Assert.Equal((10_000, 10_005), (_client.Service.Requests.Count, _client.Service.RequestCount));
        Assert.EndsWith("/computes/c5", _client.Service.Requests[0].Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_more_than_64_kB_is_not_kept_and_its_length_is()
    {
        string body = SandboxClient.Cluster(more: $", \"x\": \"{new string('x', 70_000)}\"");

        await _client.Put("long", body);
        await _client.Put("short", SandboxClient.Cluster());

        SandboxRequestEntry[] entries = [.. _client.Service.Requests];
        Assert.Equal((null, body.Length), (entries[0].Body, entries[0].BodyLength));
        Assert.Contains("\"vmSize\"", entries[1].Body);
        Assert.Equal(SandboxClient.Cluster().Length, entries[1].BodyLength);
    }

    [Fact]
    public async Task Secrets_and_the_signatures_of_URLs_are_masked_in_a_body_and_in_its_lists()
    {
        await _client.Post("dev", "updateDataMounts", """
            [{"source":"https://x/y?sv=1&sig=Secret-1","other":["https://x/y?SIG=Secret-2&sv=2"],"password":"Secret-3"}]
            """);

        Assert.Equal(
            """[{"source":"https://x/y?sv=1&sig=***","other":["https://x/y?SIG=***&sv=2"],"password":"***"}]""",
            Assert.Single(_client.Service.Requests).Body);
    }

    [Fact]
    public async Task Refused_bodies_of_twenty_megabytes_leave_no_memory_behind()
    {
        static long Used() => GC.GetTotalMemory(forceFullCollection: true);
        string body = SandboxClient.Cluster(more: $", \"x\": \"{new string('x', 20_000_000)}\"");
        Assert.Equal(400, (await _client.Put("long", body)).Status);
        long before = Used();

        for (int i = 0; i < 5; i++)
        {
            await _client.Put("long", body);
        }

        Assert.InRange(Used() - before, long.MinValue, 20_000_000);
    }

    [Fact]
    public async Task Clearing_removes_the_requests_and_their_count()
    {
        await _client.Get("a");

        _client.Service.ClearRequests();
        await _client.Get("b");

        Assert.Equal(1, _client.Service.RequestCount);
        Assert.EndsWith("/computes/b", Assert.Single(_client.Service.Requests).Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Code")]
    [InlineData("Message")]
    [InlineData("RetryAfter")]
    [InlineData("ContentType")]
    [InlineData("Path")]
    [InlineData("Method")]
    public void A_fault_with_a_line_break_is_refused(string member)
    {
        Dictionary<string, object> fault = new() { ["Status"] = 429, [member] = "a\r\nX-Injected: 1" };

        Assert.Contains("must not have line breaks", Assert.Throws<ArgumentException>(() => SandboxFault.FromDictionary(fault)).Message);
    }

    [Fact]
    public void A_fault_with_a_header_that_is_not_ASCII_is_refused()
    {
        Dictionary<string, object> fault = new() { ["Status"] = 429, ["RetryAfter"] = "bald, später" };

        Assert.Contains("must be ASCII text", Assert.Throws<ArgumentException>(() => SandboxFault.FromDictionary(fault)).Message);
    }
}
