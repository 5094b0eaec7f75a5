using System.Text.RegularExpressions;
using Kubernetes = AmlCompute.KubernetesCompute.Members;
using Target = AmlCompute.ComputeTarget.Members;

namespace AmlCompute.Settings;

/// <summary>The rules of attached targets, for the rows of <see cref="SettingTable"/>.</summary>
internal static class AttachRules
{
    /// <summary>The name of the check of the attached resource in a report.</summary>
    public const string ResourceCheckName = "Resource";

    /// <summary>Refuses an id that is not that of a resource that the compute type can attach.</summary>
    public static IEnumerable<SettingProblem> CheckResource(ComputeConfiguration wanted)
    {
        string type = wanted.ComputeType;
        string form = AttachableResource.DescribeIdForm(type);
        return wanted.Get(Target.ClusterResourceId) is { } id && !AttachableResource.IsIdOfType(type, id)
            ? [new(
                Target.ClusterResourceId,
                $"{Target.ClusterResourceId}: '{id}' is not a valid id of a resource to attach as {type}. The form is {form}.",
                ResourceCheckName)]
            : [];
    }

    /// <summary>Requires a label of RFC 1123 as the namespace, as Kubernetes does.</summary>
    public static IEnumerable<SettingProblem> CheckNamespace(ComputeConfiguration wanted, Workspace workspace)
    {
        const string Form = "It has at most 63 lower-case letters, digits and hyphens, and starts and ends with a letter or digit.";
        return wanted.Get(Kubernetes.Namespace) is { } name
            && !Regex.IsMatch(name, @"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)
            ? [new(
                Kubernetes.Namespace, $"{Kubernetes.Namespace}: '{name}' is not a valid Kubernetes namespace. {Form}", "Namespace")]
            : [];
    }
}
