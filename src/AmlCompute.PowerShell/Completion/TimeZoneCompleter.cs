using System.Management.Automation;
using AmlCompute.Settings;

namespace AmlCompute.Completion;

/// <summary>Completes time zones: the IANA names and the Windows names of the service. A city matches without its continent.</summary>
public sealed class TimeZoneCompleter : LocalCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionWord typed, string parameter) =>
        ScheduleBuilder.TimeZones()
            .Where(zone => typed.Fits(zone.Name) || typed.Fits(zone.Name.Substring(zone.Name.LastIndexOf('/') + 1)))
            .OrderBy(zone => zone.Name, StringComparer.OrdinalIgnoreCase)
            .Select(zone => typed.Complete(zone.Name, toolTip: zone.Counterpart));
}
