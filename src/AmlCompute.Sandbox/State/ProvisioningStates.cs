namespace AmlCompute.Sandbox.State;

/// <summary>The values of provisioningState that the sandbox uses.</summary>
internal static class ProvisioningStates
{
    public const string Creating = "Creating";
    public const string Updating = "Updating";
    public const string Deleting = "Deleting";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";
}
