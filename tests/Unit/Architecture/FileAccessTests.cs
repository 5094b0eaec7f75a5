using System.Text.RegularExpressions;
using Xunit;

namespace AmlCompute.Tests.Architecture;

/// <summary>The places that read and write files. No other code of the module does, and no token is stored.</summary>
public sealed partial class FileAccessTests
{
    [Fact]
    public void Files_are_written_by_the_exports_and_as_recovery_files_only() => Assert.Equal(
        ["Client/Running/RecoveryFile.cs", "Commands/ExportAmlComputeReportCommand.cs", "Files/ExportFolder.cs"],
        SourceFile.All().Where(file => Writing().IsMatch(file.Text)).Select(file => file.Path));

    [Fact]
    public void Files_are_read_by_one_class_so_that_each_read_has_a_limit() => Assert.Equal(
        ["Models/RegularFile.cs"],
        SourceFile.All().Where(file => Reading().IsMatch(file.Text)).Select(file => file.Path));

    [Fact]
    public void No_token_is_stored() =>
        Assert.All(SourceFile.All(), file => Assert.DoesNotContain("TokenCachePersistence", file.Text, StringComparison.Ordinal));

    [GeneratedRegex(@"FileMode\.(Create|Append|OpenOrCreate|Truncate)|\bFile\.(Write|Append|Create|Move|Replace|Copy)|new StreamWriter\(")]
    private static partial Regex Writing();

    [GeneratedRegex(@"FileMode\.Open\b|\bFile\.(Open|Read)|FileAccess\.Read\b|new StreamReader\([^;]*[pP]ath")]
    private static partial Regex Reading();
}
