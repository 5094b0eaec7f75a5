using System.Text.RegularExpressions;
using AmlCompute.Client.Workspaces;
using Xunit;

namespace AmlCompute.Tests.Architecture;

/// <summary>The rooms of the module: a folder is a room and a namespace, and references between rooms go one way.</summary>
public sealed partial class LayeringTests
{
    private static readonly IReadOnlyList<SourceFile> Files = SourceFile.All();

    private static readonly Dictionary<string, string> RoomOfType =
        Files.SelectMany(file => file.Types.Select(type => (type.Name, file.Room))).Distinct().ToDictionary(item => item.Name, item => item.Room);

    private static readonly IReadOnlyDictionary<Type, HashSet<Type>> References = TypeReferences.In(typeof(AmlSession).Assembly);

    [Fact]
    public void A_folder_is_a_namespace_and_public_types_keep_theirs()
    {
        foreach (SourceFile file in Files)
        {
            string expected = !file.IsPublic ? $"AmlCompute.{file.Room.Replace('/', '.')}" : file.Room.Split('/')[0] switch
            {
                "Commands" or "Jobs" => "AmlCompute.Commands",
                "Completion" => "AmlCompute.Completion",
                _ => "AmlCompute",
            };
            Assert.Equal($"{file.Path}: {expected}", $"{file.Path}: {file.Namespace}");
        }
    }

    [Fact]
    public void Every_type_of_the_assembly_is_found_in_a_source_file()
    {
        string[] unknown = [.. References.Keys.Where(type => type.Namespace?.StartsWith("AmlCompute", StringComparison.Ordinal) == true && RoomOf(type) is null).Select(type => type.FullName!)];
        Assert.Empty(unknown);
    }

    [Theory]
    [InlineData("Models|Settings|Files", @"System\.Management\.Automation|Azure\.Identity|Azure\.Core\.Pipeline")]
    [InlineData("Client", @"System\.Management\.Automation")]
    [InlineData("Commands|Jobs|Async|Completion", @"Azure\.(Core|Identity)")]
    public void Only_the_rooms_that_need_a_library_name_it(string rooms, string forbidden)
    {
        foreach (SourceFile file in Files.Where(file => rooms.Split('|').Contains(file.Room.Split('/')[0])))
        {
            Assert.DoesNotMatch($@"\b({forbidden})\b", CommentOrText().Replace(file.Text, string.Empty));
        }
    }

    [Fact]
    public void The_sandbox_references_nothing_of_ours_and_no_Azure_package()
    {
        string project = File.ReadAllText(Path.Combine(Repository.Root, "src", "AmlCompute.Sandbox", "AmlCompute.Sandbox.csproj"));
        Assert.DoesNotContain("ProjectReference", project);
        Assert.DoesNotContain("Include=\"Azure.", project);
    }

    private static string? RoomOf(Type type) => RoomOfType.TryGetValue(type.Name.Split('`')[0], out string? room) ? room : null;

    [GeneratedRegex(@"//.*|""(?:[^""\\]|\\.)*""")]
    private static partial Regex CommentOrText();
}
