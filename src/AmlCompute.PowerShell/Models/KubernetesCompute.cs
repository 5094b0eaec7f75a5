using System.Security;

namespace AmlCompute;

/// <summary>An attached Kubernetes cluster, of AKS or Azure Arc. A value that the service omits is null or empty.</summary>
public sealed class KubernetesCompute : ComputeTarget
{
    internal KubernetesCompute(JsonElement json, Workspace workspace) : base(json, workspace) { }

    // These overrides come first in lists of properties; see ComputeTarget.
    /// <inheritdoc/>
    public override string Name => base.Name;

    /// <inheritdoc/>
    public override string Type => base.Type;

    /// <inheritdoc/>
    public override string? State => base.State;

    /// <summary>Gets the Kubernetes namespace in which jobs run. JSON: <c>properties.properties.namespace</c>.</summary>
    public string? Namespace => Read(Members.Namespace);

    /// <summary>
    /// Gets the name of the instance type of jobs that do not request one, a key of <see cref="InstanceTypes"/>.
    /// JSON: <c>properties.properties.defaultInstanceType</c>.
    /// </summary>
    public string? DefaultInstanceType => Read(Members.DefaultInstanceType);

    /// <summary>Gets the instance types, which a job requests by name. JSON: <c>properties.properties.instanceTypes</c>.</summary>
    public IReadOnlyDictionary<string, KubernetesInstanceType> InstanceTypes => ReadMap(Members.InstanceTypes);

    /// <summary>Gets the virtual cluster; the service does not document its use. JSON: <c>properties.properties.vcName</c>.</summary>
    public string? VcName => Read(Members.VcName);

    /// <summary>
    /// Gets the object id of the identity of the Azure Machine Learning extension in the cluster, a GUID.
    /// JSON: <c>properties.properties.extensionPrincipalId</c>.
    /// </summary>
    public string? ExtensionPrincipalId => Read(Members.ExtensionPrincipalId);

    /// <summary>
    /// Gets the release train of the extension, such as stable. JSON: <c>properties.properties.extensionInstanceReleaseTrain</c>.
    /// </summary>
    public string? ExtensionInstanceReleaseTrain => Read(Members.ExtensionInstanceReleaseTrain);

    internal static new class Members
    {
        public static readonly JsonMember<string> Namespace = JsonMembers.CreateText("properties.properties.namespace", MemberAccess.Fixed);
        public static readonly JsonMember<string> DefaultInstanceType =
            JsonMembers.CreateText("properties.properties.defaultInstanceType", MemberAccess.Put);
        public static readonly JsonMember<IReadOnlyDictionary<string, KubernetesInstanceType>> InstanceTypes =
            JsonMembers.CreateMap("properties.properties.instanceTypes", json => new KubernetesInstanceType(json), MemberAccess.Put);
        public static readonly JsonMember<string> VcName = JsonMembers.CreateText("properties.properties.vcName", MemberAccess.Fixed);
        public static readonly JsonMember<string> ExtensionPrincipalId =
            JsonMembers.CreateText("properties.properties.extensionPrincipalId", MemberAccess.Fixed);
        public static readonly JsonMember<string> ExtensionInstanceReleaseTrain =
            JsonMembers.CreateText("properties.properties.extensionInstanceReleaseTrain", MemberAccess.Fixed);

        // Connection strings of the extension are secrets: requests contain them, and no property shows them.
        public static readonly JsonMember<SecureString> RelayConnectionString =
            JsonMembers.CreateSecret("properties.properties.relayConnectionString");
        public static readonly JsonMember<SecureString> ServiceBusConnectionString =
            JsonMembers.CreateSecret("properties.properties.serviceBusConnectionString");
    }
}
