using System.Management.Automation;
using System.Reflection;
using Azure.Core;

namespace AmlCompute.StandIn;

/// <summary>Emits the Azure.Core that this module works with, having used it.</summary>
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
