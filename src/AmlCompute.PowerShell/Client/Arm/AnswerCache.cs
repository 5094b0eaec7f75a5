namespace AmlCompute.Client.Arm;

/// <summary>
/// Keeps answers of the service for 30 seconds, by the clock of their connection, or until that connection asks for a change. Of one session, and used by its
/// thread only.
/// </summary>
internal sealed class AnswerCache
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    private readonly Dictionary<(ComputeClient Client, string Question), Answer> _answers = [];

    /// <summary>The answer to a question that was asked a short time ago; null when there is none.</summary>
    public object? Find(ComputeClient client, string question) =>
        _answers.TryGetValue((client, question), out Answer? answer) && answer.IsGoodFor(client) ? answer.Value : null;

    /// <summary>Keeps an answer, and drops those that have had their time.</summary>
    public void Keep(ComputeClient client, string question, object value)
    {
        foreach ((ComputeClient Client, string Question) stale in _answers.Where(pair => !pair.Value.IsGoodFor(pair.Key.Client)).Select(pair => pair.Key).ToArray())
        {
            _answers.Remove(stale);
        }

        _answers[(client, question)] = new Answer(value, client.Clock.GetUtcNow() + Life, client.Changes);
    }

    /// <summary>Forgets all answers.</summary>
    public void Clear() => _answers.Clear();

    private sealed record Answer(object Value, DateTimeOffset Until, int Changes)
    {
        public bool IsGoodFor(ComputeClient client) => client.Changes == Changes && client.Clock.GetUtcNow() < Until;
    }
}
