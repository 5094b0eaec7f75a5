using System.Security;
using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>A key for a secret or for the file with the secret. The secret stays out of the body, and the key is never written.</summary>
internal sealed class SecretKey(Setting setting, JsonMember<SecureString> member) : FileKey(setting)
{
    private readonly bool _isFile = setting.Form == SettingForm.SecretFile;

    public override void Read(FileNode value, JsonObject body, FileReader reader)
    {
        SecureString secret = reader.ReadInside(
            string.Empty,
            member.Path,
            value,
            () => _isFile ? reader.ReadSecretFile(value, Name) : reader.ReadSecret(value, Name));
        reader.Secrets.Add((member, secret));
    }
}
