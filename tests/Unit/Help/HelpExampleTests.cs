using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using AmlCompute.Help;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Help;

/// <summary>
/// The examples of pages and topics: each is run on a sandbox that has some targets, and must print what the page shows. Those marked NoRun
/// need Azure and are only parsed. Of those marked AnyOrder the lines may come in any order, as results do that come as soon as they are
/// there. The current folder has a folder of files, computes.
/// </summary>
public sealed partial class HelpExampleTests
{
    /// <summary>The speed gives the shortest timeout of an example that must not end, 15 minutes, 9 seconds of real time.</summary>
    private const string SetUp =
        """
        $workspace = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Speed = 100; ReadLag = 0 }
        $null = New-AmlComputeTarget cpu-cluster -VmSize Standard_DS3_v2 -MaxNodes 4 -Tag @{ team = 'vision' }
        $null = New-AmlComputeTarget gpu-cluster -VmSize Standard_NC4as_T4_v3 -MaxNodes 2
        $null = New-AmlComputeTarget dev-box -Instance -VmSize Standard_DS3_v2
        $null = Connect-AmlComputeTarget k8s -Kubernetes -ResourceName aks-prod -ResourceGroupName platform
        $workspace.Sandbox.Advance('00:10:00')
        """;

    private const string AnyOrder = "AnyOrder";

    /// <summary>
    /// The columns of a console in which examples have as much room as in the help of one of 80 columns: help indents them by 4.
    /// </summary>
    private const int ExampleWidth = 76;

    private static readonly Dictionary<string, string> Computes = new()
    {
        ["cpu-cluster.yml"] = "{ name: cpu-cluster, type: amlcompute, size: Standard_DS3_v2, max_instances: 2 }",
        ["gpu-cluster.yml"] = "{ name: gpu-cluster, type: amlcompute, size: Standard_NC4as_T4_v3, max_instances: 2 }",
        ["spark.yml"] = File.ReadAllText(Path.Combine(Repository.Root, "samples", "computes", "synapse-spark.yml")),
    };

    public static TheoryData<string, int> All => [.. HelpDocs.Pages.Concat(HelpDocs.Topics)
        .SelectMany(name => Scripts(name).Select(script => new TheoryDataRow<string, int>(name, script.Line)))];

    public static TheoryData<string, int> OnSandbox => [.. HelpDocs.Pages.Concat(HelpDocs.Topics)
        .SelectMany(
            name => Scripts(name).Where(script => !script.Flags.Except([AnyOrder]).Any())
                .Select(script => new TheoryDataRow<string, int>(name, script.Line)))];

    [Theory]
    [MemberData(nameof(All))]
    public void An_example_names_commands_and_parameters_that_exist(string name, int line)
    {
        Script script = Scripts(name).Single(script => script.Line == line);
        Assert.Subset(new HashSet<string>(["NoRun", AnyOrder]), script.Flags.ToHashSet());
        ScriptBlockAst ast = Parser.ParseInput(script.Code, out _, out ParseError[] errors);
        Assert.Empty(errors.Select(error => error.ToString()));

        foreach (CommandAst call in ast.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            if (call.GetCommandName() is { } called && called.Contains("-Aml", StringComparison.OrdinalIgnoreCase))
            {
                Assert.True(HelpDocs.Commands.TryGetValue(called, out CommandDescription? command), $"There is no command {called}.");
                HashSet<string> known = new(
                    command.Parameters.SelectMany(parameter => (string[])[parameter.Name, .. parameter.Aliases])
                        .Concat(Cmdlet.CommonParameters),
                    StringComparer.Ordinal);
                Assert.All(
                    call.CommandElements.OfType<CommandParameterAst>(), parameter => Assert.Contains(parameter.ParameterName, known));
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_an_example_prints_fits_help_at_80_columns(string name, int line) => Assert.All(
        Scripts(name).Single(script => script.Line == line).Output?.Split('\n') ?? [],
        shown => Assert.InRange(shown.Length, 0, ExampleWidth - 1));

    [Theory]
    [MemberData(nameof(OnSandbox))]
    public void An_example_runs_and_prints_the_output_of_the_page(string name, int line)
    {
        Script script = Scripts(name).Single(script => script.Line == line);
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string computes = folder.CreateSubdirectory("computes").FullName;
            foreach ((string file, string text) in Computes)
            {
                File.WriteAllText(Path.Combine(computes, file), text);
            }

            string[] printed = Run(script.Code, folder.FullName);
            if (script.Output is not null)
            {
                Assert.NotEmpty(printed);
                Assert.Equal(InOrder(Lines(script.Output)), InOrder(printed));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        // Pages break long sentences, which the engine leaves to the console.
        string[] InOrder(string[] lines) =>
            script.Flags.Contains(AnyOrder) ? [.. lines.Order(StringComparer.Ordinal)] : [.. lines.SelectMany(line => line.Split(' '))];
    }

    private static string[] Run(string code, string folder)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        string module = Path.Combine(Repository.Root, "src", "AmlCompute.PowerShell", "Module");
        state.Types.Add(new SessionStateTypeEntry(Path.Combine(module, "AmlCompute.Types.ps1xml")));
        foreach (string file in Directory.EnumerateFiles(module, "*.Format.ps1xml").Order(StringComparer.Ordinal))
        {
            state.Formats.Add(new SessionStateFormatEntry(file));
        }

        ScreenHost host = new(ExampleWidth);
        using Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        runspace.SessionStateProxy.Path.SetLocation(folder);
        using PowerShell import = PowerShell.Create(runspace);
        import.AddCommand("Import-Module").AddParameter("Assembly", typeof(ComputeTarget).Assembly).Invoke();
        using PowerShell prepare = PowerShell.Create(runspace);
        prepare.AddScript(SetUp).Invoke();
        Assert.Empty(prepare.Streams.Error.Select(error => error.ToString()));

        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript(code).AddCommand("Out-Default").Invoke();
        Assert.Empty(shell.Streams.Error.Select(error => error.ToString()));
        return Lines(string.Join("\n", host.Screen));
    }

    /// <summary>Returns the words of each line that has some; blanks do not count.</summary>
    private static string[] Lines(string text) =>
        [.. text.ReplaceLineEndings("\n").Split('\n').Select(line => Blanks().Replace(line, " ").Trim()).Where(line => line.Length > 0)];

    /// <summary>The blocks of powershell in a file, each with the block of output right below it.</summary>
    private static IEnumerable<Script> Scripts(string name)
    {
        string text = HelpDocs.TextOf(name);
        return Block().Matches(text).Select(match => new Script(
            text.AsSpan(0, match.Index).Count('\n') + 1,
            match.Groups["code"].Value,
            match.Groups["flags"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            match.Groups["output"] is { Success: true } output ? output.Value : null));
    }

    [GeneratedRegex(
        @"^```powershell(?<flags>[^\n]*)\n(?<code>.*?)^```\n(\n```output\n(?<output>.*?)^```$)?",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    private sealed record Script(int Line, string Code, string[] Flags, string? Output);
}
