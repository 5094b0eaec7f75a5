namespace AmlCompute;

/// <summary>
/// A compute target of an Azure Machine Learning workspace, as the service last returned it. <c>Update-AmlComputeTarget</c> refreshes the
/// object in place. A value that the service omits is null or empty.
/// </summary>
public abstract class ComputeTarget : JsonModel
{
    private protected ComputeTarget(JsonElement json, Workspace workspace) : base(json) => Workspace = workspace;

    // .NET lists the properties of a class before those of its base, and Select-Object *, Format-List * and Export-Csv show them in that
    // order. So that the name, the type and the state come first, each type overrides them. An alias of a type file would come before all.

    /// <summary>Gets the name, unique in its workspace. JSON: <c>name</c>.</summary>
    public virtual string Name => Read(Members.Name) ?? string.Empty;

    /// <summary>Gets the type, as <see cref="ComputeType"/>. JSON: <c>properties.computeType</c>.</summary>
    public virtual string Type => ComputeType;

    /// <summary>Gets the state of the target in one word: the state of its type, or else <see cref="ProvisioningState"/>.</summary>
    public virtual string? State => ProvisioningState;

    /// <summary>
    /// Gets the number of nodes as text, such as 1/4 for one of at most four; null if it is unknown, and for a type without nodes.
    /// </summary>
    public virtual string? Nodes => null;

    /// <summary>Gets the virtual machine size, or else <see cref="ClusterName"/>; null if neither is known.</summary>
    public virtual string? Size => ClusterName;

    /// <summary>Gets the ARM resource id of the compute target itself. JSON: <c>id</c>.</summary>
    public string Id => Read(Members.Id) ?? string.Empty;

    /// <summary>
    /// Gets the type, in the service's words: AmlCompute, ComputeInstance, AKS, Kubernetes and so on. JSON: <c>properties.computeType</c>.
    /// </summary>
    public string ComputeType => Read(Members.ComputeType) ?? string.Empty;

    /// <summary>Gets the region of the resource, such as westeurope. JSON: <c>location</c>.</summary>
    public string? Location => Read(Members.Location);

    /// <summary>Gets the region of the machines or of the underlying resource. JSON: <c>properties.computeLocation</c>.</summary>
    public string? ComputeLocation => Read(Members.ComputeLocation);

    /// <summary>
    /// Gets the state of the target as a resource: Unknown, Updating, Creating, Deleting, Succeeded, Failed or Canceled.
    /// JSON: <c>properties.provisioningState</c>.
    /// </summary>
    public string? ProvisioningState => Read(Members.ProvisioningState);

    /// <summary>Gets the description. JSON: <c>properties.description</c>.</summary>
    public string? Description => Read(Members.Description);

    /// <summary>Gets the tags; their names are compared without case, as ARM does. JSON: <c>tags</c>.</summary>
    public IReadOnlyDictionary<string, string?> Tags => ReadMap(Members.Tags);

    /// <summary>
    /// Gets a value indicating whether the target was attached, not created by the service. JSON: <c>properties.isAttachedCompute</c>. If
    /// the service omits it, the type decides; a type that allows both, or that this version does not know, counts as attached, unless
    /// <c>properties.resourceId</c> is present and null.
    /// </summary>
    public bool IsAttached =>
        Read(Members.IsAttached)
        ?? (ComputeTypes.CanBeEither(ComputeType) ? IsOriginUnknown : ComputeTypes.CanBeAttached(ComputeType));

    /// <summary>
    /// Gets the ARM resource id of the underlying resource: the attached one, or the one that the service created for the target. Null for
    /// a cluster and an instance, except an internal id while the service updates a cluster. JSON: <c>properties.resourceId</c>.
    /// </summary>
    public string? ClusterResourceId => Read(Members.ClusterResourceId);

    /// <summary>Gets the name of the underlying resource, the last part of <see cref="ClusterResourceId"/>; null if that is null.</summary>
    public string? ClusterName => ClusterResourceId is { } id ? ResourceIdText.GetName(id) : null;

    /// <summary>
    /// Gets a value indicating whether only Microsoft Entra identities can sign in to the target, not local accounts.
    /// JSON: <c>properties.disableLocalAuth</c>.
    /// </summary>
    public bool? DisableLocalAuth => Read(Members.DisableLocalAuth);

    /// <summary>Gets the managed identity of the target; null if it has none. JSON: <c>identity</c>.</summary>
    public ComputeIdentity? Identity => Read(Members.Identity);

    /// <summary>Gets the creation time of the target, with its offset. JSON: <c>properties.createdOn</c>.</summary>
    public DateTimeOffset? CreatedOn => Read(Members.CreatedOn);

