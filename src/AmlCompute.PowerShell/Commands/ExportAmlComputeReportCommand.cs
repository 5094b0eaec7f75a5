using System.Management.Automation;
using System.Text;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Parameters;
using AmlCompute.Reports;

namespace AmlCompute.Commands;

/// <summary>Writes a page about compute targets: costs, states and findings. The page is one HTML file that requests nothing.</summary>
[Cmdlet(VerbsData.Export, "AmlComputeReport", DefaultParameterSetName = ParameterSets.Name, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAmlComputeReportCommand : FindingCommand
{
    private readonly List<ComputeTarget> _targets = [];
    private readonly HashSet<(WorkspaceConnection Connection, string Id)> _targetKeys = [];
    private readonly List<FindingRow> _findings = [];

    /// <summary>The piped findings, because one that is piped twice counts once.</summary>
    private readonly HashSet<(WorkspaceConnection Connection, FindingRow Finding)> _pipedFindings = [];

    /// <summary>The sentences about rules that lack a fact.</summary>
    private readonly List<string> _unknown = [];
    private string _file = string.Empty;

    /// <summary>Gets or sets the path of the HTML file, in an existing folder.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Gets or sets whether to refuse an existing file; without it, the file is overwritten.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Gets or sets whether to emit the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RunOrEnd(() => _file = ResolveFile());
    }

    /// <summary>Adds a piped finding and its target, which is not read.</summary>
    private protected override bool OmitsPiped(PSObject piped)
    {
        if (piped.BaseObject is not ComputeFinding finding)
        {
            return false;
        }

        // The user has chosen the findings, so no rule is applied.
        SkipRules();
        FindingRow row = SavedFinding.ReadRow(piped);
        if (_pipedFindings.Add((finding.Target.Workspace.Connection, row)))
        {
            _findings.Add(row);
        }

        AddTarget(finding.Target);
        return true;
    }

    private protected override void WriteFindings(
        IReadOnlyList<ComputeTarget> targets, IReadOnlyList<ComputeFinding> findings, IReadOnlyList<string> unknown)
    {
        foreach (ComputeTarget target in targets)
        {
            AddTarget(target);
        }

        _findings.AddRange(findings.Select(finding => SavedFinding.ReadRow(PSObject.AsPSObject(finding))));
        _unknown.AddRange(unknown);
    }

    private protected override void CompleteWork()
    {
        base.CompleteWork();
        if (!ShouldProcess(Path, "Write report"))
        {
            return;
        }

        ILookup<string, FindingRow> findings = _findings.ToLookup(finding => finding.ResourceId, StringComparer.OrdinalIgnoreCase);
        ReportTarget[] rows = [.. _targets.Select(target => CreateRow(target) with { Findings = findings[target.Id].Count() })];
        string page = ReportPage.Write(new ReportContent(ReadTime(), rows, _findings, _unknown));
        Attempt(_file, () =>
        {
            WriteFile(page);
            if (PassThru)
            {
                WriteFileItems([_file]);
            }
        });
    }

    /// <summary>Returns the time by the clock of the first target, which can be in a sandbox; without targets, the real time.</summary>
    private DateTimeOffset ReadTime()
    {
        TimeProvider clock = _targets.Count > 0 ? ServiceConnection.GetClient(_targets[0].Workspace).Clock : TimeProvider.System;
        return clock.GetUtcNow();
    }

    private void WriteFile(string page)
    {
        try
        {
            using FileStream stream = new(_file, NoClobber ? FileMode.CreateNew : FileMode.Create, FileAccess.Write);
            using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            writer.Write(page);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"-Path: {exception.Message}", exception);
        }
    }

    private void AddTarget(ComputeTarget target)
    {
        if (_targetKeys.Add((target.Workspace.Connection, target.Id.ToUpperInvariant())))
        {
            _targets.Add(target);
        }
    }

    private string ResolveFile()
    {
        string file = FilePaths.ResolveLiteral(SessionState.Path, Path);
        if (file.IndexOfAny(System.IO.Path.GetInvalidPathChars()) >= 0)
        {
            throw Invalid($"-Path: '{Path}' contains a character that is not allowed in a path.");
        }

        if (Directory.Exists(file))
        {
            throw Invalid($"-Path: '{Path}' is a folder. Give the path of a file, such as fleet.html.");
        }

        if (NoClobber && File.Exists(file))
        {
            throw Invalid($"-Path: '{Path}' exists. Omit -NoClobber to overwrite it.");
        }

        string folder = System.IO.Path.GetDirectoryName(file) ?? file;
        return Directory.Exists(folder)
            ? file
            : throw Invalid(
                $"-Path: the folder of '{Path}' does not exist. "
                + $"Create it with New-Item -ItemType Directory {CommandText.Quote(folder)}.");
    }

    private static ReportTarget CreateRow(ComputeTarget target)
    {
        string? size = target switch
        {
            ComputeCluster cluster => cluster.VmSize,
            ComputeInstance instance => instance.VmSize,
            AksCompute aks => aks.VmSize,
            VirtualMachineCompute machine => machine.VmSize,
            _ => null,
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
            WorkspaceId = target.Workspace.Id,
            Nodes = (target as ComputeCluster)?.CurrentNodes,
            CostPerMonth = target.MonthlyCost,
            Currency = target.Price?.Currency ?? string.Empty,
            IsSpot = target.Machines?.IsLowPriority ?? false,
        };
    }
}
