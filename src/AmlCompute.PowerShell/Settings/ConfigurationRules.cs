using System.Security;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;

namespace AmlCompute.Settings;

/// <summary>
/// What the settings of a target must keep whatever the workspace is, in the one place for parameters, rows, configurations and files. The service would
/// refuse what breaks them.
/// </summary>
internal static class ConfigurationRules
{
    private const string UserAssignedIdentityType = "Microsoft.ManagedIdentity/userAssignedIdentities";

    /// <summary>The limits of the service for the time before an idle instance is shut down.</summary>
    public static readonly (TimeSpan Least, TimeSpan Most) IdleTimeBeforeShutdown = (TimeSpan.FromMinutes(15), TimeSpan.FromDays(3));

    /// <summary>Refuses settings that break a rule.</summary>
    public static void Require(ComputeConfiguration configuration, string? name = null, bool withLimits = true)
    {
        if (ProblemsOf(configuration, withLimits).FirstOrDefault() is { } problem)
        {
            throw ComputeTargetException.About(name, ErrorIds.InvalidArgument, problem);
        }
    }

    /// <summary>What breaks a rule, in words.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="withLimits">Whether node limits count, which QuotaChecks tells of as well.</param>
    public static IEnumerable<string> ProblemsOf(ComputeConfiguration configuration, bool withLimits = true)
    {
        // A value of another kind reads as missing, and would be told of as missing.
        string[] wrong = [.. ComputeMembers.ShapeOf(configuration.ComputeType).FaultsOf(configuration.GivenJson()).Where(fault => fault.IsWrong).Select(fault => fault.ToString())];
        return wrong.Length > 0
            ? wrong
            : [.. withLimits ? Limits(configuration) : [], .. OfType(configuration), .. Identity(configuration), .. ComputeTags.ProblemOf(configuration.Get(ComputeTarget.Members.Tags)) is { } tags ? [tags] : (string[])[]];
    }

    /// <summary>
    /// What is wanted and this version does not know, so that it cannot tell whether the service would take it: paths of members, and words. What a target
    /// has already, the service has taken before.
    /// </summary>
    public static IReadOnlyList<string> UnknownIn(ComputeConfiguration wanted, ComputeTarget live)
    {
        JsonShape shape = ComputeMembers.ShapeOf(wanted.ComputeType);
        HashSet<string> there = [.. Unknown(live.ToNode()).Select(WithoutIndex)];
        return [.. Unknown(wanted.GivenJson()).Where(fault => fault.Value is not null && !there.Contains(WithoutIndex(fault))).Select(fault => fault.PathText)];

        IEnumerable<JsonFault> Unknown(JsonObject json) => shape.FaultsOf(json).Where(fault => !fault.IsWrong);

        static string WithoutIndex(JsonFault fault) => string.Join(".", fault.Path.Where(name => !name.StartsWith("[", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> OfType(ComputeConfiguration configuration) => configuration.ComputeType switch
    {
        ComputeTypes.AmlCompute => Cluster(configuration),
        ComputeTypes.ComputeInstance => Instance(configuration),
        ComputeTypes.Aks => Aks(configuration),
        ComputeTypes.VirtualMachine or ComputeTypes.HDInsight => Machine(configuration),
        _ => [],
    };

    private static IEnumerable<string> Limits(ComputeConfiguration configuration)
    {
        int? minNodes = configuration.Get(ComputeCluster.Members.MinNodes);
        int? maxNodes = configuration.Get(ComputeCluster.Members.MaxNodes);
        if (!NodeLimits.GoTogether(minNodes, maxNodes))
        {
            yield return $"-MinNodes {minNodes ?? 0} and -MaxNodes {maxNodes} do not fit: {NodeLimits.Rule}.";
        }
    }

    private static IEnumerable<string> Cluster(ComputeConfiguration configuration)
    {
        bool hasUser = configuration.Get(ComputeCluster.Members.AdminUserName) is not null;
        if (hasUser != (Has(configuration, ComputeCluster.Members.AdminUserPassword) || configuration.Get(ComputeCluster.Members.SshPublicKey) is not null))
        {
            yield return "A user account needs either -AdminCredential with a password, or -AdminUserName with -SshPublicKey.";
        }
    }

    private static IEnumerable<string> Instance(ComputeConfiguration configuration)
    {
        if (configuration.Get(ComputeInstance.Members.SshPublicAccess) == "Enabled" && configuration.Get(ComputeInstance.Members.SshPublicKey) is null)
        {
            yield return "-SshPublicAccess Enabled needs -SshPublicKey, which the service does not show of an existing instance.";
        }

        if (configuration.Get(ComputeInstance.Members.IdleTimeBeforeShutdown) is { } idle && (idle < IdleTimeBeforeShutdown.Least || idle > IdleTimeBeforeShutdown.Most))
        {
            yield return $"-IdleTimeBeforeShutdown: {idle:c} is not between {IdleTimeBeforeShutdown.Least:c} and {IdleTimeBeforeShutdown.Most:c}.";
        }

        foreach (string problem in (configuration.Get(ComputeInstance.Members.Schedules) ?? []).Select(ScheduleBuilder.ProblemOf).OfType<string>())
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Aks(ComputeConfiguration configuration)
    {
        bool[] own =
        [
            configuration.Get(AksCompute.Members.SslCname) is not null, Has(configuration, AksCompute.Members.SslCertificate), Has(configuration, AksCompute.Members.SslKey),
        ];
        string? status = configuration.Get(AksCompute.Members.SslStatus);
        if (status == "Enabled" ? own.Contains(false) : own.Contains(true) && (own.Contains(false) || configuration.Get(AksCompute.Members.SslLeafDomainLabel) is not null))
        {
            yield return "A certificate of your own takes -SslCname, -SslCertPemFile and -SslKeyPemFile; one of the service takes -LeafDomainLabel instead.";
        }
    }

    private static IEnumerable<string> Machine(ComputeConfiguration configuration)
    {
        if (configuration.Get(SshMembers.AdminUserName) is not null && !Has(configuration, SshMembers.AdminPassword) && !Has(configuration, SshMembers.SshPrivateKey))
        {
            yield return "-Credential needs a password, or -SshPrivateKeyPath beside it.";
        }
    }

    private static IEnumerable<string> Identity(ComputeConfiguration configuration)
    {
        if (configuration.Get(ComputeTarget.Members.Identity) is not { } identity)
        {
            yield break;
        }

        string type = (identity.Type ?? string.Empty).Replace(" ", string.Empty);
        ICollection<string> ids = [.. identity.UserAssignedIdentities.Keys];
        if (!ComputeIdentity.Kinds.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"-IdentityType: '{identity.Type}' is no kind of identity, which are {string.Join("; ", ComputeIdentity.Kinds)}.";
        }
        else if (type.IndexOf(ComputeIdentity.UserAssigned, StringComparison.OrdinalIgnoreCase) >= 0 != ids.Count > 0)
        {
            yield return "-IdentityId goes with -IdentityType UserAssigned or SystemAssigned,UserAssigned, which need it.";
        }

        foreach (string id in ids.Where(id => ArmId.TryParse(id, UserAssignedIdentityType) is null))
        {
            yield return $"-IdentityId: '{id}' is not the id of a user-assigned identity, which is "
                + $"/subscriptions/{{id}}/resourceGroups/{{group}}/providers/{UserAssignedIdentityType}/{{name}}.";
        }
    }

    private static bool Has(ComputeConfiguration configuration, JsonMember<SecureString> secret) => configuration.Given.Any(item => item.Key == secret);
}
