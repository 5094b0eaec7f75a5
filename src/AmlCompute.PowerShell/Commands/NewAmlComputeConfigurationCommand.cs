using System.Collections;
using System.Management.Automation;
using AmlCompute.Commands.Parameters;
using AmlCompute.Files;

namespace AmlCompute.Commands;

/// <summary>Creates a configuration, which can be piped to New- and Connect-AmlComputeTarget. Sends no request.</summary>
[Cmdlet(VerbsCommon.New, "AmlComputeConfiguration", DefaultParameterSetName = ParameterSets.Cluster)]
[OutputType(typeof(ComputeConfiguration))]
public sealed class NewAmlComputeConfigurationCommand : WorkspaceScopedCommand, IDynamicParameters
{
    private readonly ConfigurationParameters _parameters = new();

    /// <summary>Gets or sets the files: YAML of az ml compute or JSON of ARM. Folders and wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Path)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Gets or sets the files and folders like -Path, but without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.LiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Gets or sets the target to copy, without its secrets; a configuration; or an object as from ConvertFrom-Json.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.From, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[] From { get; set; } = [];

    /// <summary>Gets or sets the values for the parameters of ARM templates, by name.</summary>
    [Parameter(ParameterSetName = ParameterSets.Path)]
    [Parameter(ParameterSetName = ParameterSets.LiteralPath)]
    [Parameter(ParameterSetName = ParameterSets.From)]
    [ValidateNotNull]
    public IDictionary? TemplateParameter { get; set; }

    /// <summary>Gets or sets the ARM id of the resource to attach, which decides the kind without a switch.</summary>
    /// <remarks>The command declares this parameter, because the dynamic parameters depend on it.</remarks>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [Parameter(ParameterSetName = ParameterSets.HDInsight)]
    [Parameter(ParameterSetName = ParameterSets.Databricks)]
    [Parameter(ParameterSetName = ParameterSets.DataLakeAnalytics)]
    [Parameter(ParameterSetName = ParameterSets.DataFactory)]
    [Parameter(ParameterSetName = ParameterSets.SynapseSpark)]
    [ValidateNotNullOrEmpty]
    public string? ResourceId { get; set; }

    /// <inheritdoc/>
    public object GetDynamicParameters() => _parameters.DefineInSets(hasResourceId: ResourceId is not null);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject source in From)
        {
            Attempt(source, () =>
            {
                IEnumerable<ComputeConfiguration> copies = ReadConfigurations(source);
                WriteObject(copies.Select(copy => _parameters.ReplaceSettings(copy, this)), enumerateCollection: true);
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == ParameterSets.From)
        {
            return;
        }

        if (ParameterSetName is ParameterSets.Path or ParameterSets.LiteralPath)
        {
            Attempt(Path.Length > 0 ? Path : LiteralPath, WriteFiles);
            return;
        }

        WriteObject(RunOrEnd(() => _parameters.CreateConfiguration(this, ResourceId)));
    }

    private void WriteFiles()
    {
        if (_parameters.BoundName is { } setting)
        {
            throw Invalid($"-{setting} cannot be combined with -Path or -LiteralPath. Write the setting into the file.");
        }

        WriteObject(
            ReadFiles(Path, LiteralPath, null, TemplateParameter).Select(definition => definition.Configuration),
            enumerateCollection: true);
    }

    private IEnumerable<ComputeConfiguration> ReadConfigurations(PSObject source) => source.BaseObject switch
    {
        ComputeTarget target => [ComputeDocumentWriter.CopySettings(target)],
        ComputeConfiguration configuration => [configuration],
        IDictionary or PSCustomObject when !IsSavedObject(source) => ReadObject(source),
        string text when text.IndexOfAny(['\n', '{']) >= 0 => throw Invalid(
            "-From: a text with settings is not a target. Convert JSON with ConvertFrom-AmlComputeJson or YAML with "
            + "ConvertFrom-AmlComputeYaml."),
        string name => throw Invalid(
            $"-From: '{name}' is text. Give a target, such as -From (Get-AmlComputeTarget {CommandText.Quote(name)})."),
        { } unknown => throw Invalid(
            $"-From: an object of type {unknown.GetType().Name} does not have all settings of a compute target. "
            + "Give a target of Get-AmlComputeTarget, or an object of ConvertFrom-Json; for files use -Path."),
    };

    private IEnumerable<ComputeConfiguration> ReadObject(PSObject source)
    {
        string json = PlainJson.ConvertToText(source, nameof(From));
        return ComputeFiles.ReadObject(json, ResolveWorkspace, CreateTemplateArguments(TemplateParameter))
            .Select(definition => definition.Configuration);
    }

    /// <summary>Returns true for an object of the module that was saved and read: it lacks settings that it does not show.</summary>
    private static bool IsSavedObject(PSObject source) =>
        source.TypeNames.Any(name => name.StartsWith("Deserialized.AmlCompute.", StringComparison.Ordinal));
}
