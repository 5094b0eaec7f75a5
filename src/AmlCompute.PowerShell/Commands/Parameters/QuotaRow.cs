using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AmlCompute.Client.Regions;

namespace AmlCompute.Commands.Parameters;

/// <summary>One quota that is wanted, as it was piped.</summary>
/// <param name="Name">The family, or the last part of the id.</param>
/// <param name="Id">The ARM id; null when it has none.</param>
/// <param name="Limit">The wanted limit in cores.</param>
/// <param name="Location">The region that a row with an id names.</param>
/// <param name="Quota">The quota as it was read; null for a name or a row.</param>
internal sealed record QuotaRow(string Name, string? Id, int Limit, string? Location, ComputeQuota? Quota)
{
    /// <summary>Reads a name, a quota, or a row with a Name or an Id and a Limit.</summary>
    /// <param name="piped">What was piped.</param>
    /// <param name="limit">The limit of the command line, which wins.</param>
    /// <exception cref="ComputeTargetException">It names no quota, or there is no limit for it.</exception>
    public static QuotaRow From(PSObject piped, int? limit)
    {
        if (piped.BaseObject is string text)
        {
            return new QuotaRow(text, null, limit ?? throw ComputeTargetException.Invalid("-Limit is missing."), null, null);
        }

        ComputeQuota? quota = piped.BaseObject as ComputeQuota;
        string? id = (quota?.Id ?? MemberOf(piped, nameof(Id)) as string) is { Length: > 0 } given ? given : null;
        string name = id is not null ? QuotaUpdate.LastPart(id) : (MemberOf(piped, nameof(Name)) ?? MemberOf(piped, "Family")) as string
            ?? throw ComputeTargetException.Invalid($"An object of type {piped.BaseObject.GetType().Name} names no quota. Pipe names of families, quotas, or rows with a Name or an Id and a Limit.");

        // The limit of a quota as it was read is what it is now, not what is wanted.
        int wanted = limit ?? (quota is null ? LimitOf(piped) : throw ComputeTargetException.Invalid("-Limit is missing."));
        return new QuotaRow(name, id, wanted, MemberOf(piped, nameof(Location)) as string, quota);
    }

    private static object? MemberOf(PSObject row, string name) =>
        row.BaseObject is IDictionary dictionary
            ? PlainData.UnwrapAll(dictionary)[name]
            : PlainData.Unwrap(row.Properties[name]?.Value);

    private static int LimitOf(PSObject row)
    {
        object? given = MemberOf(row, nameof(Limit));
        return LanguagePrimitives.TryConvertTo(given, CultureInfo.InvariantCulture, out int limit) && limit >= 0 && $"{given}".Length > 0
            ? limit
            : throw ComputeTargetException.Invalid(given is null ? "-Limit is missing, and the row has none." : $"'{given}' is no limit: a number of cores, 0 or more.");
    }
}
