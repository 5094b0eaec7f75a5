using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Findings;
using AmlCompute.Client.Prices;

namespace AmlCompute.Completion;

/// <summary>Completes a parameter from a list of words that needs no request.</summary>
public abstract class WordCompleter : LocalCompleter
{
    private protected WordCompleter(IEnumerable<string> words) => ValidValues = [.. words];

    /// <summary>Gets the words. The help of a parameter lists them, too.</summary>
    public IReadOnlyList<string> ValidValues { get; }

    private protected override IEnumerable<CompletionResult> FindMatches(CompletionWord typed, string parameter) =>
        ValidValues.Where(typed.MatchesStartOf).Select(word => typed.CreateResult(word));
}

/// <summary>Completes compute types.</summary>
public sealed class ComputeTypeCompleter() : WordCompleter(ComputeTypes.All.Select(ComputeTypes.GetWord));

/// <summary>Completes states of compute targets.</summary>
public sealed class ComputeStateCompleter() : WordCompleter(
    InstanceStates.All.Concat(ProvisioningStates.All).Append(ComputeCluster.Steady).Distinct()
        .OrderBy(state => state, StringComparer.Ordinal));

/// <summary>Completes provisioning states.</summary>
public sealed class ProvisioningStateCompleter() : WordCompleter(ProvisioningStates.All);

/// <summary>Completes the conditions that end a watch.</summary>
public sealed class WaitForCompleter() : WordCompleter(typeof(WaitFor).GetEnumNames());

/// <summary>Completes the addresses of Azure Resource Manager in the known clouds, and that of the emulator.</summary>
public sealed class EndpointCompleter() : WordCompleter(
    CloudEnvironment.All.Select(cloud => cloud.Endpoint.AbsoluteUri.TrimEnd('/')).Append("http://127.0.0.1:5000"));

/// <summary>Completes the properties by which costs are summed, and the start of a tag.</summary>
public sealed class CostGroupCompleter() : WordCompleter(
    CostGroups.PropertyNames.OrderBy(word => word, StringComparer.Ordinal).Append("Tag:"));

/// <summary>Completes the rules of Find-AmlComputeFinding.</summary>
public sealed class FindingRuleCompleter() : WordCompleter(FindingRules.All.Select(rule => rule.Id));

/// <summary>Completes the kinds of managed identities.</summary>
public sealed class IdentityTypeCompleter() : WordCompleter(ComputeIdentity.Kinds);

/// <summary>Completes the statuses of jobs.</summary>
public sealed class JobStatusCompleter() : WordCompleter(JobStatuses.All);

/// <summary>Completes the supported uses of virtual machine sizes.</summary>
public sealed class SupportedForCompleter() : WordCompleter(
    VmSize.Uses.SelectMany(use => (string[])[use.Word, use.OtherName]).Distinct().OrderBy(word => word, StringComparer.Ordinal));
