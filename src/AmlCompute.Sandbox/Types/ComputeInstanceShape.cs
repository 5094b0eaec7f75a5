using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Scheduling;

namespace AmlCompute.Sandbox.Types;

/// <summary>Schemas of request bodies of a compute instance, and checks of values that a schema does not have.</summary>
internal static class ComputeInstanceShape
{
    public const string IdleTime = "idleTimeBeforeShutdown";
    public const string TargetSize = "targetVMSize";

    private static readonly TimeSpan ShortestIdleTime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestIdleTime = TimeSpan.FromDays(3);

    // The start of a trigger without one, which has no effect on the check.
    private static readonly DateTimeOffset AnyTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The body of updateIdleShutdownSetting. Without a time, the instance is not shut down.</summary>
    public static ObjectShape IdleShutdown { get; } = Shape.Object((IdleTime, Shape.Duration));

    /// <summary>The body of customServices, which replaces the whole list.</summary>
    public static Shape CustomServices { get; } = Shape.List(CreateCustomServiceShape());

    /// <summary>The body of resize.</summary>
    public static ObjectShape Resize { get; } = Shape.Object((TargetSize, Shape.Text)).Requiring(TargetSize);

    /// <summary>Creates the shape of 'properties.properties' of a PUT.</summary>
    public static ObjectShape CreatePutShape() => Shape.Object(
        ("vmSize", Shape.Text),
        ("subnet", Shape.Reference),
        ("applicationSharingPolicy", Shape.OneOf("Personal", "Shared")),
        ("computeInstanceAuthorizationType", Shape.OneOf("personal")),
        ("personalComputeInstanceSettings", Shape.Object(
            ("assignedUser", Shape.Object(("objectId", Shape.Text), ("tenantId", Shape.Text)).Requiring("objectId", "tenantId")))),
        ("sshSettings", Shape.Object(
            ("sshPublicAccess", Shape.OneOf("Enabled", "Disabled")),
            ("adminPublicKey", Shape.Text)).Ignoring("adminUserName", "sshPort")),
        ("enableNodePublicIp", Shape.Flag),
        (IdleTime, Shape.Duration),
        ("enableSSO", Shape.Flag),
        ("enableOSPatching", Shape.Flag),
        ("enableRootAccess", Shape.Flag),
        ("releaseQuotaOnStop", Shape.Flag),
        ("schedules", Shape.Object(("computeStartStop", Shape.List(CreateScheduleShape())))),
        ("setupScripts", Shape.Object(("scripts", Shape.Object(
            ("creationScript", CreateScriptShape()),
            ("startupScript", CreateScriptShape()))))),
        ("customServices", CustomServices),
        ("autologgerSettings", Shape.Object(("mlflowAutologger", Shape.OneOf("Enabled", "Disabled"))))).Ignoring(
            "enableBatchPrivateLink", "imageVersion", "state", "lastOperation", "connectivityEndpoints", "applications", "createdBy",
            "errors", "versions", "osImageMetadata", "dataDisks", "dataMounts", "containers", "updateStatus");

    /// <summary>Rejects an idle time that is too short or too long. Null, for no shutdown, is valid.</summary>
    public static void CheckIdleTime(string? text, string path)
    {
        TimeSpan? idleTime = IsoDuration.ParseOrNull(text);
        ServiceError.ThrowIf(
            idleTime < ShortestIdleTime || idleTime > LongestIdleTime,
            $"The value '{text}' of '{path}' must be between 15 minutes (PT15M) and 3 days (P3D).",
            path);
    }

    /// <summary>Rejects schedules without a trigger of their type, or with a trigger that is not valid. Null is valid.</summary>
    public static void CheckSchedules(JsonArray? schedules)
    {
        for (int i = 0; i < (schedules?.Count ?? 0); i++)
        {
            // Only the errors are of interest here.
            _ = Trigger.Parse(schedules![i]!, $"properties.properties.schedules.computeStartStop[{i}]", AnyTime);
        }
    }

    private static ObjectShape CreateScheduleShape() => Shape.Object(
        ("id", Shape.Text),
        ("status", Shape.OneOf("Enabled", "Disabled")),
        ("action", Shape.OneOf("Start", "Stop")),
        ("triggerType", Shape.OneOf("Cron", "Recurrence")),
        ("cron", Shape.Object(
            ("expression", Shape.Text), ("startTime", Shape.Text), ("timeZone", Shape.Text)).Requiring("expression")),
        ("recurrence", Shape.Object(
            ("frequency", Shape.OneOf("Minute", "Hour", "Day", "Week", "Month")),
            ("interval", Shape.Integer),
            ("startTime", Shape.Text),
            ("timeZone", Shape.Text),
            ("schedule", Shape.Object(
                ("hours", Shape.List(Shape.Integer)),
                ("minutes", Shape.List(Shape.Integer)),
                ("weekDays", Shape.List(Shape.OneOf("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))),
                ("monthDays", Shape.List(Shape.Integer))).Requiring("hours", "minutes"))).Requiring("frequency", "interval", "schedule")))
        .Ignoring("provisioningStatus", "schedule").Requiring("action", "triggerType");

    private static ObjectShape CreateScriptShape() => Shape.Object(
        ("scriptSource", Shape.Text), ("scriptData", Shape.Text), ("scriptArguments", Shape.Text), ("timeout", Shape.Text));

    private static ObjectShape CreateCustomServiceShape() => Shape.Object(
        ("name", Shape.Text),
        ("image", Shape.Object(("type", Shape.OneOf("docker", "azureml")), ("reference", Shape.Text), ("version", Shape.Text))),
        ("environmentVariables", Shape.Map(Shape.Object(("type", Shape.OneOf("local")), ("value", Shape.Text)))),
        ("docker", Shape.Object(("privileged", Shape.Flag))),
        ("endpoints", Shape.List(Shape.Object(
            ("protocol", Shape.OneOf("tcp", "udp", "http")),
            ("name", Shape.Text),
            ("target", Shape.Integer),
            ("published", Shape.Integer),
            ("hostIp", Shape.Text)))),
        ("volumes", Shape.List(Shape.Object(
            ("type", Shape.OneOf("bind", "volume", "tmpfs", "npipe")),
            ("readOnly", Shape.Flag),
            ("source", Shape.Text),
            ("target", Shape.Text),
            ("consistency", Shape.Text),
            ("bind", Shape.Object(("propagation", Shape.Text), ("createHostPath", Shape.Flag), ("selinux", Shape.Text))),
            ("volume", Shape.Object(("nocopy", Shape.Flag))),
            ("tmpfs", Shape.Object(("size", Shape.Integer)))))),
        ("kernel", Shape.Object(("argv", Shape.List(Shape.Text)), ("displayName", Shape.Text), ("language", Shape.Text))));
}
