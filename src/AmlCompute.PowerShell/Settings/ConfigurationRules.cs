namespace AmlCompute.Settings;

/// <summary>Applies the rules of the settings to a configuration, whatever gave it: parameters, a row or a file.</summary>
internal static class ConfigurationRules
{
    /// <summary>Throws if the settings break a rule; without a predicate, of any setting.</summary>
    public static void Require(ComputeConfiguration configuration, string? name = null, Func<Setting, bool>? applies = null)
    {
        if (ProblemsOf(configuration, applies) is [var problem, ..])
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, problem.MessageIn(configuration))
            {
                ComputeName = name,
                LacksName = true,
            };
        }
    }

    /// <summary>Returns the broken rules. Values of the wrong kind, and secrets, break a rule of every setting.</summary>
    public static IReadOnlyList<SettingProblem> ProblemsOf(ComputeConfiguration configuration, Func<Setting, bool>? applies = null)
    {
        if (SettingRules.Secret(configuration) is { } secret)
        {
            return [secret];
        }

        // A value of the wrong JSON type reads as null, so the other rules would report it as missing.
        SettingProblem[] wrong =
        [
            .. ComputeMembers.ShapeOf(configuration.ComputeType)
                .FaultsOf(configuration.GivenJson())
                .Where(fault => fault.HasWrongKind)
                .Select(fault => new SettingProblem(fault.Path, $"{fault.Path} must be {fault.Wanted}, and is {fault.ActualKind}.")),
        ];
        return wrong.Length > 0
            ? wrong
            : [.. RowsOf(configuration).Where(applies ?? (_ => true)).SelectMany(row => row.Rule?.Invoke(configuration) ?? [])];
    }

    /// <summary>Returns the problems that only Test-AmlComputeTarget and -WhatIf report.</summary>
    public static IReadOnlyList<SettingProblem> ChecksOf(ComputeConfiguration configuration, Workspace workspace) =>
        [.. RowsOf(configuration).SelectMany(row => row.Check?.Invoke(configuration, workspace) ?? [])];

    /// <summary>Returns the unknown members and values that the existing target does not have; the service may refuse them.</summary>
    public static IReadOnlyList<string> UnknownIn(ComputeConfiguration wanted, ComputeTarget live)
    {
        JsonShape shape = ComputeMembers.ShapeOf(wanted.ComputeType);
        HashSet<string> there = [.. Unknown(live.ToNode()).Select(WithoutIndex)];
        return
        [
            .. Unknown(wanted.GivenJson())
                .Where(fault => fault.Value is not null && !there.Contains(WithoutIndex(fault)))
                .Select(fault => fault.PathText),
        ];

        IEnumerable<JsonFault> Unknown(JsonObject json) => shape.FaultsOf(json).Where(fault => !fault.HasWrongKind);

        static string WithoutIndex(JsonFault fault) =>
            string.Join(".", fault.Path.Where(name => !name.StartsWith("[", StringComparison.Ordinal)));
    }

    private static IEnumerable<Setting> RowsOf(ComputeConfiguration configuration) =>
        SettingTable.Of(configuration.ComputeType).SelectMany(row => row.Items.Prepend(row));
}
