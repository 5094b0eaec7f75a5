using System.Management.Automation;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <summary>Creates a schedule that starts or stops a compute instance, for New- and Set-AmlComputeTarget. Sends no request.</summary>
[Cmdlet(VerbsCommon.New, "AmlComputeSchedule", DefaultParameterSetName = ParameterSets.Daily)]
[OutputType(typeof(ComputeSchedule))]
public sealed class NewAmlComputeScheduleCommand : AmlComputeCommand
{
    /// <summary>Gets or sets whether the schedule starts the instance.</summary>
    [Parameter]
    public SwitchParameter Start { get; set; }

    /// <summary>Gets or sets whether the schedule stops the instance.</summary>
    [Parameter]
    public SwitchParameter Stop { get; set; }

    /// <summary>Gets or sets a cron expression: minute, hour, day of the month, month, day of the week, such as '0 18 * * 1-5'.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Cron)]
    [ValidateNotNullOrEmpty]
    public string Cron { get; set; } = string.Empty;

    /// <summary>Gets or sets whether the schedule runs every day, or every -Interval days. -At alone means the same.</summary>
    [Parameter(ParameterSetName = ParameterSets.Daily)]
    public SwitchParameter Daily { get; set; }

    /// <summary>Gets or sets whether the schedule runs on days of the week. -On alone means the same.</summary>
    [Parameter(ParameterSetName = ParameterSets.Weekly)]
    public SwitchParameter Weekly { get; set; }

    /// <summary>Gets or sets whether the schedule runs on days of the month. -OnDay alone means the same.</summary>
    [Parameter(ParameterSetName = ParameterSets.Monthly)]
    public SwitchParameter Monthly { get; set; }

    /// <summary>Gets or sets the days of the week, by their English names; Weekdays and Weekend stand for several.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Weekly)]
    [ScheduleDays]
    [ValidateNotNullOrEmpty]
    public ComputeScheduleDay[] On { get; set; } = [];

    /// <summary>Gets or sets the days of the month, 1 to 31.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Monthly)]
    [ArgumentCompleter(typeof(MonthDayCompleter))]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, 31)]
    public int[] OnDay { get; set; } = [];

    /// <summary>Gets or sets the times of the day, such as 18:00 or 6pm.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Daily)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Weekly)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Monthly)]
    [ArgumentCompleter(typeof(TimeOfDayCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] At { get; set; } = [];

    /// <summary>Gets or sets the interval in days, weeks or months: 1 to 1000; the default is 1.</summary>
    [Parameter(ParameterSetName = ParameterSets.Daily)]
    [Parameter(ParameterSetName = ParameterSets.Weekly)]
    [Parameter(ParameterSetName = ParameterSets.Monthly)]
    [ValidateRange(1, 1000)]
    public int Interval { get; set; } = 1;

    /// <summary>Gets or sets the time zone of all times, by its Windows or IANA name; the default is UTC.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    [ValidateNotNullOrEmpty]
    public string? TimeZone { get; set; }

    /// <summary>Gets or sets the start time, in the time zone of -TimeZone. The schedule does not run before.</summary>
    [Parameter]
    public DateTime? StartTime { get; set; }

    /// <summary>Gets or sets whether to create the schedule disabled.</summary>
    [Parameter]
    public SwitchParameter Disabled { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(RunOrEnd(() =>
    {
        if (Start == Stop)
        {
            throw Invalid("Specify either -Start or -Stop.");
        }

        ScheduleBuilder schedule = new(Start ? nameof(Start) : nameof(Stop), !Disabled, StartTime, TimeZone);
        return ParameterSetName switch
        {
            ParameterSets.Cron => schedule.BuildCron(Cron),
            ParameterSets.Daily => schedule.BuildRecurrence("Day", Interval, At, weekDays: null, monthDays: null),
            ParameterSets.Weekly => schedule.BuildRecurrence("Week", Interval, At, On, monthDays: null),
            _ => schedule.BuildRecurrence("Month", Interval, At, weekDays: null, OnDay),
        };
    }));
}
