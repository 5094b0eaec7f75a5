using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Changes;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <content>Creates the change from the parameters, and declares the parameters of settings that the service cannot change.</content>
public sealed partial class SetAmlComputeTargetCommand
{
    /// <summary>Gets or sets the size, which cannot be changed: another value is an error. See Resize-AmlComputeTarget.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? VmSize { get; set; }

    /// <summary>Gets or sets the priority of the nodes, which cannot be changed: another value is an error.</summary>
    [Parameter]
    [Alias("VmPriority")]
    [KnownWords("Dedicated", "LowPriority", Synonym = ["Spot", "LowPriority"])]
    [ArgumentCompleter(typeof(SettingWordCompleter))]
    public string? Priority { get; set; }

    /// <summary>Gets or sets the ARM id of the subnet, which cannot be changed: another value is an error.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SubnetId { get; set; }

    /// <summary>Gets or sets the region, which cannot be changed: another value is an error.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Location { get; set; }

    /// <summary>Gets or sets whether the nodes have public IP addresses, which cannot be changed: another value is an error.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FlagCompleter))]
    public bool EnableNodePublicIp { get; set; }

    /// <summary>Gets or sets the SSH public key, which cannot be changed: another value is an error.</summary>
    [Parameter]
    [Alias("AdminUserSshKey")]
    [ValidateNotNullOrEmpty]
    public string? SshPublicKey { get; set; }

    private string FormatParameter(string parameter) => ((IRowCommand)this).Source.GetWord(parameter);

    /// <summary>Creates the change from the parameters, or from the columns of a row.</summary>
    private ComputeChange CreateChange(IConfigurationHost host)
    {
        RefuseContradictions();
        ComputeChange change = new();
        if (Configuration is not null)
        {
            change.AddConfiguration(Configuration);
        }

        RefuseSecrets(nameof(AddUserAssignedIdentity), AddUserAssignedIdentity);
        RefuseSecrets(nameof(RemoveUserAssignedIdentity), RemoveUserAssignedIdentity);
        RefuseSecrets(nameof(AddSchedule), AddSchedule);
        foreach ((string type, string property, Setting setting) in SettingSearch.ListByParameter())
        {
            if (IsBound(setting.Parameter!) && !AksCompute.SslMembers.Contains(setting.Member!))
            {
                change.SetValue(property, ReadValue(type, setting, host));
            }
        }

        AddTlsChange(change);
        AddTagChanges(change);
        AddIdentityChanges(change);
        AddScheduleChanges(change);
        return !change.IsEmpty
            ? change
            : throw Invalid(
                "No setting to change was specified. Use a parameter such as -MaxNodes or -Tag, or -Configuration.");
    }

    /// <summary>Returns the wanted value of a setting; null to remove it.</summary>
    private object? ReadValue(string computeType, Setting setting, IConfigurationHost host)
    {
        string parameter = setting.Parameter!;
        object? value = ParameterValue.Convert(setting, GetType().GetProperty(parameter)!.GetValue(this), FormatParameter(parameter), host);
        if (value is string { Length: 0 } || (value is TimeSpan { Ticks: 0 } && parameter == nameof(IdleTimeBeforeShutdown)))
        {
            return null;
        }

        ComputeConfiguration settingAlone = new ComputeConfiguration(computeType, isAttach: false, source: ((IRowCommand)this).Source)
            .SetNode(setting.Member!, value);
        ConfigurationRules.Require(settingAlone, null, rule => rule == setting);
        return value;
    }

    private static void RefuseSecrets(string parameter, object[]? items)
    {
        string text = PlainJson.ConvertToNode(items, $"-{parameter}")?.ToJsonString(JsonText.Indented) ?? string.Empty;
        if (SecretForms.FindKind(text) is { } secret)
        {
            throw Invalid(
                $"-{parameter} contains {secret}, which every reader of the target could see. Use a value without a secret.");
        }
    }

    /// <summary>Refuses an item in two parameters that contradict each other, because the result would depend on their order.</summary>
    private void RefuseContradictions()
    {
        RefuseCommonItem(
            nameof(AddUserAssignedIdentity), AddUserAssignedIdentity, nameof(RemoveUserAssignedIdentity), RemoveUserAssignedIdentity);
        string[] added = [.. (AddTag ?? new Hashtable()).Keys.Cast<object>().Select(key => $"{key}")];
        RefuseCommonItem(nameof(AddTag), added, nameof(RemoveTag), RemoveTag);
        RefuseCommonItem(nameof(EnableSchedule), EnableSchedule, nameof(DisableSchedule), DisableSchedule);
        RefuseCommonItem(nameof(RemoveSchedule), RemoveSchedule, nameof(EnableSchedule), EnableSchedule);
        RefuseCommonItem(nameof(RemoveSchedule), RemoveSchedule, nameof(DisableSchedule), DisableSchedule);
    }

    private static void RefuseCommonItem(string parameter, object[]? items, string otherParameter, object[]? otherItems)
    {
        foreach (object item in items ?? [])
        {
            if (Array.Exists(otherItems ?? [], otherItem => AreSame(item, parameter, otherItem, otherParameter)))
            {
                string name = ReadId(item, parameter) ?? $"{ReadSchedule(item, parameter)}";
                throw Invalid($"-{parameter} and -{otherParameter} contradict each other: both name '{name}'.");
            }
        }
    }

