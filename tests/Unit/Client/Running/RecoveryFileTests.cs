using System.Text.Json;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Base;
using AmlCompute.Files;
using AmlCompute.Models;
using AmlCompute.Sandbox;
using AmlCompute.Tests.Files;
using Xunit;

namespace AmlCompute.Tests.Client.Running;

/// <summary>The file with the settings of a target that is being replaced.</summary>
public sealed class RecoveryFileTests
{
    private const string Sizes =
        """
        { "value": [{ "name": "Standard_DS3_v2", "family": "standardDSv2Family", "vCPUs": 4, "lowPriorityCapable": true,
              "supportedComputeTypes": ["AmlCompute"] }] }
        """;

    private const string Nothing = """{ "value": [] }""";

    private static readonly string Live = Recorded.Cluster()
        .Replace("\"description\": null", "\"description\": \"only here\", \"adminUserPassword\": \"S3CRET\"", StringComparison.Ordinal);

    private readonly TestClient _test = new TestClient().Connect();

    private string Folder => _test.Call.RecoveryFolder!;

    private string[] Files => Directory.Exists(Folder) ? Directory.GetFiles(Folder) : [];

    [Fact]
    public async Task A_replacement_writes_the_settings_before_it_removes_the_target_and_deletes_the_file_at_the_end()
    {
        string[] atDeletion = [];
        string text = string.Empty;
        _test.Service.Answer(200, Live).Answer(200, Sizes).Answer(200, Nothing).Answer(200, Nothing)
            .AnswerLate(string.Empty, () =>
            {
                atDeletion = Files;
                text = File.ReadAllText(Assert.Single(Files));
            })
            .Answer(404, Recorded.NotFound())
            .Answer(201, Recorded.Cluster("Creating"), Recorded.Operation);

        await Replace();

        string file = Assert.Single(atDeletion);
        Assert.StartsWith("cpu-", Path.GetFileName(file), StringComparison.Ordinal);
        Assert.Contains($"cpu: Until the target is created again, its settings are in '{file}'.", _test.Log.Warnings);
        ComputeDefinition definition = Assert.Single(ComputeFiles.ReadText(text, Folder, () => _test.Workspace));
        Assert.Equal(("cpu", "only here"), (definition.Name, definition.Configuration.Get(ComputeTarget.Members.Description)));
        Assert.DoesNotContain("S3CRET", text, StringComparison.Ordinal);
        Assert.Empty(Files);
    }

