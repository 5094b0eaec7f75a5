using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AmlCompute.Help;

/// <summary>The XML summaries of the source, which are the first text of new help pages.</summary>
internal sealed partial class XmlDocs(Dictionary<string, string> summaries)
{
    /// <summary>Gets the docs without summaries.</summary>
    public static XmlDocs None { get; } = new([]);

    /// <summary>Reads the XML file that the compiler writes beside an assembly; <see cref="None"/> if it does not exist.</summary>
    public static XmlDocs Read(string path) => !File.Exists(path) ? None : new(XDocument.Load(path).Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(
            member => member.Attribute("name")!.Value,
            member => Blanks().Replace(member.Element("summary")!.Value, " ").Trim(),
            StringComparer.Ordinal));

    /// <summary>Returns the summary of a command; null if it has none.</summary>
    public string? Summary(Type command) => summaries.GetValueOrDefault($"T:{command.FullName}");

    /// <summary>
    /// Returns the summary of a parameter without "Gets or sets"; null if it has none. Dynamic parameters have no property in the class of
    /// the command, so their summary is searched in the other commands.
    /// </summary>
    public string? Summary(Type command, string parameter)
    {
        switch (parameter)
        {
            case "Confirm":
                return "Ask before each change.";
            case "WhatIf":
                return "Say what would be done, and do nothing.";
        }

        for (Type? type = command; type is not null; type = type.BaseType)
        {
            if (summaries.TryGetValue($"P:{type.FullName}.{parameter}", out string? summary))
            {
                return Plain(summary);
            }
        }

        return summaries.FirstOrDefault(pair => pair.Key.StartsWith($"P:{command.Namespace}.", StringComparison.Ordinal)
            && pair.Key.EndsWith($".{parameter}", StringComparison.Ordinal)).Value is { } elsewhere ? Plain(elsewhere) : null;
    }

    private static string Plain(string summary)
    {
        string text = Property().Replace(summary, string.Empty);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    [GeneratedRegex(@"^(Gets or sets|Gets) (whether to )?")]
    private static partial Regex Property();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