    /// <summary>Gets the time of the last change of the target, with its offset. JSON: <c>properties.modifiedOn</c>.</summary>
    public DateTimeOffset? ModifiedOn => Read(Members.ModifiedOn);

    /// <summary>Gets the errors of the last creation or change; empty without errors. JSON: <c>properties.provisioningErrors</c>.</summary>
    public IReadOnlyList<ComputeError> ProvisioningErrors => ReadList(Members.ProvisioningErrors);

    /// <summary>
    /// Gets all errors of the target: <see cref="ProvisioningErrors"/>, then the errors of its type; empty without errors.
    /// </summary>
    public virtual IReadOnlyList<ComputeError> Errors => ProvisioningErrors;

    /// <summary>Gets the name of the workspace that contains the target.</summary>
    public string WorkspaceName => Workspace.Name;

    /// <summary>Gets the resource group of the workspace that contains the target.</summary>
    public string ResourceGroupName => Workspace.ResourceGroupName;

    /// <summary>Gets the subscription of the workspace that contains the target, a GUID.</summary>
    public string SubscriptionId => Workspace.SubscriptionId;

    /// <summary>
    /// Gets a value indicating whether the target belongs to the current workspace of the session: the one of Connect-AmlWorkspace, or else
    /// the one that a config file or the environment names.
    /// </summary>
    public bool IsInCurrentWorkspace => Workspace.IsCurrent;

    /// <summary>
    /// Gets the text that tables show above the targets of a workspace; null for targets of the current workspace that a command over one
    /// workspace has read.
    /// </summary>
    public string? WorkspaceLabel => Workspace.Label;

    /// <summary>Gets a value indicating whether the target is in a sandbox, in the memory of this process, and not in Azure.</summary>
    public bool IsSandbox => Workspace.IsSandbox;

    /// <summary>Gets the address of the target in the studio of its cloud, for a browser. A target of a sandbox has no page.</summary>
    public string StudioUrl =>
        $"https://{StudioHost}/compute/{Uri.EscapeDataString(Name)}/details?wsid={Uri.EscapeDataString(Workspace.Id)}";

    /// <summary>Gets <see cref="Name"/>, under the name that other commands bind. JSON: <c>name</c>.</summary>
    public string ComputeName => Name;

    /// <summary>Gets <see cref="Id"/>, under the name that other commands bind. JSON: <c>id</c>.</summary>
    public string ResourceId => Id;

    /// <summary>Gets <see cref="ResourceGroupName"/>, under its shorter name.</summary>
    public string ResourceGroup => ResourceGroupName;

    /// <summary>Gets the workspace from which the target was read. It holds the connection.</summary>
    internal Workspace Workspace { get; }

    /// <summary>Gets the region of the machines, which decides on their price; null if no response contains one.</summary>
    internal string? Region => ListedRegion ?? ComputeLocation ?? Location ?? Workspace.Location;

    /// <summary>
    /// Gets or sets <see cref="ComputeLocation"/> as the reader of a list found it, so that the target is not parsed for it; null for a
    /// target of a GET, and if the list omits it.
    /// </summary>
    internal string? ListedRegion { get; set; }

    /// <summary>Gets the machines that run now; null for a type whose machines the module does not know.</summary>
    internal virtual MachineUse? Machines => null;

    /// <summary>Gets the machines from the fewest to the most; null if <see cref="Machines"/> is null.</summary>
    internal virtual MachineRange? MachineRange => null;

    /// <summary>Gets the price of a machine, if a command has read it; null if it is unknown.</summary>
    internal MachinePrice? Price => Machines is { } use
        ? Workspace.Connection.Prices.FindPrice(Region, use.VmSize, use.OsType, use.IsLowPriority)
        : null;

    /// <summary>Gets the cost of the machines that run now for 730 hours; null if it is unknown.</summary>
    internal decimal? MonthlyCost => CalculateCost(Machines?.Count) * MachinePrice.HoursPerMonth;

    /// <summary>Gets the tag owner unless it is empty, or else the user of an instance; null if neither is known.</summary>
    internal virtual string? OwnerTagOrUser => Tags.TryGetValue("owner", out string? owner) && owner is { Length: > 0 } ? owner : null;

    /// <summary>Gets the clause of a question about the jobs that run on the target, after a space; empty if none is known.</summary>
    internal virtual string RunningJobsClause => string.Empty;

    /// <summary>Gets the failed state of a target, which does not recover without a request; null for any other target.</summary>
    internal virtual string? BrokenState => ProvisioningStates.IsFailed(ProvisioningState) ? ProvisioningState : null;

