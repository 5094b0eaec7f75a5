using AmlCompute.SpecHost;
using Xunit;

namespace AmlCompute.Tests.SpecHost;

/// <summary>The spec host on the sample specs beside this file: what must pass, fail, be skipped, and under which name.</summary>
public sealed class SpecRunnerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Scopes_follow_blocks_tests_and_files()
    {
        var results = await RunAsync("Scoping");

        AssertAllPassed(results);
        Assert.Contains("Scoping > after the blocks.got two from discovery", results.Select(result => result.Name));
        Assert.Equal(11, results.Count);
    }

    [Fact]
    public async Task Operators_hold_and_fail_as_in_Pester()
    {
        var results = await RunAsync("Operators");

        AssertAllPassed(results);
        Assert.True(results.Count > 80);
    }

    [Fact]
    public async Task Names_are_filled_in_from_the_case_and_from_set_up()
    {
        var results = await RunAsync("Names");

        AssertAllPassed(results);
        Assert.Equal(
            [
                "Names > a block.sees a",
                "Names > a block.knows late a",
                "Names > b block.sees b",
                "Names > b block.knows late b",
                "Names > case of small.is a cluster, not <Of.Kind>, costs $5 \"net\"",
                "Names > case of small.takes small and 1",
                "Names > case of small.takes small and 2",
                "Names > case of large.is a instance, not <Of.Kind>, costs $5 \"net\"",
                "Names > case of large.takes large and 1",
                "Names > case of large.takes large and 2",
                "Names > arrays.first is 1",
                "Names > arrays.first is 3",
                "Names > arrays.of 3 letters",
                "Names > arrays.of 2 letters",
            ],
            results.Select(result => result.Name));
    }

    [Fact]
    public async Task Tests_pass_fail_and_are_skipped_each_for_itself()
    {
        var results = await RunAsync("Outcomes");

        Assert.Equal(
            [
                "Passed tests.passes",
                "Failed tests.fails",
                "Failed tests.throws",
                "Passed tests.passes in spite of an error that is not terminating",
                "Failed tests.fails for a command nobody has",
                "Skipped tests.is skipped",
                "Passed tests.is not skipped",
                "Skipped tests.skips itself",
                "Skipped tests.needs a full shell",
                "Failed a block whose BeforeAll fails.has a test",
                "Failed a block whose BeforeAll fails.inside.has another test",
                "Passed a block after that.runs, and the one before was torn down",
                "Failed a block whose BeforeEach fails.fails the test",
                "Failed a block whose AfterEach fails.fails though it passed",
                "Failed a block whose AfterEach fails.fails though it was skipped",
                "Passed a block whose AfterAll fails.has a test that passes",
                "Failed a block whose AfterAll fails.AfterAll",
                "Skipped a skipped block.is skipped too",
                "Passed a stray break.ends its test",
                "Failed a stray break.does not end the next",
            ],
            results.Select(result => $"{result.Outcome} {result.Name["Outcomes > ".Length..]}"));
    }

    [Fact]
    public async Task What_a_spec_sent_is_held_against_the_schema_when_the_file_is_done()
    {
        var results = await RunAsync("Bodies");

        Assert.Equal(
            ["Passed Bodies > sends what nobody asserts.passes", "Failed Bodies > the body for wrong fits the schema #1"],
            results.Select(result => $"{result.Outcome} {result.Name}"));
        Assert.Contains("nodes", results[1].Message);
    }

    [Fact]
    public async Task A_failure_says_what_was_expected_why_and_where()
    {
        var failure = (await RunAsync("Outcomes")).Single(result => result.Name.EndsWith("tests.fails", StringComparison.Ordinal));

        Assert.Equal("Expected 'actual' to be 'expected', because it should.", failure.Message);
        Assert.EndsWith($"in {Sample("Outcomes")}:line 5", failure.StackTrace.Split(Environment.NewLine)[0]);
        Assert.Equal(5, failure.Line);
    }

    [Theory]
    [InlineData("throws", "InvalidOperationException: thrown here")]
    [InlineData("fails for a command nobody has", "Invoke-NobodyHasThis")]
    [InlineData("skips itself", "because it is Sunday")]
    [InlineData("needs a full shell", "FullShell")]
    [InlineData("inside.has another test", "no set-up")]
    [InlineData("fails the test", "no preparation")]
    [InlineData("fails though it passed", "no cleaning")]
    [InlineData("AfterAll fails.AfterAll", "no tear-down")]
    public async Task Every_failure_and_skip_gives_its_reason(string test, string reason)
    {
        var result = (await RunAsync("Outcomes")).Single(result => result.Name.EndsWith(test, StringComparison.Ordinal));

        Assert.Contains(reason, result.Message);
    }

    [Theory]
    [InlineData("operator", "BeEquivalentTo")]
    [InlineData("parameter", "Exactly")]
    [InlineData("no operator", "Parameter set cannot be resolved")]
    [InlineData("command", "Mock")]
    [InlineData("result", "Inconclusive")]
    [InlineData("nesting", "Describe cannot be used while tests run")]
    [InlineData("question", "Sure?")]
    public async Task What_the_host_cannot_do_fails_and_is_named(string test, string named)
    {
        var result = (await RunAsync("Unsupported")).Single(result => result.Name.EndsWith($".{test}", StringComparison.Ordinal));

        Assert.Equal(SpecOutcome.Failed, result.Outcome);
        Assert.Contains(named, result.Message);
    }

    [Theory]
    [InlineData("ParseError", "Missing closing '}'")]
    [InlineData("FailingDiscovery", "discovery broke")]
    public async Task A_file_that_is_no_spec_is_one_failed_test(string file, string reason)
    {
        var result = Assert.Single(await RunAsync(file));

        Assert.Equal(SpecOutcome.Failed, result.Outcome);
        Assert.Equal($"{file}.Tests.ps1", result.Name);
        Assert.Contains(reason, result.Message);
    }

    [Fact]
    public async Task A_test_that_hangs_is_stopped_and_the_rest_of_the_file_fails()
    {
        var results = await RunAsync("Hanging", limit: TimeSpan.FromSeconds(2));

        Assert.Equal([SpecOutcome.Passed, SpecOutcome.Failed, SpecOutcome.Failed], results.Select(result => result.Outcome));
        Assert.All(results.Skip(1), result => Assert.Contains("It of Hanging > hanging.does not end took longer than 2 s", result.Message));
    }

    [Fact]
    public async Task Tests_that_an_exit_cuts_off_fail()
    {
        var results = await RunAsync("Exiting");

        Assert.Equal([SpecOutcome.Passed, SpecOutcome.Failed, SpecOutcome.Failed], results.Select(result => result.Outcome));
        Assert.Contains("ended early, in It of Exiting > exiting.exits", results[1].Message);
    }

    [Fact]
    public async Task Cancelling_stops_the_run()
    {
        using var cancellation = new CancellationTokenSource();
        var run = new SpecRunner(Limit).ExecuteAsync(Sample("Hanging"), _ => true, discoverOnly: false, cancellation.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var result in run)
            {
                if (result is { Outcome: SpecOutcome.Started } && result.Name.EndsWith("does not end", StringComparison.Ordinal))
                {
                    await cancellation.CancelAsync();
                }
            }
        });
    }

    [Fact]
    public async Task Discovery_names_the_tests_and_runs_none()
    {
        var discovered = await CollectAsync("Outcomes", _ => true, discoverOnly: true, Limit);
        var run = await RunAsync("Outcomes");

        Assert.All(discovered, result => Assert.Equal(SpecOutcome.Discovered, result.Outcome));
        Assert.Equal(
            run.Select(result => result.Uid).Where(uid => !uid.EndsWith(".AfterAll", StringComparison.Ordinal)),
            discovered.Select(result => result.Uid));
        Assert.Distinct(discovered.Select(result => result.Uid));
    }

    [Fact]
    public async Task Only_the_tests_asked_for_run_with_the_set_up_of_their_blocks()
    {
        var results = await RunAsync("Names", uid => uid == "Names > <_> block.knows <late> #2");

        Assert.Equal("Names > b block.knows late b", Assert.Single(results).Name);
        Assert.Equal(SpecOutcome.Passed, results[0].Outcome);
    }

    private static void AssertAllPassed(IReadOnlyList<SpecResult> results) =>
        Assert.Empty(results.Where(result => result.Outcome != SpecOutcome.Passed).Select(result => $"{result.Name}: {result.Message}"));

    private static async Task<IReadOnlyList<SpecResult>> RunAsync(string file, Func<string, bool>? filter = null, TimeSpan? limit = null) =>
        [.. (await CollectAsync(file, filter ?? (_ => true), discoverOnly: false, limit ?? Limit)).Where(result => result.Outcome != SpecOutcome.Started)];

    private static async Task<List<SpecResult>> CollectAsync(string file, Func<string, bool> filter, bool discoverOnly, TimeSpan limit)
    {
        var results = new List<SpecResult>();
        await foreach (var result in new SpecRunner(limit).ExecuteAsync(Sample(file), filter, discoverOnly, TestContext.Current.CancellationToken))
        {
            results.Add(result);
        }

        return results;
    }

    private static string Sample(string name) => Path.Combine(Repository.Root, "tests", "Unit", "SpecHost", "Samples", $"{name}.Tests.ps1");
}
