using System.Management.Automation;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Gets the secrets of AKS clusters, virtual machines, HDInsight clusters and Databricks workspaces.</summary>
[Cmdlet(VerbsCommon.Get, "AmlComputeKey", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(AksComputeKey), typeof(AdministratorAccountKey), typeof(DatabricksComputeKey))]
public sealed class GetAmlComputeKeyCommand : TargetQueryCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0, ParameterSetName = ParameterSets.Name, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName"), ArgumentCompleter(typeof(ComputeNameCompleter)), AllowEmptyString, TargetNames, SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <summary>Gets or sets whether to emit the secrets as plain text, not as SecureString.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    private protected override bool CanMatchPattern(ComputeTarget target) => ComputeKey.FindFactory(target) is not null;

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input)
    {
        bool asPlainText = AsPlainText;
        try
        {
            WriteObject(Await(call => ServiceConnection.GetClient(workspace).GetKeyAsync(workspace, name, asPlainText, call)));
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.ComputeTargetNotFound)
        {
            throw AddSuggestion(exception, name, workspace);
        }
    }
}
