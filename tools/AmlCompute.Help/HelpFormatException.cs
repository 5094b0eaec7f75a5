namespace AmlCompute.Help;

/// <summary>An error in the format of a help page. MSBuild recognizes the form of the message as an error in a line of a file.</summary>
internal sealed class HelpFormatException(string path, int line, string message) : Exception($"{path}({line}): error HELP: {message}");
