using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <summary>A command whose parameters describe a compute target. Declares the parameters of all types.</summary>
public abstract class ConfigurationCommand : ThrottledCommand, IRowCommand
{
    /// <summary>Gets or sets the region of the resource. The default is the region of the workspace.</summary>
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

    /// <summary>Gets or sets the kind of managed identity.</summary>
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
    /// <exception cref="ComputeTargetException">The parameters contradict each other.</exception>
    internal ComputeConfiguration Configure(IConfigurationHost host)
    {
        ComputeConfiguration configuration = Describe(host);
        foreach (Setting setting in SettingTable.Of(configuration.ComputeType))
        {
            if (setting is { Parameter: { } parameter, Member: { } member } && IsGiven(parameter))
            {
                object? value = GetType().GetProperty(parameter)!.GetValue(this);
                configuration.SetNode(member, ParameterValue.Convert(setting, value, Word(parameter), host));
            }
        }

        configuration.SetNode(ComputeTarget.Members.Identity, IdentityOf(IdentityType, IdentityId));

        // Test-AmlComputeTarget reports these in checks of their own.
        ConfigurationRules.Require(configuration, null, row => !host.ChecksValues
            || (row.Member != ComputeCluster.Members.MinNodes
                && row.Member != ComputeTarget.Members.ClusterResourceId
                && row.Parameter != nameof(NewAmlComputeTargetCommand.SubnetId)));
        return configuration;
    }

    /// <summary>Returns the JSON that requests an identity; null if neither a kind nor an id is given.</summary>
    internal static JsonObject? IdentityOf(string? type, string[]? ids) =>
        type is null && ids is null ? null : ComputeIdentity.Describe(type ?? ComputeIdentity.UserAssigned, ids);

    private protected string Word(string parameter) => ((IRowCommand)this).Source.WordOf(parameter);

    private protected ComputeTargetException Missing(string parameter) => Invalid($"{Word(parameter)} is missing.");

    private protected ComputeConfiguration Begin(string computeType, bool isAttach) =>
        new(computeType, isAttach, source: ((IRowCommand)this).Source);

    /// <summary>Creates the configuration from the parameters of the compute type.</summary>
    private protected abstract ComputeConfiguration Describe(IConfigurationHost host);

    private bool IsGiven(string parameter) =>
        ((IRowCommand)this).Source.HasColumn(parameter) ?? MyInvocation.BoundParameters.ContainsKey(parameter);
}
