namespace AmlCompute;

/// <summary>The secrets of an AKS cluster: SecureStrings, or strings with -AsPlainText. A value that the service omits is null.</summary>
public sealed class AksComputeKey : ComputeKey
{
    internal AksComputeKey(JsonElement json, ComputeTarget target, bool asPlainText) : base(json, target, asPlainText) { }

    /// <summary>Gets the kubeconfig of a user, a YAML text. JSON: <c>userKubeConfig</c>.</summary>
    public object? UserKubeConfig => ReadSecret(Members.UserKubeConfig);

    /// <summary>Gets the kubeconfig of an administrator, a YAML text. JSON: <c>adminKubeConfig</c>.</summary>
    public object? AdminKubeConfig => ReadSecret(Members.AdminKubeConfig);

    /// <summary>Gets the name of the Kubernetes secret with which the cluster pulls images. JSON: <c>imagePullSecretName</c>.</summary>
    public object? ImagePullSecretName => ReadSecret(Members.ImagePullSecretName);

    private static class Members
    {
        public static readonly JsonMember<string> UserKubeConfig = JsonMembers.CreateRevealedSecret("userKubeConfig");
        public static readonly JsonMember<string> AdminKubeConfig = JsonMembers.CreateRevealedSecret("adminKubeConfig");
        public static readonly JsonMember<string> ImagePullSecretName = JsonMembers.CreateRevealedSecret("imagePullSecretName");
    }
}
