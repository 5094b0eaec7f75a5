using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>
/// An attached machine, to which the service signs in by SSH. The PUT that attaches it sets the administrator account, listKeys returns the
/// account, and no other response shows it.
/// </summary>
internal abstract class AttachedMachine(ComputeType type, Workspace workspace, string name, SandboxState state, string resourceType)
    : AttachedCompute(type, workspace, name, state, resourceType)
{
    protected const string Account = "administratorAccount";

    private static readonly string[] AccountMembers = ["username", "password", "publicKeyData", "privateKeyData"];

    protected static ObjectShape AccountShape { get; } =
        Shape.Object([.. AccountMembers.Select(member => (member, Shape.Text))]).Requiring("username");

    // All four members, as in the schema. Those that the PUT did not have are null.
    public override JsonObject ListKeys()
    {
        RequireSentKeys(Account);
        return new JsonObject
        {
            ["computeType"] = Type.Name,
            [Account] = JsonText.CreateObject(AccountMembers, member => member, member => TypeProperties[Account]?[member]?.DeepClone()),
        };
    }

    protected override void CheckPut(PutBody body, bool isNew)
    {
        base.CheckPut(body, isNew);

        // An update cannot change the account, so it can repeat the account without its secrets.
        ServiceError.ThrowIf(
            isNew && body.TypeProperties[Account] is JsonObject account && account["password"] is null && account["privateKeyData"] is null,
            "The administrator account needs a password or a private key. Set 'password' or 'privateKeyData'.",
            $"properties.properties.{Account}");
    }
}
