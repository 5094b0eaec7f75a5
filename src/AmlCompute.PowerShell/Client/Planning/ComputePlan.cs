using System.Text.Json.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>The steps that a change needs for a target in its current state.</summary>
internal sealed record ComputePlan(ComputeTarget Live, IReadOnlyList<ComputeWish> Wishes)
{
    public IReadOnlyList<ComputeDifference> Differences { get; } =
        [.. Wishes.Where(wish => !wish.IsFulfilled).Select(wish => wish.Difference)];

    /// <summary>Returns the planned changes that a later state of the target still lacks.</summary>
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
