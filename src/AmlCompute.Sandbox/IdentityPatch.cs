namespace AmlCompute.Sandbox;

/// <summary>The response of a sandbox to a PATCH of the identity of a cluster or an instance.</summary>
public enum IdentityPatch
{
    /// <summary>The request changes the identity.</summary>
    Applied,

    /// <summary>The request succeeds without a change of the identity.</summary>
    Ignored,

    /// <summary>The request fails with status 400.</summary>
    Refused,
}
