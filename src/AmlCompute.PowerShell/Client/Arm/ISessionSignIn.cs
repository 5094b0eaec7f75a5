namespace AmlCompute.Client.Arm;

/// <summary>A sign-in that the user's PowerShell session holds already, through the Az.Accounts module.</summary>
internal interface ISessionSignIn
{
    /// <summary>
    /// Gets what calls take turns by before they ask: those of one command only. A session answers on the pipeline thread, which may be waiting in another
    /// command; a call of that one must not wait until this one is answered.
    /// </summary>
    SemaphoreSlim Turns { get; }

    /// <summary>Asks the session for a token.</summary>
    /// <param name="audience">What the token is for.</param>
    /// <param name="tenantId">The tenant; null for the session's own.</param>
    /// <param name="token">The token of the call that asks.</param>
    /// <returns>The token. If the session has none, the task fails with a SignInException that says why.</returns>
    Task<SessionToken> GetTokenAsync(string audience, string? tenantId, CancellationToken token);
}

/// <summary>A token of the session.</summary>
internal sealed record SessionToken(string Text, DateTimeOffset ExpiresOn)
{
    /// <summary>Shows when it ends; the text is a secret.</summary>
    public override string ToString() => $"until {ExpiresOn:u}";
}
