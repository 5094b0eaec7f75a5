using AmlCompute.Client.Http;
using Azure.Core;

namespace AmlCompute.Client.SignIn;

/// <summary>
/// Caches the token of one connection until shortly before it expires. If several calls of a command need a token at the same time, one
/// call requests it and the others wait for the result.
/// </summary>
#pragma warning disable CA1001 // A semaphore without an allocated wait handle holds no resource.
internal sealed class TokenCache(ITokenSource source, TokenRequest request, TimeProvider clock)
#pragma warning restore CA1001
{
    /// <summary>The time before its expiry at which a token is renewed; for a short-lived token it is half of the lifetime.</summary>
    private static readonly TimeSpan RenewalMargin = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>The token; null before the first sign-in.</summary>
    private CachedToken? _cached;

    /// <summary>The last failure, a new object each time, so that a call recognizes one that happened while it waited.</summary>
    private Failure? _failure;

    /// <summary>
    /// Returns the cached token, or a new one if there is none or if it expires soon. A call that may not sign in, or whose request for a
    /// new token fails, gets the cached token until it expires.
    /// </summary>
    /// <exception cref="ComputeTargetException">The sign-in failed, or is needed and the call may not sign in.</exception>
    public ValueTask<string> GetTokenAsync(CallContext call)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (_cached is { } cached && now < (call.MaySignIn ? cached.RenewOn : cached.ExpiresOn))
        {
            return new ValueTask<string>(cached.Text);
        }

        return call.MaySignIn
            ? RefreshAsync(null, null, call)
            : throw new ComputeTargetException(
                ErrorIds.AuthenticationFailed, "The session has no valid token, and this call cannot request one.");
    }

    /// <summary>
    /// Returns a new token, with the claims that the service requires, after it rejected one; the rejected token again if the source has no
    /// other, or if the call may not sign in.
    /// </summary>
    /// <exception cref="ComputeTargetException">The sign-in failed.</exception>
    public ValueTask<string> RenewTokenAsync(string rejected, string? claims, CallContext call) =>
        call.MaySignIn ? RefreshAsync(rejected, claims, call) : new ValueTask<string>(rejected);

    /// <summary>Requests a token when no other call does; the arguments are null unless the service rejected a token.</summary>
    private async ValueTask<string> RefreshAsync(string? rejected, string? claims, CallContext call)
    {
        Failure? earlierFailure = _failure;
        SemaphoreSlim gate = call.Session?.RequestLock ?? _gate;
        await gate.WaitAsync(call.Token).ConfigureAwait(false);
        try
        {
            if (_cached is { } cached && cached.Text != rejected && clock.GetUtcNow() < cached.RenewOn)
            {
                return cached.Text;
            }

            // The sign-in failed while this call waited for its turn, so the call fails without another attempt.
            return _failure is { } failure && failure != earlierFailure
                ? throw failure.ToException()
                : await RequestTokenAsync(rejected, claims, call).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    private async ValueTask<string> RequestTokenAsync(string? rejected, string? claims, CallContext call)
    {
        try
        {
            TokenRequest renewal = request with { Claims = claims, Renew = rejected is not null };
            AccessToken token = await source.GetTokenAsync(renewal, call).ConfigureAwait(false);
            string text = token.Token ?? string.Empty;
            if (!HeaderText.IsValid(text))
            {
                throw new SignInException($"The sign-in method '{source.Name}' returned a value that is not a valid token.");
            }

            TimeSpan lifetime = token.ExpiresOn - clock.GetUtcNow();
            TimeSpan margin = lifetime < RenewalMargin + RenewalMargin ? TimeSpan.FromTicks(lifetime.Ticks / 2) : RenewalMargin;
            _cached = new CachedToken(text, token.ExpiresOn, token.ExpiresOn - margin);
            return text;
        }
        catch (SignInException exception) when (rejected is null && _cached is { } cached && clock.GetUtcNow() < cached.ExpiresOn)
        {
            call.Log.WriteVerbose(
                $"The token could not be renewed; the current token is valid until {cached.ExpiresOn:u}. {exception.Message}");
            return cached.Text;
        }
        catch (SignInException exception) when (exception.IsOffline)
        {
            // The network can come back, so the failure is not kept.
            throw new ComputeTargetException(ErrorIds.ServiceUnavailable, exception.Message, exception);
        }
        catch (SignInException exception)
        {
            _failure = new Failure(exception.Message);
            throw _failure.ToException();
        }
    }

    private sealed record CachedToken(string Text, DateTimeOffset ExpiresOn, DateTimeOffset RenewOn);

    private sealed class Failure(string reason)
    {
        public ComputeTargetException ToException() => new(ErrorIds.AuthenticationFailed, reason);
    }
}
