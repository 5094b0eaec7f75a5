using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <summary>
/// A command whose parameters describe a compute target, such as New-AmlComputeTarget. Declares the parameters that all types of target
/// have, and creates a configuration from all parameters.
/// </summary>
public abstract class ConfigurationCommand : ThrottledCommand, IRowCommand
{
    /// <summary>Gets or sets the region of the resource. The default is that of an overwritten target, or else of the workspace.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LocationCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Location { get; set; }

    /// <summary>Gets or sets the description.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Gets or sets the tags, as names with text values.</summary>
    [Parameter]
    [Alias("Tags")]
    [TagText]
    [ArgumentCompleter(typeof(TagCompleter))]
    public IDictionary? Tag { get; set; }

    /// <summary>Gets or sets the kind of managed identity; with -IdentityId alone it is UserAssigned.</summary>
    [Parameter]
    [IdentityType]
    [ArgumentCompleter(typeof(IdentityTypeCompleter))]
    public string? IdentityType { get; set; }

    /// <summary>Gets or sets the ARM resource ids of user-assigned identities.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IdentityCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? IdentityId { get; set; }

    /// <summary>Gets or sets whether only Microsoft Entra identities may sign in.</summary>
    [Parameter]
    public SwitchParameter DisableLocalAuth { get; set; }

    /// <inheritdoc/>
    ParameterSource IRowCommand.Source { get; set; } = ParameterSource.CommandLine;

    /// <summary>Creates the configuration that the parameters describe.</summary>
    /// <param name="host">Resolves the workspace and reads files.</param>
    /// <exception cref="ComputeTargetException">A value is missing or not valid, or the parameters contradict each other.</exception>
    internal ComputeConfiguration CreateConfiguration(IConfigurationHost host)
    {
        ComputeConfiguration configuration = CreateTypeConfiguration(host);
        foreach (Setting setting in SettingTable.ListSettings(configuration.ComputeType))
        {
            if (setting is { Parameter: { } parameter, Member: { } member } && IsSpecified(parameter))
            {
                object? value = GetType().GetProperty(parameter)!.GetValue(this);
                configuration.SetNode(member, ParameterValue.Convert(setting, value, FormatParameter(parameter), host));
            }
        }

        configuration.SetNode(ComputeTarget.Members.Identity, DescribeIdentity(IdentityType, IdentityId));
        ConfigurationRules.Require(configuration, applies: setting => !host.ReportsInvalidValues || !HasOwnCheck(setting));
        return configuration;
    }

    /// <summary>Returns the JSON of an identity, UserAssigned for ids alone; null if neither a kind nor an id is specified.</summary>
    internal static JsonObject? DescribeIdentity(string? type, string[]? ids) =>
        type is null && ids is null ? null : ComputeIdentity.CreateJson(type ?? ComputeIdentity.UserAssigned, ids);

    /// <summary>Returns true for a setting that Test-AmlComputeTarget checks and reports itself.</summary>
    private static bool HasOwnCheck(Setting setting) =>
        setting.Member == ComputeCluster.Members.MinNodes
        || setting.Member == ComputeTarget.Members.ClusterResourceId
        || setting.Parameter == nameof(NewAmlComputeTargetCommand.SubnetId);

    /// <summary>Returns the parameter for messages, such as -VmSize, or the column of the row that it came from.</summary>
    private protected string FormatParameter(string parameter) => ((IRowCommand)this).Source.GetWord(parameter);

    private protected ComputeTargetException CreateMissingError(string parameter) => Invalid($"{FormatParameter(parameter)} is missing.");

    /// <summary>Creates a configuration without settings.</summary>
    private protected ComputeConfiguration StartConfiguration(string computeType, bool isAttach) =>
        new(computeType, isAttach, source: ((IRowCommand)this).Source);

    /// <summary>Creates the configuration with the settings that are not simply the value of one parameter.</summary>
    private protected abstract ComputeConfiguration CreateTypeConfiguration(IConfigurationHost host);

    /// <summary>Returns true if the row has the setting; without a row, if its parameter is bound.</summary>
    private bool IsSpecified(string parameter) =>
        ((IRowCommand)this).Source.HasColumn(parameter) ?? MyInvocation.BoundParameters.ContainsKey(parameter);
}
