using System.Management.Automation;
using AmlCompute.Settings;

namespace AmlCompute.Completion;

/// <summary>Completes time zones: the IANA names and the Windows names of the service. A city matches without its continent.</summary>
public sealed class TimeZoneCompleter : LocalCompleter
{
    private protected override IEnumerable<CompletionResult> FindMatches(CompletionWord typed, string parameter) =>
        TimeZoneNames.ListAll()
            .Where(zone => typed.MatchesStartOf(zone.Name) || typed.MatchesStartOf(zone.Name.Substring(zone.Name.LastIndexOf('/') + 1)))
            .OrderBy(zone => zone.Name, StringComparer.OrdinalIgnoreCase)
            .Select(zone => typed.CreateResult(zone.Name, toolTip: zone.Counterpart));
}
