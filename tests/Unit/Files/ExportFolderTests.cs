using AmlCompute.Files;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Files;

public sealed class ExportFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_cannot_be_replaced_leaves_no_unfinished_file()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "b.yml"));
        ExportFolder export = Create("a", "b");
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(() => export.WriteFiles(overwrites: true));
        Assert.StartsWith($"{_folder}: ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["a.yml"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_of_the_same_target_with_the_other_extension_of_YAML_is_an_error()
    {
        string other = Path.Combine(_folder, "a.yaml");
        File.WriteAllText(other, "name: a");
        Assert.Equal(
            $"Nothing was exported: {other} describes the same compute target in a file with another extension. "
            + "Remove it, or export to another folder.",
            Assert.Throws<ComputeTargetException>(() => Create("a").WriteFiles(overwrites: true)).Message);
    }

    private ExportFolder Create(params string[] names)
    {
        ExportFolder export = new(_folder, ".yml");
        foreach (string name in names)
        {
            export.AddTarget(
                TestTargets.Read($$"""{ "name": "{{name}}", "properties": { "computeType": "AmlCompute" } }"""), $"name: {name}\n");
        }

        return export;
    }
}
