using System.Reflection;
using System.Security;
using System.Text.Json.Nodes;
using AmlCompute.Models;
using AmlCompute.Models.Json;
using Xunit;

namespace AmlCompute.Tests.Facts;

/// <summary>
/// Every property the service has for a compute type is one of its class, and read-only where only the service writes it. Left out are
/// values without a known form (propertyBag, updateStatus, services of a container) and those that were only ever null; they stay in the
/// object's JSON.
/// </summary>
public sealed class PropertyFactTests
{
    private static readonly Dictionary<string, Type> Types = new()
    {
        ["envelope"] = typeof(ComputeTarget),
        ["AmlCompute"] = typeof(ComputeCluster),
        ["ComputeInstance"] = typeof(ComputeInstance),
        ["AKS"] = typeof(AksCompute),
        ["Kubernetes"] = typeof(KubernetesCompute),
        ["VirtualMachine"] = typeof(VirtualMachineCompute),
        ["HDInsight"] = typeof(HDInsightCompute),
        ["Databricks"] = typeof(DatabricksCompute),
        ["DataLakeAnalytics"] = typeof(DataLakeAnalyticsCompute),
        ["DataFactory"] = typeof(DataFactoryCompute),
        ["SynapseSpark"] = typeof(SynapseSparkCompute),
    };

    private static readonly JsonObject Facts =
        JsonNode.Parse(File.ReadAllText(Path.Combine(Fact.Folder, "compute-properties.json")))!.AsObject();

    public static TheoryData<string> ComputeTypes => [.. Types.Keys];

    [Theory]
    [MemberData(nameof(ComputeTypes))]
    public void A_class_has_every_property_of_its_compute_type_and_no_other(string computeType)
    {
        (string Path, JsonMember Member)[] members = [.. Members(Types[computeType], string.Empty)];

        Assert.Equal(
            Named(computeType, "given", "filledIn", "secret"), members.Select(member => member.Path).Order(StringComparer.Ordinal));
        Assert.Equal(Named(computeType, "secret"), Paths(members, member => member is JsonMember<SecureString>));
    }

    [Theory]
    [MemberData(nameof(ComputeTypes))]
    public void Properties_that_only_the_service_writes_are_read_only(string computeType)
    {
        (string Path, JsonMember Member)[] members = [.. Members(Types[computeType], string.Empty)];

        Assert.Equal(Named(computeType, "filledIn"), Paths(members, member => member.Access == MemberAccess.ReadOnly));
    }

    private static IEnumerable<string> Named(string computeType, params string[] kinds) =>
        kinds.SelectMany(kind => Facts[computeType]![kind]!.AsArray().Select(path => path!.GetValue<string>()))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Paths((string Path, JsonMember Member)[] members, Func<JsonMember, bool> condition) =>
        members.Where(member => condition(member.Member)).Select(member => member.Path).Order(StringComparer.Ordinal);

    /// <summary>The members of a model, with those of the models in it. An error is taken whole: it has one form everywhere.</summary>
    private static IEnumerable<(string Path, JsonMember Member)> Members(Type model, string prefix)
    {
        IEnumerable<FieldInfo> fields =
            model.GetNestedType("Members", BindingFlags.NonPublic)?.GetFields(BindingFlags.Public | BindingFlags.Static) ?? [];
        foreach (JsonMember member in fields.Select(field => (JsonMember)field.GetValue(null)!))
        {
            string path = prefix + member.Path.Replace("properties.properties.", string.Empty, StringComparison.Ordinal);
            (Type inner, string mark) = Inner(member.GetType().GetGenericArguments()[0]);
            if (typeof(JsonModel).IsAssignableFrom(inner) && inner != typeof(ComputeError))
            {
                foreach ((string Path, JsonMember Member) item in Members(inner, $"{path}{mark}."))
                {
                    yield return item;
                }
            }
            else
            {
                yield return (path, member);
            }
        }
    }

    private static (Type Type, string Mark) Inner(Type type) =>
        !type.IsGenericType ? (type, string.Empty)
        : type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? (type.GetGenericArguments()[0], "[]")
        : type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? (type.GetGenericArguments()[1], "{}")
        : (type, string.Empty);
}
