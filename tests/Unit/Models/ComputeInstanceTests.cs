using Xunit;

namespace AmlCompute.Tests.Models;

public sealed class ComputeInstanceTests
{
    private static ComputeInstance Full => TestTargets.Read<ComputeInstance>(FullBodies.Of("ComputeInstance").ToJsonString());

    [Theory]
    [InlineData("Creating", null, "Creating")]
    [InlineData("Failed", null, "Failed")]
    [InlineData("Succeeded", "Stopped", "Stopped")]
    [InlineData("Succeeded", "JobRunning", "JobRunning")]
    [InlineData("Failed", "CreateFailed", "CreateFailed")]
    public void The_state_is_its_own_or_how_it_is_provisioned_while_it_has_none(string provisioning, string? state, string expected)
    {
        string json = state is null ? "null" : $"\"{state}\"";
        ComputeTarget target = TestTargets.Read(
            $$"""
            { "properties": { "computeType": "ComputeInstance", "provisioningState": "{{provisioning}}",
                "properties": { "state": {{json}} } } }
            """);
        Assert.Equal(expected, target.State);
    }

    [Theory]
    [InlineData("User", "Stop StopFailed", true)]
    [InlineData("user", "Stop StopFailed", true)]
    [InlineData(null, "Stop StopFailed", true)]
    [InlineData("Schedule", "Stop StopFailed (Schedule)", false)]
    public void Only_an_operation_that_the_user_requested_is_a_failure_of_a_command(string? trigger, string text, bool isFailure)
    {
        ComputeInstanceOperation operation = new(System.Text.Json.JsonSerializer.SerializeToElement(
            new { operationName = "Stop", operationStatus = "StopFailed", operationTrigger = trigger }));

        Assert.Equal((text, isFailure), (operation.ToString(), operation.IsFailureOf("stop")));
    }

    [Fact]
    public void An_instance_that_was_just_asked_for_has_empty_lists_where_the_service_has_nulls()
    {
        ComputeInstance instance = TestTargets.ReadProperties<ComputeInstance>("ComputeInstance", """
            {
              "vmSize": "STANDARD_DS3_V2", "state": null, "applicationSharingPolicy": null, "schedules": null, "errors": null,
              "dataDisks": null,
              "dataMounts": null, "containers": null, "customServices": null, "applications": null, "lastOperation": null,
              "idleTimeBeforeShutdown": null, "createdBy": { "userOrgId": "t-1", "userId": "o-1" }
            }
            """);
        Assert.Empty(instance.Schedules);
        Assert.Empty(instance.Errors);
        Assert.Empty(instance.DataDisks);
        Assert.Empty(instance.DataMounts);
        Assert.Empty(instance.Containers);
        Assert.Empty(instance.CustomServices);
        Assert.Empty(instance.Applications);
        Assert.Null(instance.LastOperation);
        Assert.Null(instance.IdleTimeBeforeShutdown);
        Assert.Equal("o-1", instance.CreatedBy!.ToString());
    }

