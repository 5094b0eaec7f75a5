using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command on existing targets, given by name, by resource id, or piped.</summary>
public abstract class TargetCommand : WorkspaceScopedCommand
{
    private static readonly string[] IdMembers = [nameof(ResourceId), "Id"];

    private bool _isSpread;

    /// <summary>Gets or sets the names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = ParameterSets.Name, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName")]
    [ArgumentCompleter(typeof(ComputeNameCompleter))]
    [AllowEmptyString]
    [TargetNames]
    [SupportsWildcards]
    public virtual string[] Name { get; set; } = [];

    /// <summary>
    /// Gets or sets the kinds to process: Cluster, Instance, Kubernetes and so on, or the service's words such as AmlCompute. Wildcards are
    /// allowed.
    /// </summary>
    [Parameter]
    [Alias("ComputeType")]
    [ArgumentCompleter(typeof(ComputeTypeCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public virtual string[] Type { get; set; } = [];

    /// <summary>Gets or sets the states to process, such as Running, Stopped, Steady or Failed; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ComputeStateCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public virtual string[] State { get; set; } = [];

    /// <summary>Gets or sets the names of targets to leave out; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ComputeNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public virtual string[] Exclude { get; set; } = [];

    /// <summary>Gets or sets the compute targets, from other commands of this module.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.InputObject, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public ComputeTarget[] InputObject { get; set; } = [];

    /// <summary>
    /// Gets or sets the ARM resource ids of the compute targets. The id of a piped object takes precedence over its name and over the
    /// workspace of the session.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ResourceId, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ComputeIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ResourceId { get; set; } = [];

    /// <summary>Gets or sets the maximum number of targets to process at the same time: 1 to 100; the default is 10.</summary>
    [Parameter]
    [ValidateRange(1, Throttle.Highest)]
    public virtual int ThrottleLimit { get; set; } = Throttle.Usual;

    /// <summary>Gets or sets the piped object, because PowerShell would bind the text form of any object to -Name.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? PipelineObject { get; set; }

    /// <summary>Gets a value indicating whether all targets use one connection; a piped target can have its own.</summary>
    private protected override bool SharesConnection => !_isSpread;

    /// <summary>Lets a failed sign-in be the error of one item, because other items can have another connection.</summary>
    private protected void Spread() => _isSpread = true;

    /// <summary>Gets the tags that a target must have.</summary>
    private protected virtual object[] WantedTags => [];

    /// <summary>Gets the filter of the parameters.</summary>
    private protected TargetFilter Filter { get; private set; } = null!;

    private protected override string? MissingInput =>
        IsGiven ? null : "-Name is missing. Get-AmlComputeTarget lists the compute targets.";

    /// <summary>Gets a value indicating whether any target was specified.</summary>
    private protected bool IsGiven => Name.Length + InputObject.Length + ResourceId.Length > 0 || PipelineObject is not null;

    /// <summary>Returns the target object of an error about a target: the name or the object, or the row that it came from.</summary>
    private protected virtual object? Subject(object? target) => target;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Filter = OrEnd(() => new TargetFilter(Type, State, Exclude, WantedTags));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (string warning in Filter.Warnings())
        {
            WriteWarning(warning);
        }

        base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (PipelineObject is not null && !NamesTarget(PipelineObject))
        {
            Fail(
                new ComputeTargetException(
                    ErrorIds.InvalidArgument,
                    $"An object of type {PipelineObject.BaseObject.GetType().Name} does not name a compute target. "
                    + "Pipe names, compute targets, or objects with a Name or an Id."),
                PipelineObject);
            return;
        }

        // A name that the user also gave is not misspelt in -Exclude.
        Array.ForEach(Name, Filter.See);

        // A piped target also binds its name and id, but only the object has the connection.
        ComputeTarget[] targets = PipelineObject?.BaseObject is ComputeTarget piped ? [piped] : InputObject;
        string[] ids = ResourceId.Length > 0 || PipelineObject is null ? ResourceId : IdsOf(PipelineObject);
        _isSpread |= Workspace is null && targets.Length + ids.Length > 0;
        foreach (ComputeTarget target in targets.Where(Filter.Keeps))
        {
            Attempt(target, () => ProcessTarget(WorkspaceOf(target), target.Name, target));
        }

        if (targets.Length > 0)
        {
            return;
        }

        foreach (string id in ids)
        {
            Attempt(Subject(id), () =>
            {
                (WorkspaceReference reference, string name) = WorkspaceReference.ParseCompute(id);
                Workspace? own = Workspace is null ? (PipelineObject?.BaseObject as ComputeFinding)?.Target.Workspace : null;
                Attempt(Subject(name), () => ProcessNamed(own ?? WorkspaceOf(reference), name));
            });
        }

        foreach (string name in ids.Length == 0 ? Name : [])
        {
            Attempt(Subject(name), () => ProcessName(CurrentWorkspace(), name));
        }
    }

    /// <summary>Processes one target.</summary>
    /// <param name="workspace">The workspace of the target.</param>
    /// <param name="name">The name of the target.</param>
    /// <param name="given">The object that the user specified, which may be outdated; null for a name or an id.</param>
    private protected abstract void ProcessTarget(Workspace workspace, string name, ComputeTarget? given);

    /// <summary>Processes all targets that match a wildcard pattern. No match is not an error.</summary>
    private protected virtual void ProcessPattern(Workspace workspace, WildcardPattern pattern)
    {
        ComputeTarget[] all = [.. List(workspace)];
        Array.ForEach(all, target => Filter.See(target.Name));
        foreach (ExcludeWarning warning in Filter.TakeExcludeWarnings())
        {
            if (warning.Suggestion.Length > 0 && TypedCommand.LosesWork(MyInvocation) && !WantsWhatIf)
            {
                // The command ends, because the next pattern could match the target that the user meant.
                OrEnd(() => throw ComputeTargetException.Invalid($"{warning.Text} The command ends, because it can lose work."));
            }

            WriteWarning(warning.Text);
        }

        foreach (ComputeTarget target in all.Where(target => pattern.IsMatch(target.Name) && Filter.Keeps(target) && FitsPattern(target)))
        {
            Attempt(Subject(target.Name), () => ProcessTarget(workspace, target.Name, target));
        }
    }

    /// <summary>Returns true if wildcards can select the target. A target given by its full name is always processed.</summary>
    private protected virtual bool FitsPattern(ComputeTarget target) => true;

    /// <summary>Refuses an empty name, such as a blank cell of a row.</summary>
    private protected static void RequireText(string name)
    {
        if (name.Length == 0)
        {
            throw new ComputeTargetException(ErrorIds.InvalidComputeName, "The name is empty.");
        }
    }

    private static bool NamesTarget(PSObject piped) =>
        piped.BaseObject is string or ComputeTarget or ComputeTarget[] or string[]
        || ((string[])["Name", "ComputeName", .. IdMembers]).Any(member => piped.Properties[member] is not null);

    /// <summary>
    /// Returns the ids of a piped object. An object that also has a name binds in the set Name, which cannot have -ResourceId, because that
    /// parameter alone would leave the mandatory -Name of the set missing.
    /// </summary>
    private static string[] IdsOf(PSObject piped)
    {
        if (piped.BaseObject is string
            || IdMembers.Select(member => piped.Properties[member]).FirstOrDefault(member => member is not null) is not { } id)
        {
            return [];
        }

        // A blank id is an error; the name must not replace it.
        string[] ids = LanguagePrimitives.ConvertTo<string[]>(id.Value) ?? [];
        return ids.Length > 0 ? ids : [string.Empty];
    }

    /// <summary>Processes a target that is known by its name. Filters other than -Exclude need its properties.</summary>
    private void ProcessNamed(Workspace workspace, string name)
    {
        if (Filter.KeepsName(name)
            && (Filter.NeedsNameOnly
                || FiltersItself
                || Filter.Keeps(Await(call => NearTargets.GetAsync(workspace, name, call)))))
        {
            ProcessTarget(workspace, name, null);
        }
    }

    /// <summary>Gets a value indicating whether the command reads each target and applies the filter to it.</summary>
    private protected virtual bool FiltersItself => false;

    private void ProcessName(Workspace workspace, string name)
    {
        RequireText(name);
        if (WildcardPattern.ContainsWildcardCharacters(name))
        {
            ProcessPattern(workspace, Patterns.Parse(name));
        }
        else
        {
            ProcessNamed(workspace, WildcardPattern.Unescape(name));
        }
    }
}
