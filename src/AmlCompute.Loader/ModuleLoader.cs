using System.Reflection;
using System.Security.Cryptography;

namespace AmlCompute.Loader;

/// <summary>The entry point of the loader: loads the module's main assembly, isolated from the assemblies of other modules.</summary>
public static class ModuleLoader
{
    private static readonly object Gate = new();

    /// <summary>
    /// Loads the module's main assembly. A second copy of the module gets the assembly that the process has loaded, so that both have the
    /// same types.
    /// </summary>
    /// <param name="assemblyPath">Full path of <c>AmlCompute.PowerShell.dll</c>; its folder holds every dependency.</param>
    /// <returns>The loaded assembly, for <c>Import-Module -Assembly</c>.</returns>
    /// <exception cref="InvalidOperationException">The process has loaded another version or build of the assembly.</exception>
    public static Assembly Load(string assemblyPath)
    {
        // Runspaces of one process can import at the same time, and must get the same types.
        lock (Gate)
        {
            string name = Path.GetFileNameWithoutExtension(assemblyPath);
            if (AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => assembly.GetName().Name == name) is { } loaded)
            {
                RequireSameFile(loaded, assemblyPath);
                return loaded;
            }

#if NETFRAMEWORK
            ModuleAssemblyResolver.Register(assemblyPath);
            return Assembly.LoadFrom(assemblyPath);
#else
            return new ModuleLoadContext(assemblyPath).LoadFromAssemblyPath(assemblyPath);
#endif
        }
    }

    private static void RequireSameFile(Assembly loaded, string path)
    {
        bool isSame = string.Equals(loaded.Location, path, StringComparison.Ordinal)
            || (File.Exists(loaded.Location) && ComputeHash(loaded.Location) == ComputeHash(path));
        if (!isSame)
        {
            // An assembly that was loaded from bytes has an empty location.
            string source = loaded.Location.Length > 0 ? $"'{FindModuleFolder(loaded.Location)}'" : "memory";
            string refused = $"{FormatVersion(AssemblyName.GetAssemblyName(path))} in '{FindModuleFolder(path)}'";
            string current = $"{FormatVersion(loaded.GetName())} from {source}";
            throw new InvalidOperationException(
                $"AmlCompute {refused} was not imported, because this process has loaded AmlCompute {current}, "
                + "and PowerShell cannot unload it. Start a new PowerShell process, and import one of the two.");
        }
    }

    private static string FormatVersion(AssemblyName name) => name.Version!.ToString(3);

    /// <summary>Returns the folder of the module, two levels above that of its assembly.</summary>
    private static string? FindModuleFolder(string path) => Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(path)));

    private static string ComputeHash(string path)
    {
        using FileStream file = File.OpenRead(path);
        using SHA256 hash = SHA256.Create();
        return BitConverter.ToString(hash.ComputeHash(file));
    }
}
