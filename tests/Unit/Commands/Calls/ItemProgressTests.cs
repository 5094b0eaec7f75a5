using System.Management.Automation;
using AmlCompute.Async;
using AmlCompute.Client.Http;
using AmlCompute.Commands.Calls;
using AmlCompute.Tests.Async;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AmlCompute.Tests.Commands.Calls;

/// <summary>The progress of a command that works on many items.</summary>
public sealed class ItemProgressTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Of_many_targets_five_have_a_line_below_one_for_all_and_others_take_the_places_of_those_that_ended()
    {
        ProgressRecord[] records = Run((progress, cmdlet) =>
        {
            PumpCall[] calls = Begin(progress, "edge", 20);
            foreach (PumpCall call in calls)
            {
                Report(progress, cmdlet, call);
            }

            progress.EndItem(cmdlet, calls[1], isFailed: false);
            progress.EndItem(cmdlet, calls[3], isFailed: true);
            Report(progress, cmdlet, calls[8]);
            Report(progress, cmdlet, calls[9]);
            Report(progress, cmdlet, calls[10]);
        });

        ProgressRecord[] items = [.. records.Where(record => record.ActivityId > 0)];
        Assert.Equal(5, items.Select(record => record.ActivityId).Distinct().Count());
        Assert.All(items, record => Assert.Equal(0, record.ParentActivityId));
        Assert.Equal(
            ["edge-01", "edge-02", "edge-03", "edge-04", "edge-05", "edge-09", "edge-10"], items.Select(record => record.Activity));
        ProgressRecord whole = records[^1];
        Assert.Equal((0, -1, "New-It"), (whole.ActivityId, whole.ParentActivityId, whole.Activity));
        Assert.Equal("1 done, 1 failed, 18 left, 00:00:00; slowest: edge-01", whole.StatusDescription);
    }

    [Theory]
    [InlineData("New-AmlComputeTarget", false, "0 done, 19 left, 00:00:00; slowest: kubern...in-town-01")]
    [InlineData("New-AmlComputeTarget", true, "0 done, 1 failed, 19 left, 00:00:00; slowest: kub...-01")]
    [InlineData("Disconnect-AmlComputeTarget", true, "0 done, 1 failed, 19 left; slowest: kube...wn-01")]
    public void The_line_for_all_fits_in_80_columns_with_the_end_of_the_slowest_name(string activity, bool hasFailed, string expected)
    {
        ProgressRecord whole = Run(
            (progress, cmdlet) =>
            {
                PumpCall[] calls = Begin(progress, "kubernetes-of-the-factory-in-town", 20);
                if (hasFailed)
                {
                    progress.EndItem(cmdlet, calls[5], isFailed: true);
                }
                else
                {
                    progress.RemoveItem(cmdlet, calls[5]);
                }

                Report(progress, cmdlet, calls[0]);
            },
            activity)[0];

        Assert.Equal(expected, whole.StatusDescription);
        Assert.InRange(whole.Activity.Length + whole.StatusDescription.Length, 40, 75);
    }

    [Fact]
    public void A_percentage_is_shown_when_all_items_are_known_and_never_for_an_item()
    {
        ProgressRecord[] records = Run((progress, cmdlet) =>
        {
            PumpCall[] calls = Begin(progress, "edge", 4);
            Report(progress, cmdlet, calls[0]);
            progress.KnowsAllItems = true;
            progress.EndItem(cmdlet, calls[1], isFailed: false);
            Report(progress, cmdlet, calls[0]);
        });

        Assert.Equal([-1, 25, 25], records.Where(record => record.ActivityId == 0).Select(record => record.PercentComplete));
        Assert.All(records.Where(record => record.ActivityId > 0), record => Assert.Equal(-1, record.PercentComplete));
    }

    [Fact]
    public void The_time_is_that_of_the_wall_clock()
    {
        ProgressRecord[] records = Run((progress, cmdlet) =>
        {
            PumpCall[] calls = Begin(progress, "edge", 2);
            _clock.Advance(TimeSpan.FromSeconds(65));
            Report(progress, cmdlet, calls[0]);
        });

        Assert.Equal("0 done, 2 left, 00:01:05; slowest: edge-01", records[0].StatusDescription);
    }

    [Fact]
    public void No_line_stays_after_the_last_item_and_one_item_has_no_line_for_all()
    {
        ProgressRecord[] many = Run((progress, cmdlet) =>
        {
            PumpCall[] calls = Begin(progress, "edge", 2);
            Report(progress, cmdlet, calls[0]);
            progress.RemoveItem(cmdlet, calls[0]);
            progress.EndItem(cmdlet, calls[1], isFailed: false);
        });
        ProgressRecord one = Assert.Single(Run((progress, cmdlet) => Report(progress, cmdlet, Begin(progress, "edge", 1)[0])));

        Assert.Equal((0, ProgressRecordType.Completed), (many[^1].ActivityId, many[^1].RecordType));
        Assert.Equal(("Creating", -1), (one.Activity, one.ParentActivityId));
    }

    [Fact]
    public void An_empty_status_is_unknown()
    {
        ProgressRecord[] records = Run((progress, cmdlet) =>
            progress.WriteItem(cmdlet, Begin(progress, "edge", 1)[0], new CallProgress("Waiting", string.Empty, -1, IsCompleted: false)));

        Assert.Equal("Unknown", Assert.Single(records).StatusDescription);
    }

    private static PumpCall[] Begin(ItemProgress progress, string name, int count)
    {
        PumpCall[] calls = [.. Enumerable.Range(0, count).Select(_ => new PumpCall(pump: null!))];
        for (int i = 0; i < count; i++)
        {
            progress.BeginItem(calls[i], $"{name}-{i + 1:00}");
        }

        return calls;
    }

    private static void Report(ItemProgress progress, Cmdlet cmdlet, PumpCall item) =>
        progress.WriteItem(cmdlet, item, CallProgress.CreateRunning("Creating", "Creating", TimeSpan.Zero));

    private ProgressRecord[] Run(Action<ItemProgress, Cmdlet> body, string activity = "New-It")
    {
        using PumpSession session = new();
        using PowerShell shell = session.Prepare((cmdlet, _) => body(new ItemProgress(activity, _clock), cmdlet));
        shell.Invoke();
        return [.. shell.Streams.Progress];
    }
}
