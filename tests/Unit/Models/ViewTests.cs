using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AmlCompute.Models.Json;
using Xunit;

namespace AmlCompute.Tests.Models;

/// <summary>The format and type files against the types they name.</summary>
public sealed partial class ViewTests
{
    private static readonly string ModuleFolder = Path.Combine(Repository.Root, "src", "AmlCompute.PowerShell", "Module");

    private static readonly XDocument Tables = XDocument.Load(Path.Combine(ModuleFolder, "AmlCompute.Format.ps1xml"));

    private static readonly XDocument Lists = XDocument.Load(Path.Combine(ModuleFolder, "AmlCompute.List.Format.ps1xml"));

    private static readonly XDocument TypeFile = XDocument.Load(Path.Combine(ModuleFolder, "AmlCompute.Types.ps1xml"));

    /// <summary>Models whose text has numbers and words of this module only.</summary>
    private static readonly Type[] TextOfNumbers = [typeof(NodeStateCounts)];

    public static TheoryData<string> Views => [.. AllViews.Select(Name)];

    private static IEnumerable<XElement> AllViews => Tables.Descendants("View").Concat(Lists.Descendants("View"));

    [Fact]
    public void The_default_table_comes_first_and_names_every_type_of_target()
    {
        XElement first = Tables.Descendants("View").First();
        Assert.Equal("ComputeTarget", Name(first));
        Assert.Equal(
            typeof(ComputeTarget).Assembly.GetExportedTypes()
                .Where(typeof(ComputeTarget).IsAssignableFrom).Select(type => type.FullName).Order(),
            Types(first).Select(type => type.FullName).Order());
    }

    [Fact]
    public void The_manifest_names_the_tables_before_the_lists() =>
        Assert.Matches(
            @"FormatsToProcess\s*=\s*@\('AmlCompute\.Format\.ps1xml', 'AmlCompute\.List\.Format\.ps1xml'\)",
            File.ReadAllText(Path.Combine(ModuleFolder, "AmlCompute.Views.psd1")));

