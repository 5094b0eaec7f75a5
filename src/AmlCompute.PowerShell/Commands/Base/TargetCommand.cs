using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command on targets that exist: by name, by resource id, or piped.</summary>
public abstract class TargetCommand : WorkspaceScopedCommand
{
    private static readonly string[] IdMembers = [nameof(ResourceId), "Id"];

    private bool _isSpread;

    /// <summary>Gets or sets the names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Name, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName")]
    [ArgumentCompleter(typeof(ComputeNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public virtual string[] Name { get; set; } = [];

    /// <summary>Gets or sets compute targets, as other commands of this module emit them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.InputObject, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public ComputeTarget[] InputObject { get; set; } = [];

    /// <summary>Gets or sets the ARM resource ids of the compute targets. A piped object's id wins over its name and over the session's workspace.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ResourceId, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    public string[] ResourceId { get; set; } = [];

    /// <summary>Gets or sets what was piped, so that an object which names no target is not taken for a name by its text form.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? PipelineObject { get; set; }

    /// <summary>Gets a value indicating whether all targets go over one connection; each that is piped may have one of its own.</summary>
    private protected override bool SharesConnection => !_isSpread;

    /// <summary>Gets a value indicating whether anything says which targets are meant.</summary>
    private protected bool IsGiven => Name.Length + InputObject.Length + ResourceId.Length > 0 || PipelineObject is not null;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (PipelineObject is not null && !NamesTarget(PipelineObject))
        {
            Fail(
                new ComputeTargetException(
                    ErrorIds.InvalidArgument,
                    $"An object of type {PipelineObject.BaseObject.GetType().Name} names no compute target. Pipe names, compute targets, or objects with a Name or an Id."),
                PipelineObject);
            return;
        }

        // A piped target binds its name and its id too; it carries more than they say: its connection.
        ComputeTarget[] targets = PipelineObject?.BaseObject is ComputeTarget piped ? [piped] : InputObject;
        string[] ids = ResourceId.Length > 0 || PipelineObject is null ? ResourceId : IdsOf(PipelineObject);
        _isSpread |= Workspace is null && targets.Length + ids.Length > 0;
        foreach (ComputeTarget target in targets)
        {
            Attempt(target, () => ProcessTarget(WorkspaceOf(target), target.Name, target));
        }

        if (targets.Length > 0)
        {
            return;
        }

        foreach (string id in ids)
        {
            Attempt(id, () =>
            {
                (WorkspaceReference reference, string name) = WorkspaceReference.ParseCompute(id);
                Attempt(name, () => ProcessTarget(WorkspaceOf(reference), name, null));
            });
        }

        foreach (string name in ids.Length == 0 ? Name : [])
        {
            Attempt(name, () => ProcessName(CurrentWorkspace(), name));
        }
    }

    /// <summary>Does one target.</summary>
    /// <param name="workspace">The workspace it is in.</param>
    /// <param name="name">Its name.</param>
    /// <param name="given">The object the user gave, if it was one; it may be stale.</param>
    private protected abstract void ProcessTarget(Workspace workspace, string name, ComputeTarget? given);

    /// <summary>Does every target a wildcard matches; none is no error.</summary>
    private protected virtual void ProcessPattern(Workspace workspace, WildcardPattern pattern)
    {
        foreach (ComputeTarget target in ListWhole(workspace, pattern).Where(FitsPattern))
        {
            Attempt(target.Name, () => ProcessTarget(workspace, target.Name, target));
        }
    }

    /// <summary>Whether a wildcard stands for this target too; one that is named is always meant.</summary>
    private protected virtual bool FitsPattern(ComputeTarget target) => true;

    private static bool NamesTarget(PSObject piped) =>
        piped.BaseObject is string or ComputeTarget or ComputeTarget[] or string[]
        || ((string[])["Name", "ComputeName", .. IdMembers]).Any(member => piped.Properties[member] is not null);

    /// <summary>
    /// The ids of a piped object. One that has a name too binds in the set of names, which cannot have -ResourceId: typed alone, it would leave that set's
    /// -Name missing.
    /// </summary>
    private static string[] IdsOf(PSObject piped)
    {
        if (piped.BaseObject is string || IdMembers.Select(member => piped.Properties[member]).FirstOrDefault(member => member is not null) is not { } id)
        {
            return [];
        }

        // An id that is blank is a mistake, and no reason to go by the name.
        string[] ids = LanguagePrimitives.ConvertTo<string[]>(id.Value) ?? [];
        return ids.Length > 0 ? ids : [string.Empty];
    }

    private void ProcessName(Workspace workspace, string name)
    {
        if (WildcardPattern.ContainsWildcardCharacters(name))
        {
            ProcessPattern(workspace, Patterns.Parse(name));
        }
        else
        {
            ProcessTarget(workspace, WildcardPattern.Unescape(name), null);
        }
    }
}
