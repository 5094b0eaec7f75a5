using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;
using AmlCompute.Client.Changes;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <content>Creates the change from the parameters, or from the columns of a row.</content>
public sealed partial class SetAmlComputeTargetCommand
{
    /// <summary>Reads the change and the names of the targets from a row; a name on the command line is not used.</summary>
    private void ReadRow(NumberedRow numbered)
    {
        ParameterRow row = ParameterRow.Create(numbered.Row, GetType(), _rows);
        SetAmlComputeTargetCommand command = (SetAmlComputeTargetCommand)row.Command;
        command.RefuseFilters();

        // The settings of the row take precedence over those of -Configuration.
        command.Configuration = Configuration;
        _change = _typedChange is not null && row.HasOnlyDefaults ? _typedChange : command.CreateChange(this);
        if (numbered.Row.BaseObject is IDictionary)
        {
            // The engine binds the properties of an object to -ResourceId, but not the keys of a hashtable.
            PipelineObject = PlainRow.Create(PlainRow.ReadMembers(numbered.Row)!);
        }

        // An empty name is an error, unless the row has an id.
        Name = command.Name.Length > 0 ? command.Name : [string.Empty];
        WarnOfRepeatedTarget(numbered);
    }

    /// <summary>Refuses the columns WithTag and Exclude of a row, because they would not select targets.</summary>
    private void RefuseFilters()
    {
        if (WithTag.Length + Exclude.Length > 0)
        {
            string filter = WithTag.Length > 0 ? nameof(WithTag) : nameof(Exclude);
            throw Invalid($"{FormatParameter(filter)} cannot be a column. Use the parameter -{filter}, which applies to all rows.");
        }
    }

    private void WarnOfRepeatedTarget(NumberedRow numbered)
    {
        // Targets of several workspaces can have the same name.
        string? id = (PlainRow.ReadValue(numbered.Row, nameof(ResourceId)) ?? PlainRow.ReadValue(numbered.Row, "Id")) as string;
        string? target = id is { Length: > 0 } ? id : numbered.Name;
        if (target is not null && _rows.FindEarlierOrAdd(target, numbered) is { } earlierRow)
        {
            WriteWarning($"Row {numbered.Number} ('{numbered.Name ?? target}') changes the same compute target as {earlierRow}.");
        }
    }

