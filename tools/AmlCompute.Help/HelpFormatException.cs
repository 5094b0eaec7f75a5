namespace AmlCompute.Help;

/// <summary>A page is not written as help pages are. Its text has the form that build tools show as an error at a place.</summary>
internal sealed class HelpFormatException : Exception
{
    public HelpFormatException(string path, int line, string message)
        : base($"{path}({line}): error HELP: {message}")
    {
    }
}
