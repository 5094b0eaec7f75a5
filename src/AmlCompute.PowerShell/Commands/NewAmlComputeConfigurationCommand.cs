using System.Management.Automation;

namespace AmlCompute.Commands;

/// <summary>
/// Makes a configuration: the settings of New- and Connect-AmlComputeTarget as an object, to be piped into them. Nothing is sent.
/// </summary>
[Cmdlet(VerbsCommon.New, "AmlComputeConfiguration", DefaultParameterSetName = ParameterSets.Cluster)]
[OutputType(typeof(ComputeConfiguration))]
public sealed class NewAmlComputeConfigurationCommand : WorkspaceScopedCommand, IDynamicParameters
{
    private readonly ConfigurationParameters _parameters = new();

    /// <inheritdoc/>
    public object GetDynamicParameters() => _parameters.Define(inSets: true);

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(OrEnd(() => _parameters.Configure(this)));
}
