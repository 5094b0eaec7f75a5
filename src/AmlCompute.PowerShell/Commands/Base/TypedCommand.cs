using System.Management.Automation;
using System.Management.Automation.Language;
using AmlCompute.Completion;

namespace AmlCompute.Commands.Base;

/// <summary>The pipeline of a command as the user typed it.</summary>
internal static class TypedCommand
{
    /// <summary>
    /// Returns the pipeline with another word in the place of a wrong one; null if the word is not typed exactly once, as in a variable or
    /// a file, or if the line can contain a secret.
    /// </summary>
    public static string? Correct(InvocationInfo invocation, (string Wrong, string Right) correction)
    {
        // A command of several lines has only its first line here, which continues after a backtick.
        string line = invocation.Line ?? string.Empty;
        ScriptBlockAst script = Parser.ParseInput(line, out _, out ParseError[] errors);
        if (errors.Length > 0
            || line.TrimEnd().EndsWith("`", StringComparison.Ordinal)
            || script.Find(ast => ast is CommandAst && ast.Extent.StartOffset == invocation.OffsetInLine - 1, true) is not { } command)
        {
            return null;
        }

        IScriptExtent typed = command.Parent is PipelineAst pipeline ? pipeline.Extent : command.Extent;
        IScriptExtent[] words =
        [
            .. (command.Parent ?? command)
                .FindAll(ast => ast is StringConstantExpressionAst text && Same(text.Value, correction.Wrong), true)
                .Select(ast => ast.Extent),
        ];
        bool isSecret = (command.Parent ?? command).Find(
            ast => ast is CommandParameterAst parameter && ErrorRecords.IsSecret(parameter.ParameterName), true) is not null;
        if (words is not [{ } word] || isSecret || SecretForms.Mask(typed.Text) != typed.Text)
        {
            return null;
        }

        string right = new CompletionWord(word.Text, takesWildcards: false).Complete(correction.Right).CompletionText;
        return line.Substring(typed.StartOffset, word.StartOffset - typed.StartOffset)
            + right + line.Substring(word.EndOffset, typed.EndOffset - word.EndOffset);
    }

    private static bool Same(string text, string other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);
}
