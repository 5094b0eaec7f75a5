using System.Management.Automation;
using System.Reflection;
using System.Text;
using AmlCompute.Commands;
using AmlCompute.Commands.Changing;
using AmlCompute.Models;
using AmlCompute.Models.Json;
using AmlCompute.Settings;
using Xunit;

namespace AmlCompute.Tests.Settings;

/// <summary>Parameters, keys, properties and the documentation agree with the table of settings.</summary>
public sealed class SettingTableTests
{
    /// <summary>Parameters that choose the compute type or the resource to attach, or that name the target.</summary>
    private static readonly string[] NotSettings =
    [
        "Name", "Instance", "Aks", "DataFactory", "Kubernetes", "VirtualMachine", "HDInsight", "Databricks", "DataLakeAnalytics",
        "SynapseSpark", "Batch", "ResourceName", "ResourceGroupName", "SynapseWorkspaceName", "VNetName", "SubnetName",
        "VNetResourceGroupName",
    ];

    /// <summary>Parameters of Set-AmlComputeTarget that edit the current value of a setting.</summary>
    private static readonly string[] Edits =
    [
        "AddUserAssignedIdentity", "RemoveUserAssignedIdentity", "AddSchedule", "RemoveSchedule", "EnableSchedule", "DisableSchedule",
        "AddTag", "RemoveTag", "WithTag", "Configuration",
    ];

    public static TheoryData<string> Types => [.. ComputeTypes.All];

    private static Setting[] All =>
        [.. ComputeTypes.All.SelectMany(SettingTable.ListSettings).SelectMany(row => row.Items.Prepend(row)).Distinct()];

    [Fact]
    public void Each_parameter_that_writes_a_setting_has_a_row_and_each_row_a_parameter_that_exists()
    {
        IEnumerable<string> writing = new[] { typeof(NewAmlComputeTargetCommand), typeof(ConnectAmlComputeTargetCommand) }
            .SelectMany(RowParameters.ListParameters)
            .Concat(typeof(SetAmlComputeTargetCommand)
                .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(property => property.IsDefined(typeof(ParameterAttribute))))
            .Select(parameter => parameter.Name)
            .Distinct()
            .Except([.. NotSettings, .. Edits]);

        Assert.Equal(
            writing.Order(StringComparer.Ordinal),
            All.Select(row => row.Parameter).OfType<string>().Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_type_in_another_casing_has_the_same_rows(string type) =>
        Assert.Equal(SettingTable.ListSettings(type), SettingTable.ListSettings(type.ToUpperInvariant()));

    [Theory]
    [MemberData(nameof(Types))]
    public void Each_property_that_can_be_written_has_a_row(string type)
    {
        IEnumerable<string> missing = ComputeMembers.ListMembers(ComputeTypes.GetClass(type))
            .Where(named => named.Value.Access != MemberAccess.ReadOnly
                && !SettingTable.ListSettings(type).Any(row => row.Member == named.Value)
                && (named.Value != ComputeTarget.Members.ClusterResourceId || ComputeTypes.CanBeAttached(type)))
            .Select(named => named.Key);

        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_key_stands_for_one_row(string type)
    {
        string[] keys = [.. SettingTable.ListSettings(type).Select(row => row.Key).OfType<string>()];
        Assert.Equal(keys.Distinct(), keys);
    }

    [Theory]
    [InlineData(ComputeTypes.AmlCompute, "properties.properties.scaleSettings.maxNodeCount", "-MaxNodes")]
    [InlineData(ComputeTypes.ComputeInstance, "properties.properties.schedules.computeStartStop.[1].action", "-Schedule[1].action")]
    [InlineData(ComputeTypes.Kubernetes, "properties.properties.instanceTypes.gpu.nodeSelector", "-InstanceType.gpu.nodeSelector")]
    [InlineData(ComputeTypes.AmlCompute, "identity.type", "-IdentityType")]
    [InlineData(ComputeTypes.AmlCompute, "later.member", "'later.member'")]
    public void A_parameter_is_named_for_a_path_and_for_the_values_in_it(string type, string path, string word) =>
        Assert.Equal(word, ParameterSource.CommandLine.GetWord(type, path.Split('.')));

    [Fact]
    public void The_documentation_lists_exactly_the_keys()
    {
        const string Heading = "## Keys\n";
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "files.md")).ReplaceLineEndings("\n");
        string listed = text[(text.IndexOf(Heading, StringComparison.Ordinal) + Heading.Length)..];
        string expected = Documentation();
        Assert.True(expected == listed, $"The section Keys of docs/files.md must be:\n{expected}");
    }

    private static string Documentation()
    {
        StringBuilder text = new(
            """

            `[]` stands for each item of a list, and `<name>` for a name that you choose. JSON paths that start with a dot begin in
            `properties.properties`, the others at the resource. Keys without a JSON path are accepted and not sent. `amlcompute` and
            `computeinstance` have no `resource_id`.

            """);
        Setting[] shared = [.. SettingTable.ListSettings(ComputeTypes.DataFactory)];
        Append("all types", shared);
        foreach (string type in ComputeTypes.All)
        {
            Setting[] own = [.. SettingTable.ListSettings(type).Where(row => !shared.Any(other => other.Key == row.Key))];
            Append($"`{type.ToLowerInvariant()}`", own);
        }

        return text.ToString().ReplaceLineEndings("\n");

        void Append(string title, IReadOnlyList<Setting> rows)
        {
            string[] lines = [.. Lines(rows, string.Empty, string.Empty)];
            if (lines.Length > 0)
            {
                text.Append("\n### Keys of ").Append(title).Append("\n\n| Key | JSON path | Parameter |\n|---|---|---|\n")
                    .AppendJoin(string.Empty, lines);
            }
        }
    }

    private static IEnumerable<string> Lines(IReadOnlyList<Setting> rows, string key, string path)
    {
        foreach (Setting row in rows.Where(row => row.Key is not null))
        {
            string rowKey = $"{key}{row.Key}";
            string rowPath = row.Member is null ? string.Empty : $"{path}{row.Member.Path}";
            string inside = row.IsList ? "[]." : row.IsMap ? ".<name>." : ".";
            yield return $"| `{rowKey}` | {Code(rowPath.Replace("properties.properties.", "."))} | {Code(row.Parameter, "-")} |\n";
            bool isChoice = row.Form == SettingForm.Choice;
            IEnumerable<string> lines = isChoice
                ? row.Items.SelectMany(item => Lines(item.Items, $"{rowKey}.", $"{path}{item.Member!.Path}."))
                : Lines(row.Items, rowKey + inside, rowPath + inside);
            foreach (string line in lines)
            {
                yield return line;
            }
        }
    }

    private static string Code(string? text, string prefix = "") => string.IsNullOrEmpty(text) ? string.Empty : $"`{prefix}{text}`";
}
