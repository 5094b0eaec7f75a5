using System.Text.RegularExpressions;

namespace AmlCompute.Settings;

/// <summary>What targets of one type alone have to keep.</summary>
internal static class TypeChecks
{
    public static IEnumerable<ComputeCheck> Run(ComputeConfiguration configuration) => configuration.ComputeType switch
    {
        ComputeTypes.Aks when !configuration.IsAttach => Agents(configuration),
        ComputeTypes.Kubernetes => Namespace(configuration),
        _ => [],
    };

    private static IEnumerable<ComputeCheck> Agents(ComputeConfiguration configuration)
    {
        if (configuration.Get(AksCompute.Members.AgentCount) < 1)
        {
            yield return new ComputeCheck("AgentCount", ComputeCheckOutcome.Failed, "An AKS cluster needs a node at least: -AgentCount 1 or more.");
        }
    }

    private static IEnumerable<ComputeCheck> Namespace(ComputeConfiguration configuration)
    {
        // The rule of Kubernetes for namespaces: a label of RFC 1123.
        if (configuration.Get(KubernetesCompute.Members.Namespace) is { } name
            && !Regex.IsMatch(name, @"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant))
        {
            yield return new ComputeCheck(
                "Namespace",
                ComputeCheckOutcome.Failed,
                $"-Namespace: '{name}' cannot be a Kubernetes namespace, which has at most 63 lower-case letters, digits and hyphens, with no hyphen at either end.")
            {
                ErrorId = ErrorIds.InvalidArgument,
            };
        }
    }
}
