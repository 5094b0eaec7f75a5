using System.Security;

namespace AmlCompute.Commands.Parameters;

/// <summary>What a configuration may need to look up while it is read from parameters.</summary>
internal interface IConfigurationHost
{
    /// <summary>Gets a value indicating whether values that cannot be are told by checks later on; otherwise they are refused at once.</summary>
    bool ChecksValues { get; }

    Workspace CurrentWorkspace();

    /// <summary>Reads a file that holds a secret, such as a private key.</summary>
    SecureString ReadSecret(string path, string parameter);
}
