using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace AmlCompute.Completion;

/// <summary>The command in whose line the cursor is.</summary>
internal sealed class CompletedCommand
{
    private readonly CommandAst _line;
    private readonly IDictionary _given;

    /// <param name="name">Its name.</param>
    /// <param name="line">The line.</param>
    /// <param name="given">The arguments that are known without running anything.</param>
    public CompletedCommand(string name, CommandAst line, IDictionary given)
    {
        Verb = name.Substring(name.LastIndexOf('\\') + 1).Split('-')[0];
        Name = name.Substring(name.LastIndexOf('\\') + 1);
        _line = line;
        _given = given;
    }

    /// <summary>Gets the name without its module.</summary>
    public string Name { get; }

    /// <summary>Gets the verb.</summary>
    public string Verb { get; }

    /// <summary>The argument of a parameter; null when there is none, or when it is not known.</summary>
    public object? this[string parameter] => _given[parameter] is PSObject wrapped ? wrapped.BaseObject : _given[parameter];

    /// <summary>Whether a parameter was given an argument that only running the line would tell.</summary>
    public bool IsUnclear(string parameter) =>
        this[parameter] is not { } value || value is Ast
            ? _line.CommandElements.OfType<CommandParameterAst>().Any(element => IsShortFor(element.ParameterName, parameter))
            : false;

    private static bool IsShortFor(string typed, string parameter) => typed.Length > 1 && parameter.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
}
