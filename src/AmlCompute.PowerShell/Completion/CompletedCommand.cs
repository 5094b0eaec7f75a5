using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Completion;

/// <summary>
/// The command on the line that the Tab key completes, with the arguments that are known without running code. It does not see
/// splatted arguments.
/// </summary>
/// <param name="name">The name of the command.</param>
/// <param name="parameter">The parameter to complete.</param>
/// <param name="line">The command line.</param>
/// <param name="arguments">The arguments that are known without running code.</param>
internal sealed class CompletedCommand(string name, string parameter, CommandAst line, IDictionary arguments)
{
    /// <summary>Gets the name without its module.</summary>
    public string Name { get; } = name.Substring(name.LastIndexOf('\\') + 1);

    /// <summary>Gets the name of the parameter to complete.</summary>
    public string Parameter => parameter;

    /// <summary>Returns the argument of a parameter; null if there is none, or if it is not known.</summary>
    public object? this[string parameter] => arguments[parameter] switch
    {
        PSObject wrapped => wrapped.BaseObject,
        var value => value,
    };

    /// <summary>Gets the region that the line names, the first one of several; null if it names none, or if it is not known.</summary>
    public string? Location => ReadTexts(nameof(Location)).FirstOrDefault();

    /// <summary>Gets a value indicating whether the line has a region that is known only after running the line.</summary>
    public bool HasUnknownLocation => IsUnknownUntilRun(nameof(Location));

    /// <summary>Returns true if the line sets a switch; false if its value is known only after running the line.</summary>
    public bool IsSwitchOn(string parameter) => this[parameter] is { } value && LanguagePrimitives.IsTrue(value);

    /// <summary>Returns the texts of a parameter that takes one or several; none if they are not known.</summary>
    public IEnumerable<string> ReadTexts(string parameter) =>
        this[parameter] is string text ? [text] : (this[parameter] as IEnumerable)?.OfType<string>() ?? [];

    /// <summary>Returns the targets that -Name of the line selects; all targets if it selects none of them.</summary>
    public IReadOnlyList<ComputeTarget> SelectNamedTargets(IEnumerable<ComputeTarget> targets)
    {
        ComputeTarget[] all = [.. targets];
        WildcardPattern[] patterns = [.. ReadTexts("Name").Select(Patterns.TryParse).OfType<WildcardPattern>()];
        ComputeTarget[] named = Array.FindAll(all, target => Array.Exists(patterns, pattern => pattern.IsMatch(target.Name)));
        return named.Length > 0 ? named : all;
    }

    /// <summary>Returns true if the line has a parameter by its name, and its argument is known only after running the line.</summary>
    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="alias">An alias that begins with the name; null for none.</param>
    public bool IsUnknownUntilRun(string parameter, string? alias = null) =>
        this[parameter] is null
        && line.CommandElements.OfType<CommandParameterAst>().Any(element => IsAbbreviationOf(element.ParameterName, alias ?? parameter));

    private static bool IsAbbreviationOf(string typed, string parameter) =>
        typed.Length > 1 && parameter.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
}
