namespace AmlCompute.Commands;

/// <summary>The names of all parameter sets.</summary>
internal static class ParameterSets
{
    public const string Cluster = nameof(Cluster);
    public const string Default = nameof(Default);
    public const string InputObject = nameof(InputObject);
    public const string Instance = nameof(Instance);
    public const string Kubernetes = nameof(Kubernetes);
    public const string Name = nameof(Name);
    public const string ResourceId = nameof(ResourceId);
    public const string Sandbox = nameof(Sandbox);
    public const string VirtualMachine = nameof(VirtualMachine);
}
