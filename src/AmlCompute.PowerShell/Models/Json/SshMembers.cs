using System.Security;

namespace AmlCompute.Models.Json;

/// <summary>JSON members that all types have whose machines the service reaches by SSH.</summary>
internal static class SshMembers
{
    public static readonly JsonMember<string> Address = Json.Text("properties.properties.address", MemberAccess.Fixed);
    public static readonly JsonMember<int?> SshPort = Json.Number("properties.properties.sshPort", MemberAccess.Fixed);
    public static readonly JsonMember<string> AdminUserName = Json.Text("properties.properties.administratorAccount.username", MemberAccess.Fixed);
    public static readonly JsonMember<SecureString> AdminPassword = Json.Secret("properties.properties.administratorAccount.password");
    public static readonly JsonMember<string> SshPublicKey = Json.Text("properties.properties.administratorAccount.publicKeyData", MemberAccess.Fixed);
    public static readonly JsonMember<SecureString> SshPrivateKey = Json.Secret("properties.properties.administratorAccount.privateKeyData");
}
