using System.Management.Automation;
using System.Reflection;
using Azure.Core;

namespace AmlCompute.StandIn;

/// <summary>Uses Azure.Core and emits the assembly that was loaded for this module.</summary>
[Cmdlet(VerbsCommon.Get, "StandInAzureCore")]
[OutputType(typeof(Assembly))]
public sealed class GetStandInAzureCoreCommand : PSCmdlet
{
    protected override void EndProcessing()
    {
        ResourceIdentifier id = new("/subscriptions/s/resourceGroups/g");
        WriteObject(id.GetType().Assembly);
    }
}
