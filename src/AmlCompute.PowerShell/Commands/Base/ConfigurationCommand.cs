using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json.Nodes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <summary>A command whose parameters describe a compute target. Declares the parameters of all types.</summary>
public abstract class ConfigurationCommand : ThrottledCommand
{
    private bool? _disableLocalAuth;

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
    public IDictionary? Tag { get; set; }

    /// <summary>Gets or sets the kind of managed identity.</summary>
    [Parameter]
    [IdentityType]
    [ValidateSet(ComputeIdentity.None, ComputeIdentity.SystemAssigned, ComputeIdentity.UserAssigned, ComputeIdentity.Both)]
    public string? IdentityType { get; set; }

    /// <summary>Gets or sets the ARM resource ids of user-assigned identities.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IdentityCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? IdentityId { get; set; }

    /// <summary>Gets or sets whether only Microsoft Entra identities may sign in.</summary>
    [Parameter]
    public SwitchParameter DisableLocalAuth
    {
        get => _disableLocalAuth ?? false;
        set => _disableLocalAuth = value.ToBool();
    }

    /// <summary>Creates the configuration that the parameters describe.</summary>
    /// <param name="host">Resolves the workspace and reads files.</param>
    /// <exception cref="ComputeTargetException">The parameters contradict each other.</exception>
    internal ComputeConfiguration Configure(IConfigurationHost host)
    {
        UseServiceCasing();
        ComputeConfiguration configuration = Describe(host)
            .Set(ComputeTarget.Members.Location, Location)
            .Set(ComputeTarget.Members.Description, Description)
            .Set(ComputeTarget.Members.Tags, PlainData.ToTags(Tag, nameof(Tag)))
            .Set(ComputeTarget.Members.DisableLocalAuth, _disableLocalAuth)
            .SetNode(ComputeTarget.Members.Identity, Identity());
        ConfigurationRules.Require(configuration, withLimits: !host.ChecksValues);
        return configuration;
    }

    /// <summary>Creates the configuration from the parameters of the compute type.</summary>
    private protected abstract ComputeConfiguration Describe(IConfigurationHost host);

    /// <summary>Restores the casing of the service, because PowerShell accepts the values of a ValidateSet in any casing.</summary>
    private void UseServiceCasing()
    {
        foreach (PropertyInfo property in GetType().GetProperties())
        {
            if (property.GetCustomAttribute<ValidateSetAttribute>() is { } words && property.GetValue(this) is string typed)
            {
                property.SetValue(this, words.ValidValues.First(word => word.Equals(typed, StringComparison.OrdinalIgnoreCase)));
            }
        }
    }

    private JsonObject? Identity() =>
        IdentityType is null && IdentityId is null
            ? null
            : ComputeIdentity.Describe(IdentityType ?? ComputeIdentity.UserAssigned, IdentityId);
}
