using System.Management.Automation;
using AmlCompute.Client.Changes;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <content>
/// The parameters of an AKS cluster. A certificate is changed as a whole: the remaining settings of the old one are cleared.
/// </content>
public sealed partial class SetAmlComputeTargetCommand
{
    /// <summary>Gets or sets the use of TLS: Enabled with your own certificate, Auto with one of the service, or Disabled.</summary>
    [Parameter]
    [KnownWords("Disabled", "Enabled", "Auto")]
    [ArgumentCompleter(typeof(SettingWordCompleter))]
    public string? SslStatus { get; set; }

    /// <summary>Gets or sets the CNAME of the certificate; requires -SslCertPemFile and -SslKeyPemFile.</summary>
    [Parameter]
    public string? SslCname { get; set; }

    /// <summary>Gets or sets the file with the certificate, in PEM format.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SslCertPemFile { get; set; }

    /// <summary>Gets or sets the file with the key of the certificate, in PEM format.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SslKeyPemFile { get; set; }

    /// <summary>Gets or sets the leaf domain label of a certificate that the service creates.</summary>
    [Parameter]
    public string? LeafDomainLabel { get; set; }

    /// <summary>Gets or sets whether to overwrite an existing domain of that label.</summary>
    [Parameter]
    public SwitchParameter OverwriteExistingDomain { get; set; }

    /// <summary>Gets or sets the kind of load balancer of an AKS cluster.</summary>
    [Parameter]
    [KnownWords("PublicIp", "InternalLoadBalancer")]
    [ArgumentCompleter(typeof(SettingWordCompleter))]
    public string? LoadBalancerType { get; set; }

    /// <summary>Gets or sets the subnet of the load balancer.</summary>
    [Parameter]
    public string? LoadBalancerSubnet { get; set; }

    private void DescribeTls(ComputeChange change)
    {
        Setting[] rows = [.. SettingTable.Of(ComputeTypes.Aks).Where(row => AksCompute.SslMembers.Contains(row.Member))];
        if (!Array.Exists(rows, row => IsBound(row.Parameter!)))
        {
            return;
        }

        bool isOwn = SslCname is not null || SslCertPemFile is not null || SslKeyPemFile is not null;
        ComputeConfiguration tls = new ComputeConfiguration(ComputeTypes.Aks, isAttach: true)
            .Set(AksCompute.Members.SslStatus, AksCompute.SslStatusOf(isOwn, LeafDomainLabel is not null));
        foreach (Setting row in rows.Where(row => IsBound(row.Parameter!)))
        {
            object? value = GetType().GetProperty(row.Parameter!)!.GetValue(this);
            tls.SetNode(row.Member!, ParameterValue.Convert(row, value, $"-{row.Parameter}", this));
        }

        ConfigurationRules.Require(tls, null, rows.Contains);
        Dictionary<JsonMember, object> given = tls.Given.ToDictionary(item => item.Key, item => item.Value);
        foreach ((string property, JsonMember member) in ComputeMembers.Of(typeof(AksCompute)).Select(item => (item.Key, item.Value))
            .Where(item => AksCompute.SslMembers.Contains(item.Value)))
        {
            change.Set(property, given.TryGetValue(member, out object? value) ? value : null);
        }
    }
}
