using AmlCompute.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class ClockTests
{
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_manual_clock_moves_by_steps_only()
    {
        SandboxService service = new(new SandboxOptions { ManualClock = true });
        DateTimeOffset start = service.Clock.GetUtcNow();
        long stamp = service.Clock.GetTimestamp();

        Assert.Equal(start, service.Clock.GetUtcNow());
        service.Advance(TenSeconds);

        Assert.Equal(start + TenSeconds, service.Clock.GetUtcNow());
        Assert.Equal(TenSeconds, service.Clock.GetElapsedTime(stamp));
    }

    [Fact]
    public void The_clock_is_in_UTC_whatever_the_offset_of_its_start()
    {
        SandboxService service = new(new SandboxOptions
        {
            ManualClock = true,
            StartTime = new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)),
        });

        Assert.Equal(new DateTime(2026, 1, 1), service.Clock.GetUtcNow().DateTime);
    }

    [Fact]
    public void Time_does_not_run_backwards()
    {
        SandboxService service = new(new SandboxOptions { ManualClock = true });

        Assert.Throws<ArgumentOutOfRangeException>(() => service.Advance(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => service.Advance(TimeSpan.MaxValue));
    }

    [Fact]
    public void The_clock_stops_before_the_dates_of_NET_end()
    {
        SandboxService service = new(new SandboxOptions
        {
            ManualClock = true,
            StartTime = new DateTimeOffset(2999, 12, 31, 0, 0, 0, TimeSpan.Zero),
        });
        ArgumentOutOfRangeException? error = null;
        while (error is null)
        {
            DateTimeOffset before = service.Clock.GetUtcNow();
            error = (ArgumentOutOfRangeException?)Record.Exception(() => service.Advance(TimeSpan.FromDays(3650)));
            Assert.Equal(before + TimeSpan.FromDays(error is null ? 3650 : 0), service.Clock.GetUtcNow());
        }

        Assert.Contains("past the year 7999", error.Message);
        service.Advance(TenSeconds);
        Assert.InRange(service.Clock.GetUtcNow().Year, 7989, 7999);
    }

    [Fact]
    public void Timers_fire_in_order_each_at_its_own_time()
    {
        SandboxService service = new(new SandboxOptions { ManualClock = true });
        DateTimeOffset start = service.Clock.GetUtcNow();
        List<(string, double)> fired = [];
        using ITimer late = Timer("late", 8, Timeout.Infinite);
        using ITimer every = Timer("every", 3, 3);
        using ITimer never = Timer("never", 1, Timeout.Infinite);
        never.Dispose();

        service.Advance(TenSeconds);

        Assert.Equal([("every", 3), ("every", 6), ("late", 8), ("every", 9)], fired);

        ITimer Timer(string name, int due, int period) => service.Clock.CreateTimer(
            _ => fired.Add((name, (service.Clock.GetUtcNow() - start).TotalSeconds)),
            null,
            TimeSpan.FromSeconds(due),
            period < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(period));
    }

    [Fact]
    public async Task A_client_that_waits_and_polls_gets_through_one_big_step()
    {
        SandboxClient client = new();
        Task<int> polls = Poll();

        client.Advance(3600);

        Assert.Equal(6, await polls);

        async Task<int> Poll()
        {
            Answer put = await client.Put("cpu", SandboxClient.Cluster());
            int count = 0;
            do
            {
                await Task.Delay(TimeSpan.FromSeconds(5), client.Service.Clock, TestContext.Current.CancellationToken);
                count++;
            }
            while (await client.Status(put) == "InProgress");
            return count;
        }
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        SandboxService service = new(new SandboxOptions { ManualClock = true, Latency = TenSeconds });
        using CancellationTokenSource stop = new();
        Task<SandboxResponse> pending = service.SendAsync(new SandboxRequest("GET", new Uri("https://h/")), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Fact]
    public async Task Latency_is_in_sandbox_time()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, Latency = TenSeconds });
        Task<Answer> pending = client.Send("GET", SandboxClient.WorkspacePath);

        client.Advance(9);
        Assert.False(pending.IsCompleted);
        client.Advance(1);

        Assert.Equal(200, (await pending).Status);
    }

    [Fact]
    public async Task An_accelerated_clock_runs_by_itself()
    {
        SandboxClient client = new(new SandboxOptions { Speed = 10_000 });
        Answer put = await client.Put("cpu", SandboxClient.Cluster(min: 1));

        await Task.Delay(TimeSpan.FromMinutes(5), client.Service.Clock, TestContext.Current.CancellationToken);

        Assert.Equal("Succeeded", await client.Status(put));
        Assert.Equal("1", (await client.Get("cpu")).Text("properties.properties.nodeStateCounts.idleNodeCount"));
    }

    /// <summary>A real timer drops fractions of a millisecond, so it would ring too early, again and again.</summary>
    [Theory]
    [InlineData(1, 10, 10_000)]
    [InlineData(3, 1, 334)]
    [InlineData(600, 1, 2)]
    [InlineData(10_000, 1, 1)]
    [InlineData(1, 100 * 86_400, 86_400_000)]
    public void A_real_timer_is_set_in_whole_milliseconds_and_for_at_most_a_day(double speed, int seconds, double milliseconds)
    {
        RealClock real = new();
        SandboxClock clock = new(speed, isManual: false, real.GetUtcNow(), real);

        using ITimer timer = clock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);

        Assert.Equal([milliseconds], real.Set.Select(time => time.TotalMilliseconds));
    }

    [Fact]
    public void A_timer_of_an_accelerated_clock_that_lasts_longer_than_a_real_one_can_fires_once_at_its_time()
    {
        RealClock real = new();
        SandboxClock clock = new(speed: 2, isManual: false, real.GetUtcNow(), real);
        List<DateTimeOffset> fired = [];
        DateTimeOffset start = clock.GetUtcNow();
        using ITimer timer = clock.CreateTimer(_ => fired.Add(clock.GetUtcNow()), null, TimeSpan.FromDays(5), Timeout.InfiniteTimeSpan);

        for (int hour = 0; hour < 72; hour++)
        {
            real.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal([start + TimeSpan.FromDays(5)], fired);
        Assert.Equal([1, 1, 0.5], real.Set.Select(time => time.TotalDays));
    }

    [Fact]
    public async Task An_accelerated_clock_can_be_stepped_as_well()
    {
        SandboxClient client = new(new SandboxOptions { Speed = 0.001 });
        Answer put = await client.Put("cpu", SandboxClient.Cluster());
        Task waiting = Task.Delay(TimeSpan.FromMinutes(1), client.Service.Clock, TestContext.Current.CancellationToken);

        client.Advance(60);

        await waiting;
        Assert.Equal("Succeeded", await client.Status(put));
    }

    /// <summary>A clock in the place of the computer's. It keeps the times that its timers are set to.</summary>
    private sealed class RealClock : FakeTimeProvider
    {
        public List<TimeSpan> Set { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new RealTimer(this, base.CreateTimer(callback, state, dueTime, period));

        private sealed class RealTimer(RealClock clock, ITimer inner) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                clock.Set.Add(dueTime);
                return inner.Change(dueTime, period);
            }

            public void Dispose() => inner.Dispose();

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
