using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace AmlCompute.Shell;

internal sealed class ShellUI(ShellTerminal terminal) : PSHostUserInterface
{
    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUI(terminal);

    public override bool SupportsVirtualTerminal => terminal.UsesColor;

    public override void Write(string value) => terminal.Write(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        terminal.Write(Paint(foregroundColor, backgroundColor, value));

    public override void WriteLine(string value) => terminal.Write(value + Environment.NewLine);

    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        terminal.Write(Paint(foregroundColor, backgroundColor, value) + Environment.NewLine);

    public override void WriteErrorLine(string value) => terminal.WriteError(Styled(FormatStyle.Error, value));

    public override void WriteWarningLine(string message) => terminal.Write(Styled(FormatStyle.Warning, "WARNING: " + message));

    public override void WriteVerboseLine(string message) => terminal.Write(Styled(FormatStyle.Verbose, "VERBOSE: " + message));

    public override void WriteDebugLine(string message) => terminal.Write(Styled(FormatStyle.Debug, "DEBUG: " + message));

    public override void WriteProgress(long sourceId, ProgressRecord record) => terminal.ShowProgress(sourceId, record);

    public override string ReadLine() => terminal.Ask("a line of input", string.Empty);

    public override SecureString ReadLineAsSecureString() => terminal.AskSecret("a secret", string.Empty);

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        Introduce(caption, message);
        return descriptions.ToDictionary(field => field.Name, field => PSObject.AsPSObject(AskFor(field)));
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        ChoiceMenu menu = new(choices, defaultChoice);
        Introduce(caption, message);
        while (true)
        {
            string answer = terminal.Ask($"{caption} {message}", menu.Prompt).Trim();
            if (answer == "?")
            {
                terminal.Write(menu.Help);
            }
            else if (menu.Find(answer) is { } choice)
            {
                return choice;
            }
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options)
    {
        Introduce(caption, message);
        string user = string.IsNullOrEmpty(userName) ? terminal.Ask("a user name", "User: ") : userName;
        return new PSCredential(user, terminal.AskSecret($"the password of '{user}'", $"Password for user {user}: "));
    }

    private static string Styled(FormatStyle style, string text) =>
        GetFormatStyleString(style) + text + PSStyle.Instance.Reset + Environment.NewLine;

    private static string Paint(ConsoleColor foreground, ConsoleColor background, string text) =>
        PSStyle.MapForegroundColorToEscapeSequence(foreground)
        + PSStyle.MapBackgroundColorToEscapeSequence(background)
        + text
        + PSStyle.Instance.Reset;

    /// <summary>Text is enough for most types: the parameter binder converts it.</summary>
    private object AskFor(FieldDescription field)
    {
        string question = $"a value for {field.Name}";
        string typeName = field.ParameterTypeFullName;
        if (typeName == typeof(SecureString).FullName)
        {
            return terminal.AskSecret(question, field.Name + ": ");
        }

        if (typeName == typeof(PSCredential).FullName)
        {
            return PromptForCredential(string.Empty, string.Empty, string.Empty, string.Empty);
        }

        return typeName.EndsWith("[]", StringComparison.Ordinal)
            ? AskForList(field.Name, question)
            : terminal.Ask(question, field.Name + ": ");
    }

    private string[] AskForList(string name, string question)
    {
        List<string> values = [];
        while (true)
        {
            string value = terminal.Ask(question, $"{name}[{values.Count}]: ");
            if (value.Length == 0)
            {
                return [.. values];
            }

            values.Add(value);
        }
    }

    private void Introduce(string caption, string message)
    {
        foreach (string line in new[] { caption, message }.Where(line => terminal.CanAsk && !string.IsNullOrWhiteSpace(line)))
        {
            WriteLine(line);
        }
    }
}
