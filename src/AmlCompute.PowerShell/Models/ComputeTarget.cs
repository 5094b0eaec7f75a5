using System.Text.Json;

namespace AmlCompute;

/// <summary>
/// A compute target of an Azure Machine Learning workspace, as the service described it when it was read.
/// <c>Update-AmlComputeTarget</c> reads it again, in place.
/// </summary>
public abstract class ComputeTarget : JsonModel
{
    private protected ComputeTarget(JsonElement json, Workspace workspace)
        : base(json) =>
        Workspace = workspace;

    /// <summary>Gets the name, unique in its workspace. JSON: <c>name</c>.</summary>
    public string Name => Read(Members.Name) ?? string.Empty;

    /// <summary>Gets the ARM resource id of the compute target itself. JSON: <c>id</c>.</summary>
    public string Id => Read(Members.Id) ?? string.Empty;

    /// <summary>Gets the type, in the service's words: AmlCompute, ComputeInstance, AKS, Kubernetes and so on. JSON: <c>properties.computeType</c>.</summary>
    public string ComputeType => Read(Members.ComputeType) ?? string.Empty;

    /// <summary>Gets the region of the resource. JSON: <c>location</c>.</summary>
    public string? Location => Read(Members.Location);

    /// <summary>Gets the region of the underlying compute. JSON: <c>properties.computeLocation</c>.</summary>
    public string? ComputeLocation => Read(Members.ComputeLocation);

    /// <summary>
    /// Gets the state of the target as a resource: Unknown, Updating, Creating, Deleting, Succeeded, Failed or Canceled.
    /// JSON: <c>properties.provisioningState</c>.
    /// </summary>
    public string? ProvisioningState => Read(Members.ProvisioningState);

    /// <summary>
    /// Gets the one word that tells how the target is. Unless a type says otherwise, the provisioning state.
    /// </summary>
    public virtual string? State => ProvisioningState;

    /// <summary>Gets the description. JSON: <c>properties.description</c>.</summary>
    public string? Description => Read(Members.Description);

    /// <summary>Gets the tags. JSON: <c>tags</c>.</summary>
    public IReadOnlyDictionary<string, string?> Tags => Read(Members.Tags) ?? EmptyTags;

    /// <summary>
    /// Gets a value indicating whether the target was attached, not made by the service. JSON: <c>properties.isAttachedCompute</c>. Where the service does
    /// not tell, it follows from the type; a type that can be either counts as attached, unless <c>properties.resourceId</c> is there and null.
    /// </summary>
    public bool IsAttached => Read(Members.IsAttached) ?? (ComputeTypes.CanBeEither(ComputeType) ? IsOriginUnknown : ComputeTypes.CanBeAttached(ComputeType));

    /// <summary>
    /// Gets the ARM resource id of the underlying resource of an attached target; null for one that the service made. JSON: <c>properties.resourceId</c>.
    /// </summary>
    public string? ClusterResourceId => Read(Members.ClusterResourceId);

    /// <summary>Gets a value indicating whether only Microsoft Entra identities may sign in to it. JSON: <c>properties.disableLocalAuth</c>.</summary>
    public bool? DisableLocalAuth => Read(Members.DisableLocalAuth);

    /// <summary>Gets the managed identity of the target; null when it has none. JSON: <c>identity</c>.</summary>
    public ComputeIdentity? Identity => Read(Members.Identity);

    /// <summary>Gets the time it was created, with its offset. JSON: <c>properties.createdOn</c>.</summary>
    public DateTimeOffset? CreatedOn => Read(Members.CreatedOn);

    /// <summary>Gets the time it was last changed, with its offset. JSON: <c>properties.modifiedOn</c>.</summary>
    public DateTimeOffset? ModifiedOn => Read(Members.ModifiedOn);

    /// <summary>Gets what went wrong when it was made or changed; empty when nothing did. JSON: <c>properties.provisioningErrors</c>.</summary>
    public IReadOnlyList<ComputeError> ProvisioningErrors => Read(Members.ProvisioningErrors) ?? [];

    /// <summary>Gets everything that is wrong with it: <see cref="ProvisioningErrors"/>, then what its type reports; empty when nothing is.</summary>
    public virtual IReadOnlyList<ComputeError> Errors => ProvisioningErrors;

    /// <summary>Gets the name of the workspace it belongs to.</summary>
    public string WorkspaceName => Workspace.Name;

