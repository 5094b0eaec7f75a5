using System.Management.Automation;
using System.Text;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Parameters;
using AmlCompute.Reports;

namespace AmlCompute.Commands;

/// <summary>Writes a page about compute targets: costs, states and findings. The page is one HTML file that requests nothing.</summary>
[Cmdlet(VerbsData.Export, "AmlComputeReport", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAmlComputeReportCommand : FindingCommand
{
    private readonly List<ComputeTarget> _targets = [];
    private readonly HashSet<(object Connection, string Id)> _known = [];
    private readonly List<FindingRow> _findings = [];
    private readonly List<string> _unknown = [];
    private string _file = string.Empty;
    private bool _hasFindings;

    /// <summary>Gets or sets the path of the HTML file, in an existing folder. An existing file is overwritten.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Gets or sets whether to emit the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        OrEnd(() => _file = FindFile());
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (PipelineObject is { BaseObject: ComputeFinding finding })
        {
            if (!_hasFindings)
            {
                // The user has chosen the findings, so no rule is applied.
                _hasFindings = true;
                SkipRules();
            }

            _findings.Add(SavedFinding.Read(PipelineObject));
            Add(finding.Target);
        }
        else
        {
            base.ProcessRecord();
        }
    }

    private protected override void Write(
        IReadOnlyList<ComputeTarget> targets, IReadOnlyList<ComputeFinding> findings, IReadOnlyList<string> unknown)
    {
        foreach (ComputeTarget target in targets)
        {
            Add(target);
        }

        _findings.AddRange(findings.Select(finding => SavedFinding.Read(PSObject.AsPSObject(finding))));
        _unknown.AddRange(unknown);
    }

    private protected override void Complete()
    {
        base.Complete();
        DateTimeOffset now = _targets.Select(target => ServiceConnection.ClientOf(target.Workspace).Clock)
            .DefaultIfEmpty(TimeProvider.System).First().GetUtcNow();
        ILookup<string, FindingRow> findings = _findings.ToLookup(finding => finding.ResourceId, StringComparer.OrdinalIgnoreCase);
        ReportTarget[] rows = [.. _targets.Select(target => Row(target) with { Findings = findings[target.Id].Count() })];
        string page = ReportPage.Of(new ReportContent(now, rows, _findings, _unknown));
        Attempt(_file, () =>
        {
            try
            {
                File.WriteAllText(_file, page, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new ComputeTargetException(ErrorIds.InvalidArgument, $"-Path: {exception.Message}", exception);
            }

            if (PassThru)
            {
                WriteObject(new FileInfo(_file));
            }
        });
    }

    private void Add(ComputeTarget target)
    {
        if (_known.Add((target.Workspace.Connection, target.Id.ToUpperInvariant())))
        {
            _targets.Add(target);
        }
    }

    private string FindFile()
    {
        string file = FilePaths.ResolveLiteral(SessionState.Path, Path);
        return Directory.Exists(file) ? throw Invalid($"-Path: '{Path}' is a folder. Give the path of a file, such as fleet.html.")
            : Directory.Exists(System.IO.Path.GetDirectoryName(file)) ? file
            : throw Invalid($"-Path: the folder of '{Path}' does not exist. Create it with New-Item -ItemType Directory.");
    }

    private static ReportTarget Row(ComputeTarget target)
    {
        (string? size, int? nodes) = target switch
        {
            ComputeCluster cluster => (cluster.VmSize, cluster.CurrentNodes),
            ComputeInstance instance => (instance.VmSize, (int?)null),
            VirtualMachineCompute machine => (machine.VmSize, null),
            _ => (null, null),
        };
        return new ReportTarget(
            target.Name,
            target.ComputeType,
            target.State ?? string.Empty,
            size ?? string.Empty,
            target.WorkspaceName,
            target.OwnerTagOrUser ?? string.Empty,
            target.Location ?? string.Empty,
            target.StudioUrl)
        {
            Nodes = nodes,
            CostPerMonth = target.MonthlyCost,
            Currency = target.Price?.Currency ?? string.Empty,
            IsSpot = target.Machines?.IsLowPriority ?? false,
        };
    }
}
