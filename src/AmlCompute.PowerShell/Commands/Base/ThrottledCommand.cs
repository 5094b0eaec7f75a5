using System.Management.Automation;

namespace AmlCompute.Commands;

/// <summary>A command that works on several wanted targets at a time. One on targets that exist is a <see cref="TargetActionCommand"/>.</summary>
public abstract class ThrottledCommand : WorkspaceScopedCommand
{
    /// <summary>Gets or sets how many targets are worked on at a time: 1 to 100, 10 unless given.</summary>
    [Parameter]
    [ValidateRange(1, Throttle.Highest)]
    public int ThrottleLimit { get; set; } = Throttle.Usual;

    private protected override int Throttling => ThrottleLimit;
}

/// <summary>How many items a command works on at a time.</summary>
internal static class Throttle
{
    /// <summary>What holds unless the user says otherwise.</summary>
    public const int Usual = 10;

    /// <summary>More would only be refused by the service.</summary>
    public const int Highest = 100;
}
