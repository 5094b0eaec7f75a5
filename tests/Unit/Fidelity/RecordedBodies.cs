using System.Text.Json.Nodes;

namespace AmlCompute.Tests.Fidelity;

/// <summary>The recorded answers to a request: the first one, and the one after the operation has ended.</summary>
internal static class RecordedBodies
{
    private const string Workspace =
        "/subscriptions/0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90/resourceGroups/rg-vision/providers/Microsoft.MachineLearningServices/" +
        "workspaces/vision";

    /// <summary>Members that a change's first answer leaves out, or shows as null, until the service has filled them in.</summary>
    private static readonly string[] Absent = ["propertyBag", "allocationStateTransitionTime", "userAccountCredentials"];
    private static readonly string[] Null =
        ["allocationState", "currentNodeCount", "targetNodeCount", "nodeStateCounts", "vmPriority", "state", "applicationSharingPolicy"];

    /// <summary>A target as GET shows it once it is made.</summary>
    public static JsonObject Settled(string name, JsonObject request)
    {
        JsonNode asked = request["properties"]!;
        string type = asked["computeType"]!.GetValue<string>();
        return new JsonObject
        {
            ["id"] = $"{Workspace}/computes/{name}",
            ["name"] = name,
            ["type"] = "Microsoft.MachineLearningServices/workspaces/computes",
            ["location"] = request["location"]?.DeepClone(),
            ["tags"] = request["tags"]?.DeepClone() ?? new JsonObject(),
            ["properties"] = new JsonObject
            {
                ["createdOn"] = "2025-11-04T09:40:51.9013157+00:00",
                ["modifiedOn"] = "2025-11-04T09:40:51.9013157+00:00",
                ["disableLocalAuth"] = false,
                ["description"] = asked["description"]?.DeepClone(),
                ["resourceId"] = asked["resourceId"]?.DeepClone(),
                ["computeType"] = type,
                ["computeLocation"] = request["location"]?.DeepClone(),
                ["provisioningState"] = "Succeeded",
                ["provisioningErrors"] = null,
                ["provisioningWarnings"] = new JsonObject(),
                ["isAttachedCompute"] = asked["resourceId"] is not null,
                ["properties"] = Inner(type, asked["properties"]?.AsObject() ?? []),
            },
        };
    }

    /// <summary>The answer to the request for a change.</summary>
    public static JsonObject Accepted(JsonObject settled, string state)
    {
        JsonObject body = With(settled, state);
        JsonObject properties = body["properties"]!.AsObject();
        JsonObject inner = properties["properties"]!.AsObject();
        foreach (string name in Absent)
        {
            inner.Remove(name);
        }

        foreach (string name in Null.Where(inner.ContainsKey))
        {
            inner[name] = null;
        }

        if (state == "Creating")
        {
            body["tags"] = null;
            properties.Remove("computeLocation");
            properties["provisioningWarnings"] = null;
        }
        else
        {
            properties["resourceId"] =
                $"{Workspace.Replace("MachineLearningServices", "BatchAI", StringComparison.Ordinal)}/clusters/{body["name"]}";
        }

        return body;
    }

    public static JsonObject With(JsonObject compute, string state)
    {
        JsonObject copy = compute.DeepClone().AsObject();
        copy["properties"]!["provisioningState"] = state;
        return copy;
    }

    /// <summary>PATCH leaves alone what its body does not name.</summary>
    public static JsonObject Merge(JsonObject compute, JsonObject patch)
    {
        JsonObject copy = compute.DeepClone().AsObject();
        JsonNode scale = copy["properties"]!["properties"]!["scaleSettings"]!;
        foreach ((string name, JsonNode? value) in patch["properties"]!["properties"]!["scaleSettings"]!.AsObject())
        {
            scale[name] = value?.DeepClone();
        }

        return copy;
    }

    private static JsonObject Inner(string type, JsonObject asked)
    {
        JsonObject inner = asked.DeepClone().AsObject();
        if (inner["vmSize"] is { } size)
        {
            inner["vmSize"] = size.GetValue<string>().ToUpperInvariant();
        }

        JsonObject filledIn = JsonNode.Parse(type switch
        {
            "AmlCompute" => """
                {
                  "vmPriority": "Dedicated", "remoteLoginPortPublicAccess": "Enabled", "isolatedNetwork": false, "subnet": null,
                  "virtualMachineImage": null,
                  "enableBatchPrivateLink": false, "propertyBag": {}, "allocationState": "Steady",
                  "allocationStateTransitionTime": "2025-11-04T09:41:01.538+00:00",
                  "currentNodeCount": 0, "targetNodeCount": 0, "errors": null,
                  "nodeStateCounts": {
                    "preparingNodeCount": 0, "runningNodeCount": 0, "idleNodeCount": 0, "unusableNodeCount": 0, "leavingNodeCount": 0,
                    "preemptedNodeCount": 0
                  }
                }
                """,
            "ComputeInstance" => """
                {
                  "applicationSharingPolicy": "Shared", "state": "Running", "autologgerSettings": null, "imageVersion": null,
                  "updateStatus": null, "errors": [],
                  "schedules": { "computeStartStop": [] }, "containers": null, "dataDisks": null
                }
                """,
            _ =>
                """
                { "virtualMachineSize": "STANDARD_D1_V2", "address": "20.1.2.3", "ipAddress": "20.1.2.3", "administratorAccount": null,
                  "createdBy": null }
                """,
        })!.AsObject();
        foreach ((string name, JsonNode? value) in filledIn)
        {
            if (name is "administratorAccount" || inner[name]?.ToString() is null or "NotSpecified")
            {
                inner[name] = value?.DeepClone();
            }
        }

        if (inner["scaleSettings"] is JsonObject scale)
        {
            scale["nodeIdleTimeBeforeScaleDown"] ??= "PT2M";
        }

        return inner;
    }
}
