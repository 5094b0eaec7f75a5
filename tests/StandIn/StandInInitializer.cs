using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace AmlCompute.StandIn;

/// <summary>
/// Imitates other modules at import: loads its version of Azure.Core into the default context, and resolves later requests for its
/// assemblies there.
/// </summary>
public sealed class StandInInitializer : IModuleAssemblyInitializer
{
    private static readonly string Folder = Path.GetDirectoryName(typeof(StandInInitializer).Assembly.Location)!;

    public void OnImport()
    {
        AssemblyLoadContext.Default.Resolving += Resolve;
        AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName("Azure.Core"));
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        string path = Path.Combine(Folder, name.Name + ".dll");
        return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }
}
