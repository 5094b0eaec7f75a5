using System.Runtime.CompilerServices;
using AmlCompute.Client.Running;

namespace AmlCompute.Tests;

/// <summary>Keeps the files of the tests out of the data of the user.</summary>
internal static class TestFolders
{
    /// <summary>The folder of this run, which is deleted at its end.</summary>
    public static readonly string Root = Path.Combine(Path.GetTempPath(), $"amlcompute-tests-{Environment.ProcessId}");

    [ModuleInitializer]
    internal static void UseTemporaryFolder()
    {
        Environment.SetEnvironmentVariable(RecoveryFile.FolderVariable, Root);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Directory.Exists(Root))
            {
                Directory.Delete(Root, recursive: true);
            }
        };
    }
}
