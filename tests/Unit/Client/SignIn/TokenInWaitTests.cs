using AmlCompute.Client.Waiting;
using AmlCompute.Tests.Client;
using Azure.Core;
using Xunit;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>A token that ends while a command waits.</summary>
public sealed class TokenInWaitTests
{
    private readonly PollClock _clock = new();
    private int _looks;
    private int _made;

    [Fact]
    public async Task A_token_that_the_service_refuses_in_the_middle_of_a_wait_is_renewed_once()
    {
        ScriptedSource source = new((_, _) => Task.FromResult(new AccessToken($"token{++_made}", DateTimeOffset.MaxValue)));
        using ScriptedHandler handler = new(request => ++_looks >= 4 && request.Headers.Authorization!.Parameter == "token1"
            ? new LoopbackAnswer(
                401,
                """
                {"error":{"code":"ExpiredAuthenticationToken",
                    "message":"The access token expiry UTC time is earlier than current UTC time."}}
                """)
            : LoopbackAnswer.Json(_looks < 8 ? Recorded.Cluster("Creating", null, null, null) : Recorded.Cluster()));

        WaitOutcome outcome = await Wait(handler.Workspace(source, clock: _clock), TimeSpan.FromMinutes(30));

        Assert.Equal("Succeeded", outcome.Target?.ProvisioningState);
        Assert.Equal([false, true], source.Requests.Select(request => request.Renew));
        Assert.Equal(["token1", "token1", "token1", "token1", "token2", "token2", "token2", "token2"], handler.Tokens);
    }

    [Fact]
    public async Task A_token_that_ends_in_the_middle_of_a_wait_is_replaced_once_before_it_does()
    {
        ScriptedSource source = new((_, _) => Task.FromResult(new AccessToken($"token{++_made}", _clock.GetUtcNow().AddHours(1))));
        DateTimeOffset start = _clock.GetUtcNow();
        using ScriptedHandler handler = new(_ => LoopbackAnswer.Json(
            _clock.GetUtcNow() - start < TimeSpan.FromMinutes(90) ? Recorded.Cluster("Creating", null, null, null) : Recorded.Cluster()));

        WaitOutcome outcome = await Wait(handler.Workspace(source, clock: _clock), TimeSpan.FromHours(2));

        Assert.Equal("Succeeded", outcome.Target?.ProvisioningState);
        Assert.Equal(2, source.Requests.Count);
        Assert.Equal(["token1", "token2"], handler.Tokens.Distinct());
    }

    [Fact]
    public async Task A_token_that_cannot_be_renewed_ends_the_wait_with_one_error()
    {
        ScriptedSource source = new((_, _) => Task.FromResult(new AccessToken("token1", DateTimeOffset.MaxValue)));
        using ScriptedHandler handler = new(_ => ++_looks < 4
            ? LoopbackAnswer.Json(Recorded.Cluster("Creating", null, null, null))
            : new LoopbackAnswer(401, """{"error":{"code":"ExpiredAuthenticationToken","message":"The access token has expired."}}"""));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Wait(handler.Workspace(source, clock: _clock), TimeSpan.FromMinutes(30)));

        Assert.Equal("AuthenticationFailed", exception.ErrorId);
        Assert.Contains("has expired", exception.Message);
        Assert.Equal(4, handler.Requests.Count);
    }

    private static async Task<WaitOutcome> Wait(Workspace workspace, TimeSpan timeout)
    {
        List<WaitOutcome> outcomes = [];
        ComputeWaiter waiter = new(new WaitCondition(WaitFor.Provisioned), timeout, null);
        await foreach (WaitOutcome outcome in waiter.WaitAsync([new WaitItem(workspace, "cpu", null)], ListLog.Call()))
        {
            outcomes.Add(outcome.Error is null ? outcome : throw outcome.Error);
        }

        return Assert.Single(outcomes);
    }
}
