using System.Text.Json.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>What a change means for a target as it is.</summary>
internal sealed record ComputePlan(ComputeTarget Live, IReadOnlyList<ComputeWish> Wishes)
{
    public IReadOnlyList<ComputeDifference> Differences { get; } = [.. Wishes.Where(wish => !wish.IsFulfilled).Select(wish => wish.Difference)];

    /// <summary>What was to change and has not, in the target as it is later.</summary>
    public IReadOnlyList<ComputeDifference> LeftIn(ComputeTarget target)
    {
        JsonObject json = target.ToNode();
        return
        [
            .. Differences
                .Where(difference => !MemberComparison.AreSame(difference.Member, difference.Member.Find(json), difference.Wanted))
                .Select(difference => difference with { Live = difference.Member.Find(json) }),
        ];
    }
}