    [Fact]
    public async Task Only_the_user_can_read_the_file()
    {
        if (OperatingSystem.IsWindows())
        {
            // Windows has no modes; the folder of the user protects the file.
            return;
        }

        await FailAsync(403);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Files)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
    }

    [Fact]
    public async Task A_target_that_cannot_be_created_again_leaves_the_file_and_the_error_names_it()
    {
        ComputeTargetException exception = await FailAsync(403);

        string file = Assert.Single(Files);
        Assert.EndsWith(
            $"The settings before the removal are in '{file}'.", ErrorRecords.Create(exception, null).ErrorDetails.RecommendedAction);
    }

    [Fact]
    public async Task A_target_that_the_service_still_creates_at_the_timeout_leaves_the_file_and_the_error_names_it()
    {
        AnswerRemoval().Answer(200, Recorded.Succeeded).Answer(404, Recorded.NotFound())
            .Answer(201, Recorded.Cluster("Creating"), Recorded.Operation);
        for (int i = 0; i < 12; i++)
        {
            _test.Service.Answer(200, Recorded.InProgress);
        }

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Replace(wait: new WaitChoice(true, TimeSpan.FromSeconds(90))));

        Assert.Equal(ErrorIds.WaitTimeout, exception.ErrorId);
        Assert.Equal(
            "Continue to wait with 'Wait-AmlComputeTarget cpu', or use a longer -Timeout. "
                + $"The settings before the removal are in '{Assert.Single(Files)}'.",
            exception.Remedy);
    }

    [Fact]
    public async Task A_removal_whose_state_cannot_be_read_leaves_the_file_and_the_error_says_that_it_was_accepted()
    {
        AnswerRemoval().Answer(403, Recorded.Error("AuthorizationFailed", "You may not."));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Replace());

        Assert.Equal(ErrorIds.AuthorizationFailed, exception.ErrorId);
        Assert.StartsWith("The service accepted the change of compute target 'cpu',", exception.Message, StringComparison.Ordinal);
        Assert.Equal(
            "Wait for the operation with 'Wait-AmlComputeTarget cpu -For Removed', or read the target with 'Get-AmlComputeTarget cpu'. "
                + "Then create the target with Sync-AmlComputeTarget or a new plan. "
                + $"The settings before the removal are in '{Assert.Single(Files)}'.",
            exception.Remedy);
    }

    [Fact]
    public async Task A_removal_without_a_response_at_the_timeout_names_the_wait_for_the_removal_and_the_file()
    {
        _test.Service.Answer(200, Live).Answer(200, Sizes).Answer(200, Nothing).Answer(200, Nothing)
            .Hang(() => _test.Clock.Advance(TimeSpan.FromMinutes(30)));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Replace());

        Assert.Equal(ErrorIds.WaitTimeout, exception.ErrorId);
        Assert.Equal(
            "Continue to wait with 'Wait-AmlComputeTarget cpu -For Removed', or use a longer -Timeout. "
                + "Then create the target with Sync-AmlComputeTarget or a new plan. "
                + $"The settings before the removal are in '{Assert.Single(Files)}'.",
            exception.Remedy);
    }

    [Fact]
    public async Task A_planned_deletion_without_a_response_at_the_timeout_names_no_creation()
    {
        _test.Service.Answer(200, Live);
        ComputePlanStep step = new(ComputeSyncAction.Delete, "cpu", ComputeTypes.AmlCompute, [], [])
        {
            Precondition = Precondition.CreateJson(await _test.Plan(new RemovalGoal("cpu", UnderlyingResourceAction.Delete))),
        };
        _test.Service.Answer(200, Live).Hang(() => _test.Clock.Advance(TimeSpan.FromMinutes(30)));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => _test.Run(WorkspacePlanner.CreateGoal(step, configuration: null), new WaitChoice(true, TimeSpan.FromMinutes(30))));

        Assert.Equal(ErrorIds.WaitTimeout, exception.ErrorId);
        Assert.Equal("Continue to wait with 'Wait-AmlComputeTarget cpu -For Removed', or use a longer -Timeout.", exception.Remedy);
    }

    [Fact]
    public async Task The_next_creation_names_the_file_of_a_replacement_that_did_not_end()
    {
        await FailAsync(403);
        _test.Log.Warnings.Clear();
        _test.Service.Answer(404, Recorded.NotFound()).Answer(201, Recorded.Cluster("Creating"), Recorded.Operation);

        await Replace();

        string warning = Assert.Single(_test.Log.Warnings);
        Assert.StartsWith("cpu: A replacement of 20", warning, StringComparison.Ordinal);
        string file = Assert.Single(Files);
        Assert.Contains($"did not end. The settings of the target before it are in '{file}'. ", warning);
        Assert.EndsWith(
            $" Delete the file after this comparison: Compare-AmlComputeTarget -LiteralPath '{file}'",
            warning,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_of_a_target_in_a_sandbox_is_found_only_in_that_sandbox()
    {
        (Workspace workspace, Workspace openedAgain) = (OpenSandbox(), OpenSandbox());
        ComputeTarget target = ComputeTypes.Create(JsonDocument.Parse(Recorded.Cluster()).RootElement, workspace);
        RecoveryFile.SaveSettings(target, _test.Call);
        _test.Log.Warnings.Clear();

        RecoveryFile.WarnOfEarlier(openedAgain, "cpu", _test.Call);
        Assert.Empty(_test.Log.Warnings);

        Workspace sameSandbox = ((ServiceConnection)workspace.Connection).CreateWorkspace(new WorkspaceReference(workspace));
        RecoveryFile.WarnOfEarlier(sameSandbox, "cpu", _test.Call);
        Assert.Single(_test.Log.Warnings);
    }

    [Fact]
    public async Task A_creation_that_is_sent_again_after_a_conflict_names_the_file_once()
    {
        await FailAsync(403);
        _test.Log.Warnings.Clear();
        _test.Service.Answer(404, Recorded.NotFound()).Answer(409, Recorded.Error("Conflict", "It is being deleted."))
            .Answer(404, Recorded.NotFound()).Answer(404, Recorded.NotFound())
            .Answer(201, Recorded.Cluster("Creating"), Recorded.Operation);

        await Replace();

        Assert.Single(_test.Log.Warnings);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task Another_target_does_not_name_the_file()
    {
        await FailAsync(403);
        _test.Log.Warnings.Clear();
        _test.Service.Answer(404, Recorded.NotFound())
            .Answer(201, Recorded.Cluster("Creating", name: "gpu"), Recorded.Operation);

        await Replace("gpu");

        Assert.Empty(_test.Log.Warnings);
    }

    [Fact]
    public async Task A_deletion_that_the_service_refuses_leaves_no_file()
    {
        _test.Service.Answer(200, Live).Answer(200, Sizes).Answer(200, Nothing).Answer(200, Nothing)
            .Answer(403, Recorded.Error("AuthorizationFailed", "You may not."));

        await Assert.ThrowsAsync<ComputeTargetException>(() => Replace());

        Assert.Empty(Files);
    }

    [Fact]
    public async Task A_replacement_works_with_a_warning_if_the_folder_cannot_be_written()
    {
        Directory.CreateDirectory(TestFolders.Root);
        File.WriteAllText(Folder, "a file and not a folder");
        _test.Service.Answer(200, Live).Answer(200, Sizes).Answer(200, Nothing).Answer(200, Nothing)
            .Answer(202, string.Empty, Recorded.Operation).Answer(200, Recorded.Succeeded).Answer(404, Recorded.NotFound())
            .Answer(201, Recorded.Cluster("Creating"), Recorded.Operation);

        await Replace();

        Assert.True(_test.Service.IsUsedUp);
        string warning = Assert.Single(_test.Log.Warnings);
        Assert.StartsWith("cpu: The settings of the target could not be saved before it is removed: ", warning, StringComparison.Ordinal);
        Assert.EndsWith(
            "Set the environment variable AMLCOMPUTE_RECOVERY_FOLDER to a folder that can be written.", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("a/b\\c:d")]
    [InlineData("\u001b]0;x\a")]
    public void A_name_cannot_leave_the_folder(string name)
    {
        ComputeTarget target = ComputeTypes.Create(
            JsonSerializer.SerializeToElement(new { name, properties = new { computeType = "AmlCompute" } }),
            _test.Workspace);

        RecoveryFile file = RecoveryFile.SaveSettings(target, _test.Call)!;

        Assert.Equal(Path.GetFullPath(Folder), Path.GetDirectoryName(file.Path));
        Assert.Matches("^[A-Za-z0-9-]*\\.json$", Path.GetFileName(file.Path));
    }

    private Workspace OpenSandbox() =>
        new ServiceConnection("Sandbox", _test.Client, new SandboxControl(new SandboxService(new SandboxOptions { ManualClock = true })))
            .CreateWorkspace(new WorkspaceReference(_test.Workspace));

    private async Task<ComputeTargetException> FailAsync(int status)
    {
        AnswerRemoval().Answer(200, Recorded.Succeeded).Answer(404, Recorded.NotFound())
            .Answer(status, Recorded.Error("AuthorizationFailed", "You may not."));
        return await Assert.ThrowsAsync<ComputeTargetException>(() => Replace());
    }

    /// <summary>Answers the reads and the checks before a replacement, and accepts its deletion.</summary>
    private ScriptedService AnswerRemoval() =>
        _test.Service.Answer(200, Live).Answer(200, Sizes).Answer(200, Nothing).Answer(200, Nothing)
            .Answer(202, string.Empty, Recorded.Operation);

    private Task<ComputeTarget> Replace(string name = "cpu", WaitChoice? wait = null) => _test.Run(
        new ConfigurationGoal(
            name,
            FileText.Read($"name: {name}\ntype: amlcompute\nlocation: eastus\ntier: low_priority").Configuration,
            ExistingTarget.Replace),
        wait ?? new WaitChoice(false, TimeSpan.FromMinutes(30)));
}
