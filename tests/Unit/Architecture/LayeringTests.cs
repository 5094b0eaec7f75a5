using System.Reflection;
using System.Text.RegularExpressions;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Workspaces;
using Xunit;

namespace AmlCompute.Tests.Architecture;

/// <summary>The rooms of the module: a folder is a room and a namespace, and references between rooms go one way.</summary>
public sealed partial class LayeringTests
{
    private const int MostFiles = 20;
    private const int MostLines = 2000;

    /// <summary>The rooms of the cmdlets and of the objects that users see, which grow with each feature.</summary>
    private static readonly string[] LargeRooms = ["Commands", "Models"];

    private static readonly IReadOnlyList<SourceFile> Files = SourceFile.All();

    private static readonly Dictionary<string, string> RoomOfType =
        Files.SelectMany(file => file.Types.Select(type => (type.Name, file.Room)))
            .Distinct().ToDictionary(item => item.Name, item => item.Room);

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

    /// <summary>Each room with the rooms that it may name besides itself.</summary>
    [Theory]
    [InlineData("Models/Json", "")]
    [InlineData("Models", "Models/Json")]
    [InlineData("Client/Errors", "Models, Models/Json")]
    [InlineData("Client/Http", "Client/Errors, Models, Models/Json")]
    [InlineData("Client/Arm", "Client/Http, Client/Errors, Models, Models/Json")]
    [InlineData("Client/SignIn", "Client/Arm, Client/Http, Client/Errors, Models, Models/Json")]
    [InlineData("Client/Workspaces", "Client/SignIn, Client/Arm, Client/Http, Client/Errors, Models, Models/Json")]
    [InlineData("Client/Regions", "Client/Workspaces, Client/Arm, Client/Http, Client/Errors, Models, Models/Json")]
    [InlineData("Settings", "Models, Models/Json")]
    [InlineData("Client/Findings", "Models, Models/Json")]
    [InlineData("Client/Prices", "Client/Regions, Client/Workspaces, Client/Arm, Client/Http, Client/Errors, Models, Models/Json")]
    [InlineData("Client/Fleet", "Client/Workspaces, Client/Arm, Client/Http, Client/Errors, Models, Models/Json")]
    [InlineData("Client/Changes", "Settings, Models, Models/Json")]
    [InlineData("Client/Planning", "Client/Changes, Settings, Models, Models/Json")]
    [InlineData("Client/WorkspacePlans", "Client/Planning, Client/Changes, Settings, Models, Models/Json")]
    [InlineData("Client/Waiting", "Client/Workspaces, Client/Arm, Client/Http, Client/Errors, Models, Models/Json")]
    [InlineData(
        "Client/Running",
        "Client/Planning, Client/Changes, Client/Waiting, Settings, "
        + "Client/Regions, Client/Workspaces, Client/Arm, Client/Http, Client/Errors, Models, Models/Json")]
    [InlineData("Files/Nodes", "Models")]
    [InlineData("Files/Yaml", "Files/Nodes, Models, Models/Json")]
    [InlineData("Files/ArmJson", "Files/Nodes, Models, Models/Json")]
    [InlineData("Files/Templates", "Files/Nodes, Models, Models/Json")]
    [InlineData("Files", "Files/Nodes, Files/Yaml, Files/ArmJson, Files/Templates, Settings, Models, Models/Json")]
    [InlineData("Files/V1", "Files, Files/Nodes, Files/Templates, Client/Arm, Models, Models/Json")]
    [InlineData("Reports", "Models, Models/Json")]
    [InlineData("Async", "")]
    [InlineData(
        "Completion",
        "Async, Commands/Parameters, Settings, Client/Findings, Client/Prices, Client/Running, "
        + "Client/Regions, Client/Workspaces, Client/Arm, Client/Http, Models, Models/Json")]
    [InlineData("Jobs", "Async, Models/Json")]
    [InlineData("Commands/Attributes", "Models, Models/Json")]
    [InlineData("Commands/Parameters", "Reports, Settings, Client/Regions, Client/SignIn, Models, Models/Json")]
    [InlineData("Commands/Calls", "Async, Client/SignIn, Client/Http, Client/Errors, Models, Models/Json")]
    [InlineData(
        "Commands/Base",
        "Commands/Calls, Commands/Parameters, Commands/Attributes, Jobs, Async, Completion, Files, Files/Templates, "
        + "Client/Prices, Client/Waiting, Client/Workspaces, Client/SignIn, Client/Arm, Client/Http, Client/Errors, Models, Models/Json")]
    [InlineData(
        "Commands/Reading",
        "Commands/Base, Commands/Parameters, Commands/Attributes, Completion, "
        + "Client/Findings, Client/Fleet, Client/Prices, Client/Running, Client/Waiting, Client/Planning, "
        + "Client/Regions, Client/Workspaces, Client/Arm, Client/Http, Models, Models/Json")]
    [InlineData(
        "Commands/Changing",
        "Commands/Base, Commands/Parameters, Commands/Attributes, Completion, Files, Settings, "
        + "Client/WorkspacePlans, Client/Running, Client/Waiting, Client/Planning, Client/Changes, "
        + "Client/Http, Client/Errors, Models, Models/Json")]
    [InlineData(
        "Commands",
        "Commands/Reading, Commands/Changing, Commands/Base, Commands/Parameters, Commands/Attributes, "
        + "Jobs, Completion, Files, Files/Templates, Files/V1, Reports, Settings, Client/Findings, Client/Fleet, Client/Prices, "
        + "Client/WorkspacePlans, Client/Running, Client/Waiting, Client/Planning, Client/Changes, "
        + "Client/Regions, Client/Workspaces, Client/SignIn, Client/Arm, Client/Http, Client/Errors, Models, Models/Json")]
    public void A_room_names_only_the_rooms_below_it(string room, string below)
    {
        string[] allowed = [room, .. below.Split(", ")];
        string[] wrong =
        [
            .. References.Where(item => RoomOf(item.Key) == room)
                .SelectMany(item => item.Value
                    .Where(other => RoomOf(other) is { } there && !allowed.Contains(there))
                    .Select(other => $"{item.Key.Name} -> {RoomOf(other)}/{other.Name}"))
                .Order(StringComparer.Ordinal),
        ];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Planning_reads_through_one_interface_that_Running_implements()
    {
        IEnumerable<Type> readers =
            typeof(IPlanReader).Assembly.GetTypes().Where(type => type.IsClass && typeof(IPlanReader).IsAssignableFrom(type));
        Assert.Equal("Client/Running/PlanReader", string.Join(", ", readers.Select(type => $"{RoomOf(type)}/{type.Name}")));
    }

    [Fact]
    public void Every_room_has_its_line()
    {
        string[] rooms =
        [
            .. typeof(LayeringTests).GetMethod(nameof(A_room_names_only_the_rooms_below_it))!.GetCustomAttributesData()
                .Where(attribute => attribute.AttributeType == typeof(InlineDataAttribute))
                .Select(
                    attribute => (string)((IReadOnlyList<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)[0].Value!),
        ];
        Assert.Equal(Files.Select(file => file.Room).Distinct().Order(StringComparer.Ordinal), rooms.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_room_has_its_paragraph_in_the_architecture()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        foreach (string room in Files.Select(file => file.Room).Distinct())
        {
            Assert.Contains($"**{room}**", text);
        }
    }

    [Fact]
    public void A_room_has_at_most_20_files_and_2000_lines()
    {
        string[] tooLarge =
        [
            .. Files.GroupBy(file => file.Room).Where(room => !LargeRooms.Contains(room.Key))
                .Select(room => (room.Key, Files: room.Count(), Lines: room.Sum(file => file.Text.Count(letter => letter == '\n'))))
                .Where(room => room.Files > MostFiles || room.Lines > MostLines)
                .Select(room => $"{room.Key}: {room.Files} files, {room.Lines} lines"),
        ];
        Assert.True(tooLarge.Length == 0, string.Join(Environment.NewLine, tooLarge));
    }

    [Fact]
    public void The_base_command_has_at_most_180_lines() => Assert.InRange(
        Files.Single(file => file.Path == "Commands/Base/AmlComputeCommand.cs").Text.Count(letter => letter == '\n'), 1, 180);

    [Fact]
    public void No_circle_goes_through_more_than_one_room()
    {
        string[] circles =
        [
            .. TypeReferences.Circles(References)
                .Where(circle => circle.Select(RoomOf).OfType<string>().Distinct().Count() > 1)
                .Select(circle => string.Join(", ", circle.Select(type => $"{RoomOf(type)}/{type.Name}"))),
        ];
        Assert.True(circles.Length == 0, string.Join(Environment.NewLine, circles));
    }

    [Fact]
    public void Every_type_of_the_assembly_is_found_in_a_source_file()
    {
        string[] unknown =
        [
            .. References.Keys.Where(
                type => type.Namespace?.StartsWith("AmlCompute", StringComparison.Ordinal) == true && RoomOf(type) is null)
                .Select(type => type.FullName!),
        ];
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
