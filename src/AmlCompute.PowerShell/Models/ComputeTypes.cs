namespace AmlCompute.Models;

/// <summary>
/// The compute types of the service, with the class of each and the ways to create its targets. No other list of types exists.
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
        Entry<AksCompute>(Aks, (json, workspace) => new(json, workspace), canBeCreated: true),
        Entry<ComputeCluster>(AmlCompute, (json, workspace) => new(json, workspace), canBeCreated: true, canBeAttached: false),
        Entry<ComputeInstance>(ComputeInstance, (json, workspace) => new(json, workspace), canBeCreated: true, canBeAttached: false),
        Entry<DatabricksCompute>(Databricks, (json, workspace) => new(json, workspace)),
        Entry<DataFactoryCompute>(DataFactory, (json, workspace) => new(json, workspace), canBeCreated: true),
        Entry<DataLakeAnalyticsCompute>(DataLakeAnalytics, (json, workspace) => new(json, workspace)),
        Entry<HDInsightCompute>(HDInsight, (json, workspace) => new(json, workspace)),
        Entry<KubernetesCompute>(Kubernetes, (json, workspace) => new(json, workspace)),
        Entry<SynapseSparkCompute>(SynapseSpark, (json, workspace) => new(json, workspace)),
        Entry<VirtualMachineCompute>(VirtualMachine, (json, workspace) => new(json, workspace)),
    ];

    private static readonly Dictionary<string, ComputeTypeEntry> ByName =
        Table.ToDictionary(entry => entry.Name, StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<string> All { get; } = [.. Table.Select(entry => entry.Name)];

    /// <summary>Gets the words of all types, each with another name: that of the service, and that of the class.</summary>
    public static IEnumerable<(string Word, string OtherName)> Names => Table.SelectMany(entry =>
        ((string Word, string OtherName)[])[(WordOf(entry.Name), entry.Name), (WordOf(entry.Name), entry.Class.Name)]);

    /// <summary>Returns the service's name of a type in any casing; null for a type that this version does not know.</summary>
    public static string? Find(string computeType) => EntryOf(computeType)?.Name;

    /// <summary>Returns the service's name of a type by its name, class or word, such as Cluster; null for an unknown one.</summary>
    public static string? Named(string text) => Table.FirstOrDefault(
        entry => ((string[])[entry.Name, entry.Class.Name, WordOf(entry.Name)]).Contains(text, StringComparer.OrdinalIgnoreCase))?.Name;

    /// <summary>Returns the word that New- and Connect-AmlComputeTarget have for a type, such as Cluster for AmlCompute.</summary>
    public static string WordOf(string computeType) => computeType switch
    {
        AmlCompute => "Cluster",
        ComputeInstance => "Instance",
        Aks => "Aks",
        _ => computeType,
    };

    public static Type ClassOf(string computeType) => EntryOf(computeType)?.Class ?? typeof(UnknownCompute);

    /// <summary>Returns true if a target of this type can be created without a resource to attach.</summary>
    public static bool CanBeCreated(string computeType) => EntryOf(computeType) is { CanBeCreated: true };

    /// <summary>Returns true if a target of this type can be created by attaching a resource.</summary>
    public static bool CanBeAttached(string computeType) => EntryOf(computeType) is { CanBeAttached: true };

    /// <summary>Returns true if a target of the type can be attached or created by the service; also true for an unknown type.</summary>
    public static bool CanBeEither(string computeType) => EntryOf(computeType) is null or { CanBeCreated: true, CanBeAttached: true };

    public static ComputeTarget Create(JsonElement json, Workspace workspace) =>
        Create(ComputeTarget.Members.ComputeType.Read(json), json, workspace);

    /// <summary>Creates the object for one compute resource of a known type. Its JSON is parsed only when a property is read.</summary>
    public static ComputeTarget Create(string? computeType, byte[] utf8Text, Workspace workspace)
    {
        ComputeTarget target = Create(computeType, default(JsonElement), workspace);
        target.Defer(utf8Text);
        return target;
    }

    private static ComputeTarget Create(string? computeType, JsonElement json, Workspace workspace) =>
        EntryOf(computeType)?.Create(json, workspace) ?? new UnknownCompute(json, workspace);

    private static ComputeTypeEntry? EntryOf(string? computeType) =>
        computeType is not null && ByName.TryGetValue(computeType, out ComputeTypeEntry? known) ? known : null;

    private static ComputeTypeEntry Entry<T>(
        string name, Func<JsonElement, Workspace, T> create, bool canBeCreated = false, bool canBeAttached = true)
        where T : ComputeTarget =>
        new(name, typeof(T), create, canBeCreated, canBeAttached);

    private sealed record ComputeTypeEntry(
        string Name, Type Class, Func<JsonElement, Workspace, ComputeTarget> Create, bool CanBeCreated, bool CanBeAttached);
}
