using System.Management.Automation;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Reads compute targets again. A piped object is updated in place and emitted.</summary>
[Cmdlet(VerbsData.Update, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(ComputeTarget))]
public sealed class UpdateAmlComputeTargetCommand : TargetActionCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0, ParameterSetName = ParameterSets.Name, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName"), ArgumentCompleter(typeof(ComputeNameCompleter)), AllowEmptyString, TargetNames, SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <summary>Gets or sets the tags that a target must have: names, or hashtables of names and values; wildcards are allowed.</summary>
    [Parameter]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagFilterCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public object[] Tag { get; set; } = [];

    private protected override object[] WantedTags => Tag;

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? given) =>
        Begin(
            workspace,
            name,
            given,
            call => NearTargets.GetAsync(workspace, name, call),
            current => WriteObject(given?.TryRefresh(current) == true ? given : current));
}
