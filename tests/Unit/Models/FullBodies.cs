using System.Text.Json.Nodes;
using AmlCompute.Models;

namespace AmlCompute.Tests.Models;

/// <summary>
/// For each compute type a body with every member that has a property, each with a value: more than the service answers at once.
/// </summary>
internal static class FullBodies
{
    public static IReadOnlyDictionary<string, string> Properties { get; } = new Dictionary<string, string>
    {
        [ComputeTypes.AmlCompute] = """
            {
              "osType": "Linux", "vmSize": "STANDARD_DS3_V2", "vmPriority": "LowPriority", "virtualMachineImage": { "id": "/images/win" },
              "isolatedNetwork": false, "scaleSettings": { "minNodeCount": 0, "maxNodeCount": 4, "nodeIdleTimeBeforeScaleDown": "PT2M" },
              "userAccountCredentials": { "adminUserName": "ann", "adminUserPassword": null, "adminUserSshPublicKey": "ssh-rsa AAAA" },
              "subnet": { "id": "/subnets/a" }, "remoteLoginPortPublicAccess": "Enabled", "enableNodePublicIp": true,
              "enableBatchPrivateLink": false, "propertyBag": {}, "allocationState": "Steady",
              "allocationStateTransitionTime": "2025-11-04T09:41:01.538+00:00", "currentNodeCount": 3, "targetNodeCount": 3,
              "nodeStateCounts": {
                "preparingNodeCount": 1, "runningNodeCount": 2, "idleNodeCount": 3, "unusableNodeCount": 4, "leavingNodeCount": 5,
                "preemptedNodeCount": 6
              },
              "errors": [ { "error": { "code": "ClusterCoreQuotaReached", "message": "No cores left.", "target": "eastus",
                "details": [ { "code": "A" } ] } } ]
            }
            """,
        [ComputeTypes.ComputeInstance] = """
            {
              "state": "Running", "vmSize": "STANDARD_DS3_V2", "subnet": { "id": "/subnets/a" }, "applicationSharingPolicy": "Personal",
              "computeInstanceAuthorizationType": "personal",
              "personalComputeInstanceSettings": { "assignedUser": { "objectId": "o-1", "tenantId": "t-1" } },
              "sshSettings": { "sshPublicAccess": "Enabled", "adminPublicKey": "ssh-rsa AAAA", "adminUserName": "azureuser",
                "sshPort": 50000 },
              "enableNodePublicIp": true, "idleTimeBeforeShutdown": "PT1H30M", "enableSSO": true, "enableOSPatching": false,
              "enableRootAccess": true, "releaseQuotaOnStop": false,
              "schedules": { "computeStartStop": [
                {
                  "id": "s-1", "action": "Stop", "status": "Enabled", "provisioningStatus": "Completed", "triggerType": "Cron",
                  "cron": { "expression": "0 18 * * 1-5", "startTime": "2026-01-05T08:00:00", "timeZone": "W. Europe Standard Time" },
                  "recurrence": {
                    "frequency": "Week", "interval": 1, "startTime": "2026-01-05T08:00:00", "timeZone": "UTC",
                    "schedule": { "hours": [ 8, 20 ], "minutes": [ 30 ], "weekDays": [ "Monday", "Friday" ], "monthDays": [ 1, 15 ] }
                  }
                }
              ] },
              "setupScripts": { "scripts": {
                "creationScript": { "scriptSource": "workspaceStorage", "scriptData": "Users/ann/make.sh", "scriptArguments": "--all",
                  "timeout": "10m" },
                "startupScript": { "scriptSource": "inline", "scriptData": "ZWNobw==", "scriptArguments": "-x", "timeout": "1h" }
              } },
              "customServices": [
                {
                  "name": "rstudio", "image": { "type": "docker", "reference": "example.org/rstudio:1", "version": "2" },
                  "docker": { "privileged": true },
                  "environmentVariables": { "LICENSE": { "type": "local", "value": "k-1" } },
                  "endpoints": [ { "protocol": "http", "name": "ui", "target": 8787, "published": 4444, "hostIp": "10.0.0.4" } ],
                  "volumes": [
                    {
                      "type": "bind", "readOnly": true, "source": "/mnt/a", "target": "/home/a", "consistency": "cached",
                      "bind": { "propagation": "shared", "createHostPath": true, "selinux": "z" }, "volume": { "nocopy": true },
                      "tmpfs": { "size": 64 }
                    }
                  ],
                  "kernel": { "argv": [ "R", "--slave" ], "displayName": "R 4", "language": "R" }
                }
              ],
              "autologgerSettings": { "mlflowAutologger": "Enabled" }, "imageVersion": "24.6",
              "enableBatchPrivateLink": false,
              "lastOperation": {
                "operationName": "Stop", "operationTime": "2025-11-04T09:41:01.538+00:00", "operationStatus": "Succeeded",
                "operationTrigger": "IdleShutdown"
              },
              "connectivityEndpoints": { "publicIpAddress": "20.1.2.3", "privateIpAddress": "10.0.0.4" },
              "applications": [ { "displayName": "Jupyter", "endpointUri": "https://ann.westeurope.instances.azureml.ms/tree/" } ],
              "createdBy": { "userOrgId": "t-1", "userId": "o-1", "userName": "ann@contoso.com" },
              "errors": [ { "error": { "code": "SetupFailed", "message": "No.", "target": "x", "details": [ { "code": "A" } ] } } ],
              "versions": { "runtime": "3.0.02755.0006" },
              "osImageMetadata": {
                "currentImageVersion": "24.06.10", "latestImageVersion": "24.08.02", "isLatestOsImageVersion": false,
                "osPatchingStatus": {
                  "patchStatus": "Failed", "latestPatchTime": "2025-11-04T09:41:01+00:00", "rebootPending": true,
                  "scheduledRebootTime": "2025-11-05T02:00:00+00:00",
                  "osPatchingErrors": [ { "error": { "code": "P", "message": "m", "target": "t", "details": [ { "code": "A" } ] } } ]
                }
              },
              "dataDisks": [ { "caching": "ReadWrite", "diskSizeGB": 128, "lun": 0, "storageAccountType": "Premium_LRS" } ],
              "dataMounts": [
                {
                  "source": "azureml://datastores/images", "sourceType": "URI", "mountName": "images", "mountAction": "Mount",
                  "mountMode": "ReadOnly",
                  "createdBy": "ann", "mountPath": "/mnt/images", "mountState": "MountFailed", "mountedOn": "2025-11-04T09:41:01+00:00",
                  "error": "denied"
                }
              ],
              "containers": [
                { "name": "c", "autosave": "Local", "gpu": "all", "network": "Bridge", "environment": { "name": "sklearn", "version": "3" },
                  "services": [ {} ] }
              ],
              "updateStatus": null
            }
            """,
        [ComputeTypes.Aks] = """
            {
              "clusterFqdn": "inference.example.org", "systemServices": [ { "systemServiceType": "Scoring", "publicIpAddress": "20.1.2.3",
                "version": "1" } ],
              "agentCount": 3, "agentVmSize": "STANDARD_D3_V2", "clusterPurpose": "FastProd",
              "sslConfiguration": {
                "status": "Enabled", "cert": "c-secret", "key": "k-secret", "cname": "www.example.org", "leafDomainLabel": "leaf",
                "overwriteExistingDomain": true
              },
              "aksNetworkingConfiguration": {
                "subnetId": "/subnets/a", "serviceCidr": "10.0.0.0/16", "dnsServiceIP": "10.0.0.10", "dockerBridgeCidr": "172.17.0.1/16"
              },
              "loadBalancerType": "InternalLoadBalancer", "loadBalancerSubnet": "inner"
            }
            """,
        [ComputeTypes.Kubernetes] = """
            {
              "namespace": "ml", "defaultInstanceType": "small",
              "instanceTypes": {
                "small": {
                  "nodeSelector": { "pool": "cpu" },
                  "resources": { "requests": { "cpu": "500m", "memory": "2Gi" },
                    "limits": { "cpu": "1", "memory": "4Gi", "nvidia.com/gpu": null } }
                }
              },
              "vcName": "vc", "extensionPrincipalId": "p-1", "extensionInstanceReleaseTrain": "stable",
              "relayConnectionString": "r-secret", "serviceBusConnectionString": "b-secret"
            }
            """,
        [ComputeTypes.VirtualMachine] = """
            {
              "virtualMachineSize": "STANDARD_D1_V2", "sshPort": 22, "notebookServerPort": 8888, "address": "20.1.2.3",
              "ipAddress": "20.1.2.4",
              "administratorAccount": { "username": "ann", "password": "p-secret", "publicKeyData": "ssh-rsa AAAA",
                "privateKeyData": "k-secret" },
              "isNotebookInstanceCompute": false
            }
            """,
        [ComputeTypes.HDInsight] = """
            {
              "sshPort": 22, "address": "spark-ssh.example.org",
              "administratorAccount": { "username": "ann", "password": "p-secret", "publicKeyData": "ssh-rsa AAAA",
                "privateKeyData": "k-secret" }
            }
            """,
        [ComputeTypes.Databricks] = """{ "databricksAccessToken": "t-secret", "workspaceUrl": "adb-1.2.azuredatabricks.net" }""",
        [ComputeTypes.DataLakeAnalytics] = """{ "dataLakeStoreAccountName": "lake" }""",
        [ComputeTypes.DataFactory] = "{}",
        [ComputeTypes.SynapseSpark] = """
            {
              "autoScaleProperties": { "minNodeCount": 3, "enabled": true, "maxNodeCount": 10 },
              "autoPauseProperties": { "delayInMinutes": 15, "enabled": true }, "sparkVersion": "3.4", "nodeCount": 5, "nodeSize": "Small",
              "nodeSizeFamily": "MemoryOptimized", "subscriptionId": "s-1", "resourceGroup": "rg-synapse", "workspaceName": "synapse",
              "poolName": "pool"
            }
            """,
        ["Quantum"] = """{ "qubits": 12 }""",
    };

