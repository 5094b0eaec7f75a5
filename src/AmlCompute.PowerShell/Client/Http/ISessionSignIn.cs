namespace AmlCompute.Client.Http;

/// <summary>The sign-in of the user's PowerShell session through the Az.Accounts module.</summary>
internal interface ISessionSignIn
{
    /// <summary>
    /// Gets the semaphore that a call holds while it requests a token. Each command has its own, because a session responds on the pipeline
    /// thread, which can be blocked in another command; a call of that command must not wait for this command.
    /// </summary>
    SemaphoreSlim RequestLock { get; }

    /// <summary>Requests a token of a tenant, null for that of the session. Fails with a SignInException if there is none.</summary>
    Task<SessionToken> GetTokenAsync(string audience, string? tenantId, CancellationToken token);
}

/// <summary>A token of the session with its expiry time.</summary>
internal sealed record SessionToken(string Text, DateTimeOffset ExpiresOn)
{
    /// <summary>Returns the expiry time only, because the text is a secret.</summary>
    public override string ToString() => $"until {ExpiresOn:u}";
}
