using System.Reflection;
#if !NETFRAMEWORK
using System.Runtime.Loader;
#endif

namespace AmlCompute.Loader;

/// <summary>The entry point of the loader: loads the module's main assembly, isolated from the assemblies of other modules.</summary>
public static class ModuleLoader
{
    private static readonly object Gate = new();

    /// <summary>Loads the module's main assembly.</summary>
    /// <param name="assemblyPath">Full path of <c>AmlCompute.PowerShell.dll</c>; its folder holds every dependency.</param>
    /// <returns>The loaded assembly, for <c>Import-Module -Assembly</c>.</returns>
    public static Assembly Load(string assemblyPath)
    {
        // Runspaces of one process can import at the same time, and must get the same types.
        lock (Gate)
        {
#if NETFRAMEWORK
            ModuleAssemblyResolver.Register(assemblyPath);
            return Assembly.LoadFrom(assemblyPath);
#else
            // Each module folder has one context, because a second import must get the same types.
            string name = ModuleLoadContext.NameFor(assemblyPath);
            AssemblyLoadContext context = AssemblyLoadContext.All.FirstOrDefault(context => context.Name == name)
                ?? new ModuleLoadContext(name, assemblyPath);
            return context.LoadFromAssemblyPath(assemblyPath);
#endif
        }
    }
}
