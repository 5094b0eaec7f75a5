using System.Security;

namespace AmlCompute;

/// <summary>An attached HDInsight cluster. A value that the service omits is null.</summary>
public sealed class HDInsightCompute : ComputeTarget
{
    internal HDInsightCompute(JsonElement json, Workspace workspace) : base(json, workspace) { }

    // These overrides come first in lists of properties; see ComputeTarget.
    /// <inheritdoc/>
    public override string Name => base.Name;

    /// <inheritdoc/>
    public override string Type => base.Type;

    /// <inheritdoc/>
    public override string? State => base.State;

    /// <summary>Gets the IP address or host name of the cluster's head node. JSON: <c>properties.properties.address</c>.</summary>
    public string? Address => Read(Members.Address);

    /// <summary>Gets the port for SSH connections. JSON: <c>properties.properties.sshPort</c>.</summary>
    public int? SshPort => Read(Members.SshPort);

    /// <summary>
    /// Gets the name of the user account. The service accepts it and returns null; <c>Get-AmlComputeKey</c> reads it.
    /// JSON: <c>properties.properties.administratorAccount.username</c>.
    /// </summary>
    public string? AdminUserName => Read(Members.AdminUserName);

    /// <summary>
    /// Gets the public key of the user account. The service accepts it and returns null; <c>Get-AmlComputeKey</c> reads it.
    /// JSON: <c>properties.properties.administratorAccount.publicKeyData</c>.
    /// </summary>
    public string? SshPublicKey => Read(Members.SshPublicKey);

    internal static new class Members
    {
        public static readonly JsonMember<string> Address = SshMembers.Address;
        public static readonly JsonMember<int?> SshPort = SshMembers.SshPort;
        public static readonly JsonMember<string> AdminUserName = SshMembers.AdminUserName;
        public static readonly JsonMember<SecureString> AdminPassword = SshMembers.AdminPassword;
        public static readonly JsonMember<string> SshPublicKey = SshMembers.SshPublicKey;
        public static readonly JsonMember<SecureString> SshPrivateKey = SshMembers.SshPrivateKey;
    }
}
