using System.Security;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;

namespace AmlCompute.Settings;

/// <summary>
/// The rules for the settings of a target that do not depend on the workspace. They apply to parameters, rows, configurations and files;
/// the service refuses settings that break them.
/// </summary>
internal static class ConfigurationRules
{
    private const string UserAssignedIdentityType = "Microsoft.ManagedIdentity/userAssignedIdentities";

    /// <summary>The limits of the service for the idle time before an instance is shut down.</summary>
    public static readonly (TimeSpan Least, TimeSpan Most) IdleTimeBeforeShutdown = (TimeSpan.FromMinutes(15), TimeSpan.FromDays(3));

    /// <summary>Throws if the settings break a rule.</summary>
    public static void Require(ComputeConfiguration configuration, string? name = null, bool withLimits = true)
    {
        if (ProblemsOf(configuration, withLimits).FirstOrDefault() is { } problem)
        {
            throw ComputeTargetException.About(name, ErrorIds.InvalidArgument, problem);
        }
    }

    /// <summary>Returns a message for each broken rule.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="withLimits">False to skip the node limits, which QuotaChecks checks as well.</param>
    public static IEnumerable<string> ProblemsOf(ComputeConfiguration configuration, bool withLimits = true)
    {
        // A value of the wrong JSON type reads as null, so the other rules would report it as missing.
        string[] wrong =
        [
            .. ComputeMembers.ShapeOf(configuration.ComputeType)
                .FaultsOf(configuration.GivenJson())
                .Where(fault => fault.IsWrong)
                .Select(fault => fault.ToString()),
        ];
        if (wrong.Length > 0)
        {
            return wrong;
        }

        string? tags = ComputeTags.ProblemOf(configuration.Get(ComputeTarget.Members.Tags));
        return
        [
            .. withLimits ? Limits(configuration) : [],
            .. OfType(configuration),
            .. Identity(configuration),
            .. tags is null ? (string[])[] : [tags],
        ];
    }

    /// <summary>
    /// Returns the wanted members and values that this version does not know, so that the service may refuse them. Those that the existing
    /// target already has are left out, because the service has accepted them before.
    /// </summary>
    public static IReadOnlyList<string> UnknownIn(ComputeConfiguration wanted, ComputeTarget live)
    {
        JsonShape shape = ComputeMembers.ShapeOf(wanted.ComputeType);
        HashSet<string> there = [.. Unknown(live.ToNode()).Select(WithoutIndex)];
        return
        [
            .. Unknown(wanted.GivenJson())
                .Where(fault => fault.Value is not null && !there.Contains(WithoutIndex(fault)))
                .Select(fault => fault.PathText),
        ];

        IEnumerable<JsonFault> Unknown(JsonObject json) => shape.FaultsOf(json).Where(fault => !fault.IsWrong);

        static string WithoutIndex(JsonFault fault) =>
            string.Join(".", fault.Path.Where(name => !name.StartsWith("[", StringComparison.Ordinal)));
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
            yield return $"-MinNodes {minNodes ?? 0} and -MaxNodes {maxNodes} are not valid together: {NodeLimits.Rule} must hold.";
        }
    }

    private static IEnumerable<string> Cluster(ComputeConfiguration configuration)
    {
        bool hasUser = configuration.Get(ComputeCluster.Members.AdminUserName) is not null;
        bool hasPassword = Has(configuration, ComputeCluster.Members.AdminUserPassword);
        if (hasUser != (hasPassword || configuration.Get(ComputeCluster.Members.SshPublicKey) is not null))
        {
            yield return "A user account needs either -AdminCredential with a password, or -AdminUserName with -SshPublicKey.";
        }
    }

    private static IEnumerable<string> Instance(ComputeConfiguration configuration)
    {
        if (configuration.Get(ComputeInstance.Members.SshPublicAccess) == "Enabled"
            && configuration.Get(ComputeInstance.Members.SshPublicKey) is null)
        {
            yield return "-SshPublicAccess Enabled needs -SshPublicKey; the service does not return the key of an existing instance.";
        }

        (TimeSpan least, TimeSpan most) = IdleTimeBeforeShutdown;
        if (configuration.Get(ComputeInstance.Members.IdleTimeBeforeShutdown) is { } idle && (idle < least || idle > most))
        {
            yield return $"-IdleTimeBeforeShutdown: {idle:c} is not between {least:c} and {most:c}.";
        }

        IReadOnlyList<ComputeSchedule> schedules = configuration.Get(ComputeInstance.Members.Schedules) ?? [];
        foreach (string problem in schedules.Select(ScheduleBuilder.ProblemOf).OfType<string>())
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Aks(ComputeConfiguration configuration)
    {
        bool[] own =
        [
            configuration.Get(AksCompute.Members.SslCname) is not null,
            Has(configuration, AksCompute.Members.SslCertificate),
            Has(configuration, AksCompute.Members.SslKey),
        ];
        bool hasLabel = configuration.Get(AksCompute.Members.SslLeafDomainLabel) is not null;
        bool isOwn = configuration.Get(AksCompute.Members.SslStatus) == "Enabled";
        if (isOwn ? own.Contains(false) : own.Contains(true) && (own.Contains(false) || hasLabel))
        {
            yield return "Your own certificate needs -SslCname, -SslCertPemFile and -SslKeyPemFile; "
                + "a certificate of the service needs -LeafDomainLabel instead.";
        }
    }

    private static IEnumerable<string> Machine(ComputeConfiguration configuration)
    {
        if (configuration.Get(SshMembers.AdminUserName) is not null
            && !Has(configuration, SshMembers.AdminPassword)
            && !Has(configuration, SshMembers.SshPrivateKey))
        {
            yield return "-Credential needs a password or, in addition, -SshPrivateKeyPath.";
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
            yield return $"-IdentityType: '{identity.Type}' is not a valid identity type. "
                + $"Valid values: {string.Join("; ", ComputeIdentity.Kinds)}.";
        }
        else if (type.IndexOf(ComputeIdentity.UserAssigned, StringComparison.OrdinalIgnoreCase) >= 0 != ids.Count > 0)
        {
            yield return "-IdentityId must be given with -IdentityType UserAssigned or SystemAssigned,UserAssigned, and only with these.";
        }

        foreach (string id in ids.Where(id => ArmId.TryParse(id, UserAssignedIdentityType) is null))
        {
            yield return $"-IdentityId: '{id}' is not a valid id of a user-assigned identity. The form is "
                + $"/subscriptions/{{id}}/resourceGroups/{{group}}/providers/{UserAssignedIdentityType}/{{name}}.";
        }
    }

    private static bool Has(ComputeConfiguration configuration, JsonMember<SecureString> secret) =>
        configuration.Given.Any(item => item.Key == secret);
}
