using System.Security;

namespace AmlCompute.Commands.Parameters;

/// <summary>Gives code that creates a configuration from parameters access to the workspace and to files.</summary>
internal interface IConfigurationHost
{
    /// <summary>Gets a value indicating whether the command reports invalid values that it checks itself, instead of failing.</summary>
    bool ReportsInvalidValues { get; }

    /// <summary>
    /// Returns the workspace of -Workspace, unless it selects many, or else of the session, of a config file or of the environment.
    /// </summary>
    /// <remarks>Without a workspace the command ends, because all items need it.</remarks>
    Workspace ResolveWorkspace();

    /// <summary>Reads a file that contains a secret, such as a private key.</summary>
    /// <param name="path">The path of the file, which can be relative to the current folder.</param>
    /// <param name="word">The parameter or column that errors name.</param>
    /// <exception cref="ComputeTargetException">
    /// The path is not valid, or the file cannot be read, is too large, is not text or is blank.
    /// </exception>
    SecureString ReadSecret(string path, string word);

    /// <summary>Returns the full path of an existing file or folder; null if the text is not the path of one.</summary>
    string? FindFile(string text);

    /// <summary>Reads the text of a setup script.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="word">The parameter or column that errors name.</param>
    /// <exception cref="ComputeTargetException">The file cannot be read, is too large, or is not text.</exception>
    string ReadScript(string path, string word);
}