    [Theory]
    [InlineData("{ \"userName\": \"ann\", \"userId\": \"o-1\" }", "ann")]
    [InlineData("{ \"userId\": \"o-1\" }", "o-1")]
    [InlineData("{ \"userName\": \"\", \"userId\": \"o-1\" }", "o-1")]
    [InlineData("{ \"userName\": \"\", \"userId\": \"\" }", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    public void The_owner_is_the_creator_and_unknown_without_a_name_and_an_id(string createdBy, string? expected) => Assert.Equal(
        expected, TestTargets.ReadProperties<ComputeInstance>("ComputeInstance", $$"""{ "createdBy": {{createdBy}} }""").Owner);

    [Fact]
    public void The_settings_of_the_machine_are_read()
    {
        ComputeInstance instance = Full;
        Assert.Equal("STANDARD_DS3_V2", instance.VmSize);
        Assert.Equal(TimeSpan.FromMinutes(90), instance.IdleTimeBeforeShutdown);
        Assert.Equal("Personal", instance.ApplicationSharingPolicy);
        Assert.Equal("o-1", instance.AssignedUser!.ObjectId);
        Assert.Equal("t-1", instance.AssignedUser.TenantId);
        Assert.Equal("Enabled", instance.SshPublicAccess);
        Assert.Equal("azureuser", instance.AdminUserName);
        Assert.Equal(50000, instance.SshPort);
        Assert.True(instance.EnableSso);
        Assert.False(instance.EnableOsPatching);
        Assert.True(instance.EnableRootAccess);
        Assert.False(instance.ReleaseQuotaOnStop);
        Assert.Equal("/subnets/a", instance.SubnetId);
        Assert.Equal("20.1.2.3", instance.PublicIpAddress);
        Assert.Equal("10.0.0.4", instance.PrivateIpAddress);
        Assert.Equal("3.0.02755.0006", instance.RuntimeVersion);
        Assert.Equal("Enabled", instance.MlflowAutologger);
    }

    [Fact]
    public void The_last_operation_shows_its_name_result_and_trigger()
    {
        ComputeInstanceOperation operation = Full.LastOperation!;
        Assert.Equal("Stop", operation.OperationName);
        Assert.Equal("Succeeded", operation.OperationStatus);
        Assert.Equal("IdleShutdown", operation.OperationTrigger);
        Assert.Equal(new DateTimeOffset(2025, 11, 4, 9, 41, 1, 538, TimeSpan.Zero), operation.OperationTime);
        Assert.Equal("Stop Succeeded (IdleShutdown)", operation.ToString());
    }

    [Fact]
    public void An_operation_of_a_user_is_shown_without_its_trigger() =>
        Assert.Equal(
            "Start InProgress",
            TestTargets.ReadProperties<ComputeInstance>(
                "ComputeInstance",
                """{ "lastOperation": { "operationName": "Start", "operationStatus": "InProgress", "operationTrigger": "User" } }""")
                .LastOperation!.ToString());

    [Fact]
    public void Scripts_applications_mounts_disks_and_containers_have_a_text()
    {
        ComputeInstance instance = Full;
        Assert.Equal("Users/ann/make.sh --all", instance.CreationScript!.ToString());
        Assert.Equal("10m", instance.CreationScript.Timeout);
        Assert.Equal("inline", instance.StartupScript!.ToString());
        Assert.Equal("Jupyter: https://ann.westeurope.instances.azureml.ms/tree/", Assert.Single(instance.Applications).ToString());
        Assert.Equal("images on /mnt/images: MountFailed", Assert.Single(instance.DataMounts).ToString());
        Assert.Equal("lun 0: 128 GB Premium_LRS", Assert.Single(instance.DataDisks).ToString());
        Assert.Equal("sklearn", Assert.Single(instance.Containers).EnvironmentName);
        Assert.Equal("24.06.10 (latest 24.08.02)", instance.OsImageMetadata!.ToString());
        Assert.True(instance.OsImageMetadata.OsPatchingStatus!.RebootPending);
        Assert.Equal("P: m", Assert.Single(instance.OsImageMetadata.OsPatchingStatus.OsPatchingErrors).ToString());
    }

    [Fact]
    public void A_mount_without_a_state_or_a_source_has_a_text_without_a_gap()
    {
        DataMount mount = new(TestTargets.Parse("""{ "mountName": "images", "mountPath": "/mnt/a" }"""));
        CustomServiceVolume volume = new(TestTargets.Parse("""{ "type": "tmpfs", "target": "/tmp" }"""));
        Assert.Equal(("images on /mnt/a", "tmpfs to /tmp"), (mount.ToString(), volume.ToString()));
    }

    [Theory]
    [InlineData("""{ "lun": 1, "storageAccountType": "Premium_LRS" }""", "lun 1: Premium_LRS")]
    [InlineData("""{ "lun": 1 }""", "lun 1")]
    [InlineData("""{ "diskSizeGB": 64 }""", "64 GB")]
    [InlineData("{}", "")]
    [InlineData("""{ "diskSizeGB": 64, "storageAccountType": "" }""", "64 GB")]
    public void A_disk_without_a_value_has_a_text_without_a_gap(string json, string expected) =>
        Assert.Equal(expected, new DataDisk(TestTargets.Parse(json)).ToString());

    [Theory]
    [InlineData("""{ "mountName": "images" }""", "images")]
    [InlineData("""{ "mountName": "images", "mountState": "Mounted" }""", "images: Mounted")]
    [InlineData("""{ "mountState": "Mounted" }""", "Mounted")]
    [InlineData("""{ "mountName": "", "mountPath": "/mnt/a" }""", "/mnt/a")]
    public void A_mount_without_a_path_has_a_text_without_a_gap(string json, string expected) =>
        Assert.Equal(expected, new DataMount(TestTargets.Parse(json)).ToString());

    [Theory]
    [InlineData("""{ "source": "/mnt/a" }""", "/mnt/a")]
    [InlineData("""{ "target": "/a", "readOnly": true }""", "/a (read-only)")]
    [InlineData("""{ "source": "", "type": "bind", "target": "/a" }""", "bind to /a")]
    public void A_volume_without_a_folder_has_a_text_without_a_gap(string json, string expected) =>
        Assert.Equal(expected, new CustomServiceVolume(TestTargets.Parse(json)).ToString());

    [Fact]
    public void A_custom_service_is_read_with_its_ports_folders_and_kernel()
    {
        CustomService service = Assert.Single(Full.CustomServices);
        Assert.Equal("rstudio", service.ToString());
        Assert.Equal("example.org/rstudio:1", service.ImageReference);
        Assert.True(service.Privileged);
        Assert.Equal("ui: http 4444 to 8787", Assert.Single(service.Endpoints).ToString());
        CustomServiceVolume volume = Assert.Single(service.Volumes);
        Assert.Equal("/mnt/a to /home/a (read-only)", volume.ToString());
        Assert.True(volume.BindCreateHostPath);
        Assert.Equal(64, volume.TmpfsSize);
        Assert.Equal(["R", "--slave"], service.Kernel!.Argv);
    }

    [Fact]
    public void An_environment_variable_of_a_custom_service_is_not_shown_by_accident()
    {
        CustomServiceVariable variable = Assert.Single(Full.CustomServices).EnvironmentVariables["LICENSE"];
        Assert.Equal("k-1", variable.Value);
        Assert.DoesNotContain("k-1", variable.ToString());
    }
}
