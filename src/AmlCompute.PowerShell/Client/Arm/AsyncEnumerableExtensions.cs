namespace AmlCompute.Client.Arm;

/// <summary>Reads asynchronous streams, such as those of <see cref="ListReader"/>, to their end. .NET 8 has no such method.</summary>
internal static class AsyncEnumerableExtensions
{
    public static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (T item in items.ConfigureAwait(false))
        {
            list.Add(item);
        }

        return list;
    }
}
