using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Workspaces;

public sealed class AmlSessionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("session");
    private readonly AmlSession _session = new();
    private readonly TestClient _azure = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_given_workspace_wins_over_everything_and_keeps_its_connection()
    {
        WriteConfig();
        _session.Connect(Sandbox());

        Assert.Same(_azure.Workspace, Resolve(_azure.Workspace));
    }

    [Fact]
    public void A_workspace_of_another_copy_is_an_error_with_both_paths()
    {
        string own = typeof(Workspace).Assembly.Location;
        string copy = Path.Combine(_folder.FullName, Path.GetFileName(own));
        File.Copy(own, copy);
        Assembly other = new AssemblyLoadContext("copy").LoadFromAssemblyPath(copy);
        object given = RuntimeHelpers.GetUninitializedObject(other.GetType(typeof(Workspace).FullName!, throwOnError: true)!);

        string message = Assert.Throws<ComputeTargetException>(() => Resolve(given)).Message;

        Assert.Contains($"'{copy}'", message, StringComparison.Ordinal);
        Assert.Contains($"'{own}'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureChinaCloud", "-Environment 'AzureChinaCloud'")]
    [InlineData("https://arm.example.com", "-Endpoint 'https://arm.example.com'")]
    public void The_command_for_a_saved_workspace_of_another_environment_can_be_run(string environment, string parameter)
    {
        _session.Connect(_azure.Workspace);
        string id = TestClient.WorkspaceId.Replace("/rg/", "/rg(1)/", StringComparison.Ordinal);

        ComputeTargetException error = Assert.Throws<ComputeTargetException>(() => Resolve(new SavedWorkspace(id, environment)));

        Assert.Equal($"Connect to the workspace: Connect-AmlWorkspace -ResourceId '{id}' {parameter}", error.Remedy);
    }

    [Fact]
    public void The_session_wins_over_a_config_file()
    {
        WriteConfig();
        _session.Connect(_azure.Workspace);

        Assert.Same(_azure.Workspace, Resolve(null));
    }

    [Fact]
    public void Without_a_session_the_config_file_names_the_workspace()
    {
        WriteConfig();

        Workspace workspace = Resolve(null);

        Assert.Equal(("from-file", "AzureCloud", false), (workspace.Name, workspace.Environment, workspace.IsSandbox));
        Assert.Equal(Path.Combine(_folder.FullName, "config.json"), workspace.Source);
    }

    [Fact]
    public void Without_anything_there_is_one_clear_error() =>
        Assert.Equal(ErrorIds.WorkspaceNotResolved, Assert.Throws<ComputeTargetException>(() => Resolve(null)).ErrorId);

    [Fact]
    public void A_name_means_a_workspace_beside_the_sessions()
    {
        _session.Connect(_azure.Workspace);

        Workspace workspace = Resolve("other");

        Assert.Equal(
            (TestClient.WorkspaceId.Replace("/ws", "/other", StringComparison.Ordinal), "Test"), (workspace.Id, workspace.Environment));
        Assert.Same(_azure.Workspace, Resolve("WS"));
    }

    [Theory]
    [InlineData("ws", ErrorIds.WorkspaceNotResolved)]
    [InlineData("a/b", ErrorIds.InvalidArgument)]
    public void A_text_that_names_no_workspace_is_an_error(string text, string errorId) =>
        Assert.Equal(errorId, Assert.Throws<ComputeTargetException>(() => Resolve(text)).ErrorId);

    [Fact]
    public void Another_object_than_a_workspace_is_refused()
    {
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(() => Resolve(42));

        Assert.Equal(
            (
                ErrorIds.InvalidArgument,
                "A value of type Int32 is not a valid -Workspace; specify a workspace, its name or its resource id."),
            (exception.ErrorId, exception.Message));
    }

    [Fact]
    public void A_resource_id_goes_over_the_sessions_connection_also_for_another_subscription()
    {
        _session.Connect(_azure.Workspace);

        Assert.Equal("Test", Resolve(TestClient.WorkspaceId.Replace("11111111", "99999999", StringComparison.Ordinal)).Environment);
        Assert.Same(
            _azure.Workspace,
            Resolve(TestClient.WorkspaceId.ToUpperInvariant().Replace("/SUBSCRIPTIONS", "/subscriptions", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_sandboxs_id_never_goes_to_Azure()
    {
        string id = Sandbox().Id;

        Assert.Equal(ErrorIds.WorkspaceNotResolved, Assert.Throws<ComputeTargetException>(() => Resolve(id)).ErrorId);
        _session.Connect(_azure.Workspace);
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(() => Resolve(id));
        Assert.Equal(
            (
                ErrorIds.WorkspaceNotResolved,
                "In the process that created the sandbox, pipe its workspace object to Connect-AmlWorkspace, then retry the command."),
            (exception.ErrorId, exception.Remedy));
    }

    [Fact]
    public void An_id_of_Azure_never_goes_to_the_sandbox()
    {
        _session.Connect(Sandbox());

        Workspace workspace = Resolve(TestClient.WorkspaceId);

        Assert.Equal(("AzureCloud", false), (workspace.Environment, workspace.IsSandbox));
    }

    [Fact]
    public void In_a_sandbox_an_id_of_it_stays_in_it_also_when_the_user_named_the_subscription()
    {
        const string Subscription = "abcdef01-2222-3333-4444-555555555555";
        foreach (Workspace sandbox in new[] { Sandbox(), Sandbox(Subscription) })
        {
            _session.Connect(sandbox);

            Workspace sibling = Resolve(
                sandbox.Id.Replace(sandbox.SubscriptionId, sandbox.SubscriptionId.ToUpperInvariant(), StringComparison.Ordinal) + "2");

            Assert.True(sibling.IsSandbox);
            Assert.Same(sandbox.Connection.Sandbox, sibling.Connection.Sandbox);
        }
    }

    [Fact]
    public void The_own_connection_is_created_once_and_removed_with_the_session()
    {
        WriteConfig();
        Workspace first = Resolve(null);
        Workspace second = Resolve(null);
        _session.Connect(first);
        _session.Disconnect();

        Assert.Null(_session.Current);
        Assert.Same(ServiceConnection.GetClient(first), ServiceConnection.GetClient(second));
        Assert.NotSame(ServiceConnection.GetClient(first), ServiceConnection.GetClient(Resolve(null)));
    }

    [Fact]
    public void The_workspace_of_the_session_is_the_current_one_under_whatever_name_it_is_given()
    {
        _session.Connect(_azure.Workspace);

        Assert.All((object?[])[null, "WS", TestClient.WorkspaceId, _azure.Workspace], given => Assert.True(Resolve(given).IsCurrent));
        Assert.True(((ServiceConnection)_azure.Workspace.Connection).CreateWorkspace(new WorkspaceReference(_azure.Workspace)).IsCurrent);
        Assert.False(Resolve("other").IsCurrent);
        Assert.False(Sandbox().IsCurrent);
    }

    [Fact]
    public void A_workspace_is_current_no_longer_when_another_is_chosen_or_the_session_forgets_it_but_opened_again_it_is()
    {
        Workspace sandbox = Sandbox();
        _session.Connect(_azure.Workspace);
        _session.Connect(sandbox);
        Assert.Equal((false, true), (_azure.Workspace.IsCurrent, sandbox.IsCurrent));

        _session.Connect(new TestClient().Workspace);
        Assert.Equal((true, false), (_azure.Workspace.IsCurrent, sandbox.IsCurrent));

        _session.Connect(Sandbox());
        Assert.False(sandbox.IsCurrent);
        _session.Connect(sandbox);
        _session.Disconnect();
        Assert.False(sandbox.IsCurrent);
    }

    [Fact]
    public void The_workspace_of_a_config_file_is_current_until_another_is_chosen()
    {
        WriteConfig();
        Workspace found = Resolve(null);
        Assert.True(found.IsCurrent);
        Assert.True(Resolve(null).IsCurrent);
        Assert.False(Resolve(TestClient.WorkspaceId).IsCurrent);

        _session.Connect(_azure.Workspace);
        Assert.False(found.IsCurrent);
    }

    [Fact]
    public void The_workspace_of_one_session_does_not_affect_another()
    {
        AmlSession other = new();
        _session.Connect(_azure.Workspace);
        other.Connect(Sandbox());
        other.ResolveWorkspace(_azure.Workspace, () => null);
        other.Disconnect();

        Assert.True(_azure.Workspace.IsCurrent);
    }

    private static Workspace Sandbox(string? subscription = null)
    {
        (ServiceConnection connection, WorkspaceReference reference) = ConnectionFactory.CreateSandbox(
            new Hashtable(), new WorkspaceChoice(null, null, subscription));
        return connection.CreateWorkspace(reference);
    }

    private void WriteConfig() => File.WriteAllText(
        Path.Combine(_folder.FullName, "config.json"),
        $$"""{"subscription_id":"{{TestClient.SubscriptionId}}","resource_group":"rg","workspace_name":"from-file"}""");

    private Workspace Resolve(object? given) =>
        _session.ResolveWorkspace(given, () => WorkspaceConfig.FindWorkspace(_folder.FullName, Environment.GetEnvironmentVariable));
}
