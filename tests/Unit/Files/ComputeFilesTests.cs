using System.Text;
using AmlCompute.Files;
using AmlCompute.Files.Nodes;
using AmlCompute.Files.Templates;
using AmlCompute.Models;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Files;

/// <summary>Files and folders: which are read, and what is wrong with those that cannot be.</summary>
public sealed class ComputeFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    /// <summary>
    /// The public examples of computes in the Azure CLI's repository, in files of our own: a cluster with next to nothing, with a
    /// location, at low priority, with a user account, with identities; an instance, one with a schedule; an attached machine; Spark pools
    /// with each kind of identity. Their placeholders in angle brackets are kept: such a file can be read, and is refused when it is to be
    /// sent.
    /// </summary>
    public static TheoryData<string, bool, string> Examples => new()
    {
        {
            "$schema: https://azuremlschemas.azureedge.net/latest/amlCompute.schema.json \nname: smallest\ntype: amlcompute\n", false,
            "AmlCompute"
        },
        {
            "name: b\ntype: amlcompute\nsize: STANDARD_DS3_v2\nmin_instances: 0\nmax_instances: 2\nidle_time_before_scale_down: 120\n",
            false, "AmlCompute"
        },
        { "name: b\ntype: amlcompute\nsize: STANDARD_DS3_v2\nmin_instances: 0\nmax_instances: 2\nlocation: westus", false, "AmlCompute" },
        { "name: b\ntype: amlcompute\nmax_instances: 2\ntier: low_priority\n", false, "AmlCompute" },
        { "name: b\ntype: amlcompute\nssh_settings:\n  admin_username: some-user\n  admin_password: some-password\n", false, "AmlCompute" },
        { "name: b\ntype: amlcompute\nidentity:\n  type: system_assigned\n", false, "AmlCompute" },
        {
            "name: b\ntype: amlcompute\nidentity:\n  type: user_assigned\n  user_assigned_identities: \n" +
            "    - resource_id: \"not_yet_an_id\"\n",
            false, "AmlCompute"
        },
        { "name: b\ntype: computeinstance\nsize: STANDARD_DS3_v2\n", false, "ComputeInstance" },
        { "name: b\ntype: computeinstance", false, "ComputeInstance" },
        { "name: b\ntype: computeinstance\nidentity:\n  type: system_assigned\n", false, "ComputeInstance" },
        {
            "name: b\ntype: computeinstance\nschedules:\n   compute_start_stop:\n      - action: stop\n        trigger:\n" +
            "         type: cron\n         start_time: \"2021-03-10T21:21:07\"\n         time_zone: Pacific Standard Time\n" +
            "         expression: 0 18 * * *\n         \n",
            false, "ComputeInstance"
        },
        {
            "name: b\ntype: virtualmachine\nresource_id: /subscriptions/<SUB>/resourceGroups/<GROUP>/providers/Microsoft.Compute/" +
            "virtualMachines/<VM>\nssh_settings:\n  admin_username: <user>\n  admin_password: <password>",
            true, "VirtualMachine"
        },
        {
            "# a comment\nname: <POOL>\n  \ntype: synapsespark\n\n" +
            "resource_id: /subscriptions/<SUB>/resourceGroups/<GROUP>/providers/Microsoft.Synapse/workspaces/<WS>/bigDataPools/<POOL>\n",
            true, "SynapseSpark"
        },
        {
            "name: <POOL>\ntype: synapsespark\n" +
            "resource_id: /subscriptions/<SUB>/resourceGroups/<GROUP>/providers/Microsoft.Synapse/workspaces/<WS>/bigDataPools/<POOL>\n" +
            "identity:\n  type: user_assigned\n  user_assigned_identities:\n" +
            "    - resource_id: /subscriptions/<SUB>/resourceGroups/<GROUP>/providers/Microsoft.ManagedIdentity/userAssignedIdentities/" +
            "<ID>",
            true, "SynapseSpark"
        },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_forms_of_the_public_examples_load(string text, bool isAttach, string type)
    {
        ComputeDefinition read = Assert.Single(Read(Write("a.yml", text)));
        Assert.Equal(isAttach, read.Configuration.IsAttach);
        Assert.Equal(type, read.Configuration.ComputeType);
    }

    [Fact]
    public void A_folder_stands_for_its_files_in_order_of_their_names()
    {
        Write("c.yml", "name: c1\ntype: amlcompute");
        Write("b.YAML", "name: b1\ntype: amlcompute\n---\nname: b2\ntype: amlcompute");
        Write(
            "a.json",
            """[{"name":"a1","properties":{"computeType":"AmlCompute"}},{"name":"a2","properties":{"computeType":"DataFactory"}}]""");
        Write("readme.md", "# not read");
        Directory.CreateDirectory(Path.Combine(_folder, "below"));
        Write(Path.Combine("below", "d.yml"), "broken: [");
        IReadOnlyList<ComputeDefinition> read = Read(_folder);
        Assert.Equal(["a1", "a2", "b1", "b2", "c1"], read.Select(definition => definition.Name));
        Assert.Equal(Path.Combine(_folder, "b.YAML"), read[3].Path);
        Assert.Equal(4, read[3].Position.Line);
    }

    [Fact]
    public void A_file_that_is_named_twice_is_read_once()
    {
        string path = Write("a.yml", "name: a1\ntype: amlcompute");
        Assert.Single(Read(path, _folder));
    }

    [Fact]
    public void Two_files_for_one_name_are_an_error_that_names_both()
    {
        string first = Write("a.yml", "name: gpu\ntype: amlcompute");
        string second = Write("b.yml", "# comment\nname: GPU\ntype: amlcompute");
        Assert.Equal($"{second}, line 2, column 1: Compute target 'GPU' is described twice: also in {first}, line 1.", Error(_folder));
    }

    [Fact]
    public void One_file_that_describes_a_name_twice_is_an_error()
    {
        string path = Write("a.yml", "name: gpu\ntype: amlcompute\n---\nname: gpu\ntype: amlcompute");
        Assert.Equal($"{path}, line 4, column 1: Compute target 'gpu' is described twice: also in line 1.", Error(path));
    }

    [Fact]
    public void A_name_that_an_object_describes_twice_is_an_error_without_a_line()
    {
        const string Target = """{"name":"gpu","type":"amlcompute"}""";
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(
            () => ComputeFiles.ReadObject($"[{Target},{Target}]", () => TestTargets.Workspace, new TemplateArguments()));
        Assert.Equal("Compute target 'gpu' is described twice.", exception.Message);
    }

    [Fact]
    public void A_name_beside_the_file_wins_over_that_in_it_and_goes_with_one_target()
    {
        string path = Write("a.yml", "name: from-file\ntype: amlcompute");
        Assert.Equal("given", Assert.Single(ComputeFiles.ReadFiles([path], () => TestTargets.Workspace, "given")).Name);
        string nameless = Write("b.yml", "type: amlcompute");
        Assert.Equal("given", Assert.Single(ComputeFiles.ReadFiles([nameless], () => TestTargets.Workspace, "given")).Configuration.Name);
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(
            () => ComputeFiles.ReadFiles([_folder], () => TestTargets.Workspace, "given"));
        Assert.Equal("-Name can be used with one compute target only, but the files describe 2.", exception.Message);
    }

    [Fact]
    public void A_missing_file_is_an_error_with_its_path()
    {
        string path = Path.Combine(_folder, "none.yml");
        Assert.StartsWith($"{path}: ", Error(path), StringComparison.Ordinal);
        Assert.Equal($"{_folder}: The folder has no file that ends with .yml, .yaml, .json.", Error(_folder));
        Assert.NotEmpty(Error("a\0b"));
    }

    [Fact]
    public void Files_without_a_target_of_the_workspace_are_an_error_that_names_only_a_single_file()
    {
        string first = Write("a.json", """{ "resources": [] }""");
        Assert.Equal($"{first}: No resource is a compute target of workspace '{TestTargets.Workspace.Name}'.", Error(first));
        Write("b.json", """{ "value": [] }""");
        Assert.Equal($"No resource is a compute target of workspace '{TestTargets.Workspace.Name}'.", Error(_folder));
    }

    [Fact]
    public void A_secret_file_is_text_and_its_path_does_not_start_at_the_current_folder_of_the_process()
    {
        const string Text = "name: a1\ntype: aks\nssl_settings: {cert_pem_file: ";
        string key = Path.Combine(_folder, "key.pem");
        File.WriteAllBytes(key, [.. "secret"u8, 0xFF]);
        string error = Error(Write("a.yml", $"{Text}key.pem}}"));
        Assert.EndsWith("'cert_pem_file': The file is not UTF-8 text.", error, StringComparison.Ordinal);
        File.WriteAllText(key, "\n");
        error = Error(Write("a.yml", $"{Text}key.pem}}"));
        Assert.EndsWith("'cert_pem_file': The file is empty.", error, StringComparison.Ordinal);

        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(
            () => ComputeFiles.ReadText($"{Text}key.pem}}", string.Empty, () => TestTargets.Workspace));
        Assert.EndsWith(
            "'cert_pem_file' is a relative path, but the description is not in a folder. Use a full path.",
            exception.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void Byte_order_marks_are_understood(string encoding)
    {
        string path = Path.Combine(_folder, "a.yml");
        File.WriteAllText(path, "name: a1\ntype: amlcompute\ndescription: Grüße", Encoding.GetEncoding(encoding));
        Assert.Equal("Grüße", Assert.Single(Read(path)).Configuration.Get(ComputeTarget.Members.Description));
    }

    [Fact]
    public void A_file_that_is_not_text_is_an_error()
    {
        string path = Path.Combine(_folder, "a.yml");
        File.WriteAllBytes(path, [.. "name: a"u8, 0xFF, 0xFE, 0x80]);
        Assert.Equal($"{path}: The file is not UTF-8 text.", Error(path));
        File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, .. "name: a"u8, 0xFF]);
        Assert.Equal($"{path}: The file is not UTF-8 text.", Error(path));
        File.WriteAllBytes(path, [0xFF, 0xFE, (byte)'a', 0, 0x00, 0xD8, (byte)'b', 0]);
        Assert.Equal($"{path}: The file is not UTF-16 text.", Error(path));
        File.WriteAllBytes(path, [0x4D, 0x5A, 0, 0, 1]);
        Assert.StartsWith($"{path}, line 1, column 3: The control character U+0000", Error(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_ten_megabytes_is_refused_unread()
    {
        string path = Path.Combine(_folder, "a.yml");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(10 << 20);
        }

        Assert.Equal($"{path}: The file is larger than {FileSource.LargestSize} bytes.", Error(path));
    }

    [Fact]
    public void One_bad_file_fails_the_whole_folder()
    {
        Write("a.yml", "name: a1\ntype: amlcompute");
        string bad = Write("b.yml", "name: b1\ntype: amlcompute\nsizes: x");
        Assert.StartsWith(
            $"{bad}, line 3, column 1: 'sizes' is not a valid key of amlcompute here.", Error(_folder), StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_in_the_keys_of_the_files_is_read_too()
    {
        string path = Write("a.json", """{ "name": "a1", "type": "amlcompute", "max_instances": 3 }""");
        Assert.Equal(3, Assert.Single(Read(path)).Configuration.Get(ComputeCluster.Members.MaxNodes));
    }

    [Fact]
    public void The_samples_hold_one_file_for_each_type()
    {
        IReadOnlyList<ComputeDefinition> read = Read(Path.Combine(Repository.Root, "samples", "computes"));
        Assert.Equal(
            ComputeTypes.All.Order(StringComparer.Ordinal),
            read.Select(definition => definition.Configuration.ComputeType).Distinct().Order(StringComparer.Ordinal));
    }

    private static IReadOnlyList<ComputeDefinition> Read(params string[] paths) =>
        ComputeFiles.ReadFiles(paths, () => TestTargets.Workspace);

    private static string Error(params string[] paths)
    {
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(() => Read(paths));
        Assert.Equal(ErrorIds.InvalidArgument, exception.ErrorId);
        return exception.Message;
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
