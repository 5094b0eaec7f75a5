using Cluster = AmlCompute.ComputeCluster.Members;
using Instance = AmlCompute.ComputeInstance.Members;
using Ssh = AmlCompute.Models.SshMembers;

namespace AmlCompute.Settings;

/// <summary>The rules of user accounts, passwords and SSH keys, for the rows of <see cref="SettingTable"/>.</summary>
internal static class AccountRules
{
    /// <summary>The sentences about a passphrase, which the Python SDK v1 took and the service no longer does.</summary>
    public const string NoPassphrase =
        "The service accepts no passphrase of a private key. To remove it from a copy of the key, run 'ssh-keygen -p -f copy-of-the-key', "
        + "and leave the new passphrase empty.";

    private const int FewestCharacterClasses = 3;

    /// <summary>Requires a user name with a password or a key, or nothing of these; refuses a weak password.</summary>
    public static IEnumerable<SettingProblem> CheckClusterAccount(ComputeConfiguration wanted)
    {
        (JsonMember user, JsonMember password, JsonMember key) = (Cluster.AdminUserName, Cluster.AdminUserPassword, Cluster.SshPublicKey);
        JsonMember[] given = wanted.SelectGiven(user, password, key);
        if (given.Length == 1 || (given.Length > 1 && given[0] != user))
        {
            yield return new(
                given[0], $"A user account needs a user name ({user}), and a password ({password}) or an SSH public key ({key}).");
        }
        else if (wanted.Get(Cluster.AdminUserPassword) is { } secret
            && CountCharacterClasses(SecretText.Reveal(secret)) < FewestCharacterClasses)
        {
            yield return new(
                password,
                $"{password}: the password needs three of these: lower-case letters, upper-case letters, digits, other characters.");
        }
    }

    /// <summary>Requires a public key for SSH access to an instance.</summary>
    public static IEnumerable<SettingProblem> CheckSshPublicAccess(ComputeConfiguration wanted) =>
        wanted.Get(Instance.SshPublicAccess) == "Enabled" && wanted.Get(Instance.SshPublicKey) is null
            ? [new(
                Instance.SshPublicAccess,
                $"{Instance.SshPublicAccess}: SSH access needs {Instance.SshPublicKey}; the service never returns the key of an instance.")]
            : [];

    /// <summary>Requires a password or a private key without a passphrase for the user of an attached machine.</summary>
    public static IEnumerable<SettingProblem> CheckMachineAccount(ComputeConfiguration wanted)
    {
        if (wanted.SelectGiven(Ssh.AdminUserName).Length > 0 && wanted.SelectGiven(Ssh.AdminPassword, Ssh.SshPrivateKey).Length == 0)
        {
            yield return new(
                Ssh.AdminUserName, $"The user account needs a password ({Ssh.AdminPassword}) or an SSH private key ({Ssh.SshPrivateKey}).");
        }
        else if (wanted.Get(Ssh.SshPrivateKey) is { } key && SecretForms.IsEncryptedKey(SecretText.Reveal(key)))
        {
            yield return new(Ssh.SshPrivateKey, $"{Ssh.SshPrivateKey}: the key is protected by a passphrase. {NoPassphrase}");
        }
    }

    private static int CountCharacterClasses(string password) =>
        password.Select(letter => (char.IsLower(letter), char.IsUpper(letter), char.IsDigit(letter))).Distinct().Count();
}
