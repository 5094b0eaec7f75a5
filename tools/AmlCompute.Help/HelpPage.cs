namespace AmlCompute.Help;

/// <summary>The help page of a command, read from Markdown.</summary>
internal sealed record HelpPage(
    string Path,
    string Name,
    string Synopsis,
    IReadOnlyList<HelpSyntax> Syntax,
    IReadOnlyList<string> Description,
    IReadOnlyList<HelpExample> Examples,
    IReadOnlyList<HelpParameter> Parameters,
    IReadOnlyList<HelpType> Inputs,
    IReadOnlyList<HelpType> Outputs,
    IReadOnlyList<string> Notes,
    IReadOnlyList<HelpLink> Links);

/// <summary>The parameters of one parameter set, in the order of the syntax.</summary>
internal sealed record HelpSyntax(string Set, IReadOnlyList<HelpSyntaxParameter> Parameters);

/// <summary>A parameter in the syntax. A switch has no type.</summary>
internal sealed record HelpSyntaxParameter(string Name, string? Type, bool IsRequired, bool IsPositional);

/// <summary>An example: a script, its output and remarks. Flags, such as NoRun, follow the language of the fenced block.</summary>
internal sealed record HelpExample(
    string Title, int Line, string Code, IReadOnlyList<string> Flags, string? Output, IReadOnlyList<string> Remarks);

/// <summary>A parameter, with a use for each group of parameter sets in which its attributes are the same.</summary>
internal sealed record HelpParameter(string Name, int Line, IReadOnlyList<string> Description, IReadOnlyList<HelpParameterUse> Uses)
{
    public HelpParameterUse UseIn(string set) =>
        Uses.FirstOrDefault(use => use.Sets is ["(All)"] || use.Sets.Contains(set)) ?? Uses[0];
}

/// <summary>The YAML block below a parameter.</summary>
internal sealed record HelpParameterUse(
    string Type,
    IReadOnlyList<string> Sets,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> AcceptedValues,
    bool IsRequired,
    string Position,
    string DefaultValue,
    string PipelineInput,
    bool AcceptsWildcards);

/// <summary>A type of pipeline input or output.</summary>
internal sealed record HelpType(string Name, IReadOnlyList<string> Description);

/// <summary>A related link. Its address is empty if the link is to another help topic.</summary>
internal sealed record HelpLink(string Text, string Address);
