namespace AmlCompute.Client.Findings;

/// <summary>The rules about targets that give users or networks more access or rights than they may need.</summary>
internal static class SecurityRules
{
    private const string Enabled = nameof(Enabled);

    public static IReadOnlyList<FindingRule> All { get; } =
    [
        new("LocalAuthEnabled", ComputeFindingCategory.Security, ComputeFindingSeverity.Medium, JudgeLocalAuthEnabled)
        {
            PolicyId = "e96a9a5f-07ca-471b-9bc5-6a0f33cbd68f",
        },
        new("SshPublicAccess", ComputeFindingCategory.Security, ComputeFindingSeverity.High, JudgeSshPublicAccess),
        new("NodePublicIp", ComputeFindingCategory.Security, ComputeFindingSeverity.Medium, JudgeNodePublicIp),
        new("NoSubnet", ComputeFindingCategory.Security, ComputeFindingSeverity.Medium, JudgeNoSubnet)
        {
            PolicyId = "7804b5c7-01dc-4723-969b-ae300cc07ff1",
            UsesWorkspace = true,
        },
        new("RootAccess", ComputeFindingCategory.Security, ComputeFindingSeverity.Low, JudgeRootAccess),
        new("SharedApplications", ComputeFindingCategory.Security, ComputeFindingSeverity.Medium, JudgeSharedApplications),
    ];

    private static Verdict? JudgeLocalAuthEnabled(FindingFacts facts, FindingLimits limits) => facts.Target switch
    {
        not (ComputeCluster or ComputeInstance) or { DisableLocalAuth: true } => null,
        { DisableLocalAuth: null } => Verdict.UnknownWithout("disableLocalAuth"),
        _ => Verdict.Fixable("Local accounts can sign in to it.", FixCommand.WriteSetCommand(facts.Target, "-DisableLocalAuth")),
    };

    private static Verdict? JudgeSshPublicAccess(FindingFacts facts, FindingLimits limits) => facts.Target switch
    {
        // Without a public address, the port is not open to the internet.
        ComputeCluster { EnableNodePublicIp: false } or ComputeInstance { EnableNodePublicIp: false } => null,
        ComputeCluster { RemoteLogin: null } => Verdict.UnknownWithout("remoteLoginPortPublicAccess"),

        // NotSpecified means open, except in a virtual network.
        ComputeCluster { RemoteLogin: Enabled } or ComputeCluster { RemoteLogin: "NotSpecified", SubnetId: null } =>
            Verdict.NeedsReplacement("The SSH port of its nodes is open to the internet.", facts.Target),
        ComputeInstance { SshPublicAccess: null } => Verdict.UnknownWithout("sshSettings.sshPublicAccess"),
        ComputeInstance { SshPublicAccess: Enabled } instance =>
            Verdict.NeedsReplacement(
                $"Its SSH port{(instance.SshPort is { } port ? $" {port}" : string.Empty)} is open to the internet.", instance),
        _ => null,
    };

    private static Verdict? JudgeNodePublicIp(FindingFacts facts, FindingLimits limits) => facts.Target switch
    {
        ComputeCluster { EnableNodePublicIp: null } or ComputeInstance { EnableNodePublicIp: null } =>
            Verdict.UnknownWithout("enableNodePublicIp"),
        ComputeCluster { EnableNodePublicIp: true } => Verdict.NeedsReplacement("Its nodes have public IP addresses.", facts.Target),
        ComputeInstance { EnableNodePublicIp: true } instance =>
            Verdict.NeedsReplacement(
                $"It has a public IP address{(instance.PublicIpAddress is { Length: > 0 } ip ? $", {ip}" : string.Empty)}.", instance),
        _ => null,
    };

    private static Verdict? JudgeNoSubnet(FindingFacts facts, FindingLimits limits) => facts.Target switch
    {
        ComputeCluster { SubnetId: not null } or ComputeInstance { SubnetId: not null } => null,
        ComputeCluster or ComputeInstance when !facts.Target.HasDetails => Verdict.UnknownWithout("properties.properties"),
        ComputeCluster or ComputeInstance when facts.Workspace is null => Verdict.Unknown(facts.WorkspaceProblem),
        ComputeCluster or ComputeInstance when facts.Workspace.ManagedNetworkIsolation is null or "Disabled" =>
            Verdict.NeedsReplacement("It is in no virtual network, and the workspace has no managed one.", facts.Target),
        _ => null,
    };

    private static Verdict? JudgeRootAccess(FindingFacts facts, FindingLimits limits) => facts.Target switch
    {
        ComputeInstance { EnableRootAccess: null } => Verdict.UnknownWithout("enableRootAccess"),
        ComputeInstance { EnableRootAccess: true } =>
            Verdict.Fixable("Its user has root access.", FixCommand.WriteSetCommand(facts.Target, "-EnableRootAccess $false")),
        _ => null,
    };

    private static Verdict? JudgeSharedApplications(FindingFacts facts, FindingLimits limits) => facts.Target switch
    {
        ComputeInstance { ApplicationSharingPolicy: null } => Verdict.UnknownWithout("applicationSharingPolicy"),
        ComputeInstance { ApplicationSharingPolicy: "Shared" } =>
            Verdict.NeedsReplacement("All users of the workspace can open its applications.", facts.Target),
        _ => null,
    };
}
