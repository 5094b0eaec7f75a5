using System.Management.Automation;
using System.Management.Automation.Language;
using AmlCompute.Completion;

namespace AmlCompute.Commands.Base;

/// <summary>The pipeline of a command as the user typed it.</summary>
internal static class TypedCommand
{
    /// <summary>The verbs of commands that change or read, but never delete, stop or detach.</summary>
    private static readonly HashSet<string> HarmlessVerbs = new(StringComparer.OrdinalIgnoreCase)
    {
        "Get", "Find", "Test", "Compare", "Measure", "Watch", "Wait", "New", "Set", "Start", "Connect", "Update", "Export", "Import",
        "ConvertTo", "ConvertFrom", "Open", "Select", "Where", "Sort", "Group", "ForEach", "Format", "Out", "Tee", "Write", "Receive",
    };

    /// <summary>The aliases of such commands of this module.</summary>
    private static readonly string[] Aliases = ["gact", "nact", "sact", "wact"];

    /// <summary>The switches that skip a question, or that allow to delete or to overwrite.</summary>
    private static readonly string[] RiskySwitches = ["Force", "Prune", "AllowReplace"];

    /// <summary>
    /// Returns true if the command can delete, detach, stop or overwrite a target. An error never suggests such a command with another
    /// name.
    /// </summary>
    public static bool LosesWork(InvocationInfo invocation) =>
        !IsHarmless(invocation.MyCommand.Name) || Array.Exists(RiskySwitches, invocation.BoundParameters.ContainsKey);

    /// <summary>
    /// Returns the pipeline with another word in the place of a wrong one, or only the command of the error if another command of the
    /// pipeline can lose work. Returns null for a command that can lose work, if the word is not typed exactly once, as in a variable or
    /// a file, or if the line can contain a secret.
    /// </summary>
    public static string? Correct(InvocationInfo invocation, (string Wrong, string Right) correction)
    {
        // A command of several lines has only its first line here, which continues after a backtick.
        string line = invocation.Line ?? string.Empty;
        ScriptBlockAst script = Parser.ParseInput(line, out _, out ParseError[] errors);
        if (errors.Length > 0
            || LosesWork(invocation)
            || line.TrimEnd().EndsWith("`", StringComparison.Ordinal)
            || script.Find(ast => ast is CommandAst && ast.Extent.StartOffset == invocation.OffsetInLine - 1, true) is not { } command)
        {
            return null;
        }

        Ast whole = command.Parent is PipelineAst pipeline && pipeline.Find(LosesWork, true) is null ? pipeline : command;
        IScriptExtent typed = whole.Extent;
        IScriptExtent[] words =
        [
            .. whole
                .FindAll(ast => ast is StringConstantExpressionAst text
                    && text.Value.Equals(correction.Wrong, StringComparison.OrdinalIgnoreCase), true)
                .Select(ast => ast.Extent),
        ];
        bool isSecret = whole.Find(
            ast => ast is CommandParameterAst parameter && ErrorRecords.IsSecret(parameter.ParameterName), true) is not null;
        if (words is not [{ } word] || isSecret || SecretForms.Mask(typed.Text) != typed.Text)
        {
            return null;
        }

        string right = new CompletionWord(word.Text, takesWildcards: false).Complete(correction.Right).CompletionText;
        return line.Substring(typed.StartOffset, word.StartOffset - typed.StartOffset)
            + right + line.Substring(word.EndOffset, typed.EndOffset - word.EndOffset);
    }

    /// <summary>Returns true for a command of a pipeline that can lose work; an alias or a program can be any command.</summary>
    private static bool LosesWork(Ast ast) =>
        (ast is CommandAst command && !IsHarmless(command.GetCommandName()))
        || (ast is CommandParameterAst parameter
            && parameter.ParameterName.Length > 3
            && Array.Exists(RiskySwitches, name => name.StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase)));

    private static bool IsHarmless(string? name) =>
        Aliases.Contains(name, StringComparer.OrdinalIgnoreCase) || (name?.Split('-') is [var verb, _, ..] && HarmlessVerbs.Contains(verb));
}
