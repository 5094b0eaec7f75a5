using System.Management.Automation;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Parameters;
using AmlCompute.Files;

namespace AmlCompute.Commands;

/// <summary>Writes compute targets as files into a folder, one file each, which Sync-AmlComputeTarget reads back.</summary>
[Cmdlet(VerbsData.Export, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAmlComputeTargetCommand : TargetQueryCommand
{
    private const string Yaml = nameof(Yaml);
    private const string Json = nameof(Json);

    /// <summary>The files to write at the end. It is set in BeginProcessing.</summary>
    private ExportFolder _files = null!;

    /// <summary>True if two targets would have the same file, so that no file is written.</summary>
    private bool _hasRefusedTarget;

    /// <summary>Gets or sets the folder, which is created if it does not exist.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Gets or sets the format of the files: Yaml, as for az ml compute, or Json, as for ARM. The default is Yaml.</summary>
    [Parameter]
    [ValidateSet(Yaml, Json)]
    public string Format { get; set; } = Yaml;

    /// <summary>Gets or sets whether to overwrite existing files of the targets. Other files stay.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gets or sets whether to emit the files.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool IsJson => Format.Equals(Json, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _files = RunOrEnd(() => new ExportFolder(FilePaths.ResolveLiteral(SessionState.Path, Path), IsJson ? ".json" : ".yml"));
    }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input)
    {
        ComputeTarget target = input is { HasDetails: true } && input.Workspace.IsSameAs(workspace)
            ? input
            : Await(call => TargetSuggestions.GetTargetAsync(workspace, name, call));
        string text = IsJson ? ComputeDocumentWriter.ToJson(target, WriteWarning) : ComputeDocumentWriter.ToYaml(target, WriteWarning);
        try
        {
            _files.AddTarget(target, text);
        }
        catch (ComputeTargetException)
        {
            _hasRefusedTarget = true;
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        string targets = _files.Count == 1 ? "1 compute target" : $"{_files.Count} compute targets";
        if (!_hasRefusedTarget && _files.Count > 0 && ShouldProcess(Path, $"Export {targets}"))
        {
            Attempt(Path, WriteFiles, onFailure: error => WriteFailure(error, Path, isNameOfTarget: false));
        }
    }

    private void WriteFiles()
    {
        IReadOnlyList<string> written = ReadInBackground(() => _files.WriteFiles(Force));
        if (PassThru)
        {
            WriteFileItems(written);
        }
    }
}
