using System.Management.Automation;
using System.Management.Automation.Language;

namespace AmlCompute.Completion;

/// <summary>Completes tags as hashtables of a name and a value that targets of the workspace have.</summary>
public class TagCompleter : ServiceCompleter
{
    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service) =>
        service.Targets().SelectMany(target => target.Tags.Select(tag => (tag.Key, Value: tag.Value ?? string.Empty, target.Name)))
            .GroupBy(use => (use.Key, use.Value), use => use.Name)
            .OrderBy(use => use.Key.Key, StringComparer.OrdinalIgnoreCase).ThenBy(use => use.Key.Value, StringComparer.OrdinalIgnoreCase)
            .Select(use => new CompletionAnswer(
                $"@{{ {Quote(use.Key.Key)} = {Quote(use.Key.Value)} }}",
                $"Tag of {string.Join(", ", use)}",
                $"{use.Key.Key}={use.Key.Value}",
                IsCode: true));

    /// <summary>Writes the name or the value of a tag as a string of the language.</summary>
    private protected virtual string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}

/// <summary>Completes tags to filter by: the names of tags, which stand for any value, and hashtables.</summary>
public sealed class TagFilterCompleter : TagCompleter
{
    private protected override bool TakesWildcards => true;

    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service) =>
        [.. TagNameCompleter.NamesIn(service.Targets()), .. base.Answers(command, service)];

    private protected override string Quote(string text) => base.Quote(WildcardPattern.Escape(text));
}

/// <summary>Completes the names of tags of the targets that the line names, or of all targets.</summary>
public sealed class TagNameCompleter : ServiceCompleter
{
    private protected override bool TakesWildcards => true;

    internal static IEnumerable<CompletionAnswer> NamesIn(IEnumerable<ComputeTarget> targets) =>
        targets.SelectMany(target => target.Tags).GroupBy(tag => tag.Key, tag => tag.Value, StringComparer.OrdinalIgnoreCase)
            .OrderBy(tag => tag.Key, StringComparer.OrdinalIgnoreCase)
            .Select(tag => new CompletionAnswer(tag.Key, $"Values: {string.Join(", ", tag.Distinct())}"));

    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service) =>
        NamesIn(command.ChooseFrom(service.Targets()));
}
