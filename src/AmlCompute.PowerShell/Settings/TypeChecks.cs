using System.Text.RegularExpressions;
using AmlCompute.Client.Regions;
using AmlCompute.Models;

namespace AmlCompute.Settings;

/// <summary>What targets of one type alone have to keep.</summary>
internal static class TypeChecks
{
    public static async Task<IReadOnlyList<ComputeCheck>> RunAsync(ComputeConfiguration configuration, Func<Task<RegionCatalog>> region) => configuration.ComputeType switch
    {
        ComputeTypes.Aks when !configuration.IsAttach => [.. Agents(configuration), .. await AgentSizeAsync(configuration, region).ConfigureAwait(false)],
        ComputeTypes.Kubernetes => [.. Namespace(configuration)],
        _ => [],
    };

    private static IEnumerable<ComputeCheck> Agents(ComputeConfiguration configuration)
    {
        if (configuration.Get(AksCompute.Members.AgentCount) < 1)
        {
            yield return new ComputeCheck("AgentCount", ComputeCheckOutcome.Failed, "An AKS cluster needs a node at least: -AgentCount 1 or more.");
        }
    }

    /// <summary>The list has the sizes of the machines of Azure Machine Learning; AKS knows others besides, so that a size which is not in it is only a doubt.</summary>
    private static async Task<IReadOnlyList<ComputeCheck>> AgentSizeAsync(ComputeConfiguration configuration, Func<Task<RegionCatalog>> region)
    {
        const string Check = "VmSize";
        if (configuration.Get(AksCompute.Members.VmSize) is not { } name)
        {
            return [];
        }

        RegionCatalog catalog = await region().ConfigureAwait(false);
        (IReadOnlyList<VmSize> sizes, ComputeCheck? unknown) = await catalog.CheckSizesAsync().ConfigureAwait(false);
        return unknown is not null ? [unknown]
            : RegionCatalog.Find(sizes, name) is { } size ? [new ComputeCheck(Check, ComputeCheckOutcome.Passed, $"{catalog.Location} has {size.Name}: {size.VCpus} vCPUs.")]
            : [new ComputeCheck(Check, ComputeCheckOutcome.Warning, $"{RegionCatalog.NoSuchSize(name, sizes, catalog.Location)} AKS may know it all the same.")];
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
