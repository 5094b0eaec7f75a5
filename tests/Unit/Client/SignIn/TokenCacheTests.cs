using System.Net.Sockets;
using AmlCompute.Client.Http;
using AmlCompute.Client.SignIn;
using AmlCompute.Models;
using Azure;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AmlCompute.Tests.Client.SignIn;

public sealed class TokenCacheTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Start);
    private int _made;

    [Fact]
    public async Task A_token_is_kept_until_shortly_before_it_ends()
    {
        (TokenCache cache, ScriptedSource source) = Cache((_, _) => Task.FromResult(Next(TimeSpan.FromHours(1))));
        Assert.Equal("token-1", await cache.GetTokenAsync(ListLog.Call()));
        _clock.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal("token-1", await cache.GetTokenAsync(ListLog.Call()));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("token-2", await cache.GetTokenAsync(ListLog.Call()));
        Assert.Equal(2, source.Requests.Count);
    }

    [Fact]
    public async Task A_token_with_little_time_left_is_not_asked_for_with_every_request()
    {
        (TokenCache cache, ScriptedSource source) = Cache((_, _) => Task.FromResult(Next(TimeSpan.FromMinutes(4))));
        await cache.GetTokenAsync(ListLog.Call());
        await cache.GetTokenAsync(ListLog.Call());
        Assert.Single(source.Requests);
    }

    [Fact]
    public async Task A_call_that_may_not_sign_in_uses_a_token_to_its_end_and_asks_for_none()
    {
        (TokenCache cache, ScriptedSource source) = Cache((_, _) => Task.FromResult(Next(TimeSpan.FromHours(1))));
        CallContext quiet = ListLog.Call() with { MaySignIn = false };
        Assert.Equal(
            ErrorIds.AuthenticationFailed,
            (await Assert.ThrowsAsync<ComputeTargetException>(async () => await cache.GetTokenAsync(quiet))).ErrorId);
        Assert.Empty(source.Requests);

        await cache.GetTokenAsync(ListLog.Call());
        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal("token-1", await cache.GetTokenAsync(quiet));
        Assert.Equal("token-1", await cache.RenewTokenAsync("token-1", null, quiet));
        _clock.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<ComputeTargetException>(async () => await cache.GetTokenAsync(quiet));
        Assert.Single(source.Requests);
    }

    [Fact]
    public async Task Calls_that_need_a_token_at_the_same_time_ask_once()
    {
        TaskCompletionSource<AccessToken> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        (TokenCache cache, ScriptedSource source) = Cache((_, _) => answer.Task);
        Task<string>[] calls = [.. Enumerable.Range(0, 20).Select(_ => cache.GetTokenAsync(ListLog.Call()).AsTask())];
        answer.SetResult(Next(TimeSpan.FromHours(1)));
        Assert.All(await Task.WhenAll(calls), token => Assert.Equal("token-1", token));
        Assert.Single(source.Requests);
    }

    [Fact]
    public async Task Calls_that_waited_for_a_failure_share_it()
    {
        TaskCompletionSource<AccessToken> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        (TokenCache cache, ScriptedSource source) = Cache((_, _) => answer.Task);
        Task<string>[] calls = [.. Enumerable.Range(0, 5).Select(_ => cache.GetTokenAsync(ListLog.Call()).AsTask())];
        answer.SetException(new SignInException("Nobody is at home."));
        foreach (Task<string> call in calls)
        {
            ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => call);
            Assert.Equal("AuthenticationFailed", exception.ErrorId);
            Assert.Equal("Nobody is at home.", exception.Message);
        }

        Assert.Single(source.Requests);
        await Assert.ThrowsAsync<ComputeTargetException>(() => cache.GetTokenAsync(ListLog.Call()).AsTask());
        Assert.Equal(2, source.Requests.Count);
    }

    [Fact]
    public async Task An_unreachable_sign_in_is_a_problem_of_the_network_and_the_next_call_tries_again()
    {
        SocketException cause = new((int)SocketError.HostNotFound);
        CredentialTokenSource offline = new("service principal", () => new FailingCredential(new AuthenticationFailedException(
            "Retry failed after 3 tries.", new AggregateException(new RequestFailedException("x", new HttpRequestException("y", cause))))));
        (TokenCache cache, ScriptedSource source) = Cache((request, call) => offline.GetTokenAsync(request, call).AsTask());
        foreach (int count in new[] { 1, 2 })
        {
            ComputeTargetException exception =
                await Assert.ThrowsAsync<ComputeTargetException>(() => cache.GetTokenAsync(ListLog.Call()).AsTask());
            Assert.Equal("ServiceUnavailable", exception.ErrorId);
            Assert.Equal($"No response from the sign-in service. {cause.Message}", exception.Message);
            Assert.Equal(count, source.Requests.Count);
        }
    }

    [Fact]
    public async Task A_configured_source_of_the_chain_that_is_offline_is_a_problem_of_the_network()
    {
        ScriptedSource offline = new((_, _) => throw new SignInException("No response.", isRefused: true) { IsOffline = true });
        ScriptedSource next = new((_, _) => Task.FromResult(Next(TimeSpan.FromHours(1))));
        (TokenCache cache, ScriptedSource _) = Cache(
            (request, call) => new TokenSourceChain([offline, next]).GetTokenAsync(request, call).AsTask());

        ComputeTargetException exception =
            await Assert.ThrowsAsync<ComputeTargetException>(() => cache.GetTokenAsync(ListLog.Call()).AsTask());

        Assert.Equal("ServiceUnavailable", exception.ErrorId);
        Assert.Contains("skipped, because the sign-in with scripted failed.", exception.Message);
        Assert.Empty(next.Requests);
    }

    [Fact]
    public async Task A_call_that_is_stopped_while_it_asks_leaves_the_others_to_ask()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        (TokenCache cache, ScriptedSource _) = Cache(async (_, call) =>
        {
            asked.TrySetResult();
            if (call.Token.CanBeCanceled)
            {
                await Task.Delay(Timeout.Infinite, call.Token);
            }

            return Next(TimeSpan.FromHours(1));
        });
        using CancellationTokenSource stop = new();
        Task<string> first = cache.GetTokenAsync(ListLog.CallOf(stop.Token)).AsTask();
        await asked.Task;
        Task<string> second = cache.GetTokenAsync(ListLog.Call()).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("token-1", await second);
    }

    [Fact]
    public async Task A_token_that_is_still_good_is_used_when_it_cannot_be_renewed_yet()
    {
        (TokenCache cache, ScriptedSource _) = Cache(
            (_, _) => _made == 0 ? Task.FromResult(Next(TimeSpan.FromHours(1))) : throw new SignInException("Out to lunch."));
        await cache.GetTokenAsync(ListLog.Call());
        _clock.Advance(TimeSpan.FromMinutes(57));
        CallContext call = ListLog.Call();
        Assert.Equal("token-1", await cache.GetTokenAsync(call));
        Assert.Contains(((ListLog)call.Log).Lines, line => line.EndsWith("Out to lunch.", StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromMinutes(4));
        await Assert.ThrowsAsync<ComputeTargetException>(() => cache.GetTokenAsync(ListLog.Call()).AsTask());
    }

    [Fact]
    public async Task Calls_whose_token_was_refused_at_the_same_time_renew_it_once()
    {
        (TokenCache cache, ScriptedSource source) = Cache((_, _) => Task.FromResult(Next(TimeSpan.FromHours(1))));
        string refused = await cache.GetTokenAsync(ListLog.Call());
        string[] renewed = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => cache.RenewTokenAsync(refused, null, ListLog.Call()).AsTask()));
        Assert.All(renewed, token => Assert.Equal("token-2", token));
        Assert.Equal([false, true], source.Requests.Select(request => request.Renew));
    }

    [Fact]
    public async Task A_token_that_the_clock_of_this_computer_calls_over_is_used_all_the_same()
    {
        (TokenCache cache, ScriptedSource source) = Cache((_, _) => Task.FromResult(Next(TimeSpan.FromHours(-3))));
        Assert.Equal("token-1", await cache.GetTokenAsync(ListLog.Call()));
        Assert.Equal("token-2", await cache.GetTokenAsync(ListLog.Call()));
        Assert.Equal(2, source.Requests.Count);
    }

    private sealed class FailingCredential(Exception failure) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw failure;

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw failure;
    }

    private AccessToken Next(TimeSpan life) => new($"token-{++_made}", _clock.GetUtcNow() + life);

    private (TokenCache Cache, ScriptedSource Source) Cache(Func<TokenRequest, CallContext, Task<AccessToken>> answer)
    {
        ScriptedSource source = new(answer);
        return (new TokenCache(source, new TokenRequest("https://management.azure.com/", null), _clock), source);
    }
}
