using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>
/// A script in a shell process of its own: Azure.Identity keeps some tokens for the whole process, and which certificates are trusted is
/// decided when it starts.
/// </summary>
internal static class SignInProcess
{
    /// <summary>Nothing of the computer the tests run on may sign in, and nothing may leave it.</summary>
    private static readonly string[] Foreign = [
        "AZURE_", "AZUREML_", "IDENTITY_", "MSI_", "IMDS_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "DEFAULT_IDENTITY"];

    /// <summary>A port without a server, so that no other metadata service is used.</summary>
    private const string Nobody = "http://127.0.0.1:9";

    public static Task<string> RunAsync(string script, params (string Name, string Value)[] environment) =>
        RunWithoutModuleAsync($"Import-Module '{Pwsh.ModuleManifest.Replace("'", "''", StringComparison.Ordinal)}'\n{script}", environment);

    /// <summary>The same in a shell that did not import the built module.</summary>
    public static async Task<string> RunWithoutModuleAsync(string script, params (string Name, string Value)[] environment)
    {
        Assert.SkipUnless(
            RuntimeInformation.IsOSPlatform(OSPlatform.Linux), "Only on Linux does a variable say which certificates are trusted.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("signin ");
        try
        {
            string authority = Path.Combine(folder.FullName, "authority.pem");
            TestCertificates.WriteAuthority(authority);
            string file = Path.Combine(folder.FullName, "script.ps1");
            await File.WriteAllTextAsync(file, script);
            ProcessStartInfo start = await Pwsh.CreateStartAsync("-File", file);
            start.WorkingDirectory = folder.FullName;
            foreach (string name in start.Environment.Keys.Where(
                name => Foreign.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToArray())
            {
                start.Environment.Remove(name);
            }

            // No Azure CLI, whatever is installed: its folder would have to be in the path.
            start.Environment["PATH"] = "/usr/bin:/bin";
            start.Environment["AZURE_CONFIG_DIR"] = folder.FullName;
            start.Environment["SSL_CERT_FILE"] = authority;
            start.Environment["SSL_CERT_DIR"] = folder.FullName;
            start.Environment["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = Nobody;
            foreach ((string name, string value) in environment)
            {
                start.Environment[name] = value;
            }

            PwshRun run = await Pwsh.RunAsync(start);
            string everything = run.Output + run.Errors;
            TestContext.Current.TestOutputHelper?.WriteLine(everything);
            return everything;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
