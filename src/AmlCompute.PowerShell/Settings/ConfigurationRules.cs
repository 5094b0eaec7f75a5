namespace AmlCompute.Settings;

/// <summary>Applies the rules of <see cref="SettingTable"/> to a configuration from parameters, a row or a file.</summary>
internal static class ConfigurationRules
{
    /// <summary>Refuses settings that break a rule.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="name">The name of the target for the error; null if it is not known yet.</param>
    /// <param name="applies">Selects the settings whose rules apply; null for all settings.</param>
    /// <exception cref="ComputeTargetException">A setting breaks a rule, has a wrong kind, or contains a secret or its mask.</exception>
    public static void Require(ComputeConfiguration configuration, string? name = null, Func<Setting, bool>? applies = null)
    {
        if (FindProblems(configuration, applies) is [var problem, ..])
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, problem.FormatMessage(configuration))
            {
                ComputeName = name,
                LacksName = true,
            };
        }
    }

    /// <summary>
    /// Returns the broken rules; empty for none. A secret or its mask hides all other problems, and values of the wrong kind hide those of
    /// the rules; both are found in all settings, also in those that are not selected.
    /// </summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="applies">Selects the settings whose rules apply; null for all settings.</param>
    public static IReadOnlyList<SettingProblem> FindProblems(ComputeConfiguration configuration, Func<Setting, bool>? applies = null)
    {
        if (SecretRules.FindProblem(configuration) is { } secret)
        {
            return [secret];
        }

        // A value of the wrong JSON type reads as null, so the other rules would report it as missing.
        SettingProblem[] wrongKinds =
        [
            .. ComputeMembers.CreateShape(configuration.ComputeType)
                .FindFaults(configuration.CopyGivenJson())
                .Where(fault => fault.HasWrongKind)
                .Select(fault => new SettingProblem(fault.Path, $"{fault.Path} must be {fault.RequiredKind}, and is {fault.ActualKind}.")),
        ];
        return wrongKinds.Length > 0
            ? wrongKinds
            : [.. ListSettings(configuration).Where(applies ?? (_ => true)).SelectMany(row => row.Rule?.Invoke(configuration) ?? [])];
    }

    /// <summary>Returns the problems that only Test-AmlComputeTarget, -WhatIf, plans and replacements report.</summary>
    public static IReadOnlyList<SettingProblem> FindCheckProblems(ComputeConfiguration configuration, Workspace workspace) =>
        [.. ListSettings(configuration).SelectMany(row => row.Check?.Invoke(configuration, workspace) ?? [])];

    /// <summary>Returns the unknown members and values that the existing target does not have; the service may refuse them.</summary>
    public static IReadOnlyList<string> FindUnknownPaths(ComputeConfiguration wanted, ComputeTarget live)
    {
        JsonShape shape = ComputeMembers.CreateShape(wanted.ComputeType);
        HashSet<string> livePaths = [.. FindUnknown(live.ToNode()).Select(PathWithoutIndexes)];
        return
        [
            .. FindUnknown(wanted.CopyGivenJson())
                .Where(fault => fault.Value is not null && !livePaths.Contains(PathWithoutIndexes(fault)))
                .Select(fault => fault.PathText),
        ];

        IEnumerable<JsonFault> FindUnknown(JsonObject json) => shape.FindFaults(json).Where(fault => !fault.HasWrongKind);

        static string PathWithoutIndexes(JsonFault fault) =>
            string.Join(".", fault.Path.Where(name => !name.StartsWith("[", StringComparison.Ordinal)));
    }

    /// <summary>Returns the rows of the compute type, and those directly inside them. Deeper rows have no rules.</summary>
    private static IEnumerable<Setting> ListSettings(ComputeConfiguration configuration) =>
        SettingTable.ListSettings(configuration.ComputeType).SelectMany(row => row.Items.Prepend(row));
}
