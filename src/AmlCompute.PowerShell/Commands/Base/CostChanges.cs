using AmlCompute.Client.Http;
using AmlCompute.Client.Prices;

namespace AmlCompute.Commands.Base;

/// <summary>Calculates the changes in cost that a command announces, with known prices or after a read of the prices.</summary>
internal sealed class CostChanges
{
    /// <summary>Gets the reader of prices, which keeps the problems.</summary>
    public PriceReader Prices { get; } = new();

    /// <summary>Gets a value indicating whether a cost is unknown that -RetailPrices could show.</summary>
    public bool LacksRetailPrice { get; private set; }

    /// <summary>Returns the change in cost from the known prices; null if the target has machines neither before nor after.</summary>
    /// <param name="workspace">The workspace of the target.</param>
    /// <param name="machines">The machines before and after the change; null for none, as before a creation.</param>
    public static CostDifference? Calculate(Workspace workspace, (MachineRange? Before, MachineRange? After) machines) =>
        CostDifference.Calculate(machines.Before, machines.After, workspace.Connection.Prices);

    /// <summary>Reads the prices of the machines, and returns the change in cost as <see cref="Calculate"/> does.</summary>
    /// <inheritdoc cref="Calculate"/>
    public async Task<CostDifference?> ReadAndCalculateAsync(
        Workspace workspace, (MachineRange? Before, MachineRange? After) machines, CallContext call)
    {
        await Prices.ReadPricesAsync(workspace, [machines.Before, machines.After], call).ConfigureAwait(false);
        CostDifference? cost = Calculate(workspace, machines);
        LacksRetailPrice |= cost is { IsUnknown: true }
            && (LacksListedPrice(workspace, machines.Before) || LacksListedPrice(workspace, machines.After));
        return cost;
    }

    /// <summary>Returns true if the prices of the region were read without one for the machines, and retail prices are not used.</summary>
    private static bool LacksListedPrice(Workspace workspace, MachineRange? machines) =>
        machines is { Region: { } region, VmSize: not null }
        && workspace.Connection.Prices is { UsesRetail: false } prices
        && prices.IsRegionRead(region)
        && machines.FindPrice(prices) is null;
}
