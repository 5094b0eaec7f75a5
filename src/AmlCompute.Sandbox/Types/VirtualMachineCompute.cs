using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>An attached virtual machine: computeType VirtualMachine.</summary>
internal sealed class VirtualMachineCompute(Workspace workspace, string name, SandboxState state)
    : AttachedMachine(Definition, workspace, name, state, "Microsoft.Compute/virtualMachines")
{
    public static ComputeType Definition { get; } =
        new("VirtualMachine", BodyShape(), (workspace, name, state) => new VirtualMachineCompute(workspace, name, state));

    protected override bool IsMachineKnown => true;

    private string Address => (string?)Inner["address"] ?? State.Seeds.PublicAddress($"{Sent["resourceId"]}".ToUpperInvariant());

    /// <summary>Renders the machine. The recorded responses have the address, the size and the region from the first one on.</summary>
    protected override JsonObject RenderInner() => new()
    {
        ["virtualMachineSize"] = (string?)Inner["virtualMachineSize"] ?? "STANDARD_D1_V2",
        ["sshPort"] = (int?)Inner["sshPort"] ?? 22,
        ["notebookServerPort"] = Echo("notebookServerPort"),
        ["address"] = Address,
        ["ipAddress"] = Address,
        [Account] = null,
        ["imageVersion"] = null,
        ["applicationUris"] = null,
        ["createdBy"] = null,
    };

    private static ObjectShape BodyShape() => Shape.Object(
        ("virtualMachineSize", Shape.Text),
        ("sshPort", Shape.Integer),
        ("notebookServerPort", Shape.Integer),
        ("address", Shape.Text),
        (Account, AccountShape),
        ("isNotebookInstanceCompute", Shape.Flag)).Ignoring("ipAddress", "imageVersion", "applicationUris", "createdBy");
}
