using System.Management.Automation;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <content>The parameters of an AKS cluster that is created or attached.</content>
public abstract partial class ProvisioningCommand
{
    /// <summary>Gets or sets the purpose of the AKS cluster; the service's default is FastProd.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [KnownWords("FastProd", "DenseProd", "DevTest")]
    [ArgumentCompleter(typeof(SettingWordCompleter))]
    public string? ClusterPurpose { get; set; }

    /// <summary>Gets or sets the use of TLS: Enabled with your own certificate, Auto with one of the service, or Disabled.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [KnownWords("Disabled", "Enabled", "Auto")]
    [ArgumentCompleter(typeof(SettingWordCompleter))]
    public string? SslStatus { get; set; }

    /// <summary>Gets or sets the CNAME of the certificate; requires -SslCertPemFile and -SslKeyPemFile.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [ValidateNotNullOrEmpty]
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
    [ValidateNotNullOrEmpty]
    public string? LeafDomainLabel { get; set; }

    /// <summary>Gets or sets whether to overwrite an existing domain of -LeafDomainLabel.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public SwitchParameter OverwriteExistingDomain { get; set; }

    /// <summary>Gets or sets the kind of load balancer; the service's default is PublicIp.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [KnownWords("PublicIp", "InternalLoadBalancer")]
    [ArgumentCompleter(typeof(SettingWordCompleter))]
    public string? LoadBalancerType { get; set; }

    /// <summary>Gets or sets the name of the subnet of the load balancer; requires -LoadBalancerType InternalLoadBalancer.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public string? LoadBalancerSubnet { get; set; }

    /// <summary>Creates a configuration with the use of TLS that the other settings imply.</summary>
    private protected ComputeConfiguration StartAksConfiguration(bool isAttach) => StartConfiguration(ComputeTypes.Aks, isAttach)
        .Set(AksCompute.Members.SslStatus, AksCompute.DeriveSslStatus(LeafDomainLabel, SslCname, SslCertPemFile, SslKeyPemFile));
}
