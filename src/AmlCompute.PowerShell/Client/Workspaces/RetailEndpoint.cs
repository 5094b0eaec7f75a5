using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Workspaces;

/// <summary>Creates the client of the Retail Prices API, which is public: the client sends no token.</summary>
internal static class RetailEndpoint
{
    /// <summary>The environment variable with another address of the API.</summary>
    public const string AddressVariable = "AMLCOMPUTE_RETAIL_PRICES_ENDPOINT";

    private const string ApiPath = "api/retail/prices";

    private static readonly Uri Azure = new("https://prices.azure.com/");

    /// <summary>
    /// Creates the client. An address in the environment variable replaces the other arguments: the client then uses the network and the
    /// system clock, also in a sandbox.
    /// </summary>
    /// <param name="environment">Returns the value of an environment variable; null for none.</param>
    /// <param name="transport">The transport of a sandbox; null for the network.</param>
    /// <param name="defaultHost">The host of a sandbox; null for that of Azure.</param>
    /// <param name="clocks">The clocks of a sandbox; null for the system clock.</param>
    /// <exception cref="ComputeTargetException">The address in the variable is not valid.</exception>
    public static ComputeClient CreateClient(
        Func<string, string?> environment, HttpPipelineTransport? transport = null, Uri? defaultHost = null, RequestClocks? clocks = null)
    {
        RequestClocks systemClocks = new(TimeProvider.System);
        return environment(AddressVariable) is { Length: > 0 } address
            ? new ComputeClient(ConnectionFactory.BuildPipeline(new ComputeClientOptions()), ParseAddress(address), systemClocks)
            : new ComputeClient(
                ConnectionFactory.BuildPipeline(new ComputeClientOptions(transport)),
                new Uri(defaultHost ?? Azure, ApiPath),
                clocks ?? systemClocks);
    }

    private static Uri ParseAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || !CloudEnvironment.IsValidEndpoint(url))
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"The environment variable {AddressVariable} is not a valid address. It must be an https address without user name, query "
                + "and fragment, such as https://prices.azure.com/api/retail/prices; an http address is valid for localhost only.");
        }

        return url.AbsolutePath == "/" ? new Uri(url, ApiPath) : url;
    }
}
