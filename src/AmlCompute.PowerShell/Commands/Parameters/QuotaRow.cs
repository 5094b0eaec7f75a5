using System.Globalization;
using System.Management.Automation;
using AmlCompute.Client.Regions;

namespace AmlCompute.Commands.Parameters;

/// <summary>A piped quota with its new limit.</summary>
/// <param name="Name">The VM family, or the last part of the id.</param>
/// <param name="Id">The ARM id; null if the row has none.</param>
/// <param name="Limit">The new limit, in cores.</param>
/// <param name="Location">The region of the row; null if it has none.</param>
/// <param name="Quota">The piped quota; null for a name or a row.</param>
internal sealed record QuotaRow(string Name, string? Id, int Limit, string? Location, ComputeQuota? Quota)
{
    /// <summary>Converts a name, a quota, or a row with a Name or an Id and a Limit.</summary>
    /// <param name="piped">The piped object.</param>
    /// <param name="limit">The value of -Limit, which takes precedence.</param>
    /// <exception cref="ComputeTargetException">The object does not name a quota, or the limit is missing or invalid.</exception>
    public static QuotaRow From(PSObject piped, int? limit)
    {
        if (piped.BaseObject is string text)
        {
            return new QuotaRow(text, null, limit ?? throw ComputeTargetException.Invalid("-Limit is missing."), null, null);
        }

        ComputeQuota? quota = piped.BaseObject as ComputeQuota;
        string? id = (quota?.Id ?? PlainRow.ValueOf(piped, nameof(Id)) as string) is { Length: > 0 } given ? given : null;
        object? named = PlainRow.ValueOf(piped, nameof(Name)) ?? PlainRow.ValueOf(piped, "Family");
        string name = id is not null ? QuotaUpdate.LastPart(id) : named as string
            ?? throw ComputeTargetException.Invalid(
                $"An object of type {piped.BaseObject.GetType().Name} does not name a quota. "
                + "Pipe names of families, quotas, or rows with a Name or an Id and a Limit.");

        // The Limit of a quota from Get-AmlComputeQuota is the current limit, not the new one.
        int wanted = limit ?? (quota is null ? LimitOf(piped) : throw ComputeTargetException.Invalid("-Limit is missing."));
        return new QuotaRow(name, id, wanted, PlainRow.ValueOf(piped, nameof(Location)) as string, quota);
    }

    private static int LimitOf(PSObject row)
    {
        object? given = PlainRow.ValueOf(row, nameof(Limit));
        return LanguagePrimitives.TryConvertTo(given, CultureInfo.InvariantCulture, out int limit) && limit >= 0 && $"{given}".Length > 0
            ? limit
            : throw ComputeTargetException.Invalid(
                given is null
                    ? "-Limit is missing, and the row has none."
                    : FormattableString.Invariant($"'{given}' is not a valid limit. Use a number of cores, 0 or more."));
    }
}
