using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>An attached Kubernetes cluster, AKS or Arc: computeType Kubernetes.</summary>
internal sealed class KubernetesCompute(Workspace workspace, string name, SandboxState state)
    : AttachedCompute(
        Definition, workspace, name, state, "Microsoft.ContainerService/managedClusters", "Microsoft.Kubernetes/connectedClusters")
{
    private const string DefaultInstanceType = "defaultInstanceType";

    public static ComputeType Definition { get; } =
        new("Kubernetes", CreateBodyShape(), (workspace, name, state) => new KubernetesCompute(workspace, name, state));

    protected override IReadOnlyList<string> ChangeableMembers { get; } = [DefaultInstanceType, "instanceTypes"];

    protected override JsonObject RenderTypeProperties() => new()
    {
        // The service returns no secrets.
        ["relayConnectionString"] = null,
        ["serviceBusConnectionString"] = null,
        ["extensionPrincipalId"] = CopySent("extensionPrincipalId"),
        ["extensionInstanceReleaseTrain"] = (string?)TypeProperties["extensionInstanceReleaseTrain"] ?? "stable",
        ["vcName"] = CopySent("vcName"),
        ["namespace"] = (string?)TypeProperties["namespace"] ?? "default",

        // In the official example, the default instance type has the name of the member.
        [DefaultInstanceType] = (string?)TypeProperties[DefaultInstanceType] ?? DefaultInstanceType,
        ["instanceTypes"] = CopySent("instanceTypes") ?? new JsonObject { [DefaultInstanceType] = RenderDefaultInstanceType() },
    };

    private static ObjectShape CreateBodyShape() => Shape.Object(
        ("namespace", Shape.Matching(
            "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", "a Kubernetes namespace of lower-case letters, digits and hyphens")),
        (DefaultInstanceType, Shape.Text),
        ("instanceTypes", Shape.Map(Shape.Object(
            ("nodeSelector", Shape.Map(Shape.Text)),
            ("resources", Shape.Object(
                ("requests", Shape.Map(Shape.Text)),
                ("limits", Shape.Map(Shape.Text))))))),
        ("vcName", Shape.Text),
        ("extensionPrincipalId", Shape.Text),
        ("extensionInstanceReleaseTrain", Shape.Text),
        ("relayConnectionString", Shape.Text),
        ("serviceBusConnectionString", Shape.Text));

    private static JsonObject RenderDefaultInstanceType() => new()
    {
        ["nodeSelector"] = null,
        ["resources"] = new JsonObject { ["requests"] = RenderDefaultResources(), ["limits"] = RenderDefaultResources() },
    };

    private static JsonObject RenderDefaultResources() => new() { ["cpu"] = "1", ["memory"] = "4Gi", ["nvidia.com/gpu"] = null };
}
