namespace AmlCompute;

/// <summary>
/// The user account of a virtual machine or an HDInsight cluster. A secret is a SecureString, or a string with -AsPlainText. A value that
/// the service omits is null.
/// </summary>
public sealed class AdministratorAccountKey : ComputeKey
{
    internal AdministratorAccountKey(JsonElement json, ComputeTarget target, bool asPlainText) : base(json, target, asPlainText) { }

    /// <summary>Gets the name of the user account, which is not secret. JSON: <c>administratorAccount.username</c>.</summary>
    public string? AdminUserName => ReadText(Members.AdminUserName);

    /// <summary>Gets the password; null if the account uses a key. JSON: <c>administratorAccount.password</c>.</summary>
    public object? AdminPassword => ReadSecret(Members.AdminPassword);

    /// <summary>Gets the SSH public key, which is not secret. JSON: <c>administratorAccount.publicKeyData</c>.</summary>
    public string? SshPublicKey => ReadText(Members.SshPublicKey);

    /// <summary>Gets the SSH private key; null if the account uses a password. JSON: <c>administratorAccount.privateKeyData</c>.</summary>
    public object? SshPrivateKey => ReadSecret(Members.SshPrivateKey);

    private static class Members
    {
        public static readonly JsonMember<string> AdminUserName = JsonMembers.CreateText("administratorAccount.username");
        public static readonly JsonMember<string> AdminPassword = JsonMembers.CreateRevealedSecret("administratorAccount.password");
        public static readonly JsonMember<string> SshPublicKey = JsonMembers.CreateText("administratorAccount.publicKeyData");
        public static readonly JsonMember<string> SshPrivateKey = JsonMembers.CreateRevealedSecret("administratorAccount.privateKeyData");
    }
}
