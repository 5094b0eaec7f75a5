using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace AmlCompute;

/// <summary>Loads the engine of PowerShell, its commands and its native libraries from the .NET tool PowerShell.</summary>
file static class EngineAssemblies
{
    [ModuleInitializer]
    internal static void Register()
    {
        string home = typeof(EngineAssemblies).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "PowerShellHome").Value!;
        AssemblyDependencyResolver resolver = new(Path.Combine(home, "pwsh.dll"));
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            resolver.ResolveAssemblyToPath(name) is { } path ? context.LoadFromAssemblyPath(path) : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) =>
            resolver.ResolveUnmanagedDllToPath(name) is { } path ? NativeLibrary.Load(path) : IntPtr.Zero;
    }
}
