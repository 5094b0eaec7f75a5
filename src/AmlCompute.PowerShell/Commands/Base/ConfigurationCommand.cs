using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json.Nodes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <summary>A command whose parameters say what a compute target shall be; these are the ones of every type.</summary>
public abstract class ConfigurationCommand : ThrottledCommand
{
    private bool? _disableLocalAuth;

    /// <summary>Gets or sets the region of the resource; that of the workspace unless given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LocationCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Location { get; set; }

    /// <summary>Gets or sets the description.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Gets or sets the tags: names with texts.</summary>
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

    /// <summary>What the target shall be.</summary>
    /// <param name="host">Where the workspace and files are looked up.</param>
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

    /// <summary>What the parameters of the type say.</summary>
    private protected abstract ComputeConfiguration Describe(IConfigurationHost host);

    /// <summary>The engine takes a word of a set in any casing and leaves it as it was typed.</summary>
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
        IdentityType is null && IdentityId is null ? null : ComputeIdentity.Describe(IdentityType ?? ComputeIdentity.UserAssigned, IdentityId);
}
