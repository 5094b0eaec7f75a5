using AmlCompute.Files;
using AmlCompute.Models;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Files;

/// <summary>Reads text as the commands do, and says what was wrong with it.</summary>
internal static class FileText
{
    public const string Resource = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/";

    public static ComputeDefinition Read(string text) => Assert.Single(ReadAll(text));

    public static IReadOnlyList<ComputeDefinition> ReadAll(string text) =>
        ComputeFiles.ReadText(text.ReplaceLineEndings("\n"), Path.GetTempPath(), () => TestTargets.Workspace);

    /// <summary>The one error of a text, always of the id for what the user can correct.</summary>
    public static string Error(string text)
    {
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(() => ReadAll(text));
        Assert.Equal(ErrorIds.InvalidArgument, exception.ErrorId);
        return exception.Message;
    }
}
