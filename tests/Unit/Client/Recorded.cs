namespace AmlCompute.Tests.Client;

/// <summary>
/// Answers in the form the service was recorded to give them: pretty-printed, with nulls, members no schema has, sizes in capitals.
/// </summary>
internal static class Recorded
{
    public const string InProgress = """{"status":"InProgress"}""";
    public const string Succeeded = """{"status":"Succeeded","percentComplete":100.0}""";

    private const string BatchAI =
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.BatchAI/workspaces/ws/clusters/cpu";

    /// <summary>
    /// The address of an operation's state: the workspace's region, which need not be the compute's, and ARM's signature, 3.4 kB in all.
    /// </summary>
    public static readonly string OperationUrl =
        $"https://management.azure.com/subscriptions/{TestClient.SubscriptionId}/providers/Microsoft.MachineLearningServices/locations/" +
        "westeurope"
        + "/computeOperationsStatus/6b1f4c2e-0f4c-4d5a-9a43-0d1f1f5f7f00?api-version=2025-12-01&service=new&t=638978640513456789"
        + $"&c={new string('M', 1300)}_-{new string('x', 1300)}&s={new string('s', 340)}-_A&h=Zx0{new string('h', 40)}";

    public static (string Name, string Value) Operation => ("Azure-AsyncOperation", OperationUrl);

    /// <summary>A cluster. <paramref name="more"/> is put before its node counts.</summary>
    public static string Cluster(
        string state = "Succeeded", string? allocation = "Steady", int? current = 0, int? target = 0, string name = "cpu",
        string errors = "null") =>
        $$"""
        {
          "id": "{{TestClient.WorkspaceId}}/computes/{{name}}",
          "name": "{{name}}",
          "type": "Microsoft.MachineLearningServices/workspaces/computes",
          "location": "eastus",
          "tags": null,
          "properties": {
            "createdOn": "2025-11-04T09:40:51.9013157+00:00",
            "modifiedOn": "2025-11-04T09:40:51.9013157+00:00",
            "disableLocalAuth": false,
            "description": null,
            "resourceId": {{(state == "Updating" ? $"\"{BatchAI}\"" : "null")}},
            "computeType": "AmlCompute",
            "computeLocation": "eastus",
            "provisioningState": "{{state}}",
            "provisioningErrors": {{errors}},
            "provisioningWarnings": {},
            "isAttachedCompute": false,
            "properties": {
              "vmSize": "STANDARD_DS3_V2",
              "vmPriority": null,
              "scaleSettings": {
                "maxNodeCount": 8,
                "minNodeCount": 0,
                "nodeIdleTimeBeforeScaleDown": null
              },
              "osType": "Linux",
              "allocationState": {{(allocation is null ? "null" : $"\"{allocation}\"")}},
              "currentNodeCount": {{current?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}},
              "targetNodeCount": {{target?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}},
              "nodeStateCounts": null,
              "enableBatchPrivateLink": false,
              "propertyBag": {}
            }
          }
        }
        """;

    public static string Instance(string state, string provisioningState = "Succeeded", string name = "ci") =>
        $$"""
        {
          "name": "{{name}}",
          "properties": {
            "computeType": "ComputeInstance",
            "provisioningState": "{{provisioningState}}",
            "isAttachedCompute": false,
            "properties": { "state": "{{state}}", "vmSize": "STANDARD_DS3_V2", "autologgerSettings": null }
          }
        }
        """;

    public static string Kubernetes(string name = "k8s", string state = "Succeeded") =>
        $$"""
        {
          "name": "{{name}}",
          "properties": {
            "computeType": "Kubernetes",
            "provisioningState": "{{state}}",
            "resourceId": "/subscriptions/1/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks1",
            "isAttachedCompute": true,
            "properties": null
          }
        }
        """;

    /// <summary>Azure Resource Manager's own words for a resource that is not there.</summary>
    public static string NotFound(string resource = "workspaces/ws/computes/cpu") =>
        Error(
            "ResourceNotFound",
            $"The Resource 'Microsoft.MachineLearningServices/{resource}' under resource group 'rg' was not found. "
                + "For more details please go to https://aka.ms/ARMResourceNotFoundFix");

    public static string Error(string code, string message) => $$$"""{"error":{"code":"{{{code}}}","message":"{{{message}}}"}}""";
}
