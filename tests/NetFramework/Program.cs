using System.Runtime.CompilerServices;
using AmlCompute.Loader;
using AmlCompute.NetFramework;

// Runs the client of the module's build for .NET Framework, without PowerShell: in a sandbox, and with the emulator at an address.
if (args.Length != 2)
{
    Console.Error.WriteLine("Usage: <folder of the module's assemblies for net472> <address of the emulator>");
    return 64;
}

ModuleLoader.Load(Path.Combine(Path.GetFullPath(args[0]), "AmlCompute.PowerShell.dll"));
return RunAsync(new Uri(args[1])).GetAwaiter().GetResult();

// Not inlined, because the assemblies of the module can be loaded only after ModuleLoader.Load.
[MethodImpl(MethodImplOptions.NoInlining)]
static Task<int> RunAsync(Uri emulator) => ClientRun.AllAsync(emulator);
