using System.Security;

namespace AmlCompute.Models;

/// <summary>The JSON members that VirtualMachine and HDInsight share: the SSH address, the port and the administrator account.</summary>
internal static class SshMembers
{
    public static readonly JsonMember<string> Address = JsonMembers.CreateText("properties.properties.address", MemberAccess.Fixed);
    public static readonly JsonMember<int?> SshPort = JsonMembers.CreateInteger("properties.properties.sshPort", MemberAccess.Fixed);
    public static readonly JsonMember<string> AdminUserName =
        JsonMembers.CreateText("properties.properties.administratorAccount.username", MemberAccess.Fixed);
    public static readonly JsonMember<SecureString> AdminPassword =
        JsonMembers.CreateSecret("properties.properties.administratorAccount.password");
    public static readonly JsonMember<string> SshPublicKey =
        JsonMembers.CreateText("properties.properties.administratorAccount.publicKeyData", MemberAccess.Fixed);
    public static readonly JsonMember<SecureString> SshPrivateKey =
        JsonMembers.CreateSecret("properties.properties.administratorAccount.privateKeyData");
}
