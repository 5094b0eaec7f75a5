using AmlCompute.Settings;

namespace AmlCompute.Client.Changes;

/// <summary>The wanted values of a target by property name. A property that is not named keeps its value.</summary>
internal sealed class ComputeChange
{
    private readonly List<WantedProperty> _wanted = [];

    /// <summary>Gets the names of the properties with a wanted value, each once.</summary>
    public IEnumerable<string> Names => _wanted.Select(property => property.Name).Distinct(StringComparer.OrdinalIgnoreCase);

    public bool IsEmpty => _wanted.Count == 0;

    /// <summary>Returns the change that applies a configuration to a target.</summary>
    public static ComputeChange FromConfiguration(ComputeConfiguration configuration)
    {
        ComputeChange change = new();
        change.AddConfiguration(configuration);
        return change;
    }

    /// <summary>Returns the change without the properties of these names.</summary>
    public ComputeChange CopyWithout(IEnumerable<string> names)
    {
        HashSet<string> omitted = new(names, StringComparer.OrdinalIgnoreCase);
        ComputeChange change = new();
        change._wanted.AddRange(_wanted.Where(property => !omitted.Contains(property.Name)));
        return change;
    }

    /// <summary>
    /// Adds a wanted value, of the type of the property or as JSON; null clears the property if the service supports that. Returns this
    /// change.
    /// </summary>
    public ComputeChange SetValue(string name, object? value)
    {
        _wanted.Add(new WantedProperty(
            name, TargetClass: null, (member, _) => value is JsonNode data ? member.Shape.ConvertScalars(data) : member.ToNode(value)));
        return this;
    }

    /// <summary>
    /// Adds a wanted value that is computed from the value after the earlier changes of the property, null for none. Returns this change.
    /// </summary>
    public ComputeChange EditValue(string name, Func<JsonNode?, JsonNode?> edit)
    {
        _wanted.Add(new WantedProperty(name, TargetClass: null, (_, value) => edit(value)));
        return this;
    }

    /// <summary>Adds all values that a configuration gives.</summary>
    public void AddConfiguration(ComputeConfiguration configuration)
    {
        Type targetClass = ComputeTypes.GetClass(configuration.ComputeType);
        IReadOnlyDictionary<string, JsonMember> members = ComputeMembers.ListMembers(targetClass);
        foreach (KeyValuePair<JsonMember, object> given in configuration.GivenMembers)
        {
            string name = members.First(member => member.Value.Path == given.Key.Path).Key;
            _wanted.Add(new WantedProperty(name, targetClass, (member, _) => member.ToNode(given.Value)));
        }
    }

    /// <summary>
    /// Returns the wanted values for a target, including those that it already has; only the wanted type if the target has another type.
    /// </summary>
    /// <exception cref="ComputeTargetException">The type of the target has no such property, or an edit refuses its value.</exception>
    public IReadOnlyList<PlannedValue> PlanValues(ComputeTarget live)
    {
        JsonObject json = live.ToNode();
        if (_wanted.Find(property => property.TargetClass is not null && property.TargetClass != live.GetType())?.TargetClass is { } wanted)
        {
            return [new PlannedValue(CreateTypeDifference(json, wanted), IsMet: false)];
        }

        IReadOnlyDictionary<string, JsonMember> members = ComputeMembers.ListMembers(live.GetType());
        Dictionary<string, PlannedValue> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (WantedProperty property in _wanted)
        {
            if (!members.TryGetValue(property.Name, out JsonMember? member) || !CanBeSet(member))
            {
                throw CreateMissingPropertyError(live, property.Name);
            }

            JsonNode? current = member.FindNode(json);
            JsonNode? before = values.TryGetValue(property.Name, out PlannedValue? earlier) ? earlier.Difference.Wanted : current;
            values[property.Name] = PlanValue(property, member, live, current, property.CreateJson(member, before));
        }

        return [.. values.Values];
    }

    private static ComputeDifference CreateTypeDifference(JsonObject live, Type wantedClass)
    {
        JsonMember member = ComputeTarget.Members.ComputeType;
        string type = ComputeTypes.All.First(known => ComputeTypes.GetClass(known) == wantedClass);
        return new ComputeDifference(nameof(ComputeTarget.ComputeType), member, member.FindNode(live), type, ChangeWay.Replace);
    }

    private static PlannedValue PlanValue(
        WantedProperty property, JsonMember member, ComputeTarget live, JsonNode? current, JsonNode? wanted)
    {
        // The service does not show some members, such as secrets. The value of a parameter is sent; that of a configuration counts as met.
        bool isIncomparable = property.TargetClass is not null && MemberComparison.IsNeverReturned(member);
        return new PlannedValue(
            new ComputeDifference(property.Name, member, current, wanted, ChooseWay(member, live, wanted)),
            isIncomparable || MemberComparison.AreSame(member, current, wanted));
    }

    private static ComputeTargetException CreateMissingPropertyError(ComputeTarget live, string name)
    {
        string[] types =
        [
            .. ComputeTypes.All.Where(type =>
                ComputeMembers.ListMembers(ComputeTypes.GetClass(type)).TryGetValue(name, out JsonMember? member) && CanBeSet(member)),
        ];
        return ComputeTargetException.CreateForTarget(
            live.Name,
            ErrorIds.UnsupportedComputeType,
            $"Compute target '{live.Name}' is of type {live.ComputeType}, which has no {name} to change.",
            types.Length == 0
                ? null
                : $"Leave {name} out for this target; only compute targets of type {string.Join(", ", types)} have it.");
    }

    /// <summary>Returns true for a member that can be changed. Data mounts are read-only in a body, and have an action.</summary>
    private static bool CanBeSet(JsonMember member) =>
        member.Access != MemberAccess.ReadOnly || member == ComputeInstance.Members.DataMounts;

    private static ChangeWay ChooseWay(JsonMember member, ComputeTarget live, JsonNode? wanted) =>
        member.Access switch
        {
            MemberAccess.Resize => ChangeWay.Resize,
            _ when ServiceAction.FindForMember(member, isCleared: wanted is null) is not null => ChangeWay.Action,
            MemberAccess.Patch => ChangeWay.Patch,

            // For other types, the service accepts an identity in a PUT only.
            _ when member == ComputeTarget.Members.Identity && live is ComputeCluster or ComputeInstance => ChangeWay.Patch,
            MemberAccess.Put or MemberAccess.Action => ChangeWay.Put,
            _ => ChangeWay.Replace,
        };

    /// <summary>One wanted value of a property.</summary>
    /// <param name="Name">The name of the property.</param>
    /// <param name="TargetClass">The class of the targets of the configuration that has the value; null for a value of a parameter.</param>
    /// <param name="CreateJson">Creates the wanted JSON from the member and the value after earlier changes.</param>
    private sealed record WantedProperty(string Name, Type? TargetClass, Func<JsonMember, JsonNode?, JsonNode?> CreateJson);
}
