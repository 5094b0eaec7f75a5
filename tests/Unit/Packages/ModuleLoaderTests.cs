using System.Reflection;
using System.Runtime.Loader;
using AmlCompute.Commands;
using Xunit;

namespace AmlCompute.Tests.Packages;

public sealed class ModuleLoaderTests
{
    [Fact]
    public async Task Runspaces_that_import_at_the_same_time_get_the_same_types()
    {
        const int threads = 4;
        Func<string, Assembly> load = Loader();
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        for (int time = 0; time < 20; time++)
        {
            // The path tells the modules of a process apart: each time is a first time.
            string module = Path.Combine(folder.CreateSubdirectory($"{time}").FullName, "AmlCompute.PowerShell.dll");
            File.Copy(typeof(AmlComputeCommand).Assembly.Location, module);
            using Barrier start = new(threads);
            Assembly[] loaded = await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    return load(module);
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
            Assert.Single(loaded.Distinct());
        }
    }

    /// <summary>As the module's script finds it, in the module that was built.</summary>
    private static Func<string, Assembly> Loader()
    {
        string path = Path.Combine(BuiltPackages.Module, "bin", "net8.0", "AmlCompute.Loader.dll");
        return AssemblyLoadContext.Default.LoadFromAssemblyPath(path).GetType("AmlCompute.Loader.ModuleLoader", throwOnError: true)!
            .GetMethod("Load")!.CreateDelegate<Func<string, Assembly>>();
    }
}
