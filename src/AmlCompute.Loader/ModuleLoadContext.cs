#if !NETFRAMEWORK
using System.Reflection;
using System.Runtime.Loader;

namespace AmlCompute.Loader;

/// <summary>Holds the module and its dependencies. Looking in its own folder first is what keeps another module's Azure.Core out, in both import orders.</summary>
internal sealed class ModuleLoadContext : AssemblyLoadContext
{
    private readonly string _folder;

    public ModuleLoadContext(string name, string assemblyPath)
        : base(name, isCollectible: false) =>
        _folder = Path.GetDirectoryName(assemblyPath)!;

    public static string NameFor(string assemblyPath) => $"AmlCompute ({assemblyPath})";

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The engine's types must be the engine's own, even if a stray copy lies beside the module.
        if (assemblyName.Name is null or "System.Management.Automation" or "AmlCompute.Loader")
        {
            return null;
        }

        string path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
#endif
