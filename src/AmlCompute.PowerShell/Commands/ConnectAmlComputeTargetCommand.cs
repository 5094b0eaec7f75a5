using System.Collections;
using System.Management.Automation;
using System.Security;
using System.Text.Json.Nodes;
using AmlCompute.Client;

namespace AmlCompute.Commands;

/// <summary>Attaches an existing resource to the workspace as a compute target.</summary>
[Cmdlet(VerbsCommunications.Connect, "AmlComputeTarget", SupportsShouldProcess = true)]
[OutputType(typeof(KubernetesCompute), ParameterSetName = [ParameterSets.Kubernetes])]
[OutputType(typeof(VirtualMachineCompute), ParameterSetName = [ParameterSets.VirtualMachine])]
public sealed class ConnectAmlComputeTargetCommand : ProvisioningCommand
{
    /// <summary>Gets or sets whether to attach a Kubernetes cluster: an AKS cluster, or one connected by Azure Arc.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Kubernetes)]
    public SwitchParameter Kubernetes { get; set; }

    /// <summary>Gets or sets whether to attach a virtual machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.VirtualMachine)]
    public SwitchParameter VirtualMachine { get; set; }

    /// <summary>Gets or sets the ARM resource id of the resource to attach. Instead of it, -ResourceName names one in the workspace's subscription.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ResourceId { get; set; }

    /// <summary>Gets or sets the resource group of the resource to attach; that of the workspace unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ResourceGroupName { get; set; }

    /// <summary>Gets or sets the name of the resource to attach.</summary>
    [Parameter]
    [Alias("ClusterName", "VirtualMachineName")]
    [ValidateNotNullOrEmpty]
    public string? ResourceName { get; set; }

    /// <summary>Gets or sets the Kubernetes namespace that jobs run in; the service's default is <c>default</c>.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    public string? Namespace { get; set; }

    /// <summary>Gets or sets the instance type used where a job names none.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    public string? DefaultInstanceType { get; set; }

    /// <summary>Gets or sets the instance types: names with hashtables of nodeSelector and resources.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    [Alias("InstanceTypes")]
    public IDictionary? InstanceType { get; set; }

    /// <summary>Gets or sets the user account on the virtual machine. With an empty password, -SshPrivateKeyPath is needed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.VirtualMachine)]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>Gets or sets the SSH port; the service's default is 22.</summary>
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [ValidateRange(1, 65535)]
    public int? SshPort { get; set; }

    /// <summary>Gets or sets the file with the SSH private key of the user account.</summary>
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [ValidateNotNullOrEmpty]
    public string? SshPrivateKeyPath { get; set; }

    /// <summary>Gets or sets the address of the virtual machine, where the service cannot find it by itself.</summary>
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    public string? Address { get; set; }

    private protected override string ActionText => Kubernetes ? "Attach Kubernetes cluster" : "Attach virtual machine";

    private protected override ComputeConfiguration Describe() =>
        (Kubernetes ? DescribeKubernetes() : DescribeVirtualMachine()).Set(ComputeTarget.Members.ClusterResourceId, UnderlyingId());

    private ComputeConfiguration DescribeKubernetes() =>
        new ComputeConfiguration(ComputeTypes.Kubernetes, isAttach: true)
            .Set(KubernetesCompute.Members.Namespace, Namespace)
            .Set(KubernetesCompute.Members.DefaultInstanceType, DefaultInstanceType)
            .SetNode(KubernetesCompute.Members.InstanceTypes, PlainData.ToJson(InstanceType, nameof(InstanceType)));

    private ComputeConfiguration DescribeVirtualMachine()
    {
        bool hasPassword = Credential.Password is { Length: > 0 };
        if (!hasPassword && SshPrivateKeyPath is null)
        {
            throw Invalid("-Credential needs a password, or -SshPrivateKeyPath beside it.");
        }

        return new ComputeConfiguration(ComputeTypes.VirtualMachine, isAttach: true)
            .Set(VirtualMachineCompute.Members.Address, Address)
            .Set(VirtualMachineCompute.Members.SshPort, SshPort)
            .Set(VirtualMachineCompute.Members.AdminUserName, Credential.UserName)
            .Set(VirtualMachineCompute.Members.AdminPassword, hasPassword ? Credential.Password : null)
            .Set(VirtualMachineCompute.Members.SshPrivateKey, SshPrivateKeyPath is null ? null : ReadSecret(SshPrivateKeyPath));
    }

    private string UnderlyingId()
    {
        string type = Kubernetes ? ComputeTypes.Kubernetes : ComputeTypes.VirtualMachine;
        return (ResourceId, ResourceName) switch
        {
            ({ } id, null) when ResourceGroupName is null => UnderlyingResource.Require(type, id),
            (null, { } name) => UnderlyingResource.Build(type, CurrentWorkspace(), ResourceGroupName, name),
            (null, null) => throw Invalid("Give the resource to attach: -ResourceId, or -ResourceName with or without -ResourceGroupName."),
            _ => throw Invalid("-ResourceId excludes -ResourceName and -ResourceGroupName: it says all of it."),
        };
    }

    private SecureString ReadSecret(string path)
    {
        try
        {
            string file = GetUnresolvedProviderPathFromPSPath(path);
            SecureString secret = new();
            foreach (char character in File.ReadAllText(file))
            {
                secret.AppendChar(character);
            }

            secret.MakeReadOnly();
            return secret;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ProviderNotFoundException or System.Management.Automation.DriveNotFoundException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"-SshPrivateKeyPath: {exception.Message}", exception);
        }
    }
}
