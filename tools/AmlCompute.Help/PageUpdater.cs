namespace AmlCompute.Help;

/// <summary>Updates the syntax, YAML blocks and types of a help page from its command. The prose does not change.</summary>
internal sealed class PageUpdater(XmlDocs docs)
{
    /// <summary>Marks missing prose in a new page.</summary>
    public const string Gap = "{{";

    private const int SyntaxWidth = 110;

    private const string CommonParameters =
        "This cmdlet supports the common parameters: -Debug, -ErrorAction, -ErrorVariable, -InformationAction, -InformationVariable, " +
        "-OutBuffer,\n" +
        "-OutVariable, -PipelineVariable, -ProgressAction, -Verbose, -WarningAction and -WarningVariable. For more information, see\n" +
        "[about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).";

    /// <summary>Returns the updated text of a page; for null, the text of a new page.</summary>
    public string Update(string? page, CommandDescription command)
    {
        List<MarkdownSection> sections = MarkdownSection.Split((page ?? string.Empty).ReplaceLineEndings("\n").Split('\n'), "## ");
        List<string> lines =
        [
            "---",
            "external help file: AmlCompute.PowerShell.dll-Help.xml",
            "Module Name: AmlCompute",
            "online version:",
            "schema: 2.0.0",
            "---",
            string.Empty,
            $"# {command.Name}",
        ];
        foreach (string heading in HelpPageReader.Sections)
        {
            IReadOnlyList<string> body = MarkdownSection.BodyOf(sections, heading) ?? [];
            lines.AddRange([string.Empty, $"## {heading}", string.Empty]);
            lines.AddRange(heading switch
            {
                "SYNTAX" => Syntax(command),
                "PARAMETERS" => Parameters(command, MarkdownSection.Split(body, "### ")),
                "INPUTS" => Types(command.Inputs, MarkdownSection.Split(body, "### "), "{{ Objects that the pipeline accepts. }}"),
                "OUTPUTS" => Types(command.Outputs, MarkdownSection.Split(body, "### "), "{{ Objects that the command emits. }}"),
                _ when body.Count > 0 => body,
                "SYNOPSIS" => [docs.Summary(command.Implementation) ?? "{{ Purpose, in one sentence. }}"],
                "EXAMPLES" => Examples(command),
                "RELATED LINKS" => ["[about_AmlCompute](about_AmlCompute.md)"],
                _ => ["{{ Text. }}"],
            });
        }

        return string.Join("\n", lines) + "\n";
    }

    private static List<string> Syntax(CommandDescription command)
    {
        List<string> lines = [];
        foreach (ParameterSetDescription set in command.Sets)
        {
            if (lines.Count > 0)
            {
                lines.Add(string.Empty);
            }

            if (set.Name is not null)
            {
                lines.AddRange([$"### {set.Name}{(set.IsDefault ? " (Default)" : string.Empty)}", string.Empty]);
            }

            lines.Add("```");
            string line = command.Name;
            foreach (string word in set.Placeholders.Append("[<CommonParameters>]"))
            {
                if (line.Length + 1 + word.Length > SyntaxWidth)
                {
                    lines.Add(line);
                    line = string.Empty;
                }

                line += $" {word}";
            }

            lines.AddRange([line, "```"]);
        }

        return lines;
    }

    private List<string> Parameters(CommandDescription command, List<MarkdownSection> written)
    {
        List<string> lines = [];
        foreach (ParameterDescription parameter in command.Parameters)
        {
            IReadOnlyList<string> body = MarkdownSection.BodyOf(written, $"-{parameter.Name}") ?? [];
            List<string> prose = MarkdownSection.Trim(body.TakeWhile(line => line != "```yaml"));
            if (prose.Count == 0)
            {
                prose = [docs.Summary(command.Implementation, parameter.Name) ?? "{{ Effect of the parameter. }}"];
            }

            const string DefaultKey = "Default value: ";
            string? defaultLine = body.FirstOrDefault(line => line.StartsWith(DefaultKey, StringComparison.Ordinal));
            string writtenDefault = defaultLine?[DefaultKey.Length..] ?? "None";
            lines.AddRange([$"### -{parameter.Name}", string.Empty, .. prose, string.Empty]);
            foreach (ParameterUseDescription use in parameter.Uses)
            {
                lines.AddRange(
                [
                    "```yaml",
                    $"Type: {parameter.Type}",
                    $"Parameter Sets: {string.Join(", ", use.Sets)}",
                    $"Aliases: {string.Join(", ", parameter.Aliases)}".TrimEnd(),
                ]);
                if (parameter.AcceptedValues.Count > 0)
                {
                    lines.Add($"Accepted values: {string.Join(", ", parameter.AcceptedValues)}");
                }

                lines.AddRange(
                [
                    string.Empty,
                    $"Required: {use.IsRequired}",
                    $"Position: {use.Position}",
                    $"{DefaultKey}{parameter.DefaultValue ?? writtenDefault}",
                    $"Accept pipeline input: {use.PipelineInput}",
                    $"Accept wildcard characters: {parameter.AcceptsWildcards}",
                    "```",
                    string.Empty,
                ]);
            }
        }

        lines.AddRange(["### CommonParameters", string.Empty, .. CommonParameters.Split('\n')]);
        return lines;
    }

    private static List<string> Types(IReadOnlyList<string> types, List<MarkdownSection> written, string skeleton)
    {
        List<string> lines = [];
        foreach (string type in types)
        {
            lines.AddRange(lines.Count > 0 ? [string.Empty, $"### {type}"] : [$"### {type}"]);
            IReadOnlyList<string> body = MarkdownSection.BodyOf(written, type) ?? (type == "None" ? [] : [skeleton]);
            lines.AddRange(body.Count > 0 ? [string.Empty, .. body] : []);
        }

        return lines;
    }

    private static IEnumerable<string> Examples(CommandDescription command) => Enumerable.Range(1, 3).SelectMany(number => (string[])
    [
        .. number > 1 ? [string.Empty] : Array.Empty<string>(),
        $"### Example {number}: {{{{ Title }}}}",
        string.Empty, "```powershell", command.Name, "```", string.Empty,
        "{{ Effect of the command. }}",
    ]);
}
