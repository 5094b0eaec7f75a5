using System.Management.Automation;
using AmlCompute.Client;

namespace AmlCompute.Commands;

/// <summary>A command that takes targets out of their workspace.</summary>
public abstract class RemovalCommand : TargetCommand
{
    /// <summary>Gets or sets whether to go ahead without asking. It does not override -WhatIf.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gets or sets whether to emit the target as it was before.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Gets or sets whether to wait until it is gone.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Gets or sets the longest time to wait, 30 minutes unless given. Takes seconds, 30s, 15m, 2h, 1d, hh:mm:ss or a TimeSpan.</summary>
    [Parameter]
    [Duration]
    [ValidateNotNull]
    public Duration Timeout { get; set; } = Durations.DefaultTimeout;

    private protected abstract UnderlyingResourceAction ResourceAction { get; }

    private protected abstract string ActionText { get; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _ = OrEnd(WaitChoice);
    }

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

        ComputeTarget target = Await(call => new ComputeProvisioner(workspace, call).RemoveAsync(name, ResourceAction, WaitChoice()));
        if (PassThru)
        {
            WriteObject(given ?? target);
        }
    }

    private WaitChoice WaitChoice() => new(Wait, Durations.Timeout(Timeout));
}
