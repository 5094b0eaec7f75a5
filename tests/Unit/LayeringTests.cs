using System.Text.RegularExpressions;
using Xunit;

namespace AmlCompute.Tests;

/// <summary>The direction of dependencies: Commands -> Client -> Models; Async and Completion beside; Sandbox apart.</summary>
public sealed partial class LayeringTests
{
    private static readonly string Source = Path.Combine(Repository.Root, "src", "AmlCompute.PowerShell");

    [Theory]
    [InlineData("Models", "System.Management.Automation|AmlCompute\\.(Client|Commands|Async|Completion|Sandbox)|Azure\\.")]
    [InlineData("Client", "System.Management.Automation|AmlCompute\\.(Commands|Async|Completion)")]
    [InlineData("Async", "AmlCompute\\.(Client|Commands|Completion|Sandbox)|Azure\\.")]
    [InlineData("Completion", "AmlCompute\\.(Commands|Sandbox)|Azure\\.")]
    [InlineData("Commands", "AmlCompute\\.Sandbox|Azure\\.(Core|Identity)")]
    public void A_layer_names_only_the_layers_below_it(string layer, string forbidden)
    {
        string[] files = Directory.GetFiles(Path.Combine(Source, layer), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            string code = Comment().Replace(File.ReadAllText(file), string.Empty);
            Assert.DoesNotMatch($@"\b({forbidden})\b", code);
        }
    }

    [Fact]
    public void The_sandbox_references_nothing_of_ours_and_no_Azure_package()
    {
        string project = File.ReadAllText(Path.Combine(Repository.Root, "src", "AmlCompute.Sandbox", "AmlCompute.Sandbox.csproj"));
        Assert.DoesNotContain("ProjectReference", project);
        Assert.DoesNotContain("Include=\"Azure.", project);
    }

    [GeneratedRegex(@"//.*|""(?:[^""\\]|\\.)*""")]
    private static partial Regex Comment();
}
