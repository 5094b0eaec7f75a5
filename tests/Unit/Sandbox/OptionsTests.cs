using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class OptionsTests
{
    [Fact]
    public void All_keys_are_read_in_any_case()
    {
        SandboxOptions options = SandboxOptions.FromDictionary(new Hashtable
        {
            ["speed"] = 5,
            ["CLOCK"] = "manual",
            ["Seed"] = 7L,
            ["PageSize"] = "3",
            ["Latency"] = 0.5,
            ["StrictNames"] = true,
            ["strictmembers"] = "true",
            ["StartTime"] = "2026-11-28",
            ["Quota"] = new Hashtable { ["standardDSv2Family"] = 24 },
            ["IdentityPatch"] = "refused",
            ["ApiVersion"] = "2024-04-01",
            ["Fault"] = new Hashtable { ["Status"] = 500 },
        });

        Assert.Equal((5d, true, 7, 3), (options.Speed, options.ManualClock, options.Seed, options.PageSize));
        Assert.Equal((TimeSpan.FromSeconds(0.5), true), (options.Latency, options.StrictNames));
        Assert.Equal(500, Assert.Single(options.Faults).Status);
        Assert.Equal((true, IdentityPatch.Refused), (options.StrictMembers, options.IdentityPatch));
        Assert.Equal(24, options.Quota["standardDSv2Family"]);
        Assert.Equal(["2024-04-01"], options.ApiVersions);
        Assert.Equal(
            new DateTimeOffset(2026, 11, 28, 0, 0, 0, TimeSpan.Zero), new SandboxService(options).Clock.GetUtcNow());
    }

    [Theory]
    [InlineData("2026-11-28T10:30:00+02:00")]
    [InlineData("2026-11-28 08:30")]
    public void A_start_time_without_an_offset_is_UTC(string text)
    {
        SandboxOptions options = SandboxOptions.FromDictionary(new Hashtable { ["StartTime"] = text });
        SandboxOptions typed = SandboxOptions.FromDictionary(new Hashtable { ["StartTime"] = options.StartTime!.Value.UtcDateTime });

        Assert.Equal(new DateTimeOffset(2026, 11, 28, 8, 30, 0, TimeSpan.Zero), options.StartTime);
        Assert.Equal(options.StartTime, typed.StartTime);
    }

    [Fact]
    public void Nothing_given_means_sixty_times_real_time()
    {
        SandboxOptions options = SandboxOptions.FromDictionary(new Hashtable());

        Assert.Equal((60d, false, 1, 100), (options.Speed, options.ManualClock, options.Seed, options.PageSize));
        Assert.Equal(("sandbox-rg", "sandbox-ws", "eastus"), (options.ResourceGroupName, options.WorkspaceName, options.Location));
    }

    [Fact]
    public void Several_faults_are_read_in_order()
    {
        SandboxOptions options = SandboxOptions.FromDictionary(new Hashtable
        {
            ["Fault"] = new object[] { new Hashtable { ["Status"] = 500 }, new Hashtable { ["Status"] = 503 } },
        });

        Assert.Equal([500, 503], options.Faults.Select(fault => fault.Status!.Value));
    }

    [Fact]
    public void Values_that_a_command_wrote_are_read_from_their_wrappers()
    {
        SandboxOptions options = SandboxOptions.FromDictionary(new Hashtable
        {
            ["ApiVersion"] = new object[] { new PSObject("2024-04-01"), new PSObject("2026-05-01") },
            ["Fault"] = new object[] { new PSObject(new Hashtable { ["Status"] = 503 }) },
            ["Seed"] = new PSObject((object)7),
        });

        Assert.Equal(["2024-04-01", "2026-05-01"], options.ApiVersions);
        Assert.Equal((503, 7), (Assert.Single(options.Faults).Status, options.Seed));
    }

    [Theory]
    [InlineData("1999-12-31T23:59:59Z")]
    [InlineData("9999-12-31T00:00:00Z")]
    public void A_start_time_near_the_ends_of_the_calendar_is_refused(string time)
    {
        SandboxOptions options = new() { StartTime = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) };

        ArgumentException error = Assert.Throws<ArgumentException>(() => new SandboxService(options));
        Assert.Contains("StartTime must be in a year from 2000 to 2999", error.Message);
    }

    [Theory]
    [InlineData("standardXFamily", 1, "'standardXFamily' is not the name of a quota")]
    [InlineData("standardDSv2Family", -1, "must not be negative")]
    [InlineData("standardDSv2Family", "many", "must be a number")]
    public void A_wrong_quota_is_refused_with_its_name(string name, object limit, string part)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => SandboxOptions.FromDictionary(new Hashtable { ["Quota"] = new Hashtable { [name] = limit } }));

        Assert.Contains(part, error.Message);
        Assert.Contains(name, error.Message);
    }

    [Theory]
    [InlineData("Sped", 1, "Allowed: Speed, Clock, Seed, PageSize, Latency, Fault, StrictNames")]
    [InlineData("StartTime", "soon", "a date such as '2026-11-28'")]
    [InlineData("Quota", 24, "a dictionary of whole numbers")]
    [InlineData("IdentityPatch", "1", "'Applied', 'Ignored' or 'Refused'")]
    [InlineData("ApiVersion", "v1", "a date such as 2024-04-01, not 'v1'")]
    [InlineData("ApiVersion", new object[] { "2024-04-01", 5 }, "ApiVersion of the sandbox options must be a string or several, not '5'")]
    [InlineData("Speed", 0, "Speed")]
    [InlineData("Speed", "fast", "Speed")]
    [InlineData("Speed", double.NaN, "Speed")]
    [InlineData("Clock", "Stopped", "'Accelerated' or 'Manual'")]
    [InlineData("PageSize", 0, "PageSize")]
    [InlineData("Seed", 1.5, "Seed of the sandbox options must be a whole number, not '1.5' (Double)")]
    [InlineData("Seed", 3_000_000_000L, "a whole number between -2147483648 and 2147483647, not '3000000000'")]
    [InlineData("Latency", -1, "Latency")]
    [InlineData("Latency", "2d", "Latency")]
    [InlineData("Latency", "soon", "250ms, 30s, 15m or 2h")]
    [InlineData("Latency", "ms", "250ms, 30s, 15m or 2h")]
    [InlineData("ReadLag", -1, "ReadLag")]
    [InlineData("Fault", "500", "must be a dictionary, or several, of Method, Path, Skip, Count, Status,")]
    [InlineData("Workspace", "ws2", "must be a dictionary, or several, of Name, ResourceGroupName, SubscriptionId, Location, not 'ws2'")]
    [InlineData("Fault", 500, "Fault")]
    [InlineData("StartTime", "9999-12-31", "StartTime")]
    public void Wrong_options_are_refused_by_name(string key, object value, string words)
    {
        Assert.Contains(
            words, Assert.Throws<ArgumentException>(() => SandboxOptions.FromDictionary(new Hashtable { [key] = value })).Message);
    }

    [Fact]
    public void A_key_in_two_spellings_is_refused()
    {
        Hashtable quota = new(StringComparer.Ordinal) { ["standardDSv2Family"] = 24, ["StandardDSv2Family"] = 12 };

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => SandboxOptions.FromDictionary(new Hashtable { ["Quota"] = quota }));

        Assert.Contains("in Quota of the sandbox options is specified more than once", error.Message);
    }

    [Fact]
    public void No_api_version_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new SandboxService(new SandboxOptions { ApiVersions = [] }));

        Assert.Contains("ApiVersion must have at least one version", error.Message);
    }

    [Theory]
    [InlineData("00:00:02", 2)]
    [InlineData("30", 30)]
    [InlineData("250ms", 0.25)]
    [InlineData("30s", 30)]
    [InlineData("1.5M", 90)]
    [InlineData("2h", 7200)]
    public void Latency_as_text_is_a_time_or_seconds(string text, double seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), SandboxOptions.FromDictionary(new Hashtable { ["Latency"] = text }).Latency);
    }

    [Fact]
    public async Task The_workspace_is_the_one_that_was_asked_for()
    {
        SandboxClient client = new(
            SandboxOptions.FromDictionary(new Hashtable { ["Clock"] = "Manual" }, "sub1", "rg1", "ws1", "westeurope"));

        Answer answer = await client.Send(
            "GET", "/subscriptions/sub1/resourceGroups/rg1/providers/Microsoft.MachineLearningServices/workspaces/ws1");

        Assert.Equal((200, "westeurope"), (answer.Status, answer.Text("location")));
    }
}
