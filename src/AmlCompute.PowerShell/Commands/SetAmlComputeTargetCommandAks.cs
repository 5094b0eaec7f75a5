using System.Management.Automation;
using AmlCompute.Client.Changes;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <content>
/// The parameters of an AKS cluster. A change of the status, the certificate or the label replaces all of them, but not the value of
/// -OverwriteExistingDomain.
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
    [ValidateNotNullOrEmpty]
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
    [ValidateNotNullOrEmpty]
    public string? LeafDomainLabel { get; set; }

    /// <summary>Gets or sets whether to overwrite an existing domain of -LeafDomainLabel.</summary>
    [Parameter]
    public SwitchParameter OverwriteExistingDomain { get; set; }

    /// <summary>Gets or sets the kind of load balancer of an AKS cluster.</summary>
    [Parameter]
    [KnownWords("PublicIp", "InternalLoadBalancer")]
    [ArgumentCompleter(typeof(SettingWordCompleter))]
    public string? LoadBalancerType { get; set; }

    /// <summary>Gets or sets the name of the subnet of the load balancer; an empty one removes it.</summary>
    [Parameter]
    public string? LoadBalancerSubnet { get; set; }

    /// <summary>Adds the change of the status, the certificate and the label, if one of their parameters is specified.</summary>
    private void AddTlsChange(ComputeChange change, IConfigurationHost host)
    {
        Setting[] settings =
            [.. SettingTable.ListSettings(ComputeTypes.Aks).Where(setting => AksCompute.SslMembers.Contains(setting.Member))];
        Setting[] specified = [.. settings.Where(setting => IsSpecified(setting.Parameter!))];
        if (specified.Length == 0)
        {
            return;
        }

        ComputeConfiguration tls = new ComputeConfiguration(ComputeTypes.Aks, isAttach: true, source: ((IRowCommand)this).Source)
            .Set(AksCompute.Members.SslStatus, AksCompute.DeriveSslStatus(LeafDomainLabel, SslCname, SslCertPemFile, SslKeyPemFile));
        foreach (Setting setting in specified)
        {
            object? value = GetType().GetProperty(setting.Parameter!)!.GetValue(this);
            tls.SetNode(setting.Member!, ParameterValue.Convert(setting, value, FormatParameter(setting.Parameter!), host));
        }

        ConfigurationRules.Require(tls, applies: settings.Contains);
        Dictionary<JsonMember, object> values = tls.GivenMembers.ToDictionary(item => item.Key, item => item.Value);
        foreach (KeyValuePair<string, JsonMember> member in ComputeMembers.ListMembers(typeof(AksCompute)))
        {
            if (AksCompute.SslMembers.Contains(member.Value))
            {
                change.SetValue(member.Key, values.TryGetValue(member.Value, out object? value) ? value : null);
            }
        }
    }
}
