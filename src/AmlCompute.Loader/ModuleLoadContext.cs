#if !NETFRAMEWORK
using System.Reflection;
using System.Runtime.Loader;

namespace AmlCompute.Loader;

/// <summary>
/// Loads the module and its dependencies. It searches the module's folder first, so that another module's Azure.Core is not used, in either
/// import order.
/// </summary>
internal sealed class ModuleLoadContext(string assemblyPath)
    : AssemblyLoadContext($"AmlCompute ({assemblyPath})", isCollectible: false)
{
    private readonly string _folder = Path.GetDirectoryName(assemblyPath)!;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The types of the engine and of the loader must be those of the default context, even if the module's folder contains a copy.
        if (assemblyName.Name is null or "System.Management.Automation" or "AmlCompute.Loader")
        {
            return null;
        }

        string path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
#endif
