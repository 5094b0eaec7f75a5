using System.Security;

namespace AmlCompute.Commands.Parameters;

/// <summary>Gives code that creates a configuration from parameters access to the workspace and to files.</summary>
internal interface IConfigurationHost
{
    /// <summary>Gets a value indicating whether invalid values become failed checks of a report; otherwise they are errors.</summary>
    bool ReportsInvalidValues { get; }

    /// <summary>Returns the workspace of -Workspace, or else of the session.</summary>
    Workspace ResolveWorkspace();

    /// <summary>Reads a file that holds a secret, such as a private key.</summary>
    SecureString ReadSecret(string path, string word);

    /// <summary>Returns the full path of an existing file; null if the text names none.</summary>
    string? FindFile(string path);

    /// <summary>Reads the text of a setup script.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="word">The parameter or column for messages.</param>
    /// <exception cref="ComputeTargetException">The file cannot be read.</exception>
    string ReadScript(string path, string word);
}
