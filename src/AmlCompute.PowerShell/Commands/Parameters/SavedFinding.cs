using System.Management.Automation;
using AmlCompute.Reports;

namespace AmlCompute.Commands.Parameters;

/// <summary>Reads a finding: the object itself, or one that was read from Clixml, JSON or CSV.</summary>
internal static class SavedFinding
{
    /// <summary>Returns true if an object has the properties of a finding.</summary>
    public static bool IsFinding(PSObject source) =>
        source.BaseObject is ComputeFinding
        || (ReadText(source, nameof(ComputeFinding.Rule)).Length > 0 && ReadText(source, nameof(ComputeFinding.Evidence)).Length > 0);

    /// <summary>Reads a finding as a row of a report; a property that the object does not have is empty, null or false.</summary>
    /// <exception cref="ComputeTargetException">The object is not a finding.</exception>
    public static FindingRow ReadRow(PSObject source) => !IsFinding(source)
        ? throw ComputeTargetException.CreateInvalidArgument(
            $"An object of type {source.BaseObject.GetType().Name} is not a finding. Give the findings of Find-AmlComputeFinding.")
        : new FindingRow(
            ReadText(source, nameof(ComputeFinding.Rule)),
            ReadWord<ComputeFindingCategory>(source, nameof(ComputeFinding.Category)),
            ReadWord<ComputeFindingSeverity>(source, nameof(ComputeFinding.Severity)),
            ReadText(source, nameof(ComputeFinding.Name)),
            ReadText(source, nameof(ComputeFinding.ComputeType)),
            ReadText(source, nameof(ComputeFinding.WorkspaceName)),
            ReadText(source, nameof(ComputeFinding.ResourceId)),
            ReadText(source, nameof(ComputeFinding.Owner)),
            ReadText(source, nameof(ComputeFinding.Evidence)),
            ReadText(source, nameof(ComputeFinding.Policy)),
            ReadText(source, nameof(ComputeFinding.Fix)))
        {
            Since = SavedObject.ReadValue<DateTimeOffset>(source, nameof(ComputeFinding.Since)),
            CostPerMonth = SavedObject.ReadValue<decimal>(source, nameof(ComputeFinding.CostPerMonth)),
            Currency = ReadText(source, nameof(ComputeFinding.Currency)),
            IsSpot = SavedObject.ReadValue<bool>(source, nameof(ComputeFinding.IsSpot)) ?? false,
            NeedsReplacement = SavedObject.ReadValue<bool>(source, nameof(ComputeFinding.NeedsReplacement)) ?? false,
        };

    /// <summary>Returns the word of an enumeration, which ConvertTo-Json writes as a number; empty for any other value.</summary>
    private static string ReadWord<T>(PSObject source, string property)
        where T : struct, Enum => $"{SavedObject.ReadValue<T>(source, property)}";

    /// <summary>Returns a property as text; empty if the object does not have it.</summary>
    private static string ReadText(PSObject source, string property) => SavedObject.ReadText(source, property) ?? string.Empty;
}
