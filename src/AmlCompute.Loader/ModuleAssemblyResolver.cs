#if NETFRAMEWORK
using System.Reflection;

namespace AmlCompute.Loader;

/// <summary>
/// Windows PowerShell has no load contexts: answers requests for the module's dependencies, and only those that come from the module itself. It stays when
/// the module is removed: nothing unloads the assemblies, and what still runs, such as a job, may need another of them.
/// </summary>
internal sealed class ModuleAssemblyResolver
{
    private readonly string _folder;

    private ModuleAssemblyResolver(string folder) => _folder = folder;

    public static void Register(string assemblyPath)
    {
        string folder = Path.GetDirectoryName(assemblyPath)!;
        // Kept in the application domain, not in a static field, so that a second copy of the loader sees it too.
        string key = $"AmlCompute.Resolver ({folder})";
        if (AppDomain.CurrentDomain.GetData(key) is null)
        {
            AppDomain.CurrentDomain.SetData(key, true);
            AppDomain.CurrentDomain.AssemblyResolve += new ModuleAssemblyResolver(folder).Resolve;
        }
    }

    private Assembly? Resolve(object? sender, ResolveEventArgs request)
    {
        AssemblyName wanted = new(request.Name);
        string path = Path.Combine(_folder, wanted.Name + ".dll");
        if (!File.Exists(path))
        {
            return null;
        }

        // Without a config file there are no binding redirects: our own assemblies accept the version that lies beside them,
        // nobody else is given it unless the full name is exactly that one.
        bool ours = request.RequestingAssembly is { IsDynamic: false } requester
            && string.Equals(Path.GetDirectoryName(requester.Location), _folder, StringComparison.OrdinalIgnoreCase);
        return ours || AssemblyName.GetAssemblyName(path).FullName == request.Name ? Assembly.LoadFrom(path) : null;
    }
}
#endif
