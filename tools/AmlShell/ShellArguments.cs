using System.Management.Automation.Language;
using System.Text;
using System.Text.RegularExpressions;

namespace AmlCompute.Shell;

internal enum ShellMode
{
    Interactive,
    Script,
    Command,
    StandardInput,
    Help,
    Invalid,
}

/// <summary>The command line, read as pwsh reads its own.</summary>
/// <param name="Mode">What to do.</param>
/// <param name="Text">The script's path, the command, or what is wrong with the command line.</param>
internal sealed partial record ShellArguments(ShellMode Mode, string Text = "")
{
    public const string Help = """
        AmlShell: the PowerShell engine with the AmlCompute module, for machines that have the .NET SDK but no pwsh.

          AmlShell [options] script.ps1 [arguments]    run a script; arguments bind as with 'pwsh -File'
          AmlShell [options] -Command <command>        run a command (-c); the rest of the line belongs to it
          AmlShell [options] -                         run what standard input holds (also when it is redirected)
          AmlShell [options]                           interactive

          -NoModule          do not import AmlCompute
          -NonInteractive    never ask; a prompt is an error (also when input or output is redirected)
          -Help              this text (--help, -h, -?)

        This is the bare engine: it has the language, .NET and the engine's own commands (Get-Command, ForEach-Object,
        Import-Module, ...), but none of Microsoft.PowerShell.Utility or Management (Select-Object, Format-List, ...).

        Exit code: the script's own ('exit 3'); 1 after an uncaught error; 64 for a bad command line; 130 after Ctrl+C.

        """;

    public IReadOnlyList<string> ScriptArguments { get; private init; } = [];

    public bool ImportsModule { get; private init; } = true;

    public bool NonInteractive { get; private init; }

    public static ShellArguments Parse(IReadOnlyList<string> args, bool inputIsRedirected)
    {
        bool importsModule = true;
        bool nonInteractive = false;
        for (int i = 0; i < args.Count; i++)
        {
            string[] rest = [.. args.Skip(i + 1)];
            switch (OptionName(args[i]))
            {
                case "nomodule":
                    importsModule = false;
                    continue;
                case "noninteractive":
                    nonInteractive = true;
                    continue;
                case "help" or "h" or "?":
                    return new(ShellMode.Help);
                case "command" or "c" when rest.Length == 0:
                    return new(ShellMode.Invalid, "-Command needs a command.");
                case "command" or "c" when rest is not ["-"]:
                    return With(new(ShellMode.Command, string.Join(' ', rest)));
                case "command" or "c" or "":
                    return With(new(ShellMode.StandardInput));
                case "file" or "f" when rest.Length == 0:
                    return new(ShellMode.Invalid, "-File needs a script.");
                case "file" or "f":
                    return With(new(ShellMode.Script, rest[0]) { ScriptArguments = rest[1..] });
                case null:
                    return With(new(ShellMode.Script, args[i]) { ScriptArguments = rest });
                default:
                    return new(ShellMode.Invalid, $"'{args[i]}' is not an option.");
            }
        }

        return With(new(inputIsRedirected ? ShellMode.StandardInput : ShellMode.Interactive));

        ShellArguments With(ShellArguments arguments) =>
            arguments with { ImportsModule = importsModule, NonInteractive = nonInteractive };
    }

    /// <summary>The source text that calls a script with arguments: names stay names, everything else is a literal.</summary>
    public static string CallOf(string scriptPath, IEnumerable<string> arguments)
    {
        StringBuilder call = new(". " + Quote(scriptPath));
        foreach (string argument in arguments)
        {
            Match named = ParameterName().Match(argument);
            call.Append(' ');
            call.Append(named.Success
                ? named.Groups["name"].Value + Value(named.Groups["value"])
                : Quote(argument));
        }

        return call.ToString();
    }

    public static string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    private static string Value(Group value) => !value.Success ? string.Empty : value.Value.ToUpperInvariant() switch
    {
        ":" => ":",
        ":$TRUE" or ":TRUE" => ":$true",
        ":$FALSE" or ":FALSE" => ":$false",
        _ => ":" + Quote(value.Value[1..]),
    };

    private static string? OptionName(string argument) =>
        argument == "-" ? string.Empty
        : argument.StartsWith('-') ? argument.TrimStart('-').ToLowerInvariant()
        : null;

    [GeneratedRegex(@"\A(?<name>-[\p{L}_]\w*)(?<value>:.*)?\z", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ParameterName();
}
