using System.Management.Automation;
using AmlCompute.Client.Http;
using AmlCompute.Tests.Client;
using AmlCompute.Tests.Client.SignIn;
using AmlCompute.Tests.Fidelity;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Commands.Reading;

/// <summary>The table of Watch-AmlComputeTarget on a terminal, and its output without one.</summary>
public sealed class WatchTableTests : IDisposable
{
    private readonly TargetsService _service = new();
    private readonly PollClock _wall = new(TimeSpan.FromSeconds(1), isStepped: true);
    private readonly TestClient _test;
    private readonly ScreenHost _host = new(80, hasColors: true, height: 24);
    private readonly CommandSession _session;

    public WatchTableTests()
    {
        PollClock clock = new(isStepped: true);
        _test = new TestClient(clock, handler: _service.Handler, clocks: new RequestClocks(clock, Pauses: null, _wall));
        _session = new CommandSession(_host, ("ws", _test.Workspace));
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task The_table_is_drawn_over_itself_with_one_text_for_each_reading()
    {
        _service.Add(["cpu"], name => Resizing(name, 1), Steady);
        _service.Add(["gpu"], Steady);
        await using Running watch = await StartAsync("Watch-AmlComputeTarget -Workspace $ws");

        Assert.Equal(
            [
                "   Workspace: ws",
                "",
                "Name                 Type            State           Nodes Size",
                "----                 ----            -----           ----- ----",
                "cpu                  AmlCompute      Resizing          1/8 STANDARD_DS3_V2",
                "gpu                  AmlCompute      Steady            3/8 STANDARD_DS3_V2",
                "2 targets: 1 Resizing, 1 Steady; 00:00:00; Ctrl+C to stop",
                "",
            ],
            _host.Terminal.Lines);

        await watch.NextAsync();

        Assert.Equal("cpu                  AmlCompute      Steady            3/8 STANDARD_DS3_V2", _host.Terminal.Lines[4]);
        Assert.Equal("2 targets: 2 Steady; 00:00:00; Ctrl+C to stop", _host.Terminal.Lines[6]);
        Assert.Equal((8, 2, 0), (_host.Terminal.Lines.Length, _host.Terminal.Writes, _host.Terminal.Blanks));
    }

    [Fact]
    public async Task The_table_is_drawn_in_constrained_language()
    {
        _service.Add(["cpu"], Steady);
        await _session.InvokeAsync("$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'");
        await using Running watch = await StartAsync("Watch-AmlComputeTarget -Workspace $ws");

        Assert.Equal("cpu                  AmlCompute      Steady            3/8 STANDARD_DS3_V2", _host.Terminal.Lines[4]);
    }

    [Fact]
    public async Task More_targets_than_lines_fit_and_the_last_changed_are_shown()
    {
        string[] names = [.. Enumerable.Range(0, 60).Select(i => $"cluster-{i:00}")];
        _service.Add(names, Steady);
        _service.Add(["cluster-55"], Steady, name => Resizing(name, 1));
        _service.Add(["cluster-58"], Steady, name => Resizing(name, 1), Steady);
        await using Running watch = await StartAsync("Watch-AmlComputeTarget -Workspace $ws");

        string[] first = _host.Terminal.Lines;
        await watch.NextAsync();
        string[] second = _host.Terminal.Lines;
        await watch.NextAsync();
        string[] third = _host.Terminal.Lines;

        Assert.All([first, second, third], lines => Assert.InRange(lines.Length, 20, 24));
        Assert.DoesNotContain(first, line => line.StartsWith("cluster-5", StringComparison.Ordinal));
        Assert.StartsWith("cluster-55           AmlCompute      Resizing", second[^5], StringComparison.Ordinal);
        Assert.StartsWith("cluster-58           AmlCompute      Resizing", second[^4], StringComparison.Ordinal);
        Assert.Equal("... 43 more", second[^3]);
        Assert.Equal("60 targets: 58 Steady, 2 Resizing; 00:00:00; Ctrl+C to stop", second[^2]);
        Assert.StartsWith("cluster-58           AmlCompute      Steady", third[^4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_temporary_error_is_a_line_until_the_targets_are_read_again()
    {
        _service.Add(["cpu"], Steady);
        await using Running watch = await StartAsync("Watch-AmlComputeTarget -Workspace $ws");
        _service.Fault = request => WireAnswer.Json(503, Recorded.Error("Busy", "Try again later. " + new string('x', 200)));

        await watch.NextAsync();
        string[] busy = _host.Terminal.Lines;
        _service.Fault = _ => null;
        await watch.NextAsync(TimeSpan.FromMinutes(1));

        Assert.StartsWith("Not up to date: ", busy[^2], StringComparison.Ordinal);
        Assert.InRange(busy[^2].Length, 70, 79);
        Assert.StartsWith("cpu ", busy[4], StringComparison.Ordinal);
        Assert.StartsWith("1 target: 1 Steady", _host.Terminal.Lines[^2], StringComparison.Ordinal);
        Assert.Empty(watch.Shell.Streams.Warning.ReadAll());
    }

    [Fact]
    public async Task A_name_in_Exclude_is_not_missing_while_the_targets_cannot_be_read()
    {
        _service.Add(["cpu", "gpu"], Steady);
        _service.Fault = request => WireAnswer.Json(503, Recorded.Error("Busy", "Try again later."));
        await using Running watch = await StartAsync("Watch-AmlComputeTarget -Workspace $ws -Exclude gpu, gpu1");
        string[] busy = _host.Terminal.Lines;
        _service.Fault = _ => null;
        await watch.NextAsync(TimeSpan.FromMinutes(1));

        Assert.StartsWith("Not up to date: ", busy[^2], StringComparison.Ordinal);
        Assert.Equal(
            "-Exclude 'gpu1' does not match any target. Did you mean 'gpu'?",
            watch.Shell.Streams.Warning.ReadAll().Select(warning => warning.Message).Last());
    }

    [Theory]
    [InlineData("Watch-AmlComputeTarget -Workspace $ws -Until Removed", "; 1 not Removed;")]
    [InlineData("Watch-AmlComputeTarget cpu -Workspace $ws -Until { $_.CurrentNodes -eq 3 }", "; 1 does not meet -Until;")]
    public async Task The_condition_is_not_met_before_the_targets_were_read(string command, string status)
    {
        _service.Add(["cpu"], name => Resizing(name, 1));
        _service.Fault = request => WireAnswer.Json(503, Recorded.Error("Busy", "Try again later."));
        await using Running watch = await StartAsync(command);
        string[] busy = _host.Terminal.Lines;
        _service.Fault = _ => null;
        await watch.NextAsync(TimeSpan.FromMinutes(1));

        Assert.StartsWith("Not up to date: ", busy[^2], StringComparison.Ordinal);
        Assert.Contains(status, _host.Terminal.Lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_leaves_the_last_table_and_the_cursor_below_it()
    {
        _service.Add(["cpu"], Steady);
        await using Running watch = await StartAsync("Watch-AmlComputeTarget -Workspace $ws");
        string[] shown = _host.Terminal.Lines;

        await watch.StopAsync();
        _host.UI.WriteLine("PS>");

        Assert.Equal([.. shown.SkipLast(1), "PS>", ""], _host.Terminal.Lines);
    }

    [Fact]
    public async Task A_resized_window_gets_a_new_table()
    {
        _service.Add(Enumerable.Range(0, 30).Select(i => $"t{i:00}"), Steady);
        await using Running watch = await StartAsync("Watch-AmlComputeTarget -Workspace $ws");

        _host.Resize(60, 12);
        await watch.NextAsync();

        Assert.Single(_host.Terminal.Lines, line => line.StartsWith("Name ", StringComparison.Ordinal));
        Assert.InRange(_host.Terminal.Lines.Length, 8, 12);
        Assert.All(_host.Terminal.Lines, line => Assert.InRange(line.Length, 0, 59));
    }

    [Fact]
    public async Task A_table_never_has_more_lines_than_the_window()
    {
        _service.Add(Enumerable.Range(0, 30).Select(i => $"t{i:00}"), Steady);
        await using Running watch = await StartAsync("Watch-AmlComputeTarget -Workspace $ws");

        _host.Resize(60, 6);
        await watch.NextAsync();

        Assert.Equal(6, _host.Terminal.Lines.Length);
        Assert.Equal("... 29 more", _host.Terminal.Lines[^3]);
        Assert.StartsWith("30 targets: 30 Steady;", _host.Terminal.Lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_follows_the_time_and_the_window_every_second_between_two_readings()
    {
        _service.Add(["cpu"], Steady);
        await using Running watch = await StartAsync("Watch-AmlComputeTarget -Workspace $ws");
        string[] sent = _service.Sent;

        await TickAsync();
        string after = _host.Terminal.Lines[^2];
        _host.Resize(60, 12);
        await TickAsync();

        Assert.Equal("1 target: 1 Steady; 00:00:01; Ctrl+C to stop", after);
        Assert.Equal("1 target: 1 Steady; 00:00:02; Ctrl+C to stop", _host.Terminal.Lines[^2]);
        Assert.Single(_host.Terminal.Lines, line => line.StartsWith("cpu ", StringComparison.Ordinal));
        Assert.Equal(sent, _service.Sent);
    }

    [Fact]
    public async Task The_hours_of_the_table_continue_after_a_day()
    {
        _service.Add(["cpu"], Steady);
        await using Running watch = await StartAsync("Watch-AmlComputeTarget -Workspace $ws");

        await TickAsync(TimeSpan.FromHours(25));

        Assert.Equal("1 target: 1 Steady; 25:00:00; Ctrl+C to stop", _host.Terminal.Lines[^2]);
    }

    [Fact]
    public async Task The_end_of_the_watch_erases_the_table_and_emits_each_target_once()
    {
        _service.Add(["cpu"], name => Resizing(name, 1), name => Resizing(name, 2), Steady);
        _service.Add(["gpu"], Steady);
        await using Running watch = await StartAsync("Watch-AmlComputeTarget -Workspace $ws -Until Steady");

        Assert.EndsWith("; 1 not Steady; 00:00:00; Ctrl+C to stop", _host.Terminal.Lines[^2], StringComparison.Ordinal);
        await watch.NextAsync();

        Assert.Equal(["cpu 3", "gpu 3"], await watch.EndAsync());
        Assert.Equal([""], _host.Terminal.Lines);
    }

    [Fact]
    public async Task The_status_counts_the_targets_that_do_not_meet_a_script()
    {
        _service.Add(["cpu"], name => Resizing(name, 1));
        await using Running watch = await StartAsync("Watch-AmlComputeTarget -Workspace $ws -Until { $_.CurrentNodes -eq 3 }");

        Assert.EndsWith("; 1 does not meet -Until; 00:00:00; Ctrl+C to stop", _host.Terminal.Lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_name_is_one_error_and_the_others_are_shown()
    {
        _service.Add(["cpu"], Steady);
        await using Running watch = await StartAsync("Watch-AmlComputeTarget cpu, cpv -Workspace $ws");

        ErrorRecord error = Assert.Single(watch.Shell.Streams.Error.ReadAll());
        Assert.StartsWith("ComputeTargetNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("Compute target 'cpv' was not found in workspace 'ws'. Did you mean 'cpu'?", error.Exception.Message);
        Assert.StartsWith("1 target: 1 Steady", _host.Terminal.Lines[^2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Watch-AmlComputeTarget -Workspace $ws -Until Steady | ForEach-Object { $_ }")]
    [InlineData("Watch-AmlComputeTarget -Workspace $ws -Until Steady -Verbose")]
    [InlineData("Watch-AmlComputeTarget c* -Workspace $ws -Until { $_.CurrentNodes -eq $_.TargetNodes }", false)]
    [InlineData("'cpu' | Watch-AmlComputeTarget -Workspace $ws -Until Steady", false)]
    public async Task Without_a_terminal_each_change_is_one_object(string command, bool hasTerminal = true)
    {
        _service.Add(["cpu"], name => Resizing(name, 1), name => Resizing(name, 1), name => Resizing(name, 2), Steady);
        ScreenHost host = new(80, hasColors: hasTerminal, height: 24);
        using CommandSession session = new(host, ("ws", _test.Workspace));
        await using Running watch = new(session.Prepare(command), _test.Clock);
        for (int i = 0; i < 3; i++)
        {
            await watch.PausedAsync();
            _test.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(["cpu 1", "cpu 2", "cpu 3"], await watch.EndAsync());
        Assert.Equal(0, host.Terminal.Writes);
    }

    [Fact]
    public async Task The_time_is_up_with_an_error_for_each_target_that_does_not_meet_the_condition()
    {
        _service.Add(["cpu"], name => Resizing(name, 1));
        _service.Add(["gpu"], Steady);
        await using Running watch = await StartAsync(
            "Watch-AmlComputeTarget -Workspace $ws -Until Steady -Timeout 0 | ForEach-Object { $_ }", pauses: false);

        Assert.Equal(["cpu 1", "gpu 3"], await watch.EndAsync());
        Assert.Equal(
            "Compute target 'cpu' did not meet the condition of -Until; its state was Resizing.",
            Assert.Single(watch.Shell.Streams.Error.ReadAll()).Exception.Message);
    }

    [Theory]
    [InlineData("Steady", "Continue to wait with 'Wait-AmlComputeTarget -ResourceId */computes/cpu -For Steady', or use ")]
    [InlineData("{ $false }", "Use ")]
    public async Task The_error_recommends_a_wait_for_the_same_condition_and_target(string until, string recommended)
    {
        _service.Add(["cpu"], name => Resizing(name, 1));
        await using Running watch = await StartAsync(
            $"Watch-AmlComputeTarget -Workspace $ws -Until {until} -Timeout 0 | ForEach-Object {{ $_ }}", pauses: false);

        Assert.Equal(["cpu 1"], await watch.EndAsync());
        string action = Assert.Single(watch.Shell.Streams.Error.ReadAll()).ErrorDetails.RecommendedAction;
        Assert.Equal($"{recommended}a longer -Timeout.", action.Replace(_test.Workspace.Id, "*", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-Timeout 0")]
    [InlineData("-Until Removed")]
    public async Task An_empty_workspace_is_no_error(string parameters)
    {
        await using Running watch = await StartAsync($"Watch-AmlComputeTarget -Workspace $ws {parameters}", pauses: false);

        Assert.Empty(await watch.EndAsync());
        Assert.Empty(watch.Shell.Streams.Error.ReadAll());
    }

    [Fact]
    public async Task A_word_that_is_not_a_condition_is_refused_with_the_allowed_ones()
    {
        await using Running watch = await StartAsync("Watch-AmlComputeTarget -Workspace $ws -Until Ready", pauses: false);

        Assert.Empty(await watch.EndAsync());
        Assert.Contains(
            "'Ready' is not a valid condition. Use Provisioned, Running, Stopped, Steady, Removed, Usable, or a script block such as ",
            Assert.Single(watch.Shell.Streams.Error.ReadAll()).Exception.Message,
            StringComparison.Ordinal);
        Assert.Empty(_service.Sent);
    }

    /// <summary>Lets a second of the wall pass, and waits until the table was drawn.</summary>
    private Task TickAsync() => TickAsync(TimeSpan.FromSeconds(1));

    private async Task TickAsync(TimeSpan time)
    {
        await _wall.PausedAsync();
        int writes = _host.Terminal.Writes;
        _wall.Advance(time);
        await _host.Terminal.WrittenAsync(writes + 1);
    }

    private static string Steady(string name) => Recorded.Cluster(current: 3, target: 3, name: name);

    private static string Resizing(string name, int nodes) => Recorded.Cluster("Succeeded", "Resizing", nodes, 3, name);

    /// <summary>Starts a command, and waits until it pauses after its first reading.</summary>
    private async Task<Running> StartAsync(string script, bool pauses = true)
    {
        Running watch = new(_session.Prepare(script), _test.Clock);
        if (pauses)
        {
            await watch.PausedAsync();
        }

        return watch;
    }

    private sealed class Running : IAsyncDisposable
    {
        private readonly PollClock _clock;
        private readonly PSDataCollection<PSObject> _output = [];
        private readonly Task<PSDataCollection<PSObject>> _end;

        public Running(PowerShell shell, PollClock clock)
        {
            Shell = shell;
            _clock = clock;
            _end = shell.InvokeAsync<PSObject, PSObject>(null, _output);
        }

        public PowerShell Shell { get; }

        /// <summary>Lets the time of a pause pass, and waits until the next reading was shown or the watch has ended.</summary>
        public async Task NextAsync(TimeSpan? time = null)
        {
            _clock.Advance(time ?? TimeSpan.FromSeconds(5));
            await PausedAsync();
        }

        /// <summary>Waits until the command pauses.</summary>
        public async Task PausedAsync()
        {
            Task ended = await Task.WhenAny(_clock.PausedAsync(), _end);
            if (ended == _end)
            {
                await _end;
            }
        }

        public async Task<string[]> EndAsync()
        {
            if (!_end.IsCompleted)
            {
                _clock.Advance(TimeSpan.FromSeconds(5));
            }

            await _end;
            return [.. _output.Select(item => $"{item.Properties["Name"].Value} {item.Properties["CurrentNodes"].Value}")];
        }

        public Task StopAsync() => Shell.StopAsync(null, null);

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            await Task.WhenAny(_end);
            Shell.Dispose();
        }
    }
}
