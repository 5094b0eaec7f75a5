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
    private bool _hasInput;

    /// <summary>Gets or sets the findings of Find-AmlComputeFinding, also saved ones. Without input, the run has no results.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    private protected override bool IsAboutTargets => false;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject item in InputObject)
        {
            _hasInput = true;
            Attempt(item, () => _findings.Add(SavedFinding.ReadRow(item)));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // A pipeline would read a report without results as a check that found nothing.
        bool hasOnlyErrors = _hasInput && _findings.Count == 0;
        if (!hasOnlyErrors)
        {
            WriteObject(SarifText.WriteFindings(_findings, $"{MyInvocation.MyCommand.Version}"));
        }
    }
}
