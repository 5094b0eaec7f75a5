using System.Runtime.CompilerServices;
using AmlCompute.Loader;
using AmlCompute.NetFramework;

// Runs the client of the module as it is built for .NET Framework, without a PowerShell: in a sandbox, and against the emulator at an address.
if (args.Length != 2)
{
    Console.Error.WriteLine("Usage: <folder of the module's assemblies for net472> <address of the emulator>");
    return 64;
}

ModuleLoader.Load(Path.Combine(Path.GetFullPath(args[0]), "AmlCompute.PowerShell.dll"));
return RunAsync(new Uri(args[1])).GetAwaiter().GetResult();

// A method of its own: what it names can be loaded only now.
[MethodImpl(MethodImplOptions.NoInlining)]
static Task<int> RunAsync(Uri emulator) => ClientRun.AllAsync(emulator);
