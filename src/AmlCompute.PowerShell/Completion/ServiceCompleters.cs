using System.Globalization;
using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Completion;

/// <summary>Completes the names of the compute targets that the command can use.</summary>
public class ComputeNameCompleter : ServiceCompleter
{
    private protected override bool TakesWildcards => true;

    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service) =>
        service.Targets().Where(target => Fits(command.Name, target)).Select(target => AnswerFor(target, Describe(target)));

    private protected virtual CompletionAnswer AnswerFor(ComputeTarget target, string description) => new(target.Name, description);

    private static string Describe(ComputeTarget target)
    {
        string?[] parts = [ComputeTypes.WordOf(target.ComputeType), target.State, SizeOf(target), target.Location];
        return string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)));
    }

    private static bool Fits(string command, ComputeTarget target) => command.ToUpperInvariant() switch
    {
        "START-AMLCOMPUTETARGET" => target is ComputeInstance && InstanceStates.IsStopped(target.State),
        "STOP-AMLCOMPUTETARGET" or "RESTART-AMLCOMPUTETARGET" => target is ComputeInstance && InstanceStates.IsRunning(target.State),
        "RESIZE-AMLCOMPUTETARGET" => target is ComputeInstance,
        "REMOVE-AMLCOMPUTETARGET" => !target.IsAttached,
        "DISCONNECT-AMLCOMPUTETARGET" => target.IsAttached,
        "GET-AMLCOMPUTENODE" => target is ComputeCluster or ComputeInstance,
        "GET-AMLCOMPUTEKEY" => ComputeKey.FactoryOf(target) is not null,
        _ => true,
    };

    private static string? SizeOf(ComputeTarget target) => target switch
    {
        ComputeCluster cluster => cluster.VmSize,
        ComputeInstance instance => instance.VmSize,
        _ => null,
    };
}

/// <summary>Completes the resource ids of the compute targets that the command can use, also by their names.</summary>
public sealed class ComputeIdCompleter : ComputeNameCompleter
{
    private protected override bool TakesWildcards => false;

    private protected override CompletionAnswer AnswerFor(ComputeTarget target, string description) =>
        new(target.Id, description, target.Name);
}

/// <summary>Completes the schedules of the instances that the line names: Start and Stop for all of an action, and ids.</summary>
public sealed class ScheduleCompleter : ServiceCompleter
{
    private protected override bool TakesWildcards => true;

    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service)
    {
        string? changed = command.Parameter switch { "EnableSchedule" => "Disabled", "DisableSchedule" => "Enabled", _ => null };
        (ComputeSchedule Schedule, string Instance)[] found =
        [
            .. command.ChooseFrom(service.Targets().OfType<ComputeInstance>()).OfType<ComputeInstance>()
                .SelectMany(instance => instance.Schedules.Select(schedule => (schedule, instance.Name)))
                .Where(item => item.schedule.Id is not null && (changed is null || item.schedule.Status == changed)),
        ];
        return found.GroupBy(item => item.Schedule.Action).Where(action => action.Key is not null)
            .Select(action => new CompletionAnswer(action.Key!, string.Join("; ", action.Select(item => item.Schedule.ToString()))))
            .Concat(found.Select(item => new CompletionAnswer(
                item.Schedule.Id!, $"{item.Instance}: {item.Schedule}", item.Schedule.ToString())));
    }
}

/// <summary>Completes the virtual machine sizes that the region offers for the new target.</summary>
public class VmSizeCompleter : ServiceCompleter
{
    private protected override bool MatchesInside => true;

    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service) =>
        Sizes(command, service).Where(size => Fits(command, size)).OrderBy(size => size.Name, StringComparer.OrdinalIgnoreCase)
            .Select(size => new CompletionAnswer(size.Name, Describe(size)));

    /// <summary>Returns the sizes to choose from.</summary>
    private protected virtual IEnumerable<VmSize> Sizes(CompletedCommand command, ServiceQuestions service) =>
        service.Sizes(command["Location"] as string);

    /// <summary>Returns true if the target that the line creates can have this size.</summary>
    private protected virtual bool Fits(CompletedCommand command, VmSize size)
    {
        if (command["Aks"] is not null)
        {
            // AKS nodes are machines of another service, which has no such list.
            return true;
        }

        bool isInstance = command["Instance"] is not null;
        bool isLowPriority = string.Equals(command["Priority"] as string, VmPriorities.LowPriority, StringComparison.OrdinalIgnoreCase);
        return size.Supports(isInstance ? ComputeTypes.ComputeInstance : ComputeTypes.AmlCompute)
            && (isInstance || size.LowPriorityCapable || !isLowPriority);
    }

    private static string Describe(VmSize size)
    {
        string gpus = size.Gpus > 0 ? $", {size.Gpus} GPU" : string.Empty;
        string price = size.PricePerHour is { } hour ? $", {Price(hour)} {size.BillingCurrency ?? "USD"}/h" : string.Empty;
        string low = size.LowPriorityPricePerHour is { } less ? $", Spot about {Price(less)}" : string.Empty;
        string retired = size.IsRetired ? FormattableString.Invariant($", retired on {size.RetiresOn:yyyy-MM-dd}") : string.Empty;
        return $"{size.VCpus} vCPU{gpus}, {size.MemoryGB.ToString("0.##", CultureInfo.InvariantCulture)} GB{price}{low}{retired}";
    }

    private static string Price(decimal price) => price.ToString("0.00##", CultureInfo.InvariantCulture);
}

