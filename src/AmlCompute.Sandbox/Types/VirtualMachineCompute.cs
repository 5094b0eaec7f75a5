using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Types;

/// <summary>An attached virtual machine: computeType VirtualMachine.</summary>
internal sealed class VirtualMachineCompute : AttachedCompute
{
    private const string Account = "administratorAccount";

    private VirtualMachineCompute(Workspace workspace, string name, SandboxState state)
        : base(Definition, workspace, name, state, "Microsoft.Compute/virtualMachines")
    {
    }

    public static ComputeType Definition { get; } =
        new("VirtualMachine", BodyShape(), (workspace, name, state) => new VirtualMachineCompute(workspace, name, state));

    protected override IReadOnlyList<string> Changeable { get; } = [];

    private string Address => (string?)Inner["address"] ?? State.Seeds.PublicAddress($"{Sent["resourceId"]}".ToUpperInvariant());

    public override JsonObject ListKeys()
    {
        JsonNode? account = Inner[Account];
        return new JsonObject
        {
            ["computeType"] = Type.Name,
            [Account] = new JsonObject
            {
                ["username"] = account?["username"]?.DeepClone(),
                ["password"] = account?["password"]?.DeepClone(),
                ["publicKeyData"] = account?["publicKeyData"]?.DeepClone(),
                ["privateKeyData"] = account?["privateKeyData"]?.DeepClone(),
            },
        };
    }

    protected override void Check(PutBody body, bool isNew)
    {
        base.Check(body, isNew);
        if (isNew && body.Inner[Account] is JsonObject account && account["password"] is null && account["privateKeyData"] is null)
        {
            throw ServiceError.BadRequest(
                "The administrator account needs a password or a private key: give 'password' or 'privateKeyData'.",
                $"properties.properties.{Account}");
        }
    }

    protected override JsonObject RenderInner() => new()
    {
        ["virtualMachineSize"] = (string?)Inner["virtualMachineSize"] ?? (IsAnswering ? null : "STANDARD_D1_V2"),
        ["sshPort"] = (int?)Inner["sshPort"] ?? 22,
        ["notebookServerPort"] = Inner["notebookServerPort"]?.DeepClone(),
        ["address"] = IsAnswering ? (string?)Inner["address"] : Address,
        ["ipAddress"] = IsAnswering ? null : Address,
        [Account] = null,
        ["isNotebookInstanceCompute"] = (bool?)Inner["isNotebookInstanceCompute"] ?? false,
        ["imageVersion"] = null,
        ["applicationUris"] = null,
        ["createdBy"] = null,
    };

    private static ObjectShape BodyShape() => Shape.Object(
        ("virtualMachineSize", Shape.Text),
        ("sshPort", Shape.Integer),
        ("notebookServerPort", Shape.Integer),
        ("address", Shape.Text),
        (Account, Shape.Object(
            ("username", Shape.Text),
            ("password", Shape.Text),
            ("publicKeyData", Shape.Text),
            ("privateKeyData", Shape.Text)).Requiring("username")),
        ("isNotebookInstanceCompute", Shape.Flag),
        ("ipAddress", Shape.Ignored),
        ("imageVersion", Shape.Ignored),
        ("applicationUris", Shape.Ignored),
        ("createdBy", Shape.Ignored));
}
