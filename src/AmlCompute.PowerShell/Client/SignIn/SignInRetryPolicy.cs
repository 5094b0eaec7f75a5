using AmlCompute.Client.Http;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.SignIn;

/// <summary>Retries the requests of a sign-in, but not after a connection that has used the time limit of all attempts.</summary>
internal sealed class SignInRetryPolicy()
    : RetryPolicy(2, DelayStrategy.CreateExponentialDelayStrategy(TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(5)))
{
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        !HasReachedLimit(exception) && base.ShouldRetry(message, exception);

    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        HasReachedLimit(exception) ? new(false) : base.ShouldRetryAsync(message, exception);

    private static bool HasReachedLimit(Exception? exception) => exception?.GetBaseException() is ConnectionLimitException;
}
