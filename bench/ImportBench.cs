using System.Management.Automation;
using System.Reflection;
using System.Reflection.Emit;

namespace AmlCompute.Bench;

/// <summary>The time of an import in a new process, compared to a module with the same command names that do nothing.</summary>
internal static class ImportBench
{
    private const int Rounds = 15;
    private const int WarmUps = 2;

    public static async Task RunAsync(Report report)
    {
        string folder = Directory.CreateTempSubdirectory("amlcompute-bench-").FullName;
        try
        {
            string empty = WriteEmptyModule(folder);
            Sample bare = new(WarmUps), nothing = new(WarmUps), ours = new(WarmUps);
            for (int round = 0; round < WarmUps + Rounds; round++)
            {
                bare.Add(await MeasureAsync("none"));
                nothing.Add(await MeasureAsync(empty));
                ours.Add(await MeasureAsync(ChildProcess.ModuleManifest));
            }

            string engine = $"; the bare engine {bare.ToText("ms")}";
            report.RatioAtMost("Import in a fresh process, against a module that does nothing", ours, nothing, 1.5, engine);
            report.Note(
                "Import alone, over the bare engine",
                string.Create(CultureInfo.InvariantCulture, $"{ours.Median - bare.Median:0} ms"),
                string.Create(CultureInfo.InvariantCulture, $"a module that does nothing: {nothing.Median - bare.Median:0} ms"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        using ChildProcess server = await ChildProcess.StartServerAsync("serve", 100, 100);
        Sample[] phases = [new(), new(), new(), new()];
        for (int round = 0; round < Rounds; round++)
        {
            using ChildProcess child = ChildProcess.StartSelf("first", server.Endpoint);
            double[] times = await child.ReadToEndAsync();
            for (int i = 0; i < phases.Length; i++)
            {
                phases[i].Add(times[i]);
            }
        }

        report.Note(
            "First Get of a fresh process, cold",
            phases[3].ToText("ms"),
            $"before it: import {phases[0].ToText("ms")}, Connect without a request {phases[1].ToText("ms")}; " +
            $"the second Get {phases[2].ToText("ms")}");
    }

    public static void RunChild(string manifest) => new EngineSession(manifest: manifest).Dispose();

    /// <summary>Measures the import, the connection, the first and the second list.</summary>
    public static void RunFirstGet(string endpoint)
    {
        using EngineSession session = new(manifest: "none");
        // The first command of a process includes the start of the engine.
        session.Run("Get-Module | Out-Null");
        double import = Time(() => session.Run("param($path) Import-Module $path", ChildProcess.ModuleManifest));
        double connect = Time(() => session.Connect(endpoint, "-SkipValidation"));
        double first = Time(() => session.Run("Get-AmlComputeTarget | Out-Null"));
        double second = Time(() => session.Run("Get-AmlComputeTarget | Out-Null"));
        ChildProcess.Print(import, connect, second, first);
    }

    private static double Time(Action action)
    {
        Stopwatch watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static async Task<double> MeasureAsync(string manifest)
    {
        Stopwatch watch = Stopwatch.StartNew();
        using ChildProcess child = ChildProcess.StartSelf("import", manifest);
        await child.ReadToEndAsync();
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>Writes a manifest and an assembly with the same command names, which do nothing.</summary>
    private static string WriteEmptyModule(string folder)
    {
        using EngineSession session = new();
        string[] names = [.. session.Run("(Get-Module AmlCompute).ExportedCmdlets.Keys").Cast<string>()];
        PersistedAssemblyBuilder assembly = new(new AssemblyName("Nothing"), typeof(object).Assembly);
        ModuleBuilder module = assembly.DefineDynamicModule("Nothing");
        ConstructorInfo cmdlet = typeof(CmdletAttribute).GetConstructor([typeof(string), typeof(string)])!;
        foreach (string name in names)
        {
            string[] parts = name.Split('-');
            TypeBuilder type = module.DefineType($"Nothing.{parts[0]}{parts[1]}", TypeAttributes.Public, typeof(PSCmdlet));
            type.SetCustomAttribute(new CustomAttributeBuilder(cmdlet, [parts[0], parts[1]]));
            type.DefineDefaultConstructor(MethodAttributes.Public);
            type.CreateType();
        }

        assembly.Save(Path.Combine(folder, "Nothing.dll"));
        string manifest = Path.Combine(folder, "Nothing.psd1");
        File.WriteAllText(manifest, $$"""
            @{
                RootModule        = 'Nothing.dll'
                ModuleVersion     = '1.0.0'
                GUID              = '6f6b5ad3-8f63-4d5e-9a4c-0d7f9c0a8f11'
                CmdletsToExport   = @({{string.Join(", ", names.Select(name => $"'{name}'"))}})
                FunctionsToExport = @()
                AliasesToExport   = @()
            }
            """);
        return manifest;
    }
}
