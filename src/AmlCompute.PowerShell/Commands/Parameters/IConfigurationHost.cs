using System.Security;

namespace AmlCompute.Commands.Parameters;

/// <summary>The services that a configuration needs while it is created from parameters.</summary>
internal interface IConfigurationHost
{
    /// <summary>Gets a value indicating whether invalid values become failed checks of a report; otherwise they are errors.</summary>
    bool ChecksValues { get; }

    Workspace CurrentWorkspace();

    /// <summary>Reads a file that holds a secret, such as a private key.</summary>
    SecureString ReadSecret(string path, string word);

    /// <summary>Returns the full path of an existing file; null if the text names none.</summary>
    string? FindFile(string path);

    /// <param name="path">The full path of the file.</param>
    /// <param name="word">The parameter or column for messages.</param>
    /// <exception cref="ComputeTargetException">The file cannot be read.</exception>
    string ReadScript(string path, string word);
}
