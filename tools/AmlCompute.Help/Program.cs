using System.Reflection;
using System.Xml.Linq;
using AmlCompute.Help;

// Builds the help of the module from Markdown, and updates the Markdown from the commands.
string docs = Path.GetFullPath(args.ElementAtOrDefault(1) ?? Metadata("Docs"));
try
{
    switch (args.FirstOrDefault())
    {
        case "build" when args.Length == 3:
            Build(docs, args[2]);
            return 0;
        case "update" when args.Length <= 2:
            Update(docs);
            return 0;
        default:
            Console.Error.WriteLine("Usage: build <folder of pages> <folder for help> | update [<folder of pages>]");
            return 2;
    }
}
catch (HelpFormatException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static void Build(string docs, string output)
{
    Directory.CreateDirectory(output);
    HashSet<string> topics = [];
    List<HelpPage> pages = [];
    foreach (string path in Directory.EnumerateFiles(docs, "*.md").Order(StringComparer.Ordinal))
    {
        if (Path.GetFileName(path).StartsWith("about_", StringComparison.Ordinal))
        {
            string topic = Path.Combine(output, Path.GetFileNameWithoutExtension(path) + ".help.txt");
            File.WriteAllText(topic, AboutWriter.Write(path));
            topics.Add(topic);
        }
        else
        {
            pages.Add(HelpPageReader.Read(path));
        }
    }

    foreach (string stale in Directory.EnumerateFiles(output, "about_*.help.txt").Where(file => !topics.Contains(file)))
    {
        File.Delete(stale);
    }

    // MSBuild compares the time of this file with the sources, so it is the last one.
    XDocument maml = MamlWriter.Write(pages);
    maml.Save(Path.Combine(output, "AmlCompute.PowerShell.dll-Help.xml"));
}

static void Update(string docs)
{
    Directory.CreateDirectory(docs);
    PageUpdater updater = new(XmlDocs.Read(Metadata("XmlDocs")));
    List<CommandDescription> commands = ModuleCommands.Of(Metadata("ModuleManifest"));
    foreach (CommandDescription command in commands)
    {
        string path = Path.Combine(docs, command.Name + ".md");
        string? written = File.Exists(path) ? File.ReadAllText(path) : null;
        string updated = updater.Update(written, command);
        if (updated != written)
        {
            File.WriteAllText(path, updated);
            Console.WriteLine($"{(written is null ? "new" : "updated")}: {path}");
        }

        if (updated.Contains(PageUpdater.Gap, StringComparison.Ordinal))
        {
            Console.WriteLine($"prose is missing (marked with {PageUpdater.Gap}): {path}");
        }
    }

    HashSet<string> names = [.. commands.Select(command => command.Name)];
    foreach (string path in Directory.EnumerateFiles(docs, "*-*.md").Where(path => !names.Contains(Path.GetFileNameWithoutExtension(path))))
    {
        Console.WriteLine($"command does not exist: {path}");
    }
}

static string Metadata(string key) =>
    typeof(HelpPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(metadata => metadata.Key == key).Value!;
