using System.Reflection;
using System.Reflection.Emit;
using AmlCompute.Loader;
using Xunit;

namespace AmlCompute.Tests.Packages;

public sealed class ModuleLoaderTests
{
    [Fact]
    public async Task Runspaces_that_import_at_the_same_time_get_the_same_types()
    {
        const int threads = 4;
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        for (int time = 0; time < 300; time++)
        {
            // The name identifies a module in the process, so each new name is loaded for the first time. Any assembly will do.
            string module = Path.Combine(folder.FullName, $"Module{time}.dll");
            PersistedAssemblyBuilder assembly = new(new AssemblyName($"Module{time}"), typeof(object).Assembly);
            assembly.DefineDynamicModule("Module");
            assembly.Save(module);
            using Barrier start = new(threads);
            Assembly[] loaded = await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    return ModuleLoader.Load(module);
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
            Assert.Single(loaded.Distinct());
        }
    }

    [Fact]
    public void A_module_that_was_loaded_from_bytes_is_refused_with_a_message_that_says_so()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string module = Path.Combine(folder, "ModuleFromBytes.dll");
        PersistedAssemblyBuilder assembly = new(
            new AssemblyName("ModuleFromBytes") { Version = new Version(1, 2, 3) }, typeof(object).Assembly);
        assembly.DefineDynamicModule("Module");
        assembly.Save(module);
        Assembly.Load(File.ReadAllBytes(module));

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => ModuleLoader.Load(module));

        Assert.Contains("this process has loaded AmlCompute 1.2.3 from memory", error.Message, StringComparison.Ordinal);
    }
}
