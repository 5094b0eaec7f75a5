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
    /// <summary>True if items can have connections of their own, as a target given as an object or by its id can.</summary>
    private bool _hasManyConnections;

    /// <summary>The parameter of the command line that specifies targets, such as Name; null for none.</summary>
    private string? _targetParameter;

    /// <summary>Gets or sets the names; wildcards are allowed.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Name,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName")]
    [ArgumentCompleter(typeof(ComputeNameCompleter))]
    [AllowEmptyString]
    [TargetNames]
    [SupportsWildcards]
    public virtual string[] Name { get; set; } = [];

    /// <summary>Gets or sets the kinds to process, such as Cluster or Instance, or the service's words; wildcards are allowed.</summary>
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

    /// <summary>Gets or sets the ARM ids of the compute targets, which take precedence over names and over the session.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ResourceId, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ComputeIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ResourceId { get; set; } = [];

    /// <summary>Gets or sets the maximum number of targets to process at the same time: 1 to 100; the default is 10.</summary>
    [Parameter]
    [ValidateRange(1, ThrottleLimits.Maximum)]
    public virtual int ThrottleLimit { get; set; } = ThrottleLimits.Default;

    /// <summary>Gets or sets the piped object, because PowerShell would bind the text form of any object to -Name.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? PipelineObject { get; set; }

    /// <summary>Gets a value indicating whether all targets use one connection; a piped target can have its own.</summary>
    private protected override bool SharesConnection => !_hasManyConnections;

    /// <summary>Gets the tags that a target must have; the parameter for them has another name in some commands.</summary>
    private protected virtual object[] RequiredTags => [];

    /// <summary>Gets the filter of -Type, -State, -Exclude and tags. It is set in BeginProcessing.</summary>
    private protected TargetFilter Filter { get; private set; } = null!;

    /// <summary>Gets a value indicating whether any target was specified.</summary>
    private protected bool HasTargets => Name.Length + InputObject.Length + ResourceId.Length > 0 || PipelineObject is not null;

    /// <summary>Gets a value indicating whether the current input is a row, whose name precedes -Name.</summary>
    private protected virtual bool HasRow => false;

    /// <summary>Gets a value indicating whether the command reads each target and applies the filter to it.</summary>
    private protected virtual bool FiltersReadTargets => false;

    /// <summary>Gets a value indicating whether the command filters targets in CompleteWork; the warnings of the filter follow.</summary>
    private protected virtual bool FiltersInCompleteWork => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _targetParameter = Array.Find([nameof(Name), nameof(InputObject), nameof(ResourceId)], MyInvocation.BoundParameters.ContainsKey);
        Filter = RunOrEnd(() => new TargetFilter(Type, State, Exclude, RequiredTags));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!FiltersInCompleteWork)
        {
            WriteWarnings(Filter.TakeWarnings());
        }

        base.EndProcessing();
    }

    private protected override void CompleteWork()
    {
        base.CompleteWork();
        if (FiltersInCompleteWork)
        {
            WriteWarnings(Filter.TakeWarnings());
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (PipelineObject is { } piped)
        {
            ProcessPiped(piped);
        }
        else
        {
            ProcessSpecifiedTargets();
        }
    }

    /// <summary>Returns true for a piped object that is not processed as a target; the command records it.</summary>
    private protected virtual bool OmitsPiped(PSObject piped) => false;

    /// <summary>Processes one target.</summary>
    /// <param name="workspace">The workspace of the target.</param>
    /// <param name="name">The name of the target.</param>
    /// <param name="input">The object that the user gave or a list returned, which may be outdated; null for a name or an id.</param>
    /// <exception cref="ComputeTargetException">The target failed; the command continues with the next one.</exception>
    private protected abstract void ProcessTarget(Workspace workspace, string name, ComputeTarget? input);

    /// <summary>
    /// Processes all targets that match a wildcard pattern. A pattern without a match is not an error. A misspelt name in -Exclude ends a
    /// command that can lose work, except with -WhatIf.
    /// </summary>
    private protected virtual void ProcessPattern(Workspace workspace, WildcardPattern pattern)
    {
        ComputeTarget[] all = [.. ListTargets(workspace)];
        Array.ForEach(all, Filter.MarkExisting);
        foreach (ExcludeWarning warning in Filter.Excluded.TakeWarnings())
        {
            if (warning.Suggestion.Length > 0 && TypedCommand.CanLoseWork(MyInvocation) && !WantsWhatIf)
            {
                // The command ends, because the next pattern could match the target that the user meant.
                RunOrEnd(() => throw Invalid($"{warning.Text} The command ends, because it can lose work."));
            }

            WriteWarning(warning.Text);
        }

        foreach (ComputeTarget target in all.Where(target => pattern.IsMatch(target.Name) && Filter.KeepsTarget(target)))
        {
            ProcessMatch(workspace, target);
        }
    }

    /// <summary>Processes a target whose name matches a pattern.</summary>
    private protected virtual void ProcessMatch(Workspace workspace, ComputeTarget target)
    {
        if (CanMatchPattern(target))
        {
            Attempt(GetErrorTarget(target.Name), () => ProcessTarget(workspace, target.Name, target));
        }
    }

    /// <summary>Returns true if wildcards can select the target. A target given by its full name is always processed.</summary>
    private protected virtual bool CanMatchPattern(ComputeTarget target) => true;

    /// <summary>Refuses an empty name, such as a blank cell of a row.</summary>
    /// <exception cref="ComputeTargetException">The name is empty.</exception>
    private protected static void RequireName(string name)
    {
        if (name.Length == 0)
        {
            throw new ComputeTargetException(ErrorIds.InvalidComputeName, "The name is empty.");
        }
    }

    /// <summary>Returns the target object of an error about a target: the name or the object, or the row that it came from.</summary>
    /// <param name="target">The name or the object; null for an error about none.</param>
    private protected virtual object? GetErrorTarget(object? target) => target;

    /// <summary>Writes the target after a change: the object that the user gave, refreshed if possible, or else the current one.</summary>
    private protected void WriteRefreshed(ComputeTarget? input, ComputeTarget current) =>
        WriteObject(input?.TryRefresh(current) == true ? input : current);

    /// <summary>Lets a failed sign-in be the error of one item, because other items can have another connection.</summary>
    private protected void AllowManyConnections() => _hasManyConnections = true;

    private void ProcessPiped(PSObject piped)
    {
        if (_targetParameter is not null && !(HasRow && _targetParameter == nameof(Name)))
        {
            // The engine keeps the value of the command line, and the piped object would precede it.
            RefuseBesidePiped(_targetParameter);
        }

        if (!PipedTarget.HasNameOrId(piped))
        {
            WriteUnnamedError(piped);
        }
        else if (!OmitsPiped(piped))
        {
            ProcessSpecifiedTargets();
        }
    }

    /// <summary>Processes the targets of the current input: objects, or else ids, or else names.</summary>
    private void ProcessSpecifiedTargets()
    {
        // A name that the user also gave is not misspelt in -Exclude.
        foreach (string name in Name.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)))
        {
            Filter.Excluded.MarkExisting(WildcardPattern.Unescape(name));
        }

        // A piped target also binds its name and id, but only the object has the connection.
        ComputeTarget[] targets = PipelineObject?.BaseObject is ComputeTarget pipedTarget ? [pipedTarget] : InputObject;

        // An object with a name and an id binds in the set Name, which cannot have -ResourceId.
        string[] ids = ResourceId.Length > 0 || PipelineObject is null ? ResourceId : PipedTarget.ReadResourceIds(PipelineObject);
        _hasManyConnections |= Workspace is null && targets.Length + ids.Length > 0;
        if (targets.Length > 0)
        {
            foreach (ComputeTarget target in targets.Where(Filter.KeepsTarget))
            {
                Attempt(target, () => ProcessTarget(ResolveWorkspace(target), target.Name, target));
            }
        }
        else if (ids.Length > 0)
        {
            Array.ForEach(ids, ProcessResourceId);
        }
        else if (Name.Length == 0 && PipelineObject is not null)
        {
            // A hashtable can have an empty name, which the engine does not bind.
            WriteUnnamedError(PipelineObject);
        }
        else
        {
            Array.ForEach(Name, name => Attempt(GetErrorTarget(name), () => ProcessNameOrPattern(ResolveWorkspace(), name)));
        }
    }

    /// <summary>Writes the error of a piped object without a name and an id.</summary>
    private void WriteUnnamedError(PSObject piped)
    {
        object target = GetErrorTarget(piped)!;
        string type = ((target as NumberedRow)?.Row ?? piped).BaseObject.GetType().Name;
        ComputeTargetException error = Invalid(
            $"An object of type {type} does not name a compute target. Pipe names, compute targets, or objects with a Name or an Id.");
        WriteFailure(error, target, isNameOfTarget: false);
    }

    private void ProcessResourceId(string id)
    {
        object? errorTarget = GetErrorTarget(id);
        Attempt(
            errorTarget,
            () =>
            {
                (WorkspaceReference reference, string name) = WorkspaceReference.ParseCompute(id);

                // A finding has the connection of its target.
                Workspace? workspaceOfFinding = Workspace is null ? (PipelineObject?.BaseObject as ComputeFinding)?.Target.Workspace : null;
                Attempt(GetErrorTarget(name), () => ProcessExactName(workspaceOfFinding ?? ResolveWorkspace(reference), name));
            },
            error => WriteFailure(error, errorTarget, isNameOfTarget: false));
    }

    /// <summary>Processes a target that is known by its name. Filters other than -Exclude need its properties.</summary>
    private void ProcessExactName(Workspace workspace, string name)
    {
        if (!Filter.Excluded.Matches(name)
            && (Filter.NeedsNameOnly
                || FiltersReadTargets
                || Filter.KeepsTarget(Await(call => TargetSuggestions.GetTargetAsync(workspace, name, call)))))
        {
            ProcessTarget(workspace, name, null);
        }
    }

    private void ProcessNameOrPattern(Workspace workspace, string name)
    {
        RequireName(name);
        if (WildcardPattern.ContainsWildcardCharacters(name))
        {
            ProcessPattern(workspace, Patterns.Parse(name));
        }
        else
        {
            ProcessExactName(workspace, WildcardPattern.Unescape(name));
        }
    }
}
