using System.Management.Automation;
using System.Management.Automation.Language;
using AmlCompute.Completion;

namespace AmlCompute.Commands.Base;

/// <summary>
/// Decides whether a command can lose work, and corrects a misspelt name in the line of a command that cannot, for the recommendation of an
/// error.
/// </summary>
internal static class TypedCommand
{
    /// <summary>The verbs of commands that change or read, but never delete, stop or detach.</summary>
    private static readonly HashSet<string> HarmlessVerbs = new(StringComparer.OrdinalIgnoreCase)
    {
        "Get", "Find", "Test", "Compare", "Measure", "Watch", "Wait", "New", "Set", "Start", "Connect", "Update", "Export", "Import",
        "ConvertTo", "ConvertFrom", "Open", "Select", "Where", "Sort", "Group", "ForEach", "Format", "Out", "Tee", "Write", "Receive",
    };

    /// <summary>The aliases of such commands of this module.</summary>
    private static readonly string[] HarmlessAliases = ["gact", "nact", "sact", "wact"];

    /// <summary>The switches that skip a question, or that allow to delete or to overwrite.</summary>
    private static readonly string[] RiskySwitches = ["Force", "Prune", "AllowReplace"];

    /// <summary>
    /// Returns true if the command can delete, detach, stop or overwrite a target. An error never suggests such a command with another
    /// name.
    /// </summary>
    public static bool CanLoseWork(InvocationInfo invocation) =>
        !IsHarmless(invocation.MyCommand.Name) || Array.Exists(RiskySwitches, invocation.BoundParameters.ContainsKey);

    /// <summary>
    /// Returns the pipeline with another word in the place of a wrong one, or only the command of the error if another command of the
    /// pipeline can lose work. Returns null for a command that can lose work, if the word is not typed exactly once, as in a variable or
    /// a file, if the line can contain a secret, or if the command has several lines.
    /// </summary>
    public static string? FindCorrectedLine(InvocationInfo invocation, (string Wrong, string Right) correction)
    {
        if (CanLoseWork(invocation) || FindCommand(invocation) is not { } command)
        {
            return null;
        }

        Ast corrected = command.Parent is PipelineAst pipeline && pipeline.Find(CanLoseWork, true) is null ? pipeline : command;
        IScriptExtent typed = corrected.Extent;
        if (FindWords(corrected, correction.Wrong) is not [{ } word] || HasSecretParameter(corrected)
            || SecretForms.MaskSecrets(typed.Text) != typed.Text)
        {
            return null;
        }

        string right = new CompletionWord(word.Text, takesWildcards: false).CreateResult(correction.Right).CompletionText;
        int wordOffset = word.StartOffset - typed.StartOffset;
        return typed.Text.Remove(wordOffset, word.Text.Length).Insert(wordOffset, right);
    }

    /// <summary>Returns the command of the error in the typed line; null if there is none, or if the line is not complete.</summary>
    private static Ast? FindCommand(InvocationInfo invocation)
    {
        // A command of several lines has only its first line here, which continues after a backtick.
        string line = invocation.Line ?? string.Empty;
        ScriptBlockAst script = Parser.ParseInput(line, out _, out ParseError[] errors);
        return errors.Length > 0 || line.TrimEnd().EndsWith("`", StringComparison.Ordinal)
            ? null
            : script.Find(ast => ast is CommandAst && ast.Extent.StartOffset == invocation.OffsetInLine - 1, true);
    }

    private static IScriptExtent[] FindWords(Ast typed, string word) =>
    [
        .. typed
            .FindAll(ast => ast is StringConstantExpressionAst text && text.Value.Equals(word, StringComparison.OrdinalIgnoreCase), true)
            .Select(ast => ast.Extent),
    ];

    private static bool HasSecretParameter(Ast typed) => typed.Find(
        ast => ast is CommandParameterAst parameter
            && (ErrorTargetMask.IsSecretName(parameter.ParameterName)

                // ConvertTo-SecureString -AsPlainText has the secret as text.
                || ("AsPlainText".StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase)
                    && (parameter.Parent as CommandAst)?.GetCommandName() is { } command
                    && command.EndsWith("ConvertTo-SecureString", StringComparison.OrdinalIgnoreCase))),
        true) is not null;

    /// <summary>Returns true for a command of a pipeline that can lose work; an alias or a program can be any command.</summary>
    private static bool CanLoseWork(Ast ast) =>
        (ast is CommandAst command && !IsHarmless(command.GetCommandName()))
        || (ast is CommandParameterAst parameter

            // The parameter -For of Wait-AmlComputeTarget is not an abbreviation of -Force.
            && !parameter.ParameterName.Equals("For", StringComparison.OrdinalIgnoreCase)
            && "Force".StartsWith(parameter.ParameterName, StringComparison.OrdinalIgnoreCase));

    private static bool IsHarmless(string? name) =>
        HarmlessAliases.Contains(name, StringComparer.OrdinalIgnoreCase)
        || (name?.Split('-') is [var verb, _, ..] && HarmlessVerbs.Contains(verb));
}
