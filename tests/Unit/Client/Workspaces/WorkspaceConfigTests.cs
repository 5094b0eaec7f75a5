using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Workspaces;

public sealed class WorkspaceDiscoveryTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("discovery");
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Folders_are_searched_in_the_order_of_the_Python_SDK()
    {
        Write("a/.azureml/config.json", Config("one"));
        Write("a/aml_config/config.json", Config("two"));
        Write("a/config.json", Config("three"));

        Assert.Equal("one", Find("a")!.Name);
        File.Delete(Path("a/.azureml/config.json"));
        Assert.Equal("two", Find("a")!.Name);
        File.Delete(Path("a/aml_config/config.json"));
        Assert.Equal("three", Find("a")!.Name);
    }

    [Fact]
    public void Parents_are_searched_after_the_folder_itself_the_nearest_first()
    {
        Write(".azureml/config.json", Config("far"));
        Write("a/config.json", Config("near"));
        Directory.CreateDirectory(Path("a/b/c"));

        Assert.Equal("near", Find("a/b/c")!.Name);
        File.Delete(Path("a/config.json"));
        Assert.Equal("far", Find("a/b/c")!.Name);
    }

    [Fact]
    public void A_file_gives_all_three_names_and_is_the_source()
    {
        Write("config.json", Config("ws"));

        Assert.Equal(new WorkspaceReference(TestClient.SubscriptionId, "rg", "ws", Path("config.json")), Find(""));
    }

    [Fact]
    public void Comments_trailing_commas_a_byte_order_mark_and_further_members_are_accepted()
    {
        Write("config.json", "\uFEFF// mine\n" + Config("ws").Replace("}", ", \"scope\": {}, }", StringComparison.Ordinal));

        Assert.Equal("ws", Find("")!.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("not JSON")]
    public void A_file_that_is_not_JSON_is_an_error_and_not_passed_over(string text)
    {
        Write(".azureml/config.json", text);
        Write("config.json", Config("ws"));

        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(() => Find(""));

        Assert.Equal(ErrorIds.WorkspaceNotResolved, exception.ErrorId);
        Assert.Contains(Path(".azureml/config.json"), exception.Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"subscription_id":"s","resource_group":"rg"}""")]
    [InlineData("""{"subscription_id":"s","resource_group":"rg","workspace_name":null}""")]
    [InlineData("""{"subscription_id":"s","resource_group":" ","workspace_name":"ws"}""")]
    [InlineData("""{"subscription_id":5,"resource_group":"rg","workspace_name":"ws"}""")]
    [InlineData("""{"subscription_id":{},"resource_group":"rg","workspace_name":"ws"}""")]
    public void A_file_without_the_three_names_is_an_error_that_names_them(string text)
    {
        Write("config.json", text);

        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(() => Find(""));

        Assert.Equal(ErrorIds.WorkspaceNotResolved, exception.ErrorId);
        Assert.EndsWith(
            "must have the text members subscription_id, resource_group and workspace_name.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_is_read_if_there_is_no_file()
    {
        SetEnvironment("s", "rg", "ws");

        Assert.Equal(new WorkspaceReference("s", "rg", "ws", "environment variables AZUREML_ARM_*"), Find(""));
        Write("config.json", Config("file"));
        Assert.Equal("file", Find("")!.Name);
    }

    [Theory]
    [InlineData(null, "rg", "ws")]
    [InlineData("s", "", "ws")]
    [InlineData("s", "rg", " ")]
    public void An_incomplete_environment_names_no_workspace(string? subscription, string group, string name)
    {
        SetEnvironment(subscription, group, name);

        Assert.Null(Find(""));
    }

    [Fact]
    public void A_path_may_be_a_file_of_any_name_or_a_folder()
    {
        Write("prod.json", Config("prod"));
        Write("a/.azureml/config.json", Config("dev"));

        Assert.Equal("prod", WorkspaceConfig.ReadPath(Path("prod.json")).Name);
        Assert.Equal("dev", WorkspaceConfig.ReadPath(Path("a")).Name);
    }

    [Fact]
    public void A_path_to_nothing_is_an_error_even_when_the_environment_would_do()
    {
        SetEnvironment("s", "rg", "ws");

        Assert.Equal(
            ErrorIds.WorkspaceNotResolved,
            Assert.Throws<ComputeTargetException>(() => WorkspaceConfig.ReadPath(Path("none.json"))).ErrorId);
        Assert.Equal(
            ErrorIds.WorkspaceNotResolved, Assert.Throws<ComputeTargetException>(() => WorkspaceConfig.ReadPath(string.Empty)).ErrorId);
    }

    private static string Config(string name) =>
        $$"""{"subscription_id": "{{TestClient.SubscriptionId}}", "resource_group": "rg", "workspace_name": "{{name}}"}""";

    private void SetEnvironment(string? subscription, string group, string name)
    {
        _environment["AZUREML_ARM_SUBSCRIPTION"] = subscription!;
        _environment["AZUREML_ARM_RESOURCEGROUP"] = group;
        _environment["AZUREML_ARM_WORKSPACE_NAME"] = name;
    }

    private string Path(string relative) => System.IO.Path.Combine(_root.FullName, relative);

    private void Write(string relative, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(relative))!);
        File.WriteAllText(Path(relative), text);
    }

    private WorkspaceReference? Find(string folder) =>
        WorkspaceConfig.FindWorkspace(Path(folder), name => _environment.GetValueOrDefault(name));
}
