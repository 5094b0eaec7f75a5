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
}
