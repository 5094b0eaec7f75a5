using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace AmlCompute.Help;

/// <summary>The syntax and parameters of a command for its help page, without hidden parameters and the sets that require them.</summary>
internal sealed record CommandDescription(
    string Name,
    IReadOnlyList<ParameterSetDescription> Sets,
    IReadOnlyList<ParameterDescription> Parameters,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    Type Implementation)
{
    private const string AllSets = "__AllParameterSets";

    public static CommandDescription FromCmdlet(CmdletInfo command)
    {
        // The order of the sets and parameters in the engine is not stable.
        CommandParameterSetInfo[] sets = [.. command.ParameterSets
            .Where(set => !set.Parameters.Any(parameter => IsHidden(parameter) && (parameter.IsMandatory || parameter.Name == set.Name)))
            .OrderByDescending(set => set.IsDefault).ThenBy(set => set.Name, StringComparer.Ordinal)];
        object instance = Activator.CreateInstance(command.ImplementingType)!;
        var uses = sets
            .SelectMany(OwnParameters, (set, parameter) => (Set: set.Name, Parameter: parameter))
            .GroupBy(use => use.Parameter.Name, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal);
        ParameterDescription[] parameters =
            [.. uses.Select(group => Parameter([.. group], sets.Length, command.ImplementingType, instance))];
        // A hidden parameter gets the whole piped object beside the visible ones; some commands have only that.
        CommandParameterInfo[] piped =
            [.. sets.SelectMany(set => set.Parameters).Where(parameter => parameter.ValueFromPipeline)];
        string[] inputs = [.. piped
            .Where(parameter => !IsHidden(parameter) || piped.All(IsHidden))
            .Select(parameter => TypeName(parameter.ParameterType))
            .Distinct()
            .OrderBy(name => name, StringComparer.Ordinal)];
        string[] outputs = [.. command.OutputType.Select(type => type.Name).Distinct()];
        return new CommandDescription(
            command.Name,
            [.. sets.Select(Set)],
            parameters,
            inputs.Length == 0 ? ["None"] : inputs,
            outputs.Length == 0 ? ["None"] : outputs,
            command.ImplementingType);
    }

    private static ParameterSetDescription Set(CommandParameterSetInfo set)
    {
        // Positional parameters first, then mandatory ones (a switch that selects the set before the others), then optional ones.
        // Parameters that many commands share, such as -WhatIf, come last.
        IEnumerable<CommandParameterInfo> ordered = OwnParameters(set)
            .OrderBy(parameter => Cmdlet.OptionalCommonParameters.Contains(parameter.Name))
            .ThenBy(parameter => parameter.Position < 0 ? int.MaxValue : parameter.Position)
            .ThenBy(parameter => !parameter.IsMandatory)
            .ThenBy(parameter => !parameter.IsMandatory || parameter.ParameterType != typeof(SwitchParameter))
            .ThenBy(parameter => parameter.Name, StringComparer.Ordinal);
        return new ParameterSetDescription(set.Name == AllSets ? null : set.Name, set.IsDefault, [.. ordered.Select(Placeholder)]);
    }

    private static IEnumerable<CommandParameterInfo> OwnParameters(CommandParameterSetInfo set) =>
        set.Parameters.Where(parameter => !IsHidden(parameter) && !Cmdlet.CommonParameters.Contains(parameter.Name));

    private static string Placeholder(CommandParameterInfo parameter)
    {
        string name = parameter.Position < 0 ? $"-{parameter.Name}" : $"[-{parameter.Name}]";
        string text = parameter.ParameterType == typeof(SwitchParameter) ? name : $"{name} <{ShortName(parameter.ParameterType)}>";
        return parameter.IsMandatory ? text : $"[{text}]";
    }

    private static ParameterDescription Parameter(
        (string Set, CommandParameterInfo Parameter)[] uses, int setCount, Type implementation, object instance)
    {
        CommandParameterInfo first = uses[0].Parameter;
        Type type = Nullable.GetUnderlyingType(first.ParameterType) ?? first.ParameterType;
        ParameterUseDescription[] kinds = [.. uses
            .GroupBy(use => (use.Parameter.IsMandatory, use.Parameter.Position, Pipeline(use.Parameter)))
            .Select(kind => new ParameterUseDescription(
                kind.Count() == setCount ? ["(All)"] : [.. kind.Select(use => use.Set)],
                kind.Key.IsMandatory,
                kind.Key.Position < 0 ? "Named" : kind.Key.Position.ToString(CultureInfo.InvariantCulture),
                kind.Key.Item3))];
        return new ParameterDescription(
            first.Name,
            TypeName(type),
            first.Aliases,
            type.IsEnum ? Enum.GetNames(type)
                : type == typeof(Uri) ? [] // The completer of an address offers the usual ones.
                : [.. first.Attributes.SelectMany(WordsOf).Distinct()],
            type == typeof(SwitchParameter) ? "False" : DefaultValue(implementation.GetProperty(first.Name)?.GetValue(instance)),
            first.Attributes.OfType<SupportsWildcardsAttribute>().Any(),
            kinds);
    }

    /// <summary>
    /// Gets the words of a ValidateSet, or of an attribute or a completer of the module for words that a later version can extend.
    /// </summary>
    private static IEnumerable<string> WordsOf(Attribute attribute)
    {
        object source = attribute is ArgumentCompleterAttribute { Type: { IsAbstract: false } completer }
            ? Activator.CreateInstance(completer)!
            : attribute;
        return source.GetType().GetProperty(nameof(ValidateSetAttribute.ValidValues))?.GetValue(source) as IEnumerable<string> ?? [];
    }

    /// <summary>
    /// Gets the default value of a parameter; null if the property does not have one. 0 and false are the initial values of every number
    /// and every Boolean, so they are not defaults.
    /// </summary>
    private static string? DefaultValue(object? value) =>
        value is null or ICollection or 0 or false ? null : Convert.ToString(value, CultureInfo.InvariantCulture);

    private static string Pipeline(CommandParameterInfo parameter) =>
        (parameter.ValueFromPipelineByPropertyName, parameter.ValueFromPipeline) switch
        {
            (true, true) => "True (ByPropertyName, ByValue)",
            (true, false) => "True (ByPropertyName)",
            (false, true) => "True (ByValue)",
            _ => "False",
        };

    private static bool IsHidden(CommandParameterInfo parameter) =>
        parameter.Attributes.OfType<ParameterAttribute>().Any(attribute => attribute.DontShow);

    private static string TypeName(Type type) => (Nullable.GetUnderlyingType(type) ?? type).FullName!;

    private static string ShortName(Type type) => (Nullable.GetUnderlyingType(type) ?? type).Name;
}

/// <summary>A parameter set; the name is null if the command has only one set without a name.</summary>
internal sealed record ParameterSetDescription(string? Name, bool IsDefault, IReadOnlyList<string> Placeholders);

/// <summary>A parameter, with its properties in all sets and its use in each set.</summary>
internal sealed record ParameterDescription(
    string Name,
    string Type,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> AcceptedValues,
    string? DefaultValue,
    bool AcceptsWildcards,
    IReadOnlyList<ParameterUseDescription> Uses);

/// <summary>Parameter sets in which a parameter is used in the same way.</summary>
internal sealed record ParameterUseDescription(IReadOnlyList<string> Sets, bool IsRequired, string Position, string PipelineInput);
