using System.Management.Automation;
using AmlCompute.Commands.Parameters;

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
    [ValidateRange(0, int.MaxValue)]
    public int? AgentCount { get; set; }

    /// <summary>Gets or sets the purpose of the AKS cluster; the service's default is FastProd.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [ValidateSet("FastProd", "DenseProd", "DevTest")]
    public string? ClusterPurpose { get; set; }

    /// <summary>Gets or sets the CNAME of the certificate; requires -SslCertPemFile and -SslKeyPemFile.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public string? SslCname { get; set; }

    /// <summary>Gets or sets the file with the certificate, in PEM format.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [ValidateNotNullOrEmpty]
    public string? SslCertPemFile { get; set; }

    /// <summary>Gets or sets the file with the key of the certificate, in PEM format.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [ValidateNotNullOrEmpty]
    public string? SslKeyPemFile { get; set; }

    /// <summary>Gets or sets the leaf domain label of a certificate that the service creates.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public string? LeafDomainLabel { get; set; }

    /// <summary>Gets or sets whether to overwrite an existing domain of that label.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public SwitchParameter OverwriteExistingDomain { get; set; }

    /// <summary>Gets or sets the CIDR range of the services.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public string? ServiceCidr { get; set; }

    /// <summary>Gets or sets the IP address of the DNS service, in -ServiceCidr.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public string? DnsServiceIp { get; set; }

    /// <summary>Gets or sets the CIDR range of the Docker bridge.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public string? DockerBridgeCidr { get; set; }

    /// <summary>Gets or sets the kind of load balancer; the service's default is PublicIp.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [ValidateSet("PublicIp", "InternalLoadBalancer")]
    public string? LoadBalancerType { get; set; }

    /// <summary>Gets or sets the subnet of the load balancer.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public string? LoadBalancerSubnet { get; set; }

    private ComputeConfiguration DescribeAks()
    {
        bool isOwn = SslCname is not null || SslCertPemFile is not null || SslKeyPemFile is not null;
        return Begin(ComputeTypes.Aks, isAttach: false)
            .Set(AksCompute.Members.SslStatus, isOwn ? "Enabled" : LeafDomainLabel is null ? null : "Auto");
    }
}
