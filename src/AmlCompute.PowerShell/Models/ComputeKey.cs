namespace AmlCompute;

/// <summary>
/// The secrets of a compute target. Each is a SecureString, or plain text if -AsPlainText was specified; an object with secrets has
/// no ToJson method.
/// </summary>
public abstract class ComputeKey
{
    private readonly JsonElement _json;
    private readonly bool _asPlainText;

    private protected ComputeKey(JsonElement json, ComputeTarget target, bool asPlainText)
    {
        _json = json;
        _asPlainText = asPlainText;
        ComputeTargetName = target.Name;
        ComputeType = target.ComputeType;
        WorkspaceName = target.WorkspaceName;
    }

    /// <summary>Gets the name of the compute target.</summary>
    public string ComputeTargetName { get; }

    /// <summary>Gets the type of the compute target, in the service's words.</summary>
    public string ComputeType { get; }

    /// <summary>Gets the name of the workspace.</summary>
    public string WorkspaceName { get; }

    /// <summary>Shows the name of the compute target, and no secret.</summary>
    /// <returns>The name of the compute target.</returns>
    public override string ToString() => ComputeTargetName;

    /// <summary>Returns the constructor of the secrets of a target's type; null if the type has none.</summary>
    internal static Func<JsonElement, ComputeTarget, bool, ComputeKey>? FactoryOf(ComputeTarget target) => target switch
    {
        AksCompute => (json, owner, plain) => new AksComputeKey(json, owner, plain),
        VirtualMachineCompute or HDInsightCompute => (json, owner, plain) => new AdministratorAccountKey(json, owner, plain),
        DatabricksCompute => (json, owner, plain) => new DatabricksComputeKey(json, owner, plain),
        _ => null,
    };

    private protected string? Text(JsonMember<string> member) => member.Read(_json);

    /// <summary>Creates a new SecureString for each read, because its owner may dispose it.</summary>
    private protected object? Secret(JsonMember<string> member)
    {
        string? text = member.Read(_json);
        return text is null || _asPlainText ? text : SecretText.Protect(text);
    }
}

/// <summary>The secrets of an AKS cluster.</summary>
public sealed class AksComputeKey : ComputeKey
{
    internal AksComputeKey(JsonElement json, ComputeTarget target, bool asPlainText) : base(json, target, asPlainText) { }

    /// <summary>Gets the kubeconfig of a user. JSON: <c>userKubeConfig</c>.</summary>
    public object? UserKubeConfig => Secret(Members.UserKubeConfig);

    /// <summary>Gets the kubeconfig of an administrator. JSON: <c>adminKubeConfig</c>.</summary>
    public object? AdminKubeConfig => Secret(Members.AdminKubeConfig);

    /// <summary>Gets the secret for pulling images. JSON: <c>imagePullSecretName</c>.</summary>
    public object? ImagePullSecretName => Secret(Members.ImagePullSecretName);

    private static class Members
    {
        public static readonly JsonMember<string> UserKubeConfig = JsonMembers.Text("userKubeConfig");
        public static readonly JsonMember<string> AdminKubeConfig = JsonMembers.Text("adminKubeConfig");
        public static readonly JsonMember<string> ImagePullSecretName = JsonMembers.Text("imagePullSecretName");
    }
}

/// <summary>The user account of a virtual machine or an HDInsight cluster.</summary>
public sealed class AdministratorAccountKey : ComputeKey
{
    internal AdministratorAccountKey(JsonElement json, ComputeTarget target, bool asPlainText) : base(json, target, asPlainText) { }

    /// <summary>Gets the name of the user account, which is not secret. JSON: <c>administratorAccount.username</c>.</summary>
    public string? AdminUserName => Text(Members.AdminUserName);

    /// <summary>Gets the password; null if the account uses a key. JSON: <c>administratorAccount.password</c>.</summary>
    public object? AdminPassword => Secret(Members.AdminPassword);

    /// <summary>Gets the SSH public key, which is not secret. JSON: <c>administratorAccount.publicKeyData</c>.</summary>
    public string? SshPublicKey => Text(Members.SshPublicKey);

    /// <summary>Gets the SSH private key; null if the account uses a password. JSON: <c>administratorAccount.privateKeyData</c>.</summary>
    public object? SshPrivateKey => Secret(Members.SshPrivateKey);

    private static class Members
    {
        public static readonly JsonMember<string> AdminUserName = JsonMembers.Text("administratorAccount.username");
        public static readonly JsonMember<string> AdminPassword = JsonMembers.Text("administratorAccount.password");
        public static readonly JsonMember<string> SshPublicKey = JsonMembers.Text("administratorAccount.publicKeyData");
        public static readonly JsonMember<string> SshPrivateKey = JsonMembers.Text("administratorAccount.privateKeyData");
    }
}

/// <summary>The secret of a Databricks workspace.</summary>
public sealed class DatabricksComputeKey : ComputeKey
{
    internal DatabricksComputeKey(JsonElement json, ComputeTarget target, bool asPlainText) : base(json, target, asPlainText) { }

    /// <summary>Gets the personal access token. JSON: <c>databricksAccessToken</c>.</summary>
    public object? AccessToken => Secret(Members.AccessToken);

    private static class Members
    {
        public static readonly JsonMember<string> AccessToken = JsonMembers.Text("databricksAccessToken");
    }
}
