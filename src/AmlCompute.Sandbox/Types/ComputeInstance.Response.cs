using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.Scheduling;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <content>Renders the member 'properties.properties' of a response. The versions are those of a recorded response.</content>
internal sealed partial class ComputeInstance
{
    private bool HasPublicAddress => (bool?)TypeProperties["enableNodePublicIp"] ?? true;

    protected override JsonObject RenderTypeProperties()
    {
        // The response to a change does not yet have the values that the service adds, nor the SSH settings and the sharing policy.
        bool isChange = IsChangeResponse;
        return new JsonObject
        {
            ["vmSize"] = (string?)TypeProperties["vmSize"],

            // No recorded response has an image version.
            ["imageVersion"] = null,
            ["subnet"] = CopySent("subnet"),
            ["sshSettings"] = isChange ? null : RenderSshSettings(),
            ["autologgerSettings"] = CopySent("autologgerSettings"),
            ["errors"] = isChange ? null : new JsonArray(),
            ["connectivityEndpoints"] = _hasAddress ? RenderAddresses() : null,
            ["applications"] = isChange ? null : RenderApplications(),
            ["state"] = isChange ? null : ShownState,
            ["lastOperation"] = isChange ? null : _lastOperation?.ToJson(),
            ["createdBy"] = RenderCreator(),
            ["applicationSharingPolicy"] = isChange ? null : (string?)TypeProperties["applicationSharingPolicy"] ?? "Shared",
            ["computeInstanceAuthorizationType"] = CopySent("computeInstanceAuthorizationType"),
            ["personalComputeInstanceSettings"] = CopySent("personalComputeInstanceSettings"),
            ["setupScripts"] = CopySent("setupScripts"),
            ["schedules"] = isChange ? CopySent("schedules") : RenderSchedules(),
            [IdleTime] = CopySent(IdleTime),
            ["enableNodePublicIp"] = HasPublicAddress,
            ["enableBatchPrivateLink"] = false,
            ["enableOSPatching"] = (bool?)TypeProperties["enableOSPatching"] ?? false,
            ["enableRootAccess"] = (bool?)TypeProperties["enableRootAccess"] ?? true,
            ["releaseQuotaOnStop"] = (bool?)TypeProperties["releaseQuotaOnStop"] ?? false,
            ["enableSSO"] = (bool?)TypeProperties["enableSSO"] ?? true,
            ["dataMounts"] = _mounts.RenderMounts(),

            // These three members are null in all recorded responses.
            ["dataDisks"] = null,
            ["containers"] = null,
            ["updateStatus"] = null,

            ["versions"] = isChange ? null : new JsonObject { ["runtime"] = "3.0.02755.0006" },
            ["customServices"] = CopySent("customServices") ?? (isChange ? null : new JsonArray()),
            ["osImageMetadata"] = isChange ? null : RenderOsImage(),
        };
    }

    private JsonObject RenderSshSettings() => new()
    {
        ["sshPublicAccess"] = (string?)TypeProperties["sshSettings"]?["sshPublicAccess"] ?? "Disabled",
        ["adminUserName"] = "azureuser",
        ["sshPort"] = 50000,

        // No response has the key.
        ["adminPublicKey"] = null,
    };

    private static JsonObject RenderOsImage() => new()
    {
        ["currentImageVersion"] = "24.06.10",
        ["latestImageVersion"] = "24.06.10",
        ["isLatestOsImageVersion"] = true,
        ["osPatchingStatus"] = null,
    };

    private JsonObject RenderAddresses() => new()
    {
        ["publicIpAddress"] = HasPublicAddress ? State.Seeds.CreatePublicAddress($"{Id}/address") : null,
        ["privateIpAddress"] = $"10.0.0.{State.Seeds.CreateNumber($"{Id}/address", 250) + 4}",
    };

    private JsonArray RenderApplications()
    {
        string root = $"https://{Name}.{Regions.NormalizeName(Location)}.instances.azureml.ms";
        return
        [
            new JsonObject { ["displayName"] = "Jupyter", ["endpointUri"] = $"{root}/tree/" },
            new JsonObject { ["displayName"] = "Jupyter Lab", ["endpointUri"] = $"{root}/lab" },
        ];
    }

    private JsonObject RenderCreator() => new()
    {
        ["userOrgId"] = State.Seeds.TenantId,
        ["userId"] = State.Seeds.UserId,
    };

    private JsonObject RenderSchedules() => ScheduleView.RenderSchedules(
        Schedules,
        Id,
        ProvisioningState == ProvisioningStates.Creating ? "Provisioning" : "Completed",
        State.Seeds);
}
