namespace AmlCompute.Client.Arm;

/// <summary>One page of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="NextLink">The link to the next page; null for the last one.</param>
/// <param name="IdHash">The hash of the ids of the items, see <see cref="PageIds"/>.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextLink, ulong IdHash)
    where T : class;
