namespace AmlCompute.Client.SignIn;

/// <summary>What the id of a user-assigned identity is.</summary>
internal enum IdentityIdKind
{
    ClientId,
    ObjectId,
    ResourceId,
}

/// <summary>A user-assigned managed identity, as one of its ids names it.</summary>
internal sealed record IdentityAccount(string Id, IdentityIdKind Kind)
{
    /// <summary>What a user may have meant, in the order to be tried: a GUID does not show whether it is a client id or an object id.</summary>
    public static IReadOnlyList<IdentityAccount> Of(string accountId) =>
        accountId.Contains('/') ? [new(accountId, IdentityIdKind.ResourceId)]
        : Guid.TryParse(accountId, out _) ? [new(accountId, IdentityIdKind.ClientId), new(accountId, IdentityIdKind.ObjectId)]
        : [new(accountId, IdentityIdKind.ClientId)];
}
