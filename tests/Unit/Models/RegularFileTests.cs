using System.Diagnostics;
using System.Net.Sockets;
using AmlCompute.Client.SignIn;
using AmlCompute.Client.Workspaces;
using AmlCompute.Files;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Models;

/// <summary>Each reader of a file against paths that are no regular files.</summary>
public sealed class RegularFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("amlcompute").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, string> Readers()
    {
        TheoryData<string, string> cases = [];
        foreach (string reader in (string[])["description", "folder", "secret", "certificate", "config"])
        {
            foreach (string kind in (string[])["pipe", "socket", "device"])
            {
                cases.Add(reader, kind);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_pipe_a_device_or_a_socket_is_refused(string reader, string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files in folders.");
        string path = Path.Combine(_folder, "a.yml");
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        switch (kind)
        {
            case "pipe":
                Process.Start("mkfifo", path).WaitForExit();
                break;
            case "socket":
                socket.Bind(new UnixDomainSocketEndPoint(path));
                break;
            default:
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
        }

        Assert.Contains("is a pipe, a device or a socket. Specify a regular file.", Refusal(reader, path));
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("certificate")]
    public void A_folder_is_refused_where_a_file_is_needed(string reader) =>
        Assert.Contains("is a folder. Specify a file.", Refusal(reader, _folder));

    [Fact]
    public void A_folder_with_the_name_of_a_config_file_is_refused()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, ".azureml", "config.json")).FullName;

        Assert.Contains("is a folder. Specify a file.", Refusal("config", folder));
        Assert.Contains("is a folder. Specify a file.", Refusal("config", _folder));
    }

    [Fact]
    public void A_file_that_is_larger_than_the_limit_is_refused()
    {
        string path = Path.Combine(_folder, "config.json");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(RegularFile.LargestSize + 1L);
        }

        Assert.Contains("The file is larger than 67108864 bytes.", Refusal("config", path));
        Assert.Contains("The file is larger than 67108864 bytes.", Refusal("certificate", path));
        Assert.Contains("The file is larger than 4194304 bytes.", Refusal("description", path));
        Assert.Contains("The file is larger than 65536 bytes.", Refusal("secret", path));
    }

    [Fact]
    public void A_file_that_grows_while_it_is_read_is_refused()
    {
        using GrowingStream growing = new();
        Assert.Contains("The file grew while it was read.", Assert.Throws<IOException>(() => RegularFile.ReadBytes(growing, 100)).Message);
    }

    private static string Refusal(string reader, string path) => Assert.ThrowsAny<Exception>(() => _ = reader switch
    {
        "description" => ComputeFiles.ReadFiles([path], () => TestTargets.Workspace),
        "folder" => ComputeFiles.ReadFiles([Path.GetDirectoryName(path)!], () => TestTargets.Workspace),
        "secret" => SecretFile.ReadSecret(path),
        "certificate" => CertificateLoader.LoadFile(path, null),
        _ => (object?)WorkspaceConfig.ReadPath(path),
    }).Message;

    /// <summary>A stream that has more bytes than its length.</summary>
    private sealed class GrowingStream : MemoryStream
    {
        public override long Length => 3;

        public override int Read(byte[] buffer, int offset, int count) => count;
    }
}
