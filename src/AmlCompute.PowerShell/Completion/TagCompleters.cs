using System.Management.Automation;
using System.Management.Automation.Language;

namespace AmlCompute.Completion;

/// <summary>Completes tags as hashtables of a name and a value that targets of the workspace have, also by name=value.</summary>
public class TagCompleter : ServiceCompleter
{
    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        service.ListTargets()
            .SelectMany(target => target.Tags, (target, tag) => (tag.Key, Value: tag.Value ?? string.Empty, TargetName: target.Name))
            .GroupBy(tag => (Name: tag.Key, tag.Value), tag => tag.TargetName)
            .OrderBy(group => group.Key.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(group => group.Key.Value, StringComparer.OrdinalIgnoreCase)
            .Select(group => new CompletionAnswer(
                $"@{{ {QuoteText(group.Key.Name)} = {QuoteText(group.Key.Value)} }}",
                $"Tag of {string.Join(", ", group)}",
                $"{group.Key.Name}={group.Key.Value}",
                IsCode: true));

    /// <summary>Writes the name or the value of a tag as a string of the language.</summary>
    private protected virtual string QuoteText(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}

/// <summary>Completes tags to filter by: the names of tags, which stand for any value, and hashtables.</summary>
public sealed class TagFilterCompleter : TagCompleter
{
    private protected override bool TakesWildcards => true;

    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        [.. TagNameCompleter.GroupByTagName(service.ListTargets()), .. base.ListAnswers(command, service)];

    private protected override string QuoteText(string text) => base.QuoteText(WildcardPattern.Escape(text));
}

/// <summary>Completes the names of tags of the targets that the line names, or of all targets.</summary>
public sealed class TagNameCompleter : ServiceCompleter
{
    private protected override bool TakesWildcards => true;

    /// <summary>Returns the names of the tags of targets, each with its values.</summary>
    internal static IEnumerable<CompletionAnswer> GroupByTagName(IEnumerable<ComputeTarget> targets) =>
        targets.SelectMany(target => target.Tags).GroupBy(tag => tag.Key, tag => tag.Value, StringComparer.OrdinalIgnoreCase)
            .OrderBy(tag => tag.Key, StringComparer.OrdinalIgnoreCase)
            .Select(tag => new CompletionAnswer(tag.Key, $"Values: {string.Join(", ", tag.Distinct())}"));

    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        GroupByTagName(command.SelectNamedTargets(service.ListTargets()));
}