/// <summary>Completes the sizes that the service allows for the named compute instance.</summary>
public sealed class ResizeVmSizeCompleter : VmSizeCompleter
{
    private protected override IEnumerable<VmSize> Sizes(CompletedCommand command, ServiceQuestions service) =>
        command["Name"] is string name && !WildcardPattern.ContainsWildcardCharacters(name)
            ? service.SizesFor(name)
            : base.Sizes(command, service);

    private protected override bool Fits(CompletedCommand command, VmSize size) => size.Supports(ComputeTypes.ComputeInstance);
}

/// <summary>Completes all virtual machine sizes of the region, for a command that lists them.</summary>
public sealed class AnyVmSizeCompleter : VmSizeCompleter
{
    private protected override bool TakesWildcards => true;

    private protected override bool Fits(CompletedCommand command, VmSize size) =>
        command["SupportedFor"] is not { } use || (use as string[] ?? [$"{use}"]).All(size.Supports);
}

/// <summary>Completes numbers that sizes of the region have: virtual CPUs, GPUs, memory, or prices.</summary>
public sealed class VmSizeNumberCompleter : ServiceCompleter
{
    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service) =>
        service.Sizes(command["Location"] as string)
            .GroupBy(size => NumberOf(command, size))
            .Where(group => group.Key is not null)
            .OrderBy(group => group.Key)
            .Select(group => new CompletionAnswer(
                group.Key!.Value.ToString("0.####", CultureInfo.InvariantCulture),
                string.Join(", ", group.Select(size => size.Name)),
                IsCode: true));

    private static decimal? NumberOf(CompletedCommand command, VmSize size) => command.Parameter switch
    {
        "MinGpu" => size.Gpus,
        "MinMemoryGB" => size.MemoryGB,
        "MaxPricePerHour" => command["LowPriority"] is null ? size.PricePerHour : size.LowPriorityPricePerHour,
        _ => size.VCpus,
    };
}

/// <summary>Completes families of virtual machines.</summary>
public sealed class VmFamilyCompleter : ServiceCompleter
{
    private protected override bool TakesWildcards => true;

    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service) =>
        Group(service.Sizes(command["Location"] as string).Where(size => size.Family is not null), size => size.Family!, size => size.Name);
}

/// <summary>Completes the names of usages and quotas: families and totals.</summary>
public sealed class UsageNameCompleter : ServiceCompleter
{
    private protected override bool TakesWildcards => true;

    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service) =>
        service.Usages(command["Location"] as string).GroupBy(usage => usage.Name, StringComparer.OrdinalIgnoreCase)
            .OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
            .Select(group => new CompletionAnswer(group.Key, group.FirstOrDefault(usage => usage.DisplayName is not null)?.DisplayName));
}

/// <summary>Completes the regions of the service: that of the current workspace, then those of the subscription's workspaces.</summary>
public sealed class LocationCompleter : ServiceCompleter
{
    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service)
    {
        CompletionAnswer[] used =
        [
            .. service.Workspaces().Where(other => other.Location is not null)
                .GroupBy(other => other.Location!, StringComparer.OrdinalIgnoreCase)
                .OrderByDescending(group => group.Key.Equals(service.Workspace.Location, StringComparison.OrdinalIgnoreCase))
                .ThenBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
                .Select(group => new CompletionAnswer(group.Key, $"Workspaces: {string.Join(", ", group.Select(other => other.Name))}")),
        ];
        return used.Concat(service.Locations()
            .Where(location => !Array.Exists(used, answer => answer.Value.Equals(location, StringComparison.OrdinalIgnoreCase)))
            .Select(location => new CompletionAnswer(location)));
    }
}

