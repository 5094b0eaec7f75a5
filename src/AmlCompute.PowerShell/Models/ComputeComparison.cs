using System.Collections.ObjectModel;

namespace AmlCompute;

/// <summary>How one compute target of a workspace stands to what is wanted of it. Compare-AmlComputeTarget emits one for each.</summary>
public sealed class ComputeComparison
{
    internal ComputeComparison(
        string name, string computeType, string workspaceName, ComputeComparisonStatus status, IList<ComputePropertyDifference> differences)
    {
        Name = name;
        ComputeType = computeType;
        WorkspaceName = workspaceName;
        Status = status;
        // A collection that a script can index.
        Differences = new ReadOnlyCollection<ComputePropertyDifference>(differences);
    }

    /// <summary>Gets the name of the compute target.</summary>
    public string Name { get; }

    /// <summary>Gets the compute type, in the service's words: the wanted one, or for an extra target its own.</summary>
    public string ComputeType { get; }

    /// <summary>Gets the name of the workspace.</summary>
    public string WorkspaceName { get; }

    /// <summary>Gets whether it is missing, the same, different, or extra.</summary>
    public ComputeComparisonStatus Status { get; }

    /// <summary>Gets what is different, property by property; empty unless the status is Different.</summary>
    public IReadOnlyList<ComputePropertyDifference> Differences { get; }

    /// <summary>Gets a value indicating whether a difference can only be mended by removing the target and making it again.</summary>
    public bool NeedsReplacement => Differences.Any(difference => difference.Change == ComputeChangeKind.Replace);

    /// <summary>Gets the ARM resource id of the compute target; null for a missing one.</summary>
    public string? Id => Target?.Id;

    /// <summary>Gets the file that says what is wanted; null for an extra target, and where no file says it.</summary>
    public string? Path { get; internal init; }

    /// <summary>Gets the compute target as the service has it; null for a missing one.</summary>
    public ComputeTarget? Target { get; internal init; }

    /// <summary>Shows the name, the status, and what is different.</summary>
    /// <returns>For example <c>cpu: Different (MaxNodes: 4 -> 8)</c>.</returns>
    public override string ToString() => $"{Name}: {Status}{(Differences.Count == 0 ? string.Empty : $" ({string.Join("; ", Differences)})")}";
}

/// <summary>How a compute target stands to what is wanted.</summary>
public enum ComputeComparisonStatus
{
    /// <summary>It is as it is wanted.</summary>
    Same,

    /// <summary>It is there, and something is different.</summary>
    Different,

    /// <summary>It is wanted and not there.</summary>
    Missing,

    /// <summary>It is there and nothing says that it is wanted.</summary>
    Extra,
}

/// <summary>One property of a compute target that is not as it is wanted.</summary>
public sealed class ComputePropertyDifference
{
    internal ComputePropertyDifference(string name, string jsonPath, string live, string wanted, ComputeChangeKind change)
    {
        Name = name;
        JsonPath = jsonPath;
        Live = live;
        Wanted = wanted;
        Change = change;
    }

    /// <summary>Gets the property of the compute target, such as MaxNodes.</summary>
    public string Name { get; }

    /// <summary>Gets where it stands in the JSON of the service, names joined by dots.</summary>
    public string JsonPath { get; }

    /// <summary>Gets the value there is, as text; <c>none</c> for none.</summary>
    public string Live { get; }

    /// <summary>Gets the value that is wanted, as text; <c>none</c> for none.</summary>
    public string Wanted { get; }

    /// <summary>Gets <see cref="Live"/> as tables show it: of a resource id only what differs from the other, and its last name.</summary>
    public string LiveText => ResourceIdText.Shorten(Live, Wanted);

    /// <summary>Gets <see cref="Wanted"/> as tables show it: of a resource id only what differs from the other, and its last name.</summary>
    public string WantedText => ResourceIdText.Shorten(Wanted, Live);

    /// <summary>Gets whether it can be changed in place, or only by replacing the compute target.</summary>
    public ComputeChangeKind Change { get; }

    /// <summary>Shows the property and both values, of resource ids what differs, and whether it needs a replacement.</summary>
    /// <returns>For example <c>MaxNodes: 4 -> 8</c>, or <c>Priority: Dedicated -> LowPriority (replace)</c>.</returns>
    public override string ToString() => $"{Name}: {LiveText} -> {WantedText}{(Change == ComputeChangeKind.Replace ? " (replace)" : string.Empty)}";
}

/// <summary>How a difference can be mended.</summary>
public enum ComputeChangeKind
{
    /// <summary>The compute target stays and is changed.</summary>
    InPlace,

    /// <summary>The compute target is removed and made again.</summary>
    Replace,
}
