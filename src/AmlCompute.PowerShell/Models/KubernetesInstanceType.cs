namespace AmlCompute;

/// <summary>
/// An instance type of a Kubernetes cluster: the labels of its nodes, and the resources of a job on them. A map that the service omits is
/// empty, and a value in it can be null.
/// </summary>
public sealed class KubernetesInstanceType : JsonModel
{
    internal KubernetesInstanceType(JsonElement json) : base(json) { }

    /// <summary>Gets the labels that a node must have, by name; empty for any node. JSON: <c>nodeSelector</c>.</summary>
    public IReadOnlyDictionary<string, string?> NodeSelector => ReadMap(Members.NodeSelector);

    /// <summary>
    /// Gets the guaranteed resources of a job, as Kubernetes quantities: <c>cpu</c> 500m, <c>memory</c> 4Gi.
    /// JSON: <c>resources.requests</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Requests => ReadMap(Members.Requests);

    /// <summary>
    /// Gets the maximum resources of a job, as Kubernetes quantities: <c>cpu</c> 1, <c>nvidia.com/gpu</c> 1. JSON: <c>resources.limits</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Limits => ReadMap(Members.Limits);

    /// <summary>Shows the limits, for example <c>cpu 1, memory 4Gi</c>.</summary>
    public override string ToString() =>
        string.Join(", ", Limits.Where(limit => limit.Value is not null).Select(limit => $"{limit.Key} {limit.Value}"));

    internal static class Members
    {
        public static readonly JsonMember<IReadOnlyDictionary<string, string?>> NodeSelector =
            JsonMembers.CreateMap("nodeSelector", MemberAccess.Put);
        public static readonly JsonMember<IReadOnlyDictionary<string, string?>> Requests =
            JsonMembers.CreateMap("resources.requests", MemberAccess.Put);
        public static readonly JsonMember<IReadOnlyDictionary<string, string?>> Limits =
            JsonMembers.CreateMap("resources.limits", MemberAccess.Put);
    }
}