    internal bool IsBeingDeleted => ProvisioningState == ProvisioningStates.Deleting || State == ProvisioningStates.Deleting;

    /// <summary>Gets a value indicating whether the response has properties.properties, which an entry of a list can lack.</summary>
    internal bool HasDetails => HasMember(Details);

    /// <summary>
    /// Gets a value indicating whether the response does not show if the target was attached or created by the service. Deleting such a
    /// target could delete a resource of the user. Without <c>isAttachedCompute</c>, only a resource id that is null shows that nothing was
    /// attached: the service also returns the id of a resource that it created, and a list can omit the id.
    /// </summary>
    internal bool IsOriginUnknown =>
        ComputeTypes.CanBeEither(ComputeType)
        && Read(Members.IsAttached) is null
        && !(HasMember(Members.ClusterResourceId) && ClusterResourceId is null);

    /// <summary>Gets the host of the studio. The environment can also be a regional or private endpoint of a cloud.</summary>
    private string StudioHost => Workspace.Environment switch
    {
        var name when name == "AzureChinaCloud" || name.Contains(".chinacloudapi.cn") => "studio.ml.azure.cn",
        var name when name == "AzureUSGovernment" || name.Contains(".usgovcloudapi.net") => "ml.azure.us",
        _ => "ml.azure.com",
    };

    private static JsonMember Details { get; } = JsonMembers.CreateText("properties.properties");

    /// <summary>Shows the name.</summary>
    public override string ToString() => Name;

    /// <summary>Returns the cost of some machines for an hour; null if the number or the price is unknown, and 0 for no machines.</summary>
    internal decimal? CalculateCost(int? machines) => MachinePrice.CalculateCost(Price?.PerHour, machines);

    /// <summary>Returns true if the response shows the value of a member; a null is a value too.</summary>
    internal bool HasValueFor(JsonMember member) => HasDetails || HasMember(member);

    /// <summary>
    /// Replaces the data with the current data of the service, so that every variable that holds the target shows it. Returns false if the
    /// data is that of another class, or comes from another workspace.
    /// </summary>
    internal bool TryRefresh(ComputeTarget current)
    {
        if (current.GetType() != GetType() || !current.Workspace.IsSameAs(Workspace))
        {
            return false;
        }

        ReplaceJson(current);
        ListedRegion = current.ListedRegion;
        return true;
    }

    internal static class Members
    {
        public static readonly JsonMember<string> Id = JsonMembers.CreateText("id");
        public static readonly JsonMember<string> Name = JsonMembers.CreateText("name");
        public static readonly JsonMember<string> Type = JsonMembers.CreateText("type");
        public static readonly JsonMember<string> Location = JsonMembers.CreateText("location", MemberAccess.Fixed);
        public static readonly JsonMember<IReadOnlyDictionary<string, string?>> Tags =
            JsonMembers.CreateMap("tags", MemberAccess.Put, StringComparer.OrdinalIgnoreCase);
        public static readonly JsonMember<ComputeIdentity> Identity =
            JsonMembers.CreateObject("identity", json => new ComputeIdentity(json), MemberAccess.Put);
        public static readonly JsonMember<string> ComputeType = JsonMembers.CreateText("properties.computeType", MemberAccess.Fixed);
        public static readonly JsonMember<string> ComputeLocation =
            JsonMembers.CreateText("properties.computeLocation", MemberAccess.Fixed);
        public static readonly JsonMember<string> ProvisioningState =
            JsonMembers.CreateWord("properties.provisioningState", MemberAccess.ReadOnly, [.. ProvisioningStates.All]);
        public static readonly JsonMember<string> Description = JsonMembers.CreateText("properties.description", MemberAccess.Put);
        public static readonly JsonMember<DateTimeOffset?> CreatedOn = JsonMembers.CreateTime("properties.createdOn");
        public static readonly JsonMember<DateTimeOffset?> ModifiedOn = JsonMembers.CreateTime("properties.modifiedOn");
        public static readonly JsonMember<string> ClusterResourceId = JsonMembers.CreateText("properties.resourceId", MemberAccess.Fixed);
        public static readonly JsonMember<bool?> IsAttached = JsonMembers.CreateBoolean("properties.isAttachedCompute");
        public static readonly JsonMember<bool?> DisableLocalAuth =
            JsonMembers.CreateBoolean("properties.disableLocalAuth", MemberAccess.Put);
        public static readonly JsonMember<IReadOnlyList<ComputeError>> ProvisioningErrors =
            JsonMembers.CreateList("properties.provisioningErrors", json => new ComputeError(json));
    }
}
