using System.Management.Automation;
using AmlCompute.Commands.Attributes;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <content>
/// The parameters of settings that cannot be changed in place. A row or a command line can repeat the current value, except the SSH key of
/// an instance.
/// </content>
public sealed partial class SetAmlComputeTargetCommand
{
    /// <summary>Gets or sets the size, which cannot be changed: another value is an error. See Resize-AmlComputeTarget.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? VmSize { get; set; }

    /// <summary>Gets or sets the priority of the nodes, which cannot be changed: another value is an error.</summary>
    [Parameter]
    [Alias("VmPriority")]
    [KnownWords("Dedicated", "LowPriority", Synonym = ["Spot", "LowPriority"])]
    [ArgumentCompleter(typeof(SettingWordCompleter))]
    public string? Priority { get; set; }

    /// <summary>Gets or sets the ARM id of the subnet, which cannot be changed: another value is an error.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SubnetId { get; set; }

    /// <summary>Gets or sets the region, which cannot be changed: another value is an error.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Location { get; set; }

    /// <summary>Gets or sets whether the machines have public IP addresses, which cannot be changed: another value is an error.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FlagCompleter))]
    public bool EnableNodePublicIp { get; set; }

    /// <summary>
    /// Gets or sets the SSH public key, which cannot be changed: another value is an error, and for an instance every value, because the
    /// service never returns its key.
    /// </summary>
    [Parameter]
    [Alias("AdminUserSshKey")]
    [ValidateNotNullOrEmpty]
    public string? SshPublicKey { get; set; }
}
