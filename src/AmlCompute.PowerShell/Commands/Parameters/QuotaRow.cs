using System.Globalization;
using System.Management.Automation;
using AmlCompute.Client.Regions;

namespace AmlCompute.Commands.Parameters;

/// <summary>A quota that the user named or piped to Set-AmlComputeQuota, with its new limit.</summary>
/// <param name="Name">The name of the VM family, or a pattern; if the row has an id, its last part.</param>
/// <param name="Id">The ARM id; null if the row has none.</param>
/// <param name="Limit">The new limit, in cores.</param>
/// <param name="Location">The region of the row or the quota; null if it has none.</param>
/// <param name="Quota">The piped quota; null for a name or a row.</param>
internal sealed record QuotaRow(string Name, string? Id, int Limit, string? Location, ComputeQuota? Quota)
{
    private static readonly string[] NamingMembers = [nameof(Name), "Family"];

    /// <summary>Converts a name, a quota, or a row with a Name or an Id and a Limit.</summary>
    /// <param name="piped">The piped object.</param>
    /// <param name="limit">The value of -Limit, which takes precedence; null if it was not specified.</param>
    /// <exception cref="ComputeTargetException">The object does not name a quota, or the limit is missing or invalid.</exception>
    public static QuotaRow Create(PSObject piped, int? limit)
    {
        if (piped.BaseObject is string text)
        {
            return new QuotaRow(text, null, limit ?? throw ComputeTargetException.CreateInvalidArgument("-Limit is missing."), null, null);
        }

        ComputeQuota? quota = piped.BaseObject as ComputeQuota;
        string? id = quota?.Id ?? PlainRow.ReadValue(piped, nameof(Id)) as string;
        id = id is { Length: > 0 } ? id : null;
        string name = id is not null ? ResourceIdText.GetName(id) : ReadName(piped);

        // The Limit of a quota from Get-AmlComputeQuota is the current limit, not the new one.
        int wanted = limit ?? (quota is null ? ReadLimit(piped) : throw ComputeTargetException.CreateInvalidArgument("-Limit is missing."));
        string? location = PlainRow.ReadValue(piped, nameof(Location)) is string { Length: > 0 } region ? region : null;
        return new QuotaRow(name, id, wanted, location, quota);
    }

    private static string ReadName(PSObject row) =>
        NamingMembers.Select(member => PlainRow.ReadValue(row, member)).OfType<string>().FirstOrDefault(name => name.Length > 0)
        ?? throw ComputeTargetException.CreateInvalidArgument(
            $"An object of type {row.BaseObject.GetType().Name} does not name a quota. "
            + "Pipe names of families, quotas, or rows with a Name or an Id and a Limit.");

    private static int ReadLimit(PSObject row)
    {
        // PowerShell would convert an empty text to 0, 10.7 to 11 and the text 10,7 to 107.
        object? value = PlainRow.ReadValue(row, nameof(Limit));
        const NumberStyles Digits = NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        object? whole = value is decimal number && number == decimal.Truncate(number) ? decimal.Truncate(number) : value;
        return int.TryParse(PlainData.FormatText(whole), Digits, CultureInfo.InvariantCulture, out int limit)
            ? limit
            : throw ComputeTargetException.CreateInvalidArgument(
                value is null
                    ? "-Limit is missing, and the row has none."
                    : FormattableString.Invariant($"'{value}' is not a valid limit. Use a number of cores, 0 or more."));
    }
}
