using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Planning;
using AmlCompute.Commands.Parameters;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <content>What the parameters ask for, and those that the service never changes.</content>
public sealed partial class SetAmlComputeTargetCommand
{
    /// <summary>Gets or sets the size; it is refused unless it is the size there is. Resize-AmlComputeTarget resizes an instance.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? VmSize { get; set; }

    /// <summary>Gets or sets the priority of the nodes; it is refused unless it is the one there is.</summary>
    [Parameter]
    [Alias("VmPriority")]
    [ValidateSet("Dedicated", "LowPriority")]
    public string? Priority { get; set; }

    /// <summary>Gets or sets the ARM id of the subnet; it is refused unless it is the one there is.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SubnetId { get; set; }

    /// <summary>Gets or sets the region; it is refused unless it is the one there is.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Location { get; set; }

    /// <summary>Gets or sets whether it has public IP addresses; it is refused unless it is so.</summary>
    [Parameter]
    public bool EnableNodePublicIp { get; set; }

    /// <summary>Gets or sets the SSH public key; it is refused unless it is the one there is.</summary>
    [Parameter]
    [Alias("AdminUserSshKey")]
    [ValidateNotNullOrEmpty]
    public string? SshPublicKey { get; set; }

    private ComputeChange Describe()
    {
        RefuseContradictions();
        ComputeChange change = new();
        if (Configuration is not null)
        {
            change.Include(Configuration);
        }

        void Set(string parameter, string property, object? value)
        {
            if (IsBound(parameter))
            {
                change.Set(property, value);
            }
        }

        Set(nameof(MinNodes), nameof(ComputeCluster.MinNodes), MinNodes);
        Set(nameof(MaxNodes), nameof(ComputeCluster.MaxNodes), MaxNodes);
        Set(nameof(IdleTimeBeforeScaleDown), nameof(ComputeCluster.IdleTimeBeforeScaleDown), Durations.IdleTimeBeforeScaleDown(IdleTimeBeforeScaleDown));
        Set(nameof(Description), nameof(ComputeTarget.Description), string.IsNullOrEmpty(Description) ? null : Description);
        Set(nameof(Tag), nameof(ComputeTarget.Tags), PlainData.ToTags(Tag, nameof(Tag)));
        Set(nameof(DisableLocalAuth), nameof(ComputeTarget.DisableLocalAuth), DisableLocalAuth.ToBool());
        Set(nameof(IdleTimeBeforeShutdown), nameof(ComputeInstance.IdleTimeBeforeShutdown), Durations.IdleTimeBeforeShutdownOrNever(IdleTimeBeforeShutdown));
        Set(nameof(EnableSso), nameof(ComputeInstance.EnableSso), EnableSso);
        Set(nameof(EnableOsPatching), nameof(ComputeInstance.EnableOsPatching), EnableOsPatching);
        Set(nameof(EnableRootAccess), nameof(ComputeInstance.EnableRootAccess), EnableRootAccess);
        Set(nameof(ReleaseQuotaOnStop), nameof(ComputeInstance.ReleaseQuotaOnStop), ReleaseQuotaOnStop);
        Set(nameof(CustomService), nameof(ComputeInstance.CustomServices), PlainData.ToJsonArray(CustomService, nameof(CustomService)));
        Set(nameof(DataMount), nameof(ComputeInstance.DataMounts), PlainData.ToJsonArray(DataMount, nameof(DataMount)));
        Set(nameof(VmSize), nameof(ComputeCluster.VmSize), VmSize);
        Set(nameof(Priority), nameof(ComputeCluster.Priority), Priority);
        Set(nameof(SubnetId), nameof(ComputeCluster.SubnetId), SubnetId);
        Set(nameof(Location), nameof(ComputeTarget.Location), Location);
        Set(nameof(EnableNodePublicIp), nameof(ComputeCluster.EnableNodePublicIp), EnableNodePublicIp);
        Set(nameof(SshPublicKey), nameof(ComputeCluster.SshPublicKey), SshPublicKey);
        DescribeIdentity(change);
        DescribeSchedules(change);
        return !change.IsEmpty
            ? change
            : throw new ComputeTargetException(ErrorIds.InvalidArgument, "Nothing is to be changed: give what shall be, such as -MaxNodes or -Tag, or -Configuration.");
    }

