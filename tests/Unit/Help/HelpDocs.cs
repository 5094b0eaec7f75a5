using System.Management.Automation.Runspaces;
using AmlCompute.Help;

namespace AmlCompute.Tests.Help;

/// <summary>The pages of docs/en-US and the commands they are about.</summary>
internal static class HelpDocs
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "docs", "en-US");

    public static IReadOnlyDictionary<string, CommandDescription> Commands { get; } = ReadCommands();

    public static IEnumerable<string> Pages => Names("*-*.md");

    public static IEnumerable<string> Topics => Names("about_*.md");

    public static string PathOf(string name) => Path.Combine(Folder, name + ".md");

    public static string TextOf(string name) => File.ReadAllText(PathOf(name)).ReplaceLineEndings("\n");

    private static IEnumerable<string> Names(string pattern) =>
        Directory.EnumerateFiles(Folder, pattern).Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    private static Dictionary<string, CommandDescription> ReadCommands()
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        return ModuleCommands.Of(runspace, shell => shell.AddParameter("Assembly", typeof(ComputeTarget).Assembly))
            .ToDictionary(command => command.Name, StringComparer.OrdinalIgnoreCase);
    }
}
