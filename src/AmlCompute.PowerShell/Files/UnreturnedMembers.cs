using System.Security;

namespace AmlCompute.Files;

/// <summary>The members that a new target requires and that the service does not return, or not always.</summary>
internal static class UnreturnedMembers
{
    /// <summary>Returns a sentence for each missing member of a target, or for each group of which one is required.</summary>
    /// <param name="type">The compute type, in the service's words.</param>
    /// <param name="body">The JSON of the settings.</param>
    /// <param name="getWord">Returns the word for a member in the sentence, such as its key.</param>
    public static IEnumerable<string> DescribeMissing(
        string type, JsonObject body, Func<JsonMember, string> getWord) =>
        FindMissing(type, body).Select(members => DescribeGroup(members, getWord, "the service does not return it"));

    /// <summary>Returns a sentence for each missing secret of a configuration, or for each group of which one is required.</summary>
    /// <inheritdoc cref="DescribeMissing"/>
    public static IEnumerable<string> DescribeMissingSecrets(string type, JsonObject body, Func<JsonMember, string> getWord) =>
        FindMissing(type, body).Where(members => members[0] is JsonMember<SecureString>)
            .Select(members => DescribeGroup(members, getWord, "credentials are not written"));

    /// <summary>Returns the members that a body without secrets lacks, in groups; of each group, one member is required.</summary>
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
