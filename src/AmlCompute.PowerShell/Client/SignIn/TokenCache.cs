using AmlCompute.Client.Arm;
using Azure.Core;

namespace AmlCompute.Client.SignIn;

/// <summary>
/// The token of one connection, kept until shortly before it ends. However many calls of a command need one at the same time, one asks and the others
/// take its answer.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody takes has nothing to release.
internal sealed class TokenCache
#pragma warning restore CA1001
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ITokenSource _source;
    private readonly TokenRequest _request;
    private readonly TimeProvider _clock;
    private Held? _held;
    private Failure? _failure;

    public TokenCache(ITokenSource source, TokenRequest request, TimeProvider clock)
    {
        _source = source;
        _request = request;
        _clock = clock;
    }

    /// <summary>A token that is good for a while.</summary>
    /// <exception cref="ComputeTargetException">No sign-in worked.</exception>
    public ValueTask<string> GetAsync(CallContext call)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        return _held is { } held && now < (call.MaySignIn ? held.RenewOn : held.ExpiresOn) ? new ValueTask<string>(held.Text)
            : call.MaySignIn ? RefreshAsync(null, null, call)
            : throw new ComputeTargetException(ErrorIds.AuthenticationFailed, "There is no token that is still good, and this call may not ask for one.");
    }

    /// <summary>Another token than the one that the service refused; the same one when there is no other.</summary>
    /// <exception cref="ComputeTargetException">No sign-in worked.</exception>
    public ValueTask<string> RenewAsync(string refused, string? claims, CallContext call) =>
        call.MaySignIn ? RefreshAsync(refused, claims, call) : new ValueTask<string>(refused);

    private async ValueTask<string> RefreshAsync(string? refused, string? claims, CallContext call)
    {
        Failure? known = _failure;
        SemaphoreSlim gate = call.Session?.Turns ?? _gate;
        await gate.WaitAsync(call.Token).ConfigureAwait(false);
        try
        {
            if (_held is { } held && held.Text != refused && _clock.GetUtcNow() < held.RenewOn)
            {
                return held.Text;
            }

            // Whoever waited while another call found out that there is none need not find it out again.
            return _failure is { } failure && failure != known ? throw failure.ToException() : await AskAsync(refused, claims, call).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    private async ValueTask<string> AskAsync(string? refused, string? claims, CallContext call)
    {
        try
        {
            AccessToken token = await _source.GetTokenAsync(_request with { Claims = claims, Renew = refused is not null }, call).ConfigureAwait(false);
            string text = token.Token ?? string.Empty;
            if (!HeaderText.Fits(text))
            {
                throw new SignInException($"What {_source.Name} gave is no token.");
            }

            TimeSpan left = token.ExpiresOn - _clock.GetUtcNow();
            TimeSpan margin = left < Margin + Margin ? TimeSpan.FromTicks(left.Ticks / 2) : Margin;
            _held = new Held(text, token.ExpiresOn, token.ExpiresOn - margin);
            return text;
        }
        catch (SignInException exception) when (refused is null && _held is { } held && _clock.GetUtcNow() < held.ExpiresOn)
        {
            call.Log.Verbose($"The token could not be renewed yet; it is good until {held.ExpiresOn:u}. {exception.Message}");
            return held.Text;
        }
        catch (SignInException exception)
        {
            _failure = new Failure(exception.Message);
            throw _failure.ToException();
        }
    }

    private sealed record Held(string Text, DateTimeOffset ExpiresOn, DateTimeOffset RenewOn);

    private sealed class Failure(string reason)
    {
        public ComputeTargetException ToException() => new(ErrorIds.AuthenticationFailed, reason);
    }
}

/// <summary>The value of a header.</summary>
internal static class HeaderText
{
    /// <summary>Whether a text can be one, and cannot begin another header.</summary>
    public static bool Fits(string text) => text.Length > 0 && text.All(character => character is > ' ' and < '\x7f');
}
