using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Running;

namespace AmlCompute.Commands;

/// <summary>A command that deletes or detaches compute targets.</summary>
public abstract class RemovalCommand : TargetChangeCommand
{
    /// <summary>Gets or sets whether to skip the confirmation. It does not override -WhatIf.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gets or sets whether to emit the target in its last state.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected abstract UnderlyingResourceAction ResourceAction { get; }

    private protected abstract string ActionText { get; }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? given)
    {
        if (WantsWhatIf)
        {
            _ = Await(call => new ComputeProvisioner(workspace, call).CheckRemoveAsync(name, ResourceAction));
        }

        if (!Confirm(Force, $"{name} in workspace {workspace.Name}", ActionText))
        {
            return;
        }

        Begin(
            workspace,
            name,
            given,
            call => new ComputeProvisioner(workspace, call).RemoveAsync(name, ResourceAction, ChosenWait()),
            target =>
            {
                if (PassThru)
                {
                    WriteObject(given ?? target);
                }
            });
    }
}
