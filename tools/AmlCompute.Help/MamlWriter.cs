using System.Xml.Linq;

namespace AmlCompute.Help;

/// <summary>
/// Writes help pages as MAML, the format that Get-Help reads. The related links are a paragraph of the description: for an element with
/// links, Get-Help recommends its switch -Online, which fails because the module has no address for its help.
/// </summary>
internal static class MamlWriter
{
    /// <summary>More values would hide the other parameters of a syntax; the description of the parameter has them all.</summary>
    private const int MostValuesInSyntax = 6;
    private const int TitleWidth = 75;
    private const int MostDashes = 10;

    private static readonly XNamespace Root = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument Write(IEnumerable<HelpPage> pages) => new(
        new XDeclaration("1.0", "utf-8", null),
        new XElement(Root + "helpItems", new XAttribute("schema", "maml"), pages.Select(Page)));

    private static XElement Page(HelpPage page)
    {
        string[] name = page.Name.Split('-', 2);
        return new XElement(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(
                Command + "details",
                new XElement(Command + "name", page.Name),
                new XElement(Command + "verb", name[0]),
                new XElement(Command + "noun", name[^1]),
                Text("description", [page.Synopsis])),
            Text("description", [.. page.Description, $"See also: {string.Join(", ", page.Links.Select(link => link.Text))}."]),
            new XElement(Command + "syntax", page.Syntax.Select(syntax => Syntax(page, syntax))),
            new XElement(Command + "parameters", page.Parameters.Select(Parameter)),
            new XElement(Command + "inputTypes", page.Inputs.Select(type => TypeElement("inputType", type))),
            new XElement(Command + "returnValues", page.Outputs.Select(type => TypeElement("returnValue", type))),
            new XElement(Maml + "alertSet", Text("alert", page.Notes)),
            new XElement(Command + "examples", page.Examples.Select(Example)));
    }

    private static XElement TypeElement(string name, HelpType type) =>
        new(Command + name, Type(type.Name), Text("description", type.Description));

    private static XElement Syntax(HelpPage page, HelpSyntax syntax) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", page.Name),
        syntax.Parameters.Select(written =>
        {
            HelpParameter parameter = page.Parameters.FirstOrDefault(known => known.Name == written.Name)
                ?? throw new HelpFormatException(page.Path, 1, $"The syntax has -{written.Name}, but the section PARAMETERS does not.");
            HelpParameterUse use = parameter.UseIn(syntax.Set);
            XElement element = Header(parameter.Name, use, use.IsRequired);
            if (written.Type is not null)
            {
                element.Add(use.AcceptedValues.Count is 0 or > MostValuesInSyntax
                    ? Value(written.Type)
                    : new XElement(Command + "parameterValueGroup", use.AcceptedValues.Select(Value)));
            }

            return element;
        }));

    private static XElement Parameter(HelpParameter parameter)
    {
        HelpParameterUse use = parameter.Uses[0];
        XElement element = Header(parameter.Name, use, parameter.Uses.All(each => each.IsRequired));
        element.Add(
            Text("description", use.AcceptedValues.Count == 0
                ? parameter.Description
                : [.. parameter.Description, $"Accepted values: {string.Join(", ", use.AcceptedValues)}."]),
            Value(ShortName(use.Type)),
            Type(use.Type),
            new XElement(Dev + "defaultValue", use.DefaultValue));
        return element;
    }

    private static XElement Header(string name, HelpParameterUse use, bool required) => new(
        Command + "parameter",
        new XAttribute("required", required ? "true" : "false"),
        new XAttribute("variableLength", "true"),
        new XAttribute("globbing", use.AcceptsWildcards ? "true" : "false"),
        new XAttribute("pipelineInput", use.PipelineInput),
        new XAttribute("position", use.Position == "Named" ? "named" : use.Position),
        new XAttribute("aliases", use.Aliases.Count == 0 ? "none" : string.Join(", ", use.Aliases)),
        new XElement(Maml + "name", name));

    /// <summary>Writes an example. The empty paragraph at its end separates it from the next example.</summary>
    private static XElement Example(HelpExample example) => new(
        Command + "example",
        new XElement(Maml + "title", TitleOf(example)),
        new XElement(Dev + "code", example.Code),
        new XElement(
            Dev + "remarks",
            ((string?[])[example.Output, .. example.Remarks, string.Empty]).OfType<string>().Select(Paragraph)));

    /// <summary>Returns a title with dashes around it, which fits a line of 80 columns after the indentation of Get-Help.</summary>
    private static string TitleOf(HelpExample example)
    {
        string dashes = new('-', Math.Max(0, Math.Min(MostDashes, (TitleWidth - example.Title.Length - 2) / 2)));
        return $"{dashes} {example.Title} {dashes}".Trim();
    }

    private static XElement Text(string name, IEnumerable<string> paragraphs) => new(Maml + name, paragraphs.Select(Paragraph));

    private static XElement Paragraph(string text) => new(Maml + "para", text);

    private static XElement Type(string name) => new(Dev + "type", new XElement(Maml + "name", name), new XElement(Maml + "uri"));

    private static XElement Value(string name) =>
        new(Command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", "false"), name);

    private static string ShortName(string type) => type[(type.LastIndexOf('.') + 1)..];
}
