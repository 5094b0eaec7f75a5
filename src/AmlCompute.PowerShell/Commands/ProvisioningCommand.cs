using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;
using AmlCompute.Client;

namespace AmlCompute.Commands;

/// <summary>A command that makes a compute target: what New and Connect have in common.</summary>
public abstract class ProvisioningCommand : WorkspaceScopedCommand
{
    /// <summary>Gets or sets the name: 2 to 32 letters, digits and hyphens, starting with a letter.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("ComputeName")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    /// <summary>Gets or sets what was piped, so that an object which is not a name can be refused.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Gets or sets the region of the resource; that of the workspace unless given.</summary>
    [Parameter]
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
    [ValidateSet("None", "SystemAssigned", "UserAssigned", "SystemAssigned,UserAssigned")]
    public string? IdentityType { get; set; }

    /// <summary>Gets or sets the ARM resource ids of user-assigned identities.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? IdentityId { get; set; }

    /// <summary>Gets or sets whether only Microsoft Entra identities may sign in.</summary>
    [Parameter]
    public SwitchParameter DisableLocalAuth { get; set; }

    /// <summary>Gets or sets whether to take an existing target of that name as it is.</summary>
    [Parameter]
    public SwitchParameter IfNotExists { get; set; }

    /// <summary>Gets or sets whether to overwrite an existing target of that name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gets or sets whether to wait until the target is provisioned.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Gets or sets the longest time to wait, 30 minutes unless given. Takes seconds, 30s, 15m, 2h, 1d, hh:mm:ss or a TimeSpan.</summary>
    [Parameter]
    [Duration]
    [ValidateNotNull]
    public Duration Timeout { get; set; } = Durations.DefaultTimeout;

    private protected abstract string ActionText { get; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _ = OrEnd(Configuration);
        _ = OrEnd(WaitChoice);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Name, () =>
    {
        RefuseObjects();
        ComputeNames.Require(Name);
        if (ComputeNames.Doubt(Name) is { } doubt)
        {
            WriteWarning(doubt);
        }

        Workspace workspace = CurrentWorkspace();
        ExistingTarget existing = Force ? ExistingTarget.Replace : IfNotExists ? ExistingTarget.Keep : ExistingTarget.Refuse;
        if (WantsWhatIf && Await(call => new ComputeProvisioner(workspace, call).CheckPutAsync(Name, Configuration(), existing)) is { } kept)
        {
            WriteObject(kept);
        }
        else if (ShouldProcess($"{Name} in workspace {workspace.Name}", ActionText))
        {
            WriteObject(Await(call => new ComputeProvisioner(workspace, call).PutAsync(Name, Configuration(), existing, WaitChoice())));
        }
    });

    /// <summary>What the target shall be, from the parameters of its type.</summary>
    private protected abstract ComputeConfiguration Describe();

    /// <summary>What the target shall be.</summary>
    /// <exception cref="ComputeTargetException">The parameters contradict each other.</exception>
    private ComputeConfiguration Configuration()
    {
        if (Force && IfNotExists)
        {
            throw Invalid("-Force and -IfNotExists exclude each other.");
        }

        return Describe()
            .Set(ComputeTarget.Members.Location, Location)
            .Set(ComputeTarget.Members.Description, Description)
            .Set(ComputeTarget.Members.Tags, PlainData.ToTexts(Tag))
            .Set(ComputeTarget.Members.DisableLocalAuth, DisableLocalAuth.IsPresent ? DisableLocalAuth.ToBool() : null)
            .SetNode(ComputeTarget.Members.Identity, Identity());
    }

    private protected static ComputeTargetException Invalid(string message) => new(ErrorIds.InvalidArgument, message);

    private WaitChoice WaitChoice() => new(Wait, Durations.Timeout(Timeout));

    private JsonObject? Identity()
    {
        if (IdentityType is null && IdentityId is null)
        {
            return null;
        }

        string type = IdentityType ?? "UserAssigned";
        if (type.Contains("UserAssigned") != IdentityId is not null)
        {
            throw Invalid("-IdentityId goes with -IdentityType UserAssigned or SystemAssigned,UserAssigned, which need it.");
        }

        return ComputeIdentity.Describe(type, IdentityId);
    }

    /// <summary>Another object than a text would be taken by its text form, and a target of the same name made elsewhere.</summary>
    private void RefuseObjects()
    {
        if (InputObject is not null and not { BaseObject: string })
        {
            string advice = InputObject.TypeNames.Any(name => name.EndsWith("AmlCompute." + nameof(ComputeTarget), StringComparison.Ordinal))
                ? "A compute target cannot be copied by piping it; give a name, and the settings to copy as parameters."
                : "Only names can be piped here.";
            throw Invalid($"{MyInvocation.MyCommand.Name} was given a {InputObject.BaseObject.GetType().Name}. {advice}");
        }
    }
}
