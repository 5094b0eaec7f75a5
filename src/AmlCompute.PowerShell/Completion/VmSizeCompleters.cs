using System.Globalization;
using System.Management.Automation;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Completion;

/// <summary>Completes the virtual machine sizes that the region offers for the new target.</summary>
public class VmSizeCompleter : ServiceCompleter
{
    private protected override bool AllowsMatchInside => true;

    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        ListSizes(command, service).Where(size => CanUseSize(command, size)).OrderBy(size => size.Name, StringComparer.OrdinalIgnoreCase)
            .Select(size => new CompletionAnswer(size.Name, Describe(size)));

    /// <summary>Returns the sizes that the region or the service offers, of which <see cref="CanUseSize"/> selects some.</summary>
    private protected virtual IEnumerable<VmSize> ListSizes(CompletedCommand command, ServiceQueries service) =>
        service.ListSizes(command);

    /// <summary>Returns true if the target that the line creates can have this size.</summary>
    private protected virtual bool CanUseSize(CompletedCommand command, VmSize size)
    {
        if (command.IsSwitchOn("Aks"))
        {
            // The nodes of AKS are not machines of the workspace, so the uses in the list do not apply to them.
            return true;
        }

        bool isInstance = command.IsSwitchOn("Instance");
        bool isLowPriority = VmPriorities.IsLowPriority(command["Priority"] as string);
        return size.MaySupport(isInstance ? ComputeTypes.ComputeInstance : ComputeTypes.AmlCompute)
            && (isInstance || size.LowPriorityCapable || !isLowPriority);
    }

    private static string Describe(VmSize size)
    {
        string gpus = size.Gpus > 0 ? $", {size.Gpus} GPU" : string.Empty;
        string price = size.PricePerHour is { } hour ? $", {$"{FormatPrice(hour)} {size.Currency}".TrimEnd()}/h" : string.Empty;
        string spotPrice = size.LowPriorityPricePerHour is { } spotHour ? $", Spot about {FormatPrice(spotHour)}" : string.Empty;
        string retired = size.IsRetired ? FormattableString.Invariant($", retired on {size.RetiresOn:yyyy-MM-dd}") : string.Empty;
        return $"{size.VCpus} vCPU{gpus}, {size.MemoryGB.ToString("0.##", CultureInfo.InvariantCulture)} GB{price}{spotPrice}{retired}";
    }

    private static string FormatPrice(decimal price) => price.ToString("0.00##", CultureInfo.InvariantCulture);
}

/// <summary>
/// Completes the sizes that the service allows for the compute instance that the line names; without a single known name, the sizes of
/// instances in the region.
/// </summary>
public sealed class ResizeVmSizeCompleter : VmSizeCompleter
{
    private protected override IEnumerable<VmSize> ListSizes(CompletedCommand command, ServiceQueries service) =>
        command["Name"] is string name && !WildcardPattern.ContainsWildcardCharacters(name)
            ? service.ListSizesForResize(name)
            : base.ListSizes(command, service);

    private protected override bool CanUseSize(CompletedCommand command, VmSize size) => size.MaySupport(ComputeTypes.ComputeInstance);
}

/// <summary>Completes the virtual machine sizes of the region: all sizes, or those that support all uses of -SupportedFor.</summary>
public sealed class AnyVmSizeCompleter : VmSizeCompleter
{
    private protected override bool TakesWildcards => true;

    private protected override bool CanUseSize(CompletedCommand command, VmSize size) =>
        command.ReadTexts("SupportedFor").All(use => Patterns.TryParse(use) is { } pattern && size.ListUseNames().Any(pattern.IsMatch));
}

/// <summary>Completes numbers that sizes of the region have: virtual CPUs, GPUs, GB of memory, or prices per hour.</summary>
public sealed class VmSizeNumberCompleter : ServiceCompleter
{
    /// <summary>The format with all digits of a price: a rounded limit would exclude the size that has the price.</summary>
    private const string ExactFormat = "0.############################";

    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        service.ListSizes(command)
            .GroupBy(size => ReadNumber(command, size))
            .Where(group => group.Key is not null)
            .OrderBy(group => group.Key)
            .Select(group => new CompletionAnswer(
                group.Key!.Value.ToString(ExactFormat, CultureInfo.InvariantCulture),
                string.Join(", ", group.Select(size => size.Name)),
                IsCode: true));

    /// <summary>Returns the number of a size that the parameter limits; null for an unknown price.</summary>
    private static decimal? ReadNumber(CompletedCommand command, VmSize size) => command.Parameter switch
    {
        "MinGpu" => size.Gpus,
        "MinMemoryGB" => size.MemoryGB,
        "MaxPricePerHour" => command.IsSwitchOn("LowPriority") ? size.LowPriorityPricePerHour : size.PricePerHour,
        _ => size.VCpus,
    };
}
