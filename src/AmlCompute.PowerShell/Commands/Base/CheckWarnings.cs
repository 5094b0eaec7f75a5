namespace AmlCompute.Commands.Base;

/// <summary>
/// Creates the warnings of a command about names and checks. Each rule of names, and each retirement, has one warning for all targets.
/// </summary>
/// <param name="namesTarget">True to begin each warning of a check with the name of its target.</param>
internal sealed class CheckWarnings(bool namesTarget)
{
    /// <summary>The rules of names for which a warning was created, because many names can follow one pattern.</summary>
    private readonly HashSet<string> _brokenRules = [];

    /// <summary>The warnings about retired sizes and services, because many targets can have one size.</summary>
    private readonly HashSet<string> _retirements = [];

    private readonly QuotaWarnings _delayedQuotas = new();

    /// <summary>Returns the warning about a name that the service may refuse; null for another name, and if the rule has had one.</summary>
    public string? FindNameWarning(string name) =>
        ComputeNames.FindWarning(name) is { } warning && _brokenRules.Add(warning.Rule) ? warning.Message : null;

    /// <summary>Returns the warnings of checks that predict a problem, but not a refusal of the service.</summary>
    /// <param name="checks">The checks of one target.</param>
    /// <param name="name">The name of the target.</param>
    public IReadOnlyList<string> CreateWarnings(IReadOnlyList<ComputeCheck> checks, string name)
    {
        QuotaWarnings quotas = new();
        return [.. CreateWarnings(checks, name, quotas), .. quotas.CreateWarnings(namesTarget)];
    }

    /// <summary>
    /// Returns the same warnings without those about quotas, which <see cref="CreateQuotaWarnings"/> returns for all targets together.
    /// </summary>
    /// <inheritdoc cref="CreateWarnings(IReadOnlyList{ComputeCheck}, string)"/>
    public IReadOnlyList<string> CreateWarningsWithoutQuotas(IReadOnlyList<ComputeCheck> checks, string name) =>
        CreateWarnings(checks, name, _delayedQuotas);

    /// <summary>Returns the warnings about the quotas that <see cref="CreateWarningsWithoutQuotas"/> left out.</summary>
    public IEnumerable<string> CreateQuotaWarnings() => _delayedQuotas.CreateWarnings(namesTarget);

    /// <summary>Returns the warnings that are not about quotas, and adds the checks of quotas to the given ones.</summary>
    private List<string> CreateWarnings(IReadOnlyList<ComputeCheck> checks, string name, QuotaWarnings quotas)
    {
        List<string> warnings = [];
        foreach (ComputeCheck check in checks.Where(check => check.ErrorId is null))
        {
            if (check.Quota is not null)
            {
                quotas.Add(name, check);
            }
            else if (check.Outcome is ComputeCheckOutcome.Failed or ComputeCheckOutcome.Warning && !IsRepeatedRetirement(check))
            {
                warnings.Add(namesTarget ? $"{name}: {check.Message}" : check.Message);
            }
        }

        return warnings;
    }

    private bool IsRepeatedRetirement(ComputeCheck check) => check.Name == "Retirement" && !_retirements.Add(check.Message);
}
