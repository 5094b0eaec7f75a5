namespace AmlCompute.Models;

/// <summary>
/// The table of the compute types of the service: the class of each, and if its targets can be created and attached.
/// </summary>
internal static class ComputeTypes
{
    public const string AmlCompute = "AmlCompute";
    public const string ComputeInstance = "ComputeInstance";
    public const string Aks = "AKS";
    public const string Kubernetes = "Kubernetes";
    public const string VirtualMachine = "VirtualMachine";
    public const string HDInsight = "HDInsight";
    public const string Databricks = "Databricks";
    public const string DataLakeAnalytics = "DataLakeAnalytics";
    public const string DataFactory = "DataFactory";
    public const string SynapseSpark = "SynapseSpark";

    private static readonly ComputeTypeEntry[] Table =
    [
        CreateEntry<AksCompute>(Aks, (json, workspace) => new(json, workspace), canBeCreated: true),
        CreateEntry<ComputeCluster>(AmlCompute, (json, workspace) => new(json, workspace), canBeCreated: true, canBeAttached: false),
        CreateEntry<ComputeInstance>(ComputeInstance, (json, workspace) => new(json, workspace), canBeCreated: true, canBeAttached: false),
        CreateEntry<DatabricksCompute>(Databricks, (json, workspace) => new(json, workspace)),
        CreateEntry<DataFactoryCompute>(DataFactory, (json, workspace) => new(json, workspace), canBeCreated: true),
        CreateEntry<DataLakeAnalyticsCompute>(DataLakeAnalytics, (json, workspace) => new(json, workspace)),
        CreateEntry<HDInsightCompute>(HDInsight, (json, workspace) => new(json, workspace)),
        CreateEntry<KubernetesCompute>(Kubernetes, (json, workspace) => new(json, workspace)),
        CreateEntry<SynapseSparkCompute>(SynapseSpark, (json, workspace) => new(json, workspace)),
        CreateEntry<VirtualMachineCompute>(VirtualMachine, (json, workspace) => new(json, workspace)),
    ];

    private static readonly Dictionary<string, ComputeTypeEntry> ByName =
        Table.ToDictionary(entry => entry.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the service's names of all types.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Table.Select(entry => entry.Name)];

    /// <summary>Gets two pairs for each type: the word of the commands with the service's name, and with the class name.</summary>
    public static IEnumerable<(string Word, string OtherName)> WordsAndOtherNames => Table.SelectMany(entry =>
        ((string Word, string OtherName)[])[(GetWord(entry.Name), entry.Name), (GetWord(entry.Name), entry.Class.Name)]);

    /// <summary>Returns the service's name of a type in any casing; null for a type that this version does not know.</summary>
    public static string? FindName(string computeType) => FindEntry(computeType)?.Name;

    /// <summary>Returns the service's name of a type by its name, class or word, such as Cluster; null for an unknown one.</summary>
    public static string? FindByAnyName(string text) => Array.Find(Table, entry => entry.HasName(text))?.Name;

    /// <summary>
    /// Returns the word that New- and Connect-AmlComputeTarget have for a type in any casing, such as Cluster for AmlCompute; an unknown
    /// type unchanged.
    /// </summary>
    public static string GetWord(string computeType) => FindName(computeType) switch
    {
        AmlCompute => "Cluster",
        ComputeInstance => "Instance",
        Aks => "Aks",
        var name => name ?? computeType,
    };

    /// <summary>Returns the class of the targets of a type; <see cref="UnknownCompute"/> for an unknown type.</summary>
    public static Type GetClass(string computeType) => FindEntry(computeType)?.Class ?? typeof(UnknownCompute);

    /// <summary>Returns true if a target of this type can be created without a resource to attach.</summary>
    public static bool CanBeCreated(string computeType) => FindEntry(computeType) is { CanBeCreated: true };

    /// <summary>Returns true if a target of this type can be created by attaching a resource.</summary>
    public static bool CanBeAttached(string computeType) => FindEntry(computeType) is { CanBeAttached: true };

    /// <summary>Returns true if a target of the type can be attached or created by the service; also true for an unknown type.</summary>
    public static bool CanBeEither(string computeType) => FindEntry(computeType) is null or { CanBeCreated: true, CanBeAttached: true };

    /// <summary>Creates the object for one compute resource, of the class that its JSON requires.</summary>
    public static ComputeTarget Create(JsonElement json, Workspace workspace) =>
        Create(ComputeTarget.Members.ComputeType.Read(json), json, workspace);

    /// <summary>Creates the object for one compute resource of the given type. Its JSON is parsed only when a property is read.</summary>
    public static ComputeTarget Create(string? computeType, byte[] utf8Text, Workspace workspace)
    {
        ComputeTarget target = Create(computeType, default(JsonElement), workspace);
        target.SetUnparsedJson(utf8Text);
        return target;
    }

    private static ComputeTarget Create(string? computeType, JsonElement json, Workspace workspace) =>
        FindEntry(computeType)?.Create(json, workspace) ?? new UnknownCompute(json, workspace);

    private static ComputeTypeEntry? FindEntry(string? computeType) =>
        computeType is not null && ByName.TryGetValue(computeType, out ComputeTypeEntry? known) ? known : null;

    private static ComputeTypeEntry CreateEntry<T>(
        string name, Func<JsonElement, Workspace, T> create, bool canBeCreated = false, bool canBeAttached = true)
        where T : ComputeTarget =>
        new(name, typeof(T), create, canBeCreated, canBeAttached);

    private sealed record ComputeTypeEntry(
        string Name, Type Class, Func<JsonElement, Workspace, ComputeTarget> Create, bool CanBeCreated, bool CanBeAttached)
    {
        /// <summary>Returns true for the service's name, the name of the class or the word of the commands, in any casing.</summary>
        public bool HasName(string text) =>
            ((string[])[Name, Class.Name, GetWord(Name)]).Contains(text, StringComparer.OrdinalIgnoreCase);
    }
}
