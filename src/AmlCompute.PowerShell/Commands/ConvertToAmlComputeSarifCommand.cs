using System.Management.Automation;
using AmlCompute.Commands.Parameters;
using AmlCompute.Reports;

namespace AmlCompute.Commands;

/// <summary>Converts findings to SARIF 2.1.0, the format in which pipelines and code scanning read the results of checks.</summary>
[Cmdlet(VerbsData.ConvertTo, "AmlComputeSarif")]
[OutputType(typeof(string))]
public sealed class ConvertToAmlComputeSarifCommand : ErrorReportingCommand
{
    private readonly List<FindingRow> _findings = [];

    /// <summary>Gets or sets the findings of Find-AmlComputeFinding, also saved ones. Without a finding, the run has no results.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    private protected override string? MissingInput => MyInvocation.BoundParameters.ContainsKey(nameof(InputObject))
        ? null
        : "-InputObject is missing. Pipe findings: Find-AmlComputeFinding | ConvertTo-AmlComputeSarif.";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject given in InputObject)
        {
            Attempt(given, () => _findings.Add(SavedFinding.Read(given)));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() =>
        WriteObject(SarifText.Of(_findings, $"{MyInvocation.MyCommand.Version}"));
}
