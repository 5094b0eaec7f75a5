using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>An attached machine, to which the service signs in by SSH.</summary>
internal abstract class AttachedMachine : AttachedCompute
{
    protected AttachedMachine(ComputeType type, Workspace workspace, string name, SandboxState state, string resourceType)
        : base(type, workspace, name, state, resourceType)
    {
    }

    public override JsonObject ListKeys() => AdministratorAccount.ToKeys(Type.Name, Inner[AdministratorAccount.Member]);

    protected override void Check(PutBody body, bool isNew)
    {
        base.Check(body, isNew);
        if (isNew)
        {
            AdministratorAccount.Check(body);
        }
    }
}