    /// <summary>Gets the resource group of the workspace it belongs to.</summary>
    public string ResourceGroupName => Workspace.ResourceGroupName;

    /// <summary>Gets the subscription of the workspace it belongs to, a GUID.</summary>
    public string SubscriptionId => Workspace.SubscriptionId;

    /// <summary>
    /// Gets a value indicating whether it belongs to the workspace that the session works in at this time: the one of Connect-AmlWorkspace, or without one the
    /// one that a config file or the environment names. Tables name the workspace of other targets above them.
    /// </summary>
    public bool IsInCurrentWorkspace => Workspace.IsCurrent;

    /// <summary>Gets a value indicating whether it lives in a sandbox, in the memory of this process, and not in Azure.</summary>
    public bool IsSandbox => Workspace.IsSandbox;

    /// <summary>Gets the workspace it was read from, which carries the connection to it.</summary>
    internal Workspace Workspace { get; }

    /// <summary>Gets a value indicating whether it is on its way out: there will be none.</summary>
    internal bool IsBeingDeleted => ProvisioningState == ProvisioningStates.Deleting || State == ProvisioningStates.Deleting;

    /// <summary>
    /// Gets a value indicating whether the service told what only this type has; an entry of a list may leave it out. JSON: <c>properties.properties</c>.
    /// </summary>
    internal bool HasDetails => Has(Details);

    /// <summary>
    /// Gets a value indicating whether nothing tells for sure if the target was attached or made by the service. Deleting it could then delete a resource
    /// that is not the service's. What the service made has no resource id, which it answers as null; what it leaves out tells nothing.
    /// </summary>
    internal bool IsOriginUnknown =>
        ComputeTypes.CanBeEither(ComputeType) && Read(Members.IsAttached) is null && !(Has(Members.ClusterResourceId) && ClusterResourceId is null);

    private static JsonMember Details { get; } = JsonMembers.Text("properties.properties");

    private static IReadOnlyDictionary<string, string?> EmptyTags { get; } = new Dictionary<string, string?>();

    /// <summary>Shows the name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;

    /// <summary>
    /// Takes over what the service says now, so that a variable that holds the target sees it. False when the name now belongs to another type, or was
    /// looked up in another workspace.
    /// </summary>
    internal bool TryRefresh(ComputeTarget current)
    {
        if (current.GetType() != GetType() || !current.Workspace.IsSameAs(Workspace))
        {
            return false;
        }

        Replace(current);
        return true;
    }

    /// <summary>JSON members that every type has.</summary>
    internal static class Members
    {
        public static readonly JsonMember<string> Id = JsonMembers.Text("id");
        public static readonly JsonMember<string> Name = JsonMembers.Text("name");
        public static readonly JsonMember<string> Type = JsonMembers.Text("type");
        public static readonly JsonMember<string> Location = JsonMembers.Text("location", MemberAccess.Fixed);
        public static readonly JsonMember<IReadOnlyDictionary<string, string?>> Tags = JsonMembers.Map("tags", MemberAccess.Put);
        public static readonly JsonMember<ComputeIdentity> Identity =
            JsonMembers.Object("identity", json => new ComputeIdentity(json), MemberAccess.Put);

        public static readonly JsonMember<string> ComputeType = JsonMembers.Text("properties.computeType", MemberAccess.Fixed);
        public static readonly JsonMember<string> ComputeLocation = JsonMembers.Text("properties.computeLocation", MemberAccess.Fixed);
        public static readonly JsonMember<string> ProvisioningState = JsonMembers.Text("properties.provisioningState");
        public static readonly JsonMember<string> Description = JsonMembers.Text("properties.description", MemberAccess.Put);
        public static readonly JsonMember<DateTimeOffset?> CreatedOn = JsonMembers.Time("properties.createdOn");
        public static readonly JsonMember<DateTimeOffset?> ModifiedOn = JsonMembers.Time("properties.modifiedOn");
        public static readonly JsonMember<string> ClusterResourceId = JsonMembers.Text("properties.resourceId", MemberAccess.Fixed);
        public static readonly JsonMember<bool?> IsAttached = JsonMembers.Flag("properties.isAttachedCompute");
        public static readonly JsonMember<bool?> DisableLocalAuth = JsonMembers.Flag("properties.disableLocalAuth", MemberAccess.Put);
        public static readonly JsonMember<IReadOnlyList<ComputeError>> ProvisioningErrors =
            JsonMembers.List("properties.provisioningErrors", json => new ComputeError(json));
    }
}
