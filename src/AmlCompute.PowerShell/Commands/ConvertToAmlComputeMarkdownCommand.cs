using System.Management.Automation;
using AmlCompute.Commands.Parameters;
using AmlCompute.Reports;

namespace AmlCompute.Commands;

/// <summary>
/// Converts plans, comparisons or findings to a Markdown table, for a pull request. Names and values cannot contain Markdown or HTML.
/// </summary>
[Cmdlet(VerbsData.ConvertTo, "AmlComputeMarkdown")]
[OutputType(typeof(string))]
public sealed class ConvertToAmlComputeMarkdownCommand : ErrorReportingCommand
{
    private readonly List<ComputeComparison> _comparisons = [];
    private readonly List<FindingRow> _findings = [];

    /// <summary>
    /// Gets or sets the plans of New-AmlComputePlan or the findings of Find-AmlComputeFinding, also saved ones, or the comparisons of
    /// Compare-AmlComputeTarget.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    private protected override string? MissingInput => InputObject.Length > 0
        ? null
        : "-InputObject is missing. Pipe a plan: New-AmlComputePlan ./computes | ConvertTo-AmlComputeMarkdown.";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject given in InputObject)
        {
            if (given.BaseObject is ComputeComparison comparison)
            {
                _comparisons.Add(comparison);
            }
            else if (SavedFinding.Is(given))
            {
                _findings.Add(SavedFinding.Read(given));
            }
            else
            {
                Attempt(given, () => WriteObject(MarkdownText.Of(SavedPlan.Read(given))));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_comparisons.Count > 0)
        {
            WriteObject(MarkdownText.Of(_comparisons));
        }

        if (_findings.Count > 0)
        {
            WriteObject(MarkdownText.Of(_findings));
        }
    }
}