    /// <summary>Returns true if two items are the same word or id, or equal schedules.</summary>
    private static bool AreSame(object item, string parameter, object otherItem, string otherParameter)
    {
        if (ReadId(item, parameter) is { } id && ReadId(otherItem, otherParameter) is { } otherId)
        {
            return id.Equals(otherId, StringComparison.OrdinalIgnoreCase);
        }

        return ReadSchedule(item, parameter) is { } schedule
            && ReadSchedule(otherItem, otherParameter) is { } otherSchedule
            && MemberComparison.AreSameSchedule(schedule.ToNode(), otherSchedule.ToNode());
    }

    /// <summary>Returns the text, or the id of a schedule; null if the schedule has none.</summary>
    private static string? ReadId(object item, string parameter) =>
        PlainData.Unwrap(item) is string text ? text.Trim() : ReadSchedule(item, parameter)?.Id;

    private static ComputeSchedule? ReadSchedule(object item, string parameter) =>
        PlainData.Unwrap(item) is not string && PlainJson.ConvertToNode(item, $"-{parameter}") is JsonObject schedule
            ? new ComputeSchedule(JsonSerializer.SerializeToElement(schedule))
            : null;

    /// <summary>Adds the changes of tags, after -Tag, in the order remove, add.</summary>
    private void AddTagChanges(ComputeChange change)
    {
        if (AddTag is not null || RemoveTag is not null)
        {
            WildcardPattern[] removed = Array.ConvertAll(RemoveTag ?? [], Patterns.Parse);
            IReadOnlyDictionary<string, string?> added = TagValues.ConvertTags(AddTag ?? new Hashtable(), FormatParameter(nameof(AddTag)));
            ParameterSource source = ((IRowCommand)this).Source;
            change.EditValue(
                nameof(ComputeTarget.Tags),
                (live, tags) => TagEdit.RemoveAndAdd(
                    live.ComputeType, tags, added, name => Array.Exists(removed, pattern => pattern.IsMatch(name)), source));
        }
    }

    private void AddIdentityChanges(ComputeChange change)
    {
        if (IdentityType is not null || AddUserAssignedIdentity is not null || RemoveUserAssignedIdentity is not null)
        {
            change.EditValue(
                nameof(ComputeTarget.Identity),
                (_, live) => IdentityEdit.AddAndRemove(
                    live, IdentityType, AddUserAssignedIdentity ?? [], RemoveUserAssignedIdentity ?? []));
        }
    }

    /// <summary>Adds the changes of schedules, after -Schedule, in the order remove, enable or disable, add.</summary>
    private void AddScheduleChanges(ComputeChange change)
    {
        const string Property = nameof(ComputeInstance.Schedules);
        void AddEdit(object[]? items, string parameter, Action<JsonArray, JsonObject> edit)
        {
            if (items is not null)
            {
                ScheduleChoice[] choices = [.. items.Select(item => CreateChoice(item, parameter))];
                change.EditValue(Property, (_, live) => ScheduleEdit.EditSelected(live, choices, parameter, edit));
            }
        }

        AddEdit(RemoveSchedule, nameof(RemoveSchedule), (schedules, schedule) => schedules.Remove(schedule));
        AddEdit(EnableSchedule, nameof(EnableSchedule), (_, schedule) => ComputeSchedule.Members.Status.Write(schedule, "Enabled"));
        AddEdit(DisableSchedule, nameof(DisableSchedule), (_, schedule) => ComputeSchedule.Members.Status.Write(schedule, "Disabled"));
        if (PlainJson.ConvertToNode(AddSchedule, $"-{nameof(AddSchedule)}") as JsonArray is { } added)
        {
            change.EditValue(Property, (_, live) => ScheduleEdit.AddSchedules(live, added));
        }
    }

    private static ScheduleChoice CreateChoice(object item, string parameter)
    {
        if (PlainData.Unwrap(item) is not string text)
        {
            JsonNode? schedule = PlainJson.ConvertToNode(item, $"-{parameter}");
            return new ScheduleChoice("given", other => MemberComparison.AreSameSchedule(schedule, other), MustExist: true);
        }

        WildcardPattern pattern = Patterns.Parse(text);
        bool isAction = text.Equals("Start", StringComparison.OrdinalIgnoreCase) || text.Equals("Stop", StringComparison.OrdinalIgnoreCase);
        return new ScheduleChoice(text, IsChosen, MustExist: !isAction && !WildcardPattern.ContainsWildcardCharacters(text));

        bool IsChosen(JsonObject schedule) =>
            pattern.IsMatch(ReadText(schedule, ComputeSchedule.Members.Id) ?? string.Empty)
            || text.Equals(ReadText(schedule, ComputeSchedule.Members.Action), StringComparison.OrdinalIgnoreCase);
    }

    private static string? ReadText(JsonObject schedule, JsonMember member) => member.ReadNode(member.FindNode(schedule)) as string;
}
