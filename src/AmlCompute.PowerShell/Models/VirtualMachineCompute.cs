using System.Security;

namespace AmlCompute;

/// <summary>An attached Azure virtual machine. A value that the service omits is null.</summary>
public sealed class VirtualMachineCompute : ComputeTarget
{
    internal VirtualMachineCompute(JsonElement json, Workspace workspace) : base(json, workspace) { }

    // These overrides come first in lists of properties; see ComputeTarget.
    /// <inheritdoc/>
    public override string Name => base.Name;

    /// <inheritdoc/>
    public override string Type => base.Type;

    /// <inheritdoc/>
    public override string? State => base.State;

    /// <inheritdoc/>
    public override string? Size => VmSize ?? base.Size;

    /// <summary>
    /// Gets the size, in capital letters as the service returns it. JSON: <c>properties.properties.virtualMachineSize</c>.
    /// </summary>
    public string? VmSize => Read(Members.VmSize);

    /// <summary>
    /// Gets the IP address or host name of the machine. JSON: <c>properties.properties.address</c>, or
    /// <c>properties.properties.ipAddress</c>, which the service returns although no published schema contains it.
    /// </summary>
    public string? Address => Read(Members.Address) ?? Read(Members.IpAddress);

    /// <summary>Gets the port for SSH connections. JSON: <c>properties.properties.sshPort</c>.</summary>
    public int? SshPort => Read(Members.SshPort);

    /// <summary>Gets the port of the notebook server. JSON: <c>properties.properties.notebookServerPort</c>.</summary>
    public int? NotebookServerPort => Read(Members.NotebookServerPort);

    /// <summary>
    /// Gets a value indicating whether notebooks run on the machine. JSON: <c>properties.properties.isNotebookInstanceCompute</c>.
    /// </summary>
    public bool? IsNotebookInstanceCompute => Read(Members.IsNotebookInstanceCompute);

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
        public static readonly JsonMember<string> VmSize = JsonMembers.CreateText("properties.properties.virtualMachineSize");
        public static readonly JsonMember<string> Address = SshMembers.Address;
        public static readonly JsonMember<string> IpAddress = JsonMembers.CreateText("properties.properties.ipAddress");
        public static readonly JsonMember<int?> SshPort = SshMembers.SshPort;
        public static readonly JsonMember<int?> NotebookServerPort =
            JsonMembers.CreateInteger("properties.properties.notebookServerPort", MemberAccess.Fixed);
        public static readonly JsonMember<bool?> IsNotebookInstanceCompute =
            JsonMembers.CreateBoolean("properties.properties.isNotebookInstanceCompute", MemberAccess.Fixed);
        public static readonly JsonMember<string> AdminUserName = SshMembers.AdminUserName;
        public static readonly JsonMember<SecureString> AdminPassword = SshMembers.AdminPassword;
        public static readonly JsonMember<string> SshPublicKey = SshMembers.SshPublicKey;
        public static readonly JsonMember<SecureString> SshPrivateKey = SshMembers.SshPrivateKey;
    }
}
