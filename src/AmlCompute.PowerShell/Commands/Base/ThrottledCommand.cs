using System.Management.Automation;

namespace AmlCompute.Commands;

/// <summary>A command on several wanted targets at the same time, as <see cref="TargetActionCommand"/> is for existing ones.</summary>
public abstract class ThrottledCommand : WorkspaceScopedCommand
{
    /// <summary>Gets or sets the maximum number of targets to process at the same time: 1 to 100; the default is 10.</summary>
    [Parameter]
    [ValidateRange(1, Throttle.Highest)]
    public int ThrottleLimit { get; set; } = Throttle.Usual;

    private protected override int Throttling => ThrottleLimit;
}

/// <summary>The limits of -ThrottleLimit.</summary>
internal static class Throttle
{
    public const int Usual = 10;

    /// <summary>The number of workspaces that a command reads at the same time.</summary>
    public const int Workspaces = 16;

    /// <summary>The service would throttle more requests.</summary>
    public const int Highest = 100;
}
