namespace AmlCompute.Tests;

/// <summary>The folder of the repository, for tests that read its files.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory)).FullName;

    private static DirectoryInfo Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "AmlCompute.slnx")) ? folder : Find(folder.Parent!);
}
