using System.Reflection;
#if !NETFRAMEWORK
using System.Runtime.Loader;
#endif

namespace AmlCompute.Loader;

/// <summary>The only entry point of the loader: brings the module's main assembly into the process, apart from the assemblies of other modules.</summary>
public static class ModuleLoader
{
    private static readonly object Gate = new();

    /// <summary>Loads the module's main assembly.</summary>
    /// <param name="assemblyPath">Full path of <c>AmlCompute.PowerShell.dll</c>; its folder holds every dependency.</param>
    /// <returns>The loaded assembly, to be given to <c>Import-Module -Assembly</c>.</returns>
    public static Assembly Load(string assemblyPath)
    {
        // Runspaces of one process may import at the same time, and must get the same types.
        lock (Gate)
        {
#if NETFRAMEWORK
            ModuleAssemblyResolver.Register(assemblyPath);
            return Assembly.LoadFrom(assemblyPath);
#else
            // One context for each module folder: importing again must give the same types.
            string name = ModuleLoadContext.NameFor(assemblyPath);
            AssemblyLoadContext context = AssemblyLoadContext.All.FirstOrDefault(context => context.Name == name)
                ?? new ModuleLoadContext(name, assemblyPath);
            return context.LoadFromAssemblyPath(assemblyPath);
#endif
        }
    }
}
