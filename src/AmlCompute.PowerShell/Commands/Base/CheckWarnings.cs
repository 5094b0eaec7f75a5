namespace AmlCompute.Commands.Base;

/// <summary>
/// Creates the warnings of a command about names and checks. Each rule of names, and each retirement, has one warning for all targets.
/// </summary>
internal sealed class CheckWarnings
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
    /// <param name="namesTarget">True to begin each warning with the name.</param>
    /// <param name="delaysQuotas">True to keep the quotas for <see cref="CreateQuotaWarnings"/>.</param>
    public IReadOnlyList<string> CreateWarnings(IReadOnlyList<ComputeCheck> checks, string name, bool namesTarget, bool delaysQuotas)
    {
        List<string> warnings = [];
        QuotaWarnings quotas = delaysQuotas ? _delayedQuotas : new QuotaWarnings();
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

        return delaysQuotas ? warnings : [.. warnings, .. quotas.CreateWarnings(namesTarget)];
    }

    /// <summary>Returns the warnings about quotas that were kept, for all targets together.</summary>
    public IEnumerable<string> CreateQuotaWarnings(bool namesTarget) => _delayedQuotas.CreateWarnings(namesTarget);

    private bool IsRepeatedRetirement(ComputeCheck check) => check.Name == "Retirement" && !_retirements.Add(check.Message);
}
