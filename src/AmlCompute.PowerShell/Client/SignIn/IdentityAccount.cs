namespace AmlCompute.Client.SignIn;

/// <summary>The kind of the id of a user-assigned identity.</summary>
internal enum IdentityIdKind
{
    /// <summary>The GUID of the application of the identity.</summary>
    ClientId,

    /// <summary>The GUID of the service principal of the identity in its directory.</summary>
    ObjectId,
    ResourceId,
}

/// <summary>A user-assigned managed identity, identified by one of its ids.</summary>
internal sealed record IdentityAccount(string Id, IdentityIdKind Kind)
{
    /// <summary>Returns the meanings of an id in the order of the attempts; one without a slash is a client id or an object id.</summary>
    public static IReadOnlyList<IdentityAccount> ListCandidates(string accountId) =>
        accountId.Contains('/')
            ? [new(accountId, IdentityIdKind.ResourceId)]
            : [new(accountId, IdentityIdKind.ClientId), new(accountId, IdentityIdKind.ObjectId)];
}
