using System.Management.Automation;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>
/// Reads compute targets again, and emits them. A given object is updated in place if the target has its type and workspace.
/// </summary>
[Cmdlet(VerbsData.Update, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(ComputeTarget))]
public sealed class UpdateAmlComputeTargetCommand : TargetActionCommand
{
    /// <inheritdoc/>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Name,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName"), ArgumentCompleter(typeof(ComputeNameCompleter)), AllowEmptyString, TargetNames, SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <summary>Gets or sets the tags that a target must have: names, or hashtables of names and values; wildcards are allowed.</summary>
    [Parameter]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagFilterCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public object[] Tag { get; set; } = [];

    private protected override object[] RequiredTags => Tag;

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input) =>
        BeginTarget(
            workspace,
            name,
            input,
            call => TargetSuggestions.GetTargetAsync(workspace, name, call),
            current => WriteRefreshed(input, current));
}
