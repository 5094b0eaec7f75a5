namespace AmlCompute.Help;

/// <summary>The page of a command, as its Markdown says.</summary>
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

/// <summary>One parameter set as a line of parameters.</summary>
internal sealed record HelpSyntax(string Set, IReadOnlyList<HelpSyntaxParameter> Parameters);

/// <summary>A parameter in a line of syntax. A switch has no type.</summary>
internal sealed record HelpSyntaxParameter(string Name, string? Type, bool IsRequired, bool IsPositional);

/// <summary>An example: a script, what it prints, and what is to be said about it. Flags stand behind the language of the fence, such as NoRun.</summary>
internal sealed record HelpExample(string Title, int Line, string Code, IReadOnlyList<string> Flags, string? Output, IReadOnlyList<string> Remarks);

/// <summary>A parameter; it has a use for each kind of parameter set in which it is required, placed or piped differently.</summary>
internal sealed record HelpParameter(string Name, int Line, IReadOnlyList<string> Description, IReadOnlyList<HelpParameterUse> Uses)
{
    public HelpParameterUse UseIn(string set) =>
        Uses.FirstOrDefault(use => use.Sets is ["(All)"] || use.Sets.Contains(set)) ?? Uses[0];
}

/// <summary>What the YAML block below a parameter says.</summary>
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

/// <summary>A type that goes in or comes out.</summary>
internal sealed record HelpType(string Name, IReadOnlyList<string> Description);

/// <summary>A line of related links. Its address is empty when it leads to other help.</summary>
internal sealed record HelpLink(string Text, string Address);
