using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>An attached virtual machine: computeType VirtualMachine.</summary>
internal sealed class VirtualMachineCompute(Workspace workspace, string name, SandboxState state)
    : AttachedMachine(Definition, workspace, name, state, "Microsoft.Compute/virtualMachines")
{
    public static ComputeType Definition { get; } =
        new("VirtualMachine", CreateBodyShape(), (workspace, name, state) => new VirtualMachineCompute(workspace, name, state));

    // Recorded responses have the address, the size and the region from the first one on, null for tags that were not set, and no
    // isNotebookInstanceCompute.
    protected override bool HasLocationAtOnce => true;

    protected override JsonObject? EmptyTags => null;

    // The service reads the address from the machine.
    private string Address => (string?)TypeProperties["address"] ?? State.Seeds.CreatePublicAddress(ResourcePurpose);

    protected override JsonObject RenderTypeProperties() => new()
    {
        ["virtualMachineSize"] = (string?)TypeProperties["virtualMachineSize"] ?? "STANDARD_D1_V2",
        ["sshPort"] = (int?)TypeProperties["sshPort"] ?? 22,
        ["notebookServerPort"] = CopySent("notebookServerPort"),
        ["address"] = Address,
        ["ipAddress"] = Address,

        // Only listKeys returns the account.
        [Account] = null,

        // Members that the schema does not have. They are null in all recorded responses.
        ["imageVersion"] = null,
        ["applicationUris"] = null,
        ["createdBy"] = null,
    };

    private static ObjectShape CreateBodyShape() => Shape.Object(
        ("virtualMachineSize", Shape.Text),
        ("sshPort", Shape.Integer),
        ("notebookServerPort", Shape.Integer),
        ("address", Shape.Text),
        (Account, AccountShape),
        ("isNotebookInstanceCompute", Shape.Flag)).Ignoring("ipAddress", "imageVersion", "applicationUris", "createdBy");
}
