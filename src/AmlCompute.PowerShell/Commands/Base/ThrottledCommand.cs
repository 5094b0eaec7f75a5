using System.Management.Automation;
using AmlCompute.Commands.Base;

namespace AmlCompute.Commands;

/// <summary>A command that creates, attaches or tests several targets at the same time. Adds -ThrottleLimit.</summary>
public abstract class ThrottledCommand : WorkspaceScopedCommand
{
    /// <summary>Gets or sets the maximum number of targets to process at the same time: 1 to 100; the default is 10.</summary>
    [Parameter]
    [ValidateRange(1, ThrottleLimits.Maximum)]
    public int ThrottleLimit { get; set; } = ThrottleLimits.Default;

    private protected override int Throttling => ThrottleLimit;
}
