using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Completion;

/// <summary>The command on the line that contains the cursor.</summary>
internal sealed class CompletedCommand
{
    private readonly CommandAst _line;
    private readonly IDictionary _given;

    /// <param name="name">The name of the command.</param>
    /// <param name="parameter">The parameter to complete.</param>
    /// <param name="line">The command line.</param>
    /// <param name="given">The arguments that are known without running code.</param>
    public CompletedCommand(string name, string parameter, CommandAst line, IDictionary given)
    {
        Parameter = parameter;
        Verb = name.Substring(name.LastIndexOf('\\') + 1).Split('-')[0];
        Name = name.Substring(name.LastIndexOf('\\') + 1);
        _line = line;
        _given = given;
    }

    /// <summary>Gets the name without its module.</summary>
    public string Name { get; }

    public string Verb { get; }

    /// <summary>Gets the name of the parameter to complete.</summary>
    public string Parameter { get; }

    /// <summary>Returns the argument of a parameter; null if there is none, or if it is not known.</summary>
    public object? this[string parameter] => _given[parameter] is PSObject wrapped ? wrapped.BaseObject : _given[parameter];

    /// <summary>Returns the targets that the line names; all targets if it names none of them.</summary>
    public IReadOnlyList<ComputeTarget> ChooseFrom(IEnumerable<ComputeTarget> targets)
    {
        ComputeTarget[] all = [.. targets];
        WildcardPattern[] names =
        [
            .. (this["Name"] is string name ? [name] : (this["Name"] as IEnumerable ?? Array.Empty<string>()).OfType<string>())
                .Select(Patterns.TryParse).OfType<WildcardPattern>(),
        ];
        ComputeTarget[] named = Array.FindAll(all, target => Array.Exists(names, pattern => pattern.IsMatch(target.Name)));
        return named.Length > 0 ? named : all;
    }

    /// <summary>Returns true if a parameter has an argument that is known only after running the line.</summary>
    public bool IsUnknownUntilRun(string parameter) =>
        this[parameter] is not { } value || value is Ast
            ? _line.CommandElements.OfType<CommandParameterAst>().Any(element => IsShortFor(element.ParameterName, parameter))
            : false;

    private static bool IsShortFor(string typed, string parameter) =>
        typed.Length > 1 && parameter.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
}