    /// <summary>What is given to both of two parameters that undo each other is a slip, whichever of them would win.</summary>
    private void RefuseContradictions()
    {
        Refuse(nameof(AddUserAssignedIdentity), AddUserAssignedIdentity, nameof(RemoveUserAssignedIdentity), RemoveUserAssignedIdentity);
        Refuse(nameof(EnableSchedule), EnableSchedule, nameof(DisableSchedule), DisableSchedule);
        Refuse(nameof(RemoveSchedule), RemoveSchedule, nameof(EnableSchedule), EnableSchedule);
        Refuse(nameof(RemoveSchedule), RemoveSchedule, nameof(DisableSchedule), DisableSchedule);
    }

    private static void Refuse(string parameter, object[]? given, string other, object[]? givenThere)
    {
        foreach (object item in given ?? [])
        {
            if (Array.Exists(givenThere ?? [], there => MeanSame(item, parameter, there, other)))
            {
                throw ComputeTargetException.Invalid($"-{parameter} and -{other} contradict each other: both name '{IdOf(item, parameter) ?? $"{ScheduleOf(item, parameter)}"}'.");
            }
        }
    }

    /// <summary>Whether two items are the same word or id, or schedules that do the same.</summary>
    private static bool MeanSame(object item, string parameter, object there, string other) =>
        IdOf(item, parameter) is { } id && IdOf(there, other) is { } otherId
            ? id.Equals(otherId, StringComparison.OrdinalIgnoreCase)
            : ScheduleOf(item, parameter) is { } schedule && ScheduleOf(there, other) is { } second && MemberComparison.AreSameSchedule(schedule.ToNode(), second.ToNode());

    /// <summary>The text itself, or the id of a schedule that has one.</summary>
    private static string? IdOf(object item, string parameter) => PlainData.Unwrap(item) is string text ? text.Trim() : ScheduleOf(item, parameter)?.Id;

    private static ComputeSchedule? ScheduleOf(object item, string parameter) =>
        PlainData.Unwrap(item) is not string && PlainData.ToJson(item, parameter) is JsonObject schedule
            ? new ComputeSchedule(JsonSerializer.SerializeToElement(schedule))
            : null;

    private void DescribeIdentity(ComputeChange change)
    {
        if (IdentityType is not null || AddUserAssignedIdentity is not null || RemoveUserAssignedIdentity is not null)
        {
            change.Edit(nameof(ComputeTarget.Identity), (_, live) => IdentityEdit.Apply(live, IdentityType, AddUserAssignedIdentity ?? [], RemoveUserAssignedIdentity ?? []));
        }
    }

    /// <summary>In the order in which a user would do them one after the other: replace, remove, switch, add.</summary>
    private void DescribeSchedules(ComputeChange change)
    {
        const string Property = nameof(ComputeInstance.Schedules);
        if (Schedule is not null)
        {
            change.Set(Property, PlainData.ToJsonArray(Schedule, nameof(Schedule)));
        }

        void Edit(object[]? which, string parameter, Action<JsonArray, JsonObject> edit)
        {
            if (which is not null)
            {
                ScheduleChoice[] choices = [.. which.Select(item => Choice(item, parameter))];
                change.Edit(Property, (_, live) => ScheduleEdit.Apply(live, choices, parameter, edit));
            }
        }

        Edit(RemoveSchedule, nameof(RemoveSchedule), (all, schedule) => all.Remove(schedule));
        Edit(EnableSchedule, nameof(EnableSchedule), (_, schedule) => ComputeSchedule.Members.Status.Write(schedule, "Enabled"));
        Edit(DisableSchedule, nameof(DisableSchedule), (_, schedule) => ComputeSchedule.Members.Status.Write(schedule, "Disabled"));
        if (PlainData.ToJsonArray(AddSchedule, nameof(AddSchedule)) is { } added)
        {
            change.Edit(Property, (_, live) => ScheduleEdit.Add(live, added));
        }
    }

    private static ScheduleChoice Choice(object item, string parameter)
    {
        if (PlainData.Unwrap(item) is not string text)
        {
            JsonNode? schedule = PlainData.ToJson(item, parameter);
            return new ScheduleChoice("given", other => MemberComparison.AreSameSchedule(schedule, other), MustExist: true);
        }

        WildcardPattern pattern = Patterns.Parse(text);
        return new ScheduleChoice(
            text,
            schedule => pattern.IsMatch(ComputeSchedule.Members.Id.ReadNode(ComputeSchedule.Members.Id.Find(schedule)) as string ?? string.Empty)
                || text.Equals(ComputeSchedule.Members.Action.ReadNode(ComputeSchedule.Members.Action.Find(schedule)) as string, StringComparison.OrdinalIgnoreCase),
            MustExist: !WildcardPattern.ContainsWildcardCharacters(text) && !text.Equals("Start", StringComparison.OrdinalIgnoreCase) && !text.Equals("Stop", StringComparison.OrdinalIgnoreCase));
    }
}
