using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Fleet;
using AmlCompute.Client.Http;
using AmlCompute.Client.Prices;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Commands.Reading;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command that reads targets or their details in one workspace or in many; without a name, all targets.</summary>
public abstract class TargetQueryCommand : TargetCommand
{
    /// <summary>The piped workspaces.</summary>
    private readonly List<Workspace> _piped = [];

    /// <summary>The names and patterns to read in many workspaces.</summary>
    private readonly List<string> _names = [];

    /// <summary>The workspaces that the parameters select. It is set in BeginProcessing.</summary>
    private FleetChoice _fleet = null!;

    /// <summary>True if -Name is on the command line.</summary>
    private bool _hasNames;

    /// <summary>True if an input selects targets of many workspaces, which are read after the last input.</summary>
    private bool _readsFleet;

    /// <summary>Gets or sets the names; wildcards are allowed. Without a name, all matching targets of the workspaces are read.</summary>
    [Parameter(Position = 0, ParameterSetName = ParameterSets.Name, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName")]
    [ArgumentCompleter(typeof(ComputeNameCompleter))]
    [AllowEmptyString]
    [TargetNames]
    [SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <inheritdoc/>
    [Parameter]
    [Alias("ComputeType"), ArgumentCompleter(typeof(ComputeTypeCompleter)), ValidateNotNullOrEmpty, SupportsWildcards]
    public override string[] Type { get; set; } = [];

    /// <inheritdoc/>
    [Parameter]
    [ArgumentCompleter(typeof(ComputeStateCompleter)), ValidateNotNullOrEmpty, SupportsWildcards]
    public override string[] State { get; set; } = [];

    /// <summary>Gets or sets the tags that a target must have: names, or hashtables of names and values; wildcards are allowed.</summary>
    [Parameter]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagFilterCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public object[] Tag { get; set; } = [];

    /// <inheritdoc/>
    [Parameter]
    [ArgumentCompleter(typeof(ComputeNameCompleter)), ValidateNotNullOrEmpty, SupportsWildcards]
    public override string[] Exclude { get; set; } = [];

    /// <summary>Gets or sets the workspaces: objects, resource ids, or names; wildcards search the subscriptions.</summary>
    [Parameter]
    [Alias("WorkspaceName")]
    [ArgumentCompleter(typeof(WorkspaceCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override object? Workspace { get; set; }

    /// <summary>Gets or sets whether to read all workspaces of the subscription.</summary>
    [Parameter(ParameterSetName = ParameterSets.Name)]
    public SwitchParameter AllWorkspaces { get; set; }

    /// <summary>Gets or sets the subscriptions to read, or * for all of the sign-in; the default is that of the session.</summary>
    [Parameter(ParameterSetName = ParameterSets.Name)]
    [Alias("Subscription")]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SubscriptionId { get; set; } = [];

    /// <summary>Gets or sets the maximum number of workspaces to read at the same time: 1 to 100; the default is 16.</summary>
    [Parameter]
    [ValidateRange(1, ThrottleLimits.Maximum)]
    public override int ThrottleLimit { get; set; } = ThrottleLimits.DefaultForWorkspaces;

    private protected override object[] RequiredTags => Tag;

    /// <summary>Gets the reader of prices; null for a command whose output has no costs.</summary>
    private protected virtual PriceQueue? Prices => null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _fleet = RunOrEnd(() => new FleetChoice(Workspace, AllWorkspaces, SubscriptionId));
        _hasNames = MyInvocation.BoundParameters.ContainsKey(nameof(Name));
        if (Prices is { } prices)
        {
            BeginItem(
                null,
                async call =>
                {
                    await prices.RunAsync(call).ConfigureAwait(false);
                    return prices.TakeProblems();
                },
                WritePriceProblems);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (PipelineObject is not null && WorkspaceArgument.FindWorkspace(PipelineObject) is not null)
        {
            Attempt(PipelineObject, () => _piped.Add(_fleet.ResolvePiped(PipelineObject, Session, FindConfig)));
        }
        else if (_fleet.SelectsMany)
        {
            AddFleetNames();
        }
        else if (HasTargets)
        {
            base.ProcessRecord();
        }
        else
        {
            Attempt(null, () => ProcessAll(ResolveWorkspace()));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_readsFleet || _piped.Count > 0)
        {
            // The engine also binds the name of a piped workspace to -Name.
            IReadOnlyList<string> typedNames = _hasNames ? Name : [];
            FleetScope scope = RunOrEnd(() => _fleet.CreateScope(_piped, Session, FindConfig));
            ReadFleet(scope, _readsFleet ? _names : typedNames);
        }

        base.EndProcessing();
    }

    private protected override void CompleteWork()
    {
        Prices?.Close();
        base.CompleteWork();
    }

    /// <summary>Requests the prices of a workspace after the first request to it was sent.</summary>
    private protected override void OnListRequested(Workspace workspace) => Prices?.RequestSizes(workspace, null);

    /// <summary>Processes all matching targets of the workspace.</summary>
    private protected virtual void ProcessAll(Workspace workspace) => ProcessPattern(workspace, Patterns.Parse("*"));

    /// <summary>
    /// Reads the wanted targets of one of many workspaces, or details of them, in pages. An item of a page is the action that writes a
    /// target or a detail, on the pipeline thread.
    /// </summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="isWanted">Returns true for a target that the command selects, and records its name as found.</param>
    /// <param name="call">The call, which runs on the thread pool.</param>
    private protected virtual async IAsyncEnumerable<IReadOnlyList<Action>> ReadItemsAsync(
        Workspace workspace, Func<ComputeTarget, bool> isWanted, CallContext call)
    {
        await foreach (IReadOnlyList<ComputeTarget> page in ReadTargetsAsync(workspace, isWanted, call).ConfigureAwait(false))
        {
            yield return [.. page.Select(target => (Action)(() => WriteListed(target)))];
        }
    }

    /// <summary>Reads the wanted targets of one of many workspaces, in pages.</summary>
    /// <inheritdoc cref="ReadItemsAsync"/>
    private protected async IAsyncEnumerable<IReadOnlyList<ComputeTarget>> ReadTargetsAsync(
        Workspace workspace, Func<ComputeTarget, bool> isWanted, CallContext call)
    {
        await foreach (Page<ComputeTarget> page in ListPagesAsync(workspace, call).ConfigureAwait(false))
        {
            yield return [.. page.Items.Where(isWanted)];
        }
    }

    /// <summary>Writes a target of the list of one of many workspaces, on the pipeline thread.</summary>
    private protected virtual void WriteListed(ComputeTarget target) =>
        Attempt(target, () => ProcessTarget(target.Workspace, target.Name, target));

    /// <summary>Returns the error, with similar names if it is about a missing target.</summary>
    private protected ComputeTargetException AddSuggestion(ComputeTargetException error, string name, Workspace workspace) =>
        error.ErrorId == ErrorIds.ComputeTargetNotFound
            ? Await(call => TargetSuggestions.AddSuggestionAsync(error, name, workspace, call))
            : error;

    /// <summary>Adds the names of the current input; refuses a target or an id, which belongs to one workspace.</summary>
    private void AddFleetNames()
    {
        if (InputObject.Length + ResourceId.Length > 0 || PipelineObject is { BaseObject: not (string or string[]) })
        {
            RunOrEnd(() => throw Invalid("A compute target has its own workspace. Omit -AllWorkspaces, -Workspace and -SubscriptionId."));
        }

        if (_hasNames && PipelineObject is not null)
        {
            RefuseBesidePiped(nameof(Name));
        }

        foreach (string name in Name)
        {
            Attempt(name, () =>
            {
                RequireName(name);
                _names.Add(name);
            });
        }

        _readsFleet |= _names.Count > 0 || Name.Length == 0;
    }

    /// <summary>Reads the workspaces, writes their items, and writes an error for each name that no target has.</summary>
    private void ReadFleet(FleetScope scope, IReadOnlyList<string> names)
    {
        NameChoice choice = RunOrEnd(() => new NameChoice(names, CanMatchPattern));
        FleetReader<Action> reader = new(ThrottleLimit, (workspace, call) => ReadItemsAsync(workspace, IsWanted, call));
        bool hasReadAll = true;
        AllowManyConnections();
        foreach (FleetPart<Action> part in Stream(call => reader.ReadPartsAsync(scope, call)))
        {
            if (part.Error is not null)
            {
                hasReadAll = false;
                WriteFailure(part.Error, part.Id, isNameOfTarget: false);
            }

            foreach (Action writeItem in part.Items)
            {
                writeItem();
            }
        }

        WriteMissing(choice.MissingNames, hasReadAll);

        bool IsWanted(ComputeTarget target)
        {
            Filter.MarkExisting(target);
            return choice.SelectsTarget(target) && Filter.KeepsTarget(target);
        }
    }

    private void WriteMissing(IEnumerable<string> names, bool hasReadAll)
    {
        string place = hasReadAll ? "any of the workspaces" : "any of the workspaces that could be read";
        foreach (string name in names)
        {
            ComputeTargetException error = ComputeTargetException.CreateForTarget(
                name,
                ErrorIds.ComputeTargetNotFound,
                $"Compute target '{name}' was not found in {place}.",
                "List the targets with Get-AmlComputeTarget and the same -AllWorkspaces, -Workspace or -SubscriptionId, without -Name.");
            WriteFailure(error, name);
        }
    }
}
