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
    private readonly List<Workspace> _piped = [];
    private readonly List<string> _names = [];
    private FleetChoice _choice = null!;
    private bool _hasNames;
    private bool _readsMany;

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
    [ValidateRange(1, Throttle.Highest)]
    public override int ThrottleLimit { get; set; } = Throttle.Workspaces;

    private protected override object[] WantedTags => Tag;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _choice = OrEnd(() => new FleetChoice(Workspace, AllWorkspaces, SubscriptionId));
        _hasNames = MyInvocation.BoundParameters.ContainsKey(nameof(Name));
        if (Prices is { } prices)
        {
            Begin(
                null,
                async call =>
                {
                    await prices.RunAsync(call).ConfigureAwait(false);
                    return prices;
                },
                ReportPrices);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (PipelineObject is not null && WorkspaceArgument.Find(PipelineObject) is not null)
        {
            Attempt(PipelineObject, () => _piped.Add(_choice.Piped(PipelineObject, Session, FindConfig)));
        }
        else if (_choice.IsMany)
        {
            AddNames();
        }
        else if (IsGiven)
        {
            base.ProcessRecord();
        }
        else
        {
            Attempt(null, () => ProcessAll(CurrentWorkspace()));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_readsMany || _piped.Count > 0)
        {
            // The name of a piped workspace also binds as -Name.
            ReadMany(OrEnd(() => _choice.ToScope(_piped, Session, FindConfig)), _readsMany ? _names : _hasNames ? Name : []);
        }

        base.EndProcessing();
    }

    /// <summary>Gets the reads of prices; null for a command whose output has no costs.</summary>
    private protected virtual PriceReads? Prices => null;

    private protected override void Complete()
    {
        Prices?.Close();
        base.Complete();
    }

    /// <summary>Asks for the prices of a workspace after the first request to it was sent.</summary>
    private protected override void OnListed(Workspace workspace) => Prices?.Need(workspace, null);

    /// <summary>Processes all matching targets of the workspace.</summary>
    private protected virtual void ProcessAll(Workspace workspace) => ProcessPattern(workspace, Patterns.Parse("*"));

    /// <summary>Reads the items of the wanted targets of one of many workspaces. It runs on the thread pool.</summary>
    private protected virtual async IAsyncEnumerable<IReadOnlyList<object>> ReadItemsAsync(
        Workspace workspace, Func<ComputeTarget, bool> isWanted, CallContext call)
    {
        await foreach (Page<ComputeTarget> page in ListPagesAsync(workspace, call).ConfigureAwait(false))
        {
            yield return [.. page.Items.Where(isWanted)];
        }
    }

    /// <summary>Writes an item of <see cref="ReadItemsAsync"/>, or processes its target.</summary>
    private protected virtual void WriteItem(object item)
    {
        ComputeTarget target = (ComputeTarget)item;
        Attempt(target, () => ProcessTarget(target.Workspace, target.Name, target));
    }

    /// <summary>Returns the error, with similar names if it is about a missing target.</summary>
    private protected ComputeTargetException WithSuggestion(ComputeTargetException error, string name, Workspace workspace) =>
        error.ErrorId == ErrorIds.ComputeTargetNotFound
            ? Await(call => NearTargets.SuggestAsync(error, name, workspace, call))
            : error;

    private void AddNames()
    {
        if (InputObject.Length + ResourceId.Length > 0 || PipelineObject is { BaseObject: not (string or string[]) })
        {
            Fail(Invalid("A compute target has its own workspace. Omit -AllWorkspaces, -Workspace and -SubscriptionId."), PipelineObject);
            return;
        }

        foreach (string name in Name)
        {
            Attempt(name, () =>
            {
                RequireText(name);
                _names.Add(name);
            });
        }

        _readsMany |= _names.Count > 0 || Name.Length == 0;
    }

    private void ReadMany(FleetScope scope, IReadOnlyList<string> names)
    {
        NameChoice choice = OrEnd(() => new NameChoice(names));
        FleetReader<object> reader = new(
            ThrottleLimit,
            (workspace, call) => ReadItemsAsync(workspace, target => choice.Selects(target, FitsPattern) && Filter.Keeps(target), call));
        bool isWhole = true;
        AllowManyConnections();
        foreach (FleetPart<object> part in Stream(call => reader.ReadAsync(scope, call)))
        {
            if (part.Error is not null)
            {
                isWhole = false;
                Fail(part.Error, part.Id);
            }

            foreach (object item in part.Items)
            {
                WriteItem(item);
            }
        }

        foreach (string name in choice.Missing)
        {
            string place = isWhole ? "any of the workspaces" : "any of the workspaces that could be read";
            Fail(ComputeTargetException.About(
                name, ErrorIds.ComputeTargetNotFound, $"Compute target '{name}' was not found in {place}."), name);
        }
    }

    /// <summary>The names and patterns of a command over many workspaces.</summary>
    private sealed class NameChoice(IReadOnlyList<string> names)
    {
        private readonly WildcardPattern[] _patterns = [.. names.Select(Patterns.Parse)];
        private readonly bool[] _isPattern = [.. names.Select(WildcardPattern.ContainsWildcardCharacters)];
        private readonly bool[] _isFound = [.. names.Select(WildcardPattern.ContainsWildcardCharacters)];

        /// <summary>Gets the names without wildcards that no target has had.</summary>
        public IEnumerable<string> Missing => names.Where((_, i) => !_isFound[i]).Select(WildcardPattern.Unescape);

        /// <summary>Returns true if the names select a target. It can be called on several threads.</summary>
        public bool Selects(ComputeTarget target, Func<ComputeTarget, bool> fitsPattern)
        {
            bool isSelected = names.Count == 0 && fitsPattern(target);
            for (int i = 0; i < _patterns.Length; i++)
            {
                if (_patterns[i].IsMatch(target.Name))
                {
                    _isFound[i] = true;
                    isSelected |= !_isPattern[i] || fitsPattern(target);
                }
            }

            return isSelected;
        }
    }
}