    private const string WorkspaceId =
        $"/subscriptions/{TestTargets.SubscriptionId}/resourceGroups/rg-vision/providers/" +
        "Microsoft.MachineLearningServices/workspaces/vision";

    public static JsonObject Of(string computeType) => JsonNode.Parse($$"""
        {
          "id": "{{WorkspaceId}}/computes/t-1",
          "name": "t-1", "type": "Microsoft.MachineLearningServices/workspaces/computes", "location": "westeurope",
          "tags": { "team": "vision" },
          "identity": {
            "type": "SystemAssigned,UserAssigned", "principalId": "p-1", "tenantId": "t-1",
            "userAssignedIdentities": { "/identities/a": { "principalId": "p-2", "clientId": "c-2" } }
          },
          "properties": {
            "createdOn": "2025-11-04T09:40:51.9013157+00:00", "modifiedOn": "2025-11-04T11:41:22.5+02:00", "disableLocalAuth": true,
            "description": "for tests", "resourceId": "{{ResourceOf(computeType)}}", "computeType": "{{computeType}}",
            "computeLocation": "northeurope",
            "provisioningState": "Succeeded", "isAttachedCompute": true, "provisioningWarnings": {},
            "provisioningErrors": [ { "error": { "code": "C", "message": "m", "target": "t",
              "details": [ { "code": "A", "message": "b", "target": "c" } ] } } ],
            "properties": {{Properties[computeType]}}
          }
        }
        """)!.AsObject();

