namespace AmlCompute.Sandbox;

/// <summary>The response of a sandbox to a PATCH of the identity of a cluster or an instance.</summary>
public enum IdentityPatch
{
    /// <summary>The identity changes.</summary>
    Applied,

    /// <summary>The request is accepted, and the identity stays.</summary>
    Ignored,

    /// <summary>The request fails with status 400.</summary>
    Refused,
}
