using System.Management.Automation;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <content>The parameters of an AKS cluster and of a data factory.</content>
public sealed partial class NewAmlComputeTargetCommand
{
    /// <summary>Gets or sets whether to create an AKS cluster. Connect-AmlComputeTarget -Aks attaches an existing one.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public SwitchParameter Aks { get; set; }

    /// <summary>Gets or sets whether to create a data factory. Connect-AmlComputeTarget -DataFactory attaches an existing one.</summary>
    [Parameter(ParameterSetName = ParameterSets.DataFactory)]
    public SwitchParameter DataFactory { get; set; }

    /// <summary>Gets or sets the number of nodes of the AKS cluster.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [ArgumentCompleter(typeof(NodeCountCompleter))]
    [ValidateRange(0, int.MaxValue)]
    public int? AgentCount { get; set; }

    /// <summary>Gets or sets the CIDR range of the services.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public string? ServiceCidr { get; set; }

    /// <summary>Gets or sets the IP address of the DNS service, in -ServiceCidr.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public string? DnsServiceIp { get; set; }

    /// <summary>Gets or sets the CIDR range of the Docker bridge.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public string? DockerBridgeCidr { get; set; }
}