    private static string ResourceOf(string computeType) => computeType == ComputeTypes.SynapseSpark
        ? "/subscriptions/s-2/resourceGroups/rg-pool/providers/Microsoft.Synapse/workspaces/syn/bigDataPools/pool"
        : "/underlying/r-1";

    /// <summary>
    /// A full body that stands for one target: with a resource of the right kind, or none, and one trigger for each schedule.
    /// </summary>
    public static JsonObject Live(string type)
    {
        JsonObject live = Of(type);
        if (type is ComputeTypes.AmlCompute or ComputeTypes.ComputeInstance)
        {
            live["properties"]!.AsObject().Remove("resourceId");
        }
        else
        {
            string provider = type switch
            {
                ComputeTypes.Aks or ComputeTypes.Kubernetes => "Microsoft.ContainerService/managedClusters/a",
                ComputeTypes.VirtualMachine => "Microsoft.Compute/virtualMachines/a",
                ComputeTypes.HDInsight => "Microsoft.HDInsight/clusters/a",
                ComputeTypes.Databricks => "Microsoft.Databricks/workspaces/a",
                ComputeTypes.DataLakeAnalytics => "Microsoft.DataLakeAnalytics/accounts/a",
                ComputeTypes.DataFactory => "Microsoft.DataFactory/factories/a",
                _ => "Microsoft.Synapse/workspaces/a/bigDataPools/b",
            };
            live["properties"]!["resourceId"] = Files.FileText.Resource + provider;
        }

        if (type == ComputeTypes.ComputeInstance)
        {
            // A schedule of one type has no trigger of the other.
            live["properties"]!["properties"]!["schedules"]!["computeStartStop"]![0]!.AsObject().Remove("recurrence");
        }

        return live;
    }
}
