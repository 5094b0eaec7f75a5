using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Workspaces;

/// <summary>The address of the Retail Prices API, which is public: its client sends no token.</summary>
internal static class RetailEndpoint
{
    public const string Variable = "AMLCOMPUTE_RETAIL_PRICES_ENDPOINT";

    private const string Path = "api/retail/prices";

    private static readonly Uri Azure = new("https://prices.azure.com/");

    /// <summary>Creates the client. An address in the environment replaces the usual one, with its transport and clocks.</summary>
    public static ComputeClient Connect(
        Func<string, string?> environment, HttpPipelineTransport? transport = null, Uri? usual = null, RequestClocks? clocks = null)
    {
        Uri? given = environment(Variable) is { Length: > 0 } text ? Parse(text) : null;
        ComputeClientOptions options = new(given is null ? transport : null);
        return new ComputeClient(
            ConnectionFactory.Build(options),
            given ?? new Uri(usual ?? Azure, Path),
            given is null && clocks is not null ? clocks : new RequestClocks(TimeProvider.System));
    }

    private static Uri Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && CloudEnvironment.IsEndpoint(url)
            ? url.AbsolutePath == "/" ? new Uri(url, Path) : url
            : throw ComputeTargetException.CreateInvalidArgument(
                $"The environment variable {Variable} is not a valid address. It must be an https address without user name, query and "
                + "fragment, such as https://prices.azure.com/api/retail/prices; an http address is valid for localhost only.");
}
