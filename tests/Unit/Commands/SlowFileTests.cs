using System.Management.Automation;
using System.Runtime.InteropServices;
using AmlCompute.Tests.Async;
using AmlCompute.Tests.Client.SignIn;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Commands;

/// <summary>
/// Commands that read a file whose file system does not answer. On Linux, opening a file blocks while another handle has a lease of it.
/// </summary>
public sealed class SlowFileTests : IDisposable
{
    private const string Description = "name: cpu\ntype: amlcompute\nsize: Standard_DS2_v2\n";

    private const string VirtualMachine = $"/subscriptions/{TestTargets.SubscriptionId}/resourceGroups/rg"
        + "/providers/Microsoft.Compute/virtualMachines/vm";

    private readonly string _folder = Directory.CreateTempSubdirectory("amlcompute").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a description", "cpu.yml", "New-AmlComputeTarget -Path $file -Workspace $workspace")]
    [InlineData("a folder of descriptions", "cpu.yml", "Sync-AmlComputeTarget -Path $folder -Workspace $workspace")]
    [InlineData("the files of a plan", "cpu.yml", "Invoke-AmlComputePlan $workspace -Path $file -Workspace $workspace")]
    [InlineData(
        "a private key",
        "key",
        "Connect-AmlComputeTarget vm -VirtualMachine -ResourceId $vm -Address 10.0.0.4 -SshPrivateKeyPath $file "
        + "-Credential ([pscredential]::new('a', [securestring]::new())) -Workspace $workspace")]
    [InlineData(
        "a private key that a description names",
        "key",
        "\"name: vm`ntype: virtualmachine`nresource_id: $vm`nssh_settings:`n  admin_username: a`n  ssh_private_key_file: $file`n\" "
        + "| ConvertFrom-AmlComputeYaml -Workspace $workspace")]
    [InlineData("a script", "setup.sh", "New-AmlComputeConfiguration -Instance -VmSize S -StartupScript $file")]
    [InlineData("config.json of the current folder", "config.json", "Set-Location $folder; Get-AmlComputeTarget")]
    [InlineData("config.json of a list of workspaces", "config.json", "Set-Location $folder; Get-AmlWorkspace -ListAvailable")]
    [InlineData("config.json of a new connection", "config.json", "Connect-AmlWorkspace -ConfigPath $file")]
    [InlineData(
        "a certificate",
        "a.pem",
        "Connect-AmlWorkspace ws rg 0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90 -ServicePrincipal -CertificatePath $file "
        + "-ApplicationId 0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90 -Tenant contoso.com")]
    public async Task Ctrl_C_does_not_wait_for_a_file(string what, string name, string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has leases of files.");
        string file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, Description, TestContext.Current.CancellationToken);
        using FileLease lease = new(file);
        using CommandSession session = new(
            ("file", file), ("folder", _folder), ("vm", VirtualMachine), ("workspace", TestTargets.Workspace));
        using PowerShell shell = session.Prepare(script);
        Task run = shell.InvokeAsync();
        await lease.WaitForReaderAsync(run, $"{what} was not read");

        await shell.StopAsync(null, null).Bounded();

        await Assert.ThrowsAsync<PipelineStoppedException>(() => run);
        FileLease.AssertHasReader();
    }

    /// <summary>The lease of a file: another open of the file blocks until it ends, or the kernel breaks it after 45 seconds.</summary>
    private sealed class FileLease : IDisposable
    {
        private const int SetSignal = 10;
        private const int SetLease = 1024;
        private const int GetLease = 1025;
        private const int WriteLease = 1;

        /// <summary>A signal that a process ignores unless it handles it; the default, SIGIO, would end it.</summary>
        private const int UrgentSignal = 23;

        private readonly FileStream _file;

        public FileLease(string path)
        {
            _file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            bool isLeased = Control(SetSignal, UrgentSignal) == 0 && Control(SetLease, WriteLease) == 0;
            Assert.SkipUnless(isLeased, "The file system has no leases.");
        }

        public async Task WaitForReaderAsync(Task run, string otherwise)
        {
            while (Control(GetLease, 0) == WriteLease)
            {
                Assert.False(run.IsCompleted, otherwise);
                await Task.Yield();
            }
        }

        public static void AssertHasReader() => Assert.Contains(
            File.ReadLines("/proc/locks"),
            line => line.Contains("BREAKING", StringComparison.Ordinal) && line.Split(' ').Contains($"{Environment.ProcessId}"));

        public void Dispose() => _file.Dispose();

        [DllImport("libc", EntryPoint = "fcntl")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Fcntl(nint file, int command, int value);

        private int Control(int command, int value) => Fcntl(_file.SafeFileHandle.DangerousGetHandle(), command, value);
    }
}
