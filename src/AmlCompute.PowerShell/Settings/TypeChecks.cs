using System.Text.RegularExpressions;

namespace AmlCompute.Settings;

/// <summary>Checks that apply to one compute type only.</summary>
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
            yield return new ComputeCheck(
                "AgentCount", ComputeCheckOutcome.Failed, "An AKS cluster needs at least one node: -AgentCount 1 or more.");
        }
    }

    private static IEnumerable<ComputeCheck> Namespace(ComputeConfiguration configuration)
    {
        // Kubernetes requires a label of RFC 1123.
        if (configuration.Get(KubernetesCompute.Members.Namespace) is { } name
            && !Regex.IsMatch(name, @"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant))
        {
            yield return new ComputeCheck(
                "Namespace",
                ComputeCheckOutcome.Failed,
                $"-Namespace: '{name}' is not a valid Kubernetes namespace. "
                    + "It has at most 63 lower-case letters, digits and hyphens, and starts and ends with a letter or digit.")
            {
                ErrorId = ErrorIds.InvalidArgument,
            };
        }
    }
}
