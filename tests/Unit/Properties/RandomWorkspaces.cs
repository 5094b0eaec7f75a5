using CsCheck;

namespace AmlCompute.Tests.Properties;

/// <summary>A target of a random workspace: its name and its file without the name.</summary>
internal sealed record RandomTarget(string Name, string Type, string Yaml)
{
    public override string ToString() => $"name: {Name}\ntype: {Type}\n{Yaml}";
}

/// <summary>A random state of a workspace and a random set of files, over all ten types.</summary>
internal sealed record RandomPair(IReadOnlyList<RandomTarget> Live, IReadOnlyList<RandomTarget> Wanted)
{
    public override string ToString() => $"live:\n{string.Join("---\n", Live)}\nwanted:\n{string.Join("---\n", Wanted)}";
}

/// <summary>Creates random workspaces.</summary>
internal static class RandomWorkspaces
{
    /// <summary>The mark of every secret in the files.</summary>
    public const string Secret = "S3CRET";

    private const string Resources = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/";

    private static readonly string[] Names = ["first", "second", "third", "fourth"];

    private static readonly Gen<string> Description = Maybe("description", "a", "b");

    private static readonly Gen<string> Tags = Maybe("tags", "{ team: a }", "{ team: b, cost: c }");

    private static readonly Gen<string> Account = Gen.Int[0, 9].Select(
        number => $"ssh_settings: {{ admin_username: me, admin_password: {Secret}-{number}aA }}\n");

    private static readonly Dictionary<string, Gen<string>> Types = new()
    {
        ["amlcompute"] = Join(
            Always("size", "Standard_DS1_v2", "Standard_DS2_v2"),
            Always("max_instances", "2", "3", "4", "5"),
            Maybe("idle_time_before_scale_down", "120", "300"),
            Maybe("tier", "dedicated", "low_priority"),
            Description,
            Tags),
        ["computeinstance"] = Join(
            Always("size", "Standard_DS1_v2", "Standard_DS2_v2"),
            Maybe("idle_time_before_shutdown_minutes", "600", "900"),
            Description,
            Tags),
        ["kubernetes"] = Join(
            Always("resource_id", $"{Resources}Microsoft.ContainerService/managedClusters/k1"),
            Maybe("namespace", "ml", "train"),
            Description,
            Tags),
        ["virtualmachine"] = Join(
            Always("resource_id", $"{Resources}Microsoft.Compute/virtualMachines/vm1", $"{Resources}Microsoft.Compute/virtualMachines/vm2"),
            Account,
            Description,
            Tags),
        ["hdinsight"] = Join(
            Always("resource_id", $"{Resources}Microsoft.HDInsight/clusters/h1"),
            Always("address", "h1-ssh.azurehdinsight.net"),
            Account,
            Tags),
        ["databricks"] = Join(
            Always("resource_id", $"{Resources}Microsoft.Databricks/workspaces/b1", $"{Resources}Microsoft.Databricks/workspaces/b2"),
            Always("access_token", $"{Secret}-1", $"{Secret}-2"),
            Description),
        ["datalakeanalytics"] = Join(
            Always(
                "resource_id",
                $"{Resources}Microsoft.DataLakeAnalytics/accounts/l1",
                $"{Resources}Microsoft.DataLakeAnalytics/accounts/l2"),
            Description,
            Tags),
        ["datafactory"] = Join(Description, Tags),
        ["synapsespark"] = Join(
            Always("resource_id", $"{Resources}Microsoft.Synapse/workspaces/s1/bigDataPools/p1"), Description, Tags),
        ["aks"] = Join(Always("agent_count", "1", "2"), Maybe("cluster_purpose", "dev_test"), Description, Tags),
    };

    public static readonly Gen<RandomPair> Pairs = Gen.Select(
        Gen.Select(
            OneOf([.. Types.Keys]).SelectMany(type => Gen.Select(Target(type), Target(type))),
            OneOf([.. Types.Keys]).SelectMany(Target),
            Gen.Int[0, 9]).Array[Names.Length],
        slots =>
        {
            List<RandomTarget> live = [], wanted = [];
            for (int i = 0; i < slots.Length; i++)
            {
                ((RandomTarget, RandomTarget) same, RandomTarget other, int kind) = slots[i];
                if (kind is not (0 or 1))
                {
                    live.Add(same.Item1 with { Name = Names[i] });
                }

                if (kind is not (2 or 3))
                {
                    wanted.Add((kind == 4 ? other : same.Item2) with { Name = Names[i] });
                }
            }

            return new RandomPair(live, wanted);
        });

    /// <summary>Pairs of settings of one cluster, of which at least the minimum node count differs.</summary>
    public static readonly Gen<RandomPair> Clusters = Gen.Select(
        Target("amlcompute"),
        Target("amlcompute"),
        (live, wanted) => new RandomPair(
            [live with { Name = "cpu", Yaml = Dedicated(live) }],
            [wanted with { Name = "cpu", Yaml = Dedicated(wanted) + "min_instances: 1\n" }]));

    /// <summary>Returns the settings without low priority, for which the sandbox has no quota.</summary>
    private static string Dedicated(RandomTarget cluster) => cluster.Yaml.Replace("low_priority", "dedicated", StringComparison.Ordinal);

    private static Gen<RandomTarget> Target(string type) => Types[type].Select(yaml => new RandomTarget(string.Empty, type, yaml));

    private static Gen<string> Always(string key, params string[] values) => OneOf(values).Select(value => $"{key}: {value}\n");

    private static Gen<string> Maybe(string key, params string[] values) =>
        OneOf([string.Empty, .. values.Select(value => $"{key}: {value}\n")]);

    private static Gen<string> OneOf(string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Gen<string> Join(params Gen<string>[] settings) =>
        settings.Aggregate((all, next) => Gen.Select(all, next, (first, second) => first + second));
}