/// <summary>Completes workspaces: by name in the resource group of the current workspace, by resource id elsewhere.</summary>
public sealed class WorkspaceCompleter : ServiceCompleter
{
    private protected override Workspace? FindWorkspace(
        AmlSession session, CompletedCommand command, Func<WorkspaceReference?> findConfig) =>
        session.ResolveSignedIn(null, findConfig);

    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service) =>
        service.Workspaces().OrderBy(other => other.Name, StringComparer.OrdinalIgnoreCase).Select(other =>
            other.ResourceGroupName.Equals(service.Workspace.ResourceGroupName, StringComparison.OrdinalIgnoreCase)
                ? new CompletionAnswer(other.Name, other.Id)
                : new CompletionAnswer(other.Id, $"{other.Name} in {other.ResourceGroupName}", other.Name));
}

/// <summary>Completes the subscriptions that the sign-in can read, also by their names.</summary>
public sealed class SubscriptionCompleter : ServiceCompleter
{
    private protected override Workspace? FindWorkspace(
        AmlSession session, CompletedCommand command, Func<WorkspaceReference?> findConfig) =>
        command["Sandbox"] is not null ? null : session.ResolveSignedIn(null, findConfig);

    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service) =>
        service.Subscriptions().OrderBy(subscription => subscription.Name, StringComparer.OrdinalIgnoreCase)
            .Select(subscription => new CompletionAnswer(subscription.Id, subscription.Name, subscription.Name));
}

/// <summary>Completes a part of a workspace's name, from the workspaces that the signed-in account can read.</summary>
public abstract class WorkspacePartCompleter : ServiceCompleter
{
    private protected override Workspace? FindWorkspace(
        AmlSession session, CompletedCommand command, Func<WorkspaceReference?> findConfig) =>
        command.IsUnknownUntilRun("SubscriptionId") || command["Sandbox"] is not null ? null : session.ResolveSignedIn(null, findConfig);

    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service) =>
        Group(service.Workspaces(command["SubscriptionId"] as string).Where(other => Fits(command, other)), PartOf, Describe);

    private protected abstract string PartOf(Workspace workspace);

    private protected abstract string Describe(Workspace workspace);

    private protected abstract bool Fits(CompletedCommand command, Workspace workspace);

    private protected static bool IsGiven(CompletedCommand command, string parameter, string value) =>
        command[parameter] is not string given || given.Equals(value, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Completes names of workspaces.</summary>
public sealed class WorkspaceNameCompleter : WorkspacePartCompleter
{
    private protected override string PartOf(Workspace workspace) => workspace.Name;

    private protected override string Describe(Workspace workspace) => $"{workspace.ResourceGroupName}, {workspace.Location}";

    private protected override bool Fits(CompletedCommand command, Workspace workspace) =>
        IsGiven(command, "ResourceGroupName", workspace.ResourceGroupName);
}

/// <summary>Completes resource ids of workspaces.</summary>
public sealed class WorkspaceIdCompleter : WorkspacePartCompleter
{
    private protected override string PartOf(Workspace workspace) => workspace.Id;

    private protected override string Describe(Workspace workspace) => $"{workspace.Name}, {workspace.Location}";

    private protected override bool Fits(CompletedCommand command, Workspace workspace) => true;
}

/// <summary>Completes resource groups that contain a workspace.</summary>
public sealed class WorkspaceGroupCompleter : WorkspacePartCompleter
{
    private protected override string PartOf(Workspace workspace) => workspace.ResourceGroupName;

    private protected override string Describe(Workspace workspace) => workspace.Name;

    private protected override bool Fits(CompletedCommand command, Workspace workspace) =>
        IsGiven(command, "WorkspaceName", workspace.Name);
}

/// <summary>Completes the user-assigned identities of the workspace's targets.</summary>
public sealed class IdentityCompleter : ServiceCompleter
{
    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service) =>
        service.Targets().SelectMany(target => (target.Identity?.UserAssignedIdentities.Keys ?? []).Select(id => (Id: id, target.Name)))
            .GroupBy(use => use.Id, use => use.Name, StringComparer.OrdinalIgnoreCase)
            .OrderBy(use => use.Key, StringComparer.OrdinalIgnoreCase)
            .Select(use => new CompletionAnswer(
                use.Key, $"Identity of {string.Join(", ", use)}", use.Key.Substring(use.Key.LastIndexOf('/') + 1)));
}
