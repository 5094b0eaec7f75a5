using AmlCompute.Sandbox.Scheduling;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <content>The member 'properties.properties' of a response.</content>
internal sealed partial class ComputeInstance
{
    protected override JsonObject RenderInner()
    {
        bool first = IsChangeResponse;
        return new JsonObject
        {
            ["vmSize"] = (string?)Inner["vmSize"],
            ["imageVersion"] = null,
            ["subnet"] = Echo("subnet"),
            ["sshSettings"] = first ? null : SshSettings(),
            ["autologgerSettings"] = Echo("autologgerSettings"),
            ["errors"] = first ? null : new JsonArray(),
            ["connectivityEndpoints"] = _hasAddress ? Addresses() : null,
            ["applications"] = first ? null : Applications(),
            ["state"] = first ? null : _state,
            ["lastOperation"] = first ? null : _lastOperation?.ToJson(),
            ["createdBy"] = CreatedBy(),
            ["applicationSharingPolicy"] = first ? null : (string?)Inner["applicationSharingPolicy"] ?? "Shared",
            ["computeInstanceAuthorizationType"] = Echo("computeInstanceAuthorizationType"),
            ["personalComputeInstanceSettings"] = Echo("personalComputeInstanceSettings"),
            ["setupScripts"] = Echo("setupScripts"),
            ["schedules"] = first ? Echo("schedules") : Schedules(),
            [IdleTime] = Echo(IdleTime),
            ["enableNodePublicIp"] = (bool?)Inner["enableNodePublicIp"] ?? true,
            ["enableBatchPrivateLink"] = false,
            ["enableOSPatching"] = (bool?)Inner["enableOSPatching"] ?? false,
            ["enableRootAccess"] = (bool?)Inner["enableRootAccess"] ?? true,
            ["releaseQuotaOnStop"] = (bool?)Inner["releaseQuotaOnStop"] ?? false,
            ["enableSSO"] = (bool?)Inner["enableSSO"] ?? true,
            ["dataMounts"] = _mounts.Render(),
            ["dataDisks"] = null,
            ["containers"] = null,
            ["updateStatus"] = null,
            ["versions"] = first ? null : new JsonObject { ["runtime"] = "3.0.02755.0006" },
            ["customServices"] = Echo("customServices") ?? (first ? null : new JsonArray()),
            ["osImageMetadata"] = first ? null : OsImage(),
        };
    }

    private JsonObject SshSettings() => new()
    {
        ["sshPublicAccess"] = (string?)Inner["sshSettings"]?["sshPublicAccess"] ?? "Disabled",
        ["adminUserName"] = "azureuser",
        ["sshPort"] = 50000,
        ["adminPublicKey"] = null,
    };

    private static JsonObject OsImage() => new()
    {
        ["currentImageVersion"] = "24.06.10",
        ["latestImageVersion"] = "24.06.10",
        ["isLatestOsImageVersion"] = true,
        ["osPatchingStatus"] = null,
    };

    private JsonObject Addresses() => new()
    {
        ["publicIpAddress"] = (bool?)Inner["enableNodePublicIp"] ?? true ? State.Seeds.PublicAddress($"{Id}/address") : null,
        ["privateIpAddress"] = $"10.0.0.{State.Seeds.Number($"{Id}/address", 250) + 4}",
    };

    private JsonArray Applications()
    {
        string root = $"https://{Name}.{Location}.instances.azureml.ms";
        return
        [
            new JsonObject { ["displayName"] = "Jupyter", ["endpointUri"] = $"{root}/tree/" },
            new JsonObject { ["displayName"] = "Jupyter Lab", ["endpointUri"] = $"{root}/lab" },
        ];
    }

    private JsonObject CreatedBy() => new()
    {
        ["userOrgId"] = State.Seeds.Guid("tenant").ToString(),
        ["userId"] = State.Seeds.Guid("user").ToString(),
    };

    private JsonObject Schedules() => ScheduleView.Render(
        Inner["schedules"]?["computeStartStop"] as JsonArray,
        Id,
        ProvisioningState == ProvisioningStates.Creating ? "Provisioning" : "Completed",
        State.Seeds);
}
