using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Workspaces;

/// <summary>Creates the client of the Retail Prices API, which is public: the client sends no token.</summary>
internal static class RetailEndpoint
{
    public const string Variable = "AMLCOMPUTE_RETAIL_PRICES_ENDPOINT";

    private const string Path = "api/retail/prices";

    private static readonly Uri Azure = new("https://prices.azure.com/");

    /// <summary>Creates the client.</summary>
    /// <param name="environment">Reads an environment variable. Its address replaces the default one, its transport and its clocks.</param>
    /// <param name="transport">The transport of a sandbox; null for the network.</param>
    /// <param name="defaultHost">The host of a sandbox; null for that of Azure.</param>
    /// <param name="clocks">The clocks of a sandbox; null for the system clock.</param>
    public static ComputeClient CreateClient(
        Func<string, string?> environment, HttpPipelineTransport? transport = null, Uri? defaultHost = null, RequestClocks? clocks = null)
    {
        RequestClocks systemClocks = new(TimeProvider.System);
        return environment(Variable) is { Length: > 0 } address
            ? new ComputeClient(ConnectionFactory.BuildPipeline(new ComputeClientOptions()), ParseAddress(address), systemClocks)
            : new ComputeClient(
                ConnectionFactory.BuildPipeline(new ComputeClientOptions(transport)),
                new Uri(defaultHost ?? Azure, Path),
                clocks ?? systemClocks);
    }

    private static Uri ParseAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || !CloudEnvironment.IsValidEndpoint(url))
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"The environment variable {Variable} is not a valid address. It must be an https address without user name, query and "
                + "fragment, such as https://prices.azure.com/api/retail/prices; an http address is valid for localhost only.");
        }

        return url.AbsolutePath == "/" ? new Uri(url, Path) : url;
    }
}
