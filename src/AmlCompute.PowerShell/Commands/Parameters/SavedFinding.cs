using System.Management.Automation;
using AmlCompute.Reports;

namespace AmlCompute.Commands.Parameters;

/// <summary>Reads a finding: the object itself, or one that was read from Clixml, JSON or CSV.</summary>
internal static class SavedFinding
{
    /// <summary>Returns true if an object has the properties of a finding.</summary>
    public static bool Is(PSObject given) =>
        given.BaseObject is ComputeFinding
        || (Text(given, nameof(ComputeFinding.Rule)).Length > 0 && Text(given, nameof(ComputeFinding.Evidence)).Length > 0);

    /// <exception cref="ComputeTargetException">The object is not a finding.</exception>
    public static FindingRow Read(PSObject given) => !Is(given)
        ? throw ComputeTargetException.Invalid(
            $"An object of type {given.BaseObject.GetType().Name} is not a finding. Give the findings of Find-AmlComputeFinding.")
        : new FindingRow(
            Text(given, nameof(ComputeFinding.Rule)),
            Word<ComputeFindingCategory>(given, nameof(ComputeFinding.Category)),
            Word<ComputeFindingSeverity>(given, nameof(ComputeFinding.Severity)),
            Text(given, nameof(ComputeFinding.Name)),
            Text(given, nameof(ComputeFinding.ComputeType)),
            Text(given, nameof(ComputeFinding.WorkspaceName)),
            Text(given, nameof(ComputeFinding.ResourceId)),
            Text(given, nameof(ComputeFinding.Owner)),
            Text(given, nameof(ComputeFinding.Evidence)),
            Text(given, nameof(ComputeFinding.Policy)),
            Text(given, nameof(ComputeFinding.Fix)))
        {
            Since = SavedObject.ValueOf<DateTimeOffset>(given, nameof(ComputeFinding.Since)),
            CostPerMonth = SavedObject.ValueOf<decimal>(given, nameof(ComputeFinding.CostPerMonth)),
            Currency = Text(given, nameof(ComputeFinding.Currency)),
            IsSpot = SavedObject.ValueOf<bool>(given, nameof(ComputeFinding.IsSpot)) ?? false,
        };

    /// <summary>Returns the word of an enumeration, which JSON has as a number.</summary>
    private static string Word<T>(PSObject given, string property)
        where T : struct, Enum => $"{SavedObject.ValueOf<T>(given, property)}";

    private static string Text(PSObject given, string property) => SavedObject.TextOf(given, property) ?? string.Empty;
}
