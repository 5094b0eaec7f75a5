using System.Security;

namespace AmlCompute.Files;

/// <summary>
/// Finds the members that a user must add to written settings: required ones that the service does not return, or not always, and secrets.
/// </summary>
internal static class UnreturnedMembers
{
    /// <summary>Returns a sentence for each missing member of a target, or for each group of which one is required.</summary>
    /// <param name="type">The compute type, in the service's words.</param>
    /// <param name="body">The JSON of the settings.</param>
    /// <param name="getWord">Returns the word for a member in the sentence, such as its key.</param>
    public static IEnumerable<string> DescribeMissing(
        string type, JsonObject body, Func<JsonMember, string> getWord) =>
        FindMissing(type, body).Select(members => DescribeGroup(members, getWord, "the service does not return it"));

    /// <summary>
    /// Returns a sentence for each secret that a configuration requires, or for each group of which one is required; and one for each other
    /// secret that the configuration has.
    /// </summary>
    /// <inheritdoc cref="DescribeMissing"/>
    public static IEnumerable<string> DescribeSecrets(string type, JsonObject body, Func<JsonMember, string> getWord)
    {
        IReadOnlyList<JsonMember>[] required = [.. FindMissing(type, body).Where(members => members[0] is JsonMember<SecureString>)];
        IEnumerable<IReadOnlyList<JsonMember>> others = ComputeMembers.ListMembers(ComputeTypes.GetClass(type)).Values
            .OfType<JsonMember<SecureString>>()
            .Where(secret => secret.FindNode(body) is not null && !required.Any(members => members.Contains(secret)))
            .Select(secret => new JsonMember[] { secret });
        return required.Concat(others).Select(members => DescribeGroup(members, getWord, "credentials are not written"));
    }

    /// <summary>Returns the required members that a body without secrets lacks, in groups; of each group, one is enough.</summary>
    public static IReadOnlyList<IReadOnlyList<JsonMember>> FindMissing(string type, JsonObject body)
    {
        bool HasMember(JsonMember member) => member.FindNode(body) is not null;
        return type switch
        {
            ComputeTypes.ComputeInstance
                when ComputeInstance.Members.SshPublicAccess.HasWord(body, "Enabled") && !HasMember(ComputeInstance.Members.SshPublicKey) =>
                [[ComputeInstance.Members.SshPublicKey]],
            ComputeTypes.AmlCompute
                when HasMember(ComputeCluster.Members.AdminUserName) && !HasMember(ComputeCluster.Members.SshPublicKey) =>
                [[ComputeCluster.Members.AdminUserPassword]],
            ComputeTypes.VirtualMachine or ComputeTypes.HDInsight =>
                HasMember(SshMembers.AdminUserName)
                    ? [[SshMembers.AdminPassword, SshMembers.SshPrivateKey]]
                    : [[SshMembers.AdminUserName], [SshMembers.AdminPassword, SshMembers.SshPrivateKey]],
            ComputeTypes.Databricks => [[DatabricksCompute.Members.AccessToken]],
            ComputeTypes.Aks when AksCompute.Members.SslStatus.HasWord(body, "Enabled") =>
                [[AksCompute.Members.SslCertificate], [AksCompute.Members.SslKey]],
            _ => [],
        };
    }

    private static string DescribeGroup(IReadOnlyList<JsonMember> members, Func<JsonMember, string> getWord, string reason) =>
        $"{string.Join(" or ", members.Select(getWord))} must be added because {reason}.";
}
