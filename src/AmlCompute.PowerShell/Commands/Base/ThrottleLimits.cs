namespace AmlCompute.Commands.Base;

/// <summary>The values of -ThrottleLimit.</summary>
internal static class ThrottleLimits
{
    /// <summary>The default of a command on compute targets.</summary>
    public const int Default = 10;

    /// <summary>The default of a command that reads many workspaces or regions.</summary>
    public const int DefaultForWorkspaces = 16;

    /// <summary>The largest value, because the service would throttle more requests.</summary>
    public const int Maximum = 100;
}
