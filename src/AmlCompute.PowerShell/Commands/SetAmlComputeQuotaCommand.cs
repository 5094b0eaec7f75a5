using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AmlCompute.Client;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Sets how many dedicated cores of a family a workspace may use. All that is piped is sent together, when the last has come.</summary>
[Cmdlet(VerbsCommon.Set, "AmlComputeQuota", DefaultParameterSetName = ParameterSets.Name, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ComputeQuota))]
public sealed class SetAmlComputeQuotaCommand : WorkspaceScopedCommand
{
    private readonly List<QuotaEditor> _editors = [];

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

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            Attempt(name, () => Wish(Editor(CurrentWorkspace(), Location), name, Limit!.Value));
        }

        if (InputObject is not null)
        {
            Attempt(InputObject, () => WishPiped(InputObject));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (QuotaEditor[] editors in _editors.Where(editor => editor.HasWishes).GroupBy(editor => editor.Destination).Select(group => group.ToArray()))
        {
            Attempt(editors[0].Location, () =>
            {
                foreach ((ComputeQuota quota, ComputeTargetException? error) in Await(call => QuotaEditor.ApplyAsync(editors, call)))
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

    private static ComputeTargetException Invalid(string message) => new(ErrorIds.InvalidArgument, message);

    private static object? MemberOf(PSObject row, string name) =>
        row.BaseObject is IDictionary dictionary
            ? PlainData.UnwrapAll(dictionary)[name]
            : PlainData.Unwrap(row.Properties[name]?.Value);

    private void WishPiped(PSObject piped)
    {
        if (piped.BaseObject is string text)
        {
            Wish(Editor(CurrentWorkspace(), Location), text, Limit ?? throw Invalid("-Limit is missing."));
            return;
        }

        ComputeQuota? quota = piped.BaseObject as ComputeQuota;
        string? id = quota?.Id ?? MemberOf(piped, nameof(ComputeQuota.Id)) as string;
        string name = id is { Length: > 0 } ? QuotaEditor.LastPart(id) : (MemberOf(piped, nameof(Name)) ?? MemberOf(piped, "Family")) as string
            ?? throw Invalid($"An object of type {piped.BaseObject.GetType().Name} names no quota. Pipe names of families, quotas, or rows with a Name or an Id and a Limit.");

        // The limit of a quota as it was read is what it is now, not what is wanted.
        int limit = Limit ?? (quota is null ? LimitOf(piped) : throw Invalid("-Limit is missing."));
        if (Workspace is not null || id is not { Length: > 0 })
        {
            Wish(Editor(CurrentWorkspace(), Location ?? quota?.Location), name, limit);
            return;
        }

        if (QuotaId.WorkspaceOf(id) is null)
        {
            throw Invalid($"The quota of {name} is the subscription's, and only that of a workspace can be set here. Azure raises it on request; -Workspace sets the one of a workspace.");
        }

        WorkspaceReference reference = WorkspaceReference.Parse(id.Substring(0, id.LastIndexOf("/quotas/", StringComparison.OrdinalIgnoreCase) is > 0 and var at ? at : id.Length), "a piped quota");
        Workspace workspace = quota is null ? Session.For(reference) : reference.Names(quota.AskedWorkspace) ? quota.AskedWorkspace : ((ServiceConnection)quota.AskedWorkspace.Connection).Describe(reference);
        Wish(Editor(workspace, Location ?? quota?.Location ?? MemberOf(piped, nameof(Location)) as string), name, limit);
    }

    private static int LimitOf(PSObject row)
    {
        object? given = MemberOf(row, nameof(Limit));
        return LanguagePrimitives.TryConvertTo(given, CultureInfo.InvariantCulture, out int limit) && limit >= 0 && $"{given}".Length > 0
            ? limit
            : throw Invalid(given is null ? "-Limit is missing, and the row has none." : $"'{given}' is no limit: a number of cores, 0 or more.");
    }

    /// <summary>The quotas of a workspace are read once for all that is piped.</summary>
    private QuotaEditor Editor(Workspace workspace, string? location)
    {
        QuotaEditor? editor = _editors.Find(known => known.Workspace.IsSameAs(workspace) && known.IsFor(location));
        if (editor is null)
        {
            editor = Await(call => QuotaEditor.OpenAsync(workspace, location, call));
            _editors.Add(editor);
        }

        return editor;
    }

    private void Wish(QuotaEditor editor, string name, int limit)
    {
        WildcardPattern pattern = Patterns.Parse(name);
        ComputeQuota[] quotas = [.. editor.Quotas.Where(quota => QuotaEditor.IsNamed(quota, pattern.IsMatch))];
        if (quotas.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
        {
            throw editor.Unknown(name);
        }

        foreach (ComputeQuota quota in quotas)
        {
            if (quota.Limit == limit && WantsWhatIf)
            {
                WriteVerbose($"{quota.Name}: it is so already.");
            }
            else if (ShouldProcess($"{quota.Name} in workspace {editor.Workspace.Name}", $"Set the quota from {quota.Limit?.ToString(CultureInfo.CurrentCulture) ?? "no limit"} to {limit} cores"))
            {
                editor.Wish(quota, limit);
            }
        }
    }
}
