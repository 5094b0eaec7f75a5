using System.Globalization;
using System.Management.Automation;
using AmlCompute.Client.Regions;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Sets the quota of dedicated cores of VM families for workspaces. All piped quotas are sent together at the end.</summary>
[Cmdlet(
    VerbsCommon.Set, "AmlComputeQuota", DefaultParameterSetName = ParameterSets.Name,
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ComputeQuota))]
public sealed class SetAmlComputeQuotaCommand : WorkspaceScopedCommand
{
    /// <summary>The limits to set at the end, in one request for each subscription and region.</summary>
    private readonly QuotaUpdates _updates = new();
    private bool _hasManyConnections;

    /// <summary>Gets or sets the families, such as standardDSv2Family; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Name)]
    [Alias("Family")]
    [ArgumentCompleter(typeof(UsageNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>Gets or sets the piped objects: names of families, quotas, or rows with a Name or an Id and a Limit.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.InputObject, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Gets or sets the limit, in cores. It takes precedence over the limit of a piped row.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ParameterSets.Name)]
    [Parameter(ParameterSetName = ParameterSets.InputObject)]
    [ValidateRange(0, int.MaxValue)]
    public int? Limit { get; set; }

    /// <summary>Gets or sets the region. The default is that of a piped quota or row, or else of the workspace.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LocationCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Location { get; set; }

    /// <summary>Gets or sets whether to emit the updated quotas.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override bool IsAboutTargets => false;

    private protected override bool SharesConnection => !_hasManyConnections;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            Attempt(name, () => AddUpdates(ResolveWorkspace(), Location, name, Limit!.Value));
        }

        if (InputObject is not null)
        {
            Attempt(InputObject, () => AddUpdates(QuotaRow.Create(InputObject, Limit)));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (QuotaRequest request in _updates.Requests)
        {
            Attempt(request.Location, () =>
            {
                foreach ((ComputeQuota quota, ComputeTargetException? error) in Await(request.SendAsync))
                {
                    if (error is not null)
                    {
                        WriteFailure(error, quota);
                    }
                    else if (PassThru)
                    {
                        WriteObject(quota);
                    }
                }
            });
        }

        base.EndProcessing();
    }

    private void AddUpdates(QuotaRow row)
    {
        _hasManyConnections |= Workspace is null && row.Id is not null;
        Workspace workspace =
            Workspace is null && row.Id is not null ? QuotaLookup.FindWorkspace(row.Id, row.Quota, Session) : ResolveWorkspace();
        AddUpdates(workspace, Location ?? row.Location, row.Name, row.Limit);
    }

    private void AddUpdates(Workspace workspace, string? location, string name, int limit)
    {
        WildcardPattern pattern = Patterns.Parse(name);
        QuotaUpdate update = Await(call => _updates.GetUpdateAsync(workspace, location, call));
        bool mustExist = !WildcardPattern.ContainsWildcardCharacters(name);
        foreach (ComputeQuota quota in update.FindQuotas(name, pattern.IsMatch, mustExist))
        {
            string current = quota.Limit?.ToString(CultureInfo.CurrentCulture) ?? "no limit";
            if (quota.Limit == limit && WantsWhatIf)
            {
                WriteVerbose($"{quota.Name}: the limit is already {limit} cores.");
            }
            else if (ShouldProcess($"{quota.Name} in workspace {workspace.Name}", $"Set the quota from {current} to {limit} cores"))
            {
                update.SetLimit(quota, limit);
            }
        }
    }
}
