using System.Text.Json.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Changes;

/// <summary>The wanted values of a target by property name. A property that is not named keeps its value.</summary>
internal sealed class ComputeChange
{
    private readonly List<WantedProperty> _wanted = [];

    public IEnumerable<string> Names => _wanted.Select(property => property.Name).Distinct(StringComparer.OrdinalIgnoreCase);

    public bool IsEmpty => _wanted.Count == 0;

    /// <summary>Returns the change that applies a configuration to a target.</summary>
    public static ComputeChange To(ComputeConfiguration configuration)
    {
        ComputeChange change = new();
        change.Include(configuration);
        return change;
    }

    public ComputeChange Without(IEnumerable<string> names)
    {
        HashSet<string> left = new(names, StringComparer.OrdinalIgnoreCase);
        ComputeChange change = new();
        change._wanted.AddRange(_wanted.Where(property => !left.Contains(property.Name)));
        return change;
    }

    /// <summary>Adds a wanted value; null clears the property if the service supports that.</summary>
    public ComputeChange Set(string name, object? value)
    {
        _wanted.Add(new WantedProperty(
            name,
            null,
            (member, _, _) => value is JsonNode data ? member.Shape.Fitted(data) : member.ToNode(value),
            IsAsked: true));
        return this;
    }

    /// <summary>Adds a wanted value that is computed from the value after the earlier changes of the same property.</summary>
    public ComputeChange Edit(string name, Func<ComputeTarget, JsonNode?, JsonNode?> edit)
    {
        _wanted.Add(new WantedProperty(name, null, (_, live, value) => edit(live, value), IsAsked: true));
        return this;
    }

    public void Include(ComputeConfiguration configuration)
    {
        Type targetClass = ComputeTypes.ClassOf(configuration.ComputeType);
        IReadOnlyDictionary<string, JsonMember> members = ComputeMembers.Of(targetClass);
        foreach (KeyValuePair<JsonMember, object> given in configuration.Given)
        {
            string name = members.First(item => item.Value.Path == given.Key.Path).Key;
            _wanted.Add(new WantedProperty(name, targetClass, (member, _, _) => member.ToNode(given.Value), IsAsked: false));
        }
    }

    /// <summary>Returns the wanted values for a target, including those that it already has.</summary>
    /// <exception cref="ComputeTargetException">The type of the target has no such property.</exception>
    public IReadOnlyList<PlannedValue> ValuesFor(ComputeTarget live)
    {
        IReadOnlyDictionary<string, JsonMember> members = ComputeMembers.Of(live.GetType());
        JsonObject json = live.ToNode();
        if (_wanted.Find(property => property.TargetClass is not null && property.TargetClass != live.GetType())?.TargetClass is { } other)
        {
            string type = ComputeTypes.All.First(known => ComputeTypes.ClassOf(known) == other);
            JsonMember member = ComputeTarget.Members.ComputeType;
            ComputeDifference difference = new(nameof(ComputeTarget.ComputeType), member, member.Find(json), type, ChangeWay.Replace);
            return [new PlannedValue(difference, IsMet: false)];
        }

        Dictionary<string, PlannedValue> all = new(StringComparer.OrdinalIgnoreCase);
        foreach (WantedProperty property in _wanted)
        {
            if (!members.TryGetValue(property.Name, out JsonMember? member) || !CanBeSet(member))
            {
                throw NotChangeable(live, property.Name);
            }

            JsonNode? current = member.Find(json);
            JsonNode? before = all.TryGetValue(property.Name, out PlannedValue? earlier) ? earlier.Difference.Wanted : current;
            JsonNode? wanted = property.Value(member, live, before);
            bool isUnknown = !property.IsAsked && MemberComparison.IsNeverShown(member);
            all[property.Name] = new PlannedValue(
                new ComputeDifference(property.Name, member, current, wanted, WayOf(member, live, wanted)),
                isUnknown || MemberComparison.AreSame(member, current, wanted));
        }

        return [.. all.Values];
    }

    /// <summary>Returns the properties whose value differs from the wanted one.</summary>
    public IReadOnlyList<ComputeDifference> DifferencesFrom(ComputeTarget live) =>
        [.. ValuesFor(live).Where(value => !value.IsMet).Select(value => value.Difference)];

    private static ComputeTargetException NotChangeable(ComputeTarget live, string name)
    {
        string[] types =
        [
            .. ComputeTypes.All.Where(type =>
                ComputeMembers.Of(ComputeTypes.ClassOf(type)).TryGetValue(name, out JsonMember? member) && CanBeSet(member)),
        ];
        return ComputeTargetException.About(
            live.Name,
            ErrorIds.UnsupportedComputeType,
            $"Compute target '{live.Name}' is of type {live.ComputeType}, which has no {name} to change.",
            types.Length == 0
                ? null
                : $"Leave {name} out for this target; only compute targets of type {string.Join(", ", types)} have it.");
    }

    private static bool CanBeSet(JsonMember member) =>
        member.Access != MemberAccess.ReadOnly || member == ComputeInstance.Members.DataMounts;

    private static ChangeWay WayOf(JsonMember member, ComputeTarget live, JsonNode? wanted) =>
        member.Access switch
        {
            MemberAccess.Resize => ChangeWay.Resize,
            _ when ServiceAction.For(member, isCleared: wanted is null) is not null => ChangeWay.Action,
            MemberAccess.Patch => ChangeWay.Patch,
            _ when member == ComputeTarget.Members.Identity && live is ComputeCluster or ComputeInstance => ChangeWay.Patch,
            MemberAccess.Put or MemberAccess.Action => ChangeWay.Put,
            _ => ChangeWay.Replace,
        };

    /// <summary>
    /// A property with its wanted JSON, computed from the member, the target, and the value so far. The user asked for it, or it comes from
    /// a configuration for one class of targets.
    /// </summary>
    private sealed record WantedProperty(
        string Name, Type? TargetClass, Func<JsonMember, ComputeTarget, JsonNode?, JsonNode?> Value, bool IsAsked);
}
