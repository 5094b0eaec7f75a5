#if NETFRAMEWORK
using System.Reflection;

namespace AmlCompute.Loader;

/// <summary>
/// Finds the module's dependencies in Windows PowerShell, which has no load contexts. It stays registered after the module is removed: the
/// runtime does not unload assemblies, and running code, such as a job, may need another one.
/// </summary>
internal sealed class ModuleAssemblyResolver(string folder)
{
    /// <summary>Registers a resolver for the folder of an assembly, unless one is registered.</summary>
    public static void Register(string assemblyPath)
    {
        string folder = Path.GetDirectoryName(assemblyPath)!;

        // The registration is in the application domain, not in a static field, so that a second copy of the loader sees it too.
        string key = $"AmlCompute.Resolver ({folder})";
        if (AppDomain.CurrentDomain.GetData(key) is null)
        {
            AppDomain.CurrentDomain.SetData(key, true);
            AppDomain.CurrentDomain.AssemblyResolve += new ModuleAssemblyResolver(folder).Resolve;
        }
    }

    private Assembly? Resolve(object? sender, ResolveEventArgs request)
    {
        string path = Path.Combine(folder, new AssemblyName(request.Name).Name + ".dll");
        if (!File.Exists(path))
        {
            return null;
        }

        // Without a config file there are no binding redirects. The module's own assemblies accept the version in their folder;
        // other assemblies get it only if the full name is identical. An assembly that was loaded from bytes has an empty location.
        bool isOwnRequest = request.RequestingAssembly is { IsDynamic: false } requester
            && requester.Location is { Length: > 0 } location
            && string.Equals(Path.GetDirectoryName(location), folder, StringComparison.OrdinalIgnoreCase);
        return isOwnRequest || AssemblyName.GetAssemblyName(path).FullName == request.Name ? Assembly.LoadFrom(path) : null;
    }
}
#endif