    /// <summary>Creates the change. The command of a row never runs, so only the host can read files.</summary>
    /// <exception cref="ComputeTargetException">A value is not valid, parameters contradict each other, or none is specified.</exception>
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
            if (IsSpecified(setting.Parameter!) && !AksCompute.SslMembers.Contains(setting.Member!))
            {
                change.SetValue(property, ReadValue(type, setting, host));
            }
        }

        AddTlsChange(change, host);
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
        ConfigurationRules.Require(settingAlone, applies: rule => rule == setting);
        return value;
    }

    private void RefuseSecrets(string parameter, object[]? items)
    {
        string word = FormatParameter(parameter);
        string text = PlainJson.ConvertToNode(items, word)?.ToJsonString(JsonText.Indented) ?? string.Empty;
        if (SecretForms.FindKind(text) is { } secret)
        {
            throw Invalid($"{word} contains {secret}, which every reader of the target could see. Use a value without a secret.");
        }
    }

    /// <summary>Refuses an item in two parameters that contradict each other, because the result would depend on their order.</summary>
    private void RefuseContradictions()
    {
        RefuseCommonItem(
            nameof(AddUserAssignedIdentity), AddUserAssignedIdentity, nameof(RemoveUserAssignedIdentity), RemoveUserAssignedIdentity);
        string[] added = [.. PlainData.ListEntries(AddTag ?? new Hashtable()).Select(tag => tag.Key)];
        RefuseCommonItem(nameof(AddTag), added, nameof(RemoveTag), RemoveTag);
        RefuseCommonItem(nameof(EnableSchedule), EnableSchedule, nameof(DisableSchedule), DisableSchedule);
        RefuseCommonItem(nameof(RemoveSchedule), RemoveSchedule, nameof(EnableSchedule), EnableSchedule);
        RefuseCommonItem(nameof(RemoveSchedule), RemoveSchedule, nameof(DisableSchedule), DisableSchedule);
    }

    private void RefuseCommonItem(string parameter, object[]? items, string otherParameter, object[]? otherItems)
    {
        ChangeItem[] others = ReadItems(otherParameter, otherItems);
        if (Array.Find(ReadItems(parameter, items), item => Array.Exists(others, item.IsSameAs)) is { } commonItem)
        {
            throw Invalid(
                $"{FormatParameter(parameter)} and {FormatParameter(otherParameter)} contradict each other: both select '{commonItem}'.");
        }
    }

    private ChangeItem[] ReadItems(string parameter, object[]? items) =>
        Array.ConvertAll(items ?? [], item => new ChangeItem(item, FormatParameter(parameter)));

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
                tags => TagEdit.RemoveAndAdd(
                    tags, added, name => Array.Exists(removed, pattern => pattern.IsMatch(name)), source));
        }
    }

    /// <summary>Adds the changes of identities. The kind and the ids depend on each other, so they are one edit.</summary>
    private void AddIdentityChanges(ComputeChange change)
    {
        if (IdentityType is not null || AddUserAssignedIdentity is not null || RemoveUserAssignedIdentity is not null)
        {
            ParameterSource source = ((IRowCommand)this).Source;
            change.EditValue(
                nameof(ComputeTarget.Identity),
                identity => IdentityEdit.AddAndRemove(
                    identity, IdentityType, AddUserAssignedIdentity ?? [], RemoveUserAssignedIdentity ?? [], source));
        }
    }

    /// <summary>Adds the changes of schedules, after -Schedule, in the order remove, enable or disable, add.</summary>
    private void AddScheduleChanges(ComputeChange change)
    {
        JsonMember status = ComputeSchedule.Members.Status;
        AddScheduleEdit(change, nameof(RemoveSchedule), RemoveSchedule, (schedules, schedule) => schedules.Remove(schedule));
        AddScheduleEdit(change, nameof(EnableSchedule), EnableSchedule, (_, schedule) => status.Write(schedule, "Enabled"));
        AddScheduleEdit(change, nameof(DisableSchedule), DisableSchedule, (_, schedule) => status.Write(schedule, "Disabled"));
        if (ReadAddedSchedules() is { } added)
        {
            change.EditValue(nameof(ComputeInstance.Schedules), schedules => ScheduleEdit.AddSchedules(schedules, added));
        }
    }

    /// <summary>Returns the schedules of -AddSchedule, which must follow the rules of -Schedule; null for none.</summary>
    private JsonArray? ReadAddedSchedules()
    {
        JsonMember member = ComputeInstance.Members.Schedules;
        string word = FormatParameter(nameof(AddSchedule));
        if (member.Shape.ConvertScalars(PlainJson.ConvertToNode(AddSchedule, word)) is not JsonArray added)
        {
            return null;
        }

        // The errors of the rules name the parameter or column of -Schedule, which is that of -AddSchedule here.
        ParameterSource source = new(new Dictionary<string, string> { [nameof(Schedule)] = word.Trim('\'') });
        ComputeConfiguration schedulesAlone = new ComputeConfiguration(ComputeTypes.ComputeInstance, isAttach: false, source: source)
            .SetNode(member, added.DeepClone());
        ConfigurationRules.Require(schedulesAlone, applies: setting => setting.Member == member);
        return added;
    }

    private void AddScheduleEdit(ComputeChange change, string parameter, object[]? items, Action<JsonArray, JsonObject> edit)
    {
        if (items is not null)
        {
            string word = FormatParameter(parameter);
            ScheduleChoice[] choices = Array.ConvertAll(ReadItems(parameter, items), item => item.ToScheduleChoice());
            change.EditValue(
                nameof(ComputeInstance.Schedules), schedules => ScheduleEdit.EditSelected(schedules, choices, word, edit));
        }
    }

    /// <summary>Returns the parameter for messages, such as -AddTag, or the column of the row that it came from.</summary>
    private string FormatParameter(string parameter) => ((IRowCommand)this).Source.GetWord(parameter);

    /// <summary>Returns true if the row has the setting; without a row, if its parameter is bound.</summary>
    private bool IsSpecified(string parameter) =>
        ((IRowCommand)this).Source.HasColumn(parameter) ?? MyInvocation.BoundParameters.ContainsKey(parameter);
}
