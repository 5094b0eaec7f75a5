using System.Security;

namespace AmlCompute.Models;

/// <summary>The JSON members that VirtualMachine and HDInsight share: the SSH address, the port and the administrator account.</summary>
internal static class SshMembers
{
    public static readonly JsonMember<string> Address = JsonMembers.Text("properties.properties.address", MemberAccess.Fixed);
    public static readonly JsonMember<int?> SshPort = JsonMembers.Number("properties.properties.sshPort", MemberAccess.Fixed);
    public static readonly JsonMember<string> AdminUserName =
        JsonMembers.Text("properties.properties.administratorAccount.username", MemberAccess.Fixed);
    public static readonly JsonMember<SecureString> AdminPassword =
        JsonMembers.Secret("properties.properties.administratorAccount.password");
    public static readonly JsonMember<string> SshPublicKey =
        JsonMembers.Text("properties.properties.administratorAccount.publicKeyData", MemberAccess.Fixed);
    public static readonly JsonMember<SecureString> SshPrivateKey =
        JsonMembers.Secret("properties.properties.administratorAccount.privateKeyData");
}
