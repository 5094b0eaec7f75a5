using System.Management.Automation;
using AmlCompute.Commands.Parameters;
using AmlCompute.Reports;

namespace AmlCompute.Commands;

/// <summary>Converts plans, comparisons or findings to Markdown tables, which show names and values literally.</summary>
[Cmdlet(VerbsData.ConvertTo, "AmlComputeMarkdown")]
[OutputType(typeof(string))]
public sealed class ConvertToAmlComputeMarkdownCommand : ErrorReportingCommand
{
    private readonly List<ComputeComparison> _comparisons = [];
    private readonly List<FindingRow> _findings = [];

    /// <summary>Gets or sets plans or findings, also saved ones, or comparisons of Compare-AmlComputeTarget.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    private protected override bool IsAboutTargets => false;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject item in InputObject)
        {
            if (item.BaseObject is ComputeComparison comparison)
            {
                _comparisons.Add(comparison);
            }
            else if (SavedFinding.IsFinding(item))
            {
                _findings.Add(SavedFinding.ReadRow(item));
            }
            else if (SavedPlan.IsPlan(item))
            {
                Attempt(item, () => WriteObject(MarkdownText.WritePlan(SavedPlan.ReadPlan(item))));
            }
            else
            {
                WriteFailure(
                    Invalid(
                        $"An object of type {item.BaseObject.GetType().Name} is not a plan or a finding. "
                        + "Give plans, findings, or comparisons of Compare-AmlComputeTarget that were not saved."),
                    item);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_comparisons.Count > 0)
        {
            WriteObject(MarkdownText.WriteComparisons(_comparisons));
        }

        if (_findings.Count > 0)
        {
            WriteObject(MarkdownText.WriteFindings(_findings));
        }
    }
}
