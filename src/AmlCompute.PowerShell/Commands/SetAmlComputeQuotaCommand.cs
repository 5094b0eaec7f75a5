using System.Globalization;
using System.Management.Automation;
using AmlCompute.Client.Regions;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Sets how many dedicated cores of a family a workspace may use. All that is piped is sent together, when the last has come.</summary>
[Cmdlet(VerbsCommon.Set, "AmlComputeQuota", DefaultParameterSetName = ParameterSets.Name, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ComputeQuota))]
public sealed class SetAmlComputeQuotaCommand : WorkspaceScopedCommand
{
    private readonly QuotaUpdates _wishes = new();

    /// <summary>Gets or sets the families, such as standardDSv2Family; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Name)]
    [Alias("Family")]
    [ArgumentCompleter(typeof(UsageNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>
    /// Gets or sets what is piped: names of families, quotas as Get-AmlComputeQuota emits them, or rows with a Name or an Id and a Limit, such as Import-Csv
    /// gives.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.InputObject, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Gets or sets the limit in cores. A piped row can bring one of its own instead.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ParameterSets.Name)]
    [Parameter(ParameterSetName = ParameterSets.InputObject)]
    [ValidateRange(0, int.MaxValue)]
    public int? Limit { get; set; }

    /// <summary>Gets or sets the region; that of the workspace unless given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LocationCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Location { get; set; }

    /// <summary>Gets or sets whether to emit each quota as it is then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override bool IsAboutTargets => false;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            Attempt(name, () => Wish(CurrentWorkspace(), Location, name, Limit!.Value));
        }

        if (InputObject is not null)
        {
            Attempt(InputObject, () => Wish(QuotaRow.From(InputObject, Limit)));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (QuotaUpdate[] editors in _wishes.Requests)
        {
            Attempt(editors[0].Location, () =>
            {
                foreach ((ComputeQuota quota, ComputeTargetException? error) in Await(call => QuotaUpdate.ApplyAsync(editors, call)))
                {
                    if (error is not null)
                    {
                        Fail(error, quota);
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

    private void Wish(QuotaRow row)
    {
        bool isElsewhere = Workspace is null && row.Id is not null;
        Workspace workspace = isElsewhere ? QuotaUpdates.WorkspaceOf(row.Id!, row.Quota, Session) : CurrentWorkspace();
        Wish(workspace, Location ?? row.Quota?.Location ?? (isElsewhere ? row.Location : null), row.Name, row.Limit);
    }

    private void Wish(Workspace workspace, string? location, string name, int limit)
    {
        QuotaUpdate editor = Await(call => _wishes.OpenAsync(workspace, location, call));
        foreach (ComputeQuota quota in editor.Find(name, Patterns.Parse(name).IsMatch, mustExist: !WildcardPattern.ContainsWildcardCharacters(name)))
        {
            if (quota.Limit == limit && WantsWhatIf)
            {
                WriteVerbose($"{quota.Name}: it is so already.");
            }
            else if (ShouldProcess($"{quota.Name} in workspace {workspace.Name}", $"Set the quota from {quota.Limit?.ToString(CultureInfo.CurrentCulture) ?? "no limit"} to {limit} cores"))
            {
                editor.Wish(quota, limit);
            }
        }
    }
}
