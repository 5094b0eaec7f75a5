using System.Diagnostics;
using AmlCompute.Commands;
using Xunit;

namespace AmlCompute.Tests.Commands.Attributes;

public sealed class SinceTests
{
    [Theory]
    [InlineData("2026-11-28")]
    [InlineData(" 2026-11-28 ")]
    public void Blanks_around_a_date_are_ignored(string text) => Assert.Equal(
        new DateTimeOffset(new DateTime(2026, 11, 28, 0, 0, 0, DateTimeKind.Local)),
        new SinceAttribute().Transform(null!, text));

    [Theory]
    [InlineData("Asia/Tokyo", "MinValue")]
    [InlineData("America/New_York", "MaxValue")]
    public async Task The_ends_of_DateTime_are_dates_in_every_time_zone(string zone, string end)
    {
        // Time zones that .NET has read are kept for the whole process.
        ProcessStartInfo start = await Pwsh.CreateStartAsync(
            "-Command",
            $"Import-Module '{Pwsh.ModuleManifest.Replace("'", "''", StringComparison.Ordinal)}'; $null = Connect-AmlWorkspace -Sandbox; "
            + $"Get-AmlComputeJob -Since ([datetime]::{end}); 'no jobs'");
        start.Environment["TZ"] = zone;

        PwshRun run = await Pwsh.RunAsync(start);

        Assert.Equal(("no jobs\n", string.Empty), (run.Output, run.Errors));
    }
}
