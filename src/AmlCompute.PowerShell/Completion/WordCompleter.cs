using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AmlCompute.Client.Findings;
using AmlCompute.Client.Prices;

namespace AmlCompute.Completion;

/// <summary>Completes a parameter from a list of the service's words.</summary>
public abstract class WordCompleter : IArgumentCompleter
{
    private protected WordCompleter(IReadOnlyList<string> words) => ValidValues = words;

    /// <summary>Gets the words. The help of a parameter lists them, too.</summary>
    public IReadOnlyList<string> ValidValues { get; }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        CompletionWord typed = new(wordToComplete, takesWildcards: false);
        return ValidValues.Where(typed.Fits).Select(word => typed.Complete(word));
    }
}

/// <summary>Completes compute types.</summary>
public sealed class ComputeTypeCompleter : WordCompleter
{
    /// <summary>Initializes the completer.</summary>
    public ComputeTypeCompleter()
        : base([.. ComputeTypes.All.Select(ComputeTypes.WordOf)])
    {
    }
}

/// <summary>Completes states of compute targets.</summary>
public sealed class ComputeStateCompleter : WordCompleter
{
    /// <summary>Initializes the completer.</summary>
    public ComputeStateCompleter()
        : base(
        [
            .. InstanceStates.All.Concat(ProvisioningStates.All).Append(ComputeCluster.Steady)
                .Distinct().OrderBy(state => state, StringComparer.Ordinal),
        ])
    {
    }
}

/// <summary>Completes provisioning states.</summary>
public sealed class ProvisioningStateCompleter : WordCompleter
{
    /// <summary>Initializes the completer.</summary>
    public ProvisioningStateCompleter()
        : base(ProvisioningStates.All)
    {
    }
}

/// <summary>Completes the conditions that end a watch.</summary>
public sealed class WaitForCompleter : WordCompleter
{
    /// <summary>Initializes the completer.</summary>
    public WaitForCompleter()
        : base(typeof(WaitFor).GetEnumNames())
    {
    }
}

/// <summary>Completes the addresses of Azure Resource Manager in the known clouds, and that of the emulator.</summary>
public sealed class EndpointCompleter : WordCompleter
{
    /// <summary>Initializes the completer.</summary>
    public EndpointCompleter()
        : base(
        [
            "https://management.azure.com", "https://management.chinacloudapi.cn", "https://management.usgovcloudapi.net",
            "http://127.0.0.1:5000",
        ])
    {
    }
}

/// <summary>Completes the groups of costs.</summary>
public sealed class CostGroupCompleter : WordCompleter
{
    /// <summary>Initializes the completer.</summary>
    public CostGroupCompleter()
        : base([.. CostGroups.Known.OrderBy(word => word, StringComparer.Ordinal), "Tag:"])
    {
    }
}

/// <summary>Completes the rules of Find-AmlComputeFinding.</summary>
public sealed class FindingRuleCompleter : WordCompleter
{
    /// <summary>Initializes the completer.</summary>
    public FindingRuleCompleter()
        : base([.. FindingRules.All.Select(rule => rule.Id)])
    {
    }
}

/// <summary>Completes the kinds of managed identities.</summary>
public sealed class IdentityTypeCompleter : WordCompleter
{
    /// <summary>Initializes the completer.</summary>
    public IdentityTypeCompleter()
        : base(ComputeIdentity.Kinds)
    {
    }
}

/// <summary>Completes the statuses of jobs.</summary>
public sealed class JobStatusCompleter : WordCompleter
{
    /// <summary>Initializes the completer.</summary>
    public JobStatusCompleter()
        : base(JobStatuses.All)
    {
    }
}

/// <summary>Completes the supported uses of virtual machine sizes.</summary>
public sealed class SupportedForCompleter : WordCompleter
{
    /// <summary>Initializes the completer.</summary>
    public SupportedForCompleter()
        : base(
        [
            .. VmSize.Uses.SelectMany(use => (string[])[use.Word, use.OtherName])
                .Distinct().OrderBy(word => word, StringComparer.Ordinal),
        ])
    {
    }
}