    [Fact]
    public void Every_known_type_of_target_has_a_table_of_its_name()
    {
        string[] own = [.. Tables.Descendants("View").Where(view => Types(view).Count() == 1).Select(Name)];
        Assert.Empty(typeof(ComputeTarget).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(ComputeTarget)) && type != typeof(UnknownCompute))
            .Select(type => type.Name)
            .Except(own));
    }

    [Fact]
    public void No_two_views_have_the_same_name() => Assert.Equal(AllViews.Select(Name).Distinct(), AllViews.Select(Name));

    [Theory]
    [MemberData(nameof(Views))]
    public void Each_entry_of_a_view_is_a_property_of_its_types(string view)
    {
        XElement element = AllViews.Single(candidate => Name(candidate) == view);
        IEnumerable<XElement> entries = element.Descendants().Where(node => node.Name.LocalName is "TableRowEntry" or "ListEntry");
        foreach (XElement entry in entries)
        {
            Type[] types = [.. Types(entry)];
            string[] names = [.. PropertyNames(entry)];
            Assert.NotEmpty(names);
            foreach (Type type in types.Length == 0 ? Types(element) : types)
            {
                Assert.Empty(
                    names.Except(type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void A_table_has_at_most_seven_columns_that_fit_in_75_and_a_value_for_each(string view)
    {
        XElement element = AllViews.Single(candidate => Name(candidate) == view);
        XElement[] headers = [.. element.Descendants("TableColumnHeader")];
        int[] widths = [.. headers.Select(header => (int?)header.Element("Width") ?? 9)];
        Assert.InRange(widths.Length, 0, 7);
        Assert.InRange(widths.Sum() + widths.Length - 1, -1, 75);
        Assert.All(element.Descendants("TableColumnItems"), row => Assert.Equal(headers.Length, row.Elements("TableColumnItem").Count()));

        // Without a width on the first column the engine holds the first row back until the next comes.
        Assert.All(headers.Take(1), header => Assert.NotNull(header.Element("Width")));
    }

    [Fact]
    public void Every_type_of_target_has_a_list_with_its_errors_and_its_id()
    {
        Type[] listed = [
            .. Lists.Descendants("View")
                .Where(view => PropertyNames(view).Contains("Errors") && PropertyNames(view).Contains("Id")).SelectMany(Types)];
        Assert.Contains(typeof(ComputeTarget), listed);
        Assert.DoesNotContain(
            typeof(ComputeTarget).Assembly.GetExportedTypes().Where(typeof(ComputeTarget).IsAssignableFrom),
            type => !listed.Contains(type)
                && type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Length > 0);
    }

    [Fact]
    public void The_type_file_has_no_properties_because_they_would_come_before_those_of_the_class()
    {
        Assert.NotEmpty(TypeMembers());
        Assert.DoesNotContain(
            TypeFile.Descendants(),
            element => element.Name.LocalName is "AliasProperty" or "ScriptProperty"
                || (element.Name.LocalName == "NoteProperty" && !element.Ancestors("MemberSet").Any()));
    }

    [Fact]
    public void The_properties_of_each_target_begin_with_those_of_the_table_and_end_with_the_other_names()
    {
        foreach (Type type in Types(Tables.Descendants("View").First()).Where(type => !type.IsAbstract))
        {
            string[] names = [.. type.GetProperties().Select(property => property.Name)];
            Assert.Equal(["Name", "Type", "State"], names.Take(3));
            Assert.Equal(["ComputeName", "ResourceId", "ResourceGroup"], names.Skip(names.Length - 3));
        }
    }

    [Fact]
    public void The_default_properties_of_the_type_file_are_properties_of_their_type()
    {
        Assert.NotEmpty(TypeMembers());
        foreach ((Type type, XElement members) in TypeMembers())
        {
            Assert.All(members.Descendants("ReferencedProperties").Elements("Name"), name => Assert.NotNull(type.GetProperty(name.Value)));
        }
    }

    [Fact]
    public void The_type_file_names_no_code() =>
        Assert.DoesNotContain(
            TypeFile.Descendants(),
            element => element.Name.LocalName is "CodeProperty" or "CodeMethod" or "TypeConverter" or "TypeAdapter");

    /// <summary>Constrained language allows no call of a method, so a cell with one would be blank.</summary>
    [Fact]
    public void No_script_of_a_view_calls_a_method()
    {
        string[] scripts = [.. AllViews.Concat(Tables.Descendants("Control")).Concat(TypeFile.Descendants("Script"))
            .SelectMany(element => element.DescendantsAndSelf()).Where(element => element.Name.LocalName is "ScriptBlock" or "Script")
            .Select(element => element.Value)];
        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.DoesNotMatch(@"[\w\])}""']\.\w+\(|::\w+\(", script));
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void Each_text_of_a_view_has_its_control_characters_replaced(string view)
    {
        XElement element = AllViews.Single(candidate => Name(candidate) == view);
        string clean = $"'{TerminalText.Pattern}', '{TerminalText.Mark}'";
        foreach (XElement name in element.Descendants("PropertyName"))
        {
            XElement? entry = name.Ancestors().FirstOrDefault(node => node.Name.LocalName is "TableRowEntry" or "ListEntry");
            Type[] types = [.. Types(entry ?? element)];
            foreach (Type type in types.Length == 0 ? Types(element) : types)
            {
                Type shown = type.GetProperty(name.Value)!.PropertyType;
                shown = Nullable.GetUnderlyingType(shown) ?? shown;
                Assert.True(
                    shown.IsPrimitive || shown.IsEnum || shown == typeof(decimal) || shown == typeof(TimeSpan)
                        || shown == typeof(DateTimeOffset) || shown == typeof(DateTime) || shown == typeof(Guid)
                        || shown == typeof(Duration) || TextOfNumbers.Contains(shown),
                    $"{type.Name}.{name.Value} can contain text of the service.");
            }
        }

        Assert.All(
            element.Descendants("ScriptBlock").Where(
                script => script.Parent!.Name.LocalName is not "GroupBy" and not "ItemSelectionCondition"),
            script => Assert.True(
                script.Value.Contains(clean, StringComparison.Ordinal) || Known().IsMatch(script.Value), script.Value));
    }

    /// <summary>The engine gives each job a State.</summary>
    [Theory]
    [MemberData(nameof(Views))]
    public void Each_label_of_a_view_is_the_name_of_a_property_of_its_types(string view)
    {
        XElement element = AllViews.Single(candidate => Name(candidate) == view);
        Assert.All(
            element.Descendants("Label").Where(label => label.Parent!.Name.LocalName is "TableColumnHeader" or "ListItem"),
            label => Assert.All(Types(label.Ancestors("ListEntry").FirstOrDefault(entry => Types(entry).Any()) ?? element), type =>
                Assert.True(
                    type.GetProperty(label.Value) is not null || (label.Value == "State" && type.IsSubclassOf(typeof(Job))),
                    $"{type.Name} has no property {label.Value}.")));
    }

    private static IEnumerable<(Type Type, XElement Members)> TypeMembers() =>
        TypeFile.Descendants("Type")
            .Select(type => (Named(((string)type.Element("Name")!).Replace("Deserialized.", string.Empty)), type.Element("Members")!));

    private static string Name(XElement view) => (string)view.Element("Name")!;

    /// <summary>The types that a view or one of its entries names itself.</summary>
    private static IEnumerable<Type> Types(XElement element)
    {
        XElement? selection = element.Element("ViewSelectedBy") ?? element.Element("EntrySelectedBy");
        string? set = (string?)selection?.Element("SelectionSetName");
        IEnumerable<XElement>? names = set is null
            ? selection?.Elements("TypeName")
            : Tables.Descendants("SelectionSet").Single(candidate => Name(candidate) == set).Descendants("TypeName");
        return (names ?? []).Select(name => Named(name.Value));
    }

    private static Type Named(string name) => typeof(ComputeTarget).Assembly.GetType(name, throwOnError: true)!;

    private static IEnumerable<string> PropertyNames(XElement element) =>
        element.Descendants("PropertyName").Select(node => node.Value).Concat(
            element.Descendants("ScriptBlock").SelectMany(node => Property().Matches(node.Value)).Select(match => match.Groups[1].Value));

    [GeneratedRegex(@"\$_\.(?!PSObject)(\w+)\b(?!\()")]
    private static partial Regex Property();

    /// <summary>Scripts that show no text of the service, or that run a script of the type file, which replaces the characters.</summary>
    [GeneratedRegex(
        @"^\s*(.*& \$(_|model)\.PSObject\.Methods\['Format(State|Map|Link|Text)'\]\.Script .*|""\$\(\$_\.Time\)"" .*)\s*$",
        RegexOptions.Singleline)]
    private static partial Regex Known();
}
