using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>What shall become of a target: wanted values under the names of its properties. What is not named stays as it is.</summary>
internal sealed class ComputeChange
{
    private readonly List<Wish> _wishes = [];

    /// <summary>Gets the names of the properties to change.</summary>
    public IEnumerable<string> Names => _wishes.Select(wish => wish.Name).Distinct(StringComparer.OrdinalIgnoreCase);

    public bool IsEmpty => _wishes.Count == 0;

    /// <summary>The change that makes a target what a configuration says.</summary>
    public static ComputeChange To(ComputeConfiguration configuration)
    {
        ComputeChange change = new();
        change.Include(configuration);
        return change;
    }

    /// <summary>The same change, without some of its properties.</summary>
    public ComputeChange Without(IEnumerable<string> names)
    {
        HashSet<string> left = new(names, StringComparer.OrdinalIgnoreCase);
        ComputeChange change = new();
        change._wishes.AddRange(_wishes.Where(wish => !left.Contains(wish.Name)));
        return change;
    }

    /// <summary>Wants a value; null, where the service has a way to clear the property.</summary>
    public ComputeChange Set(string name, object? value)
    {
        _wishes.Add(new Wish(name, null, (member, _, _) => value is JsonNode data ? member.Shape.Fitted(data) : member.ToNode(value), IsAsked: true));
        return this;
    }

    /// <summary>Wants what is made of the value as it will be then: that of the service, after the wishes before this one.</summary>
    public ComputeChange Edit(string name, Func<ComputeTarget, JsonNode?, JsonNode?> edit)
    {
        _wishes.Add(new Wish(name, null, (_, live, value) => edit(live, value), IsAsked: true));
        return this;
    }

    /// <summary>Wants everything a configuration says.</summary>
    public void Include(ComputeConfiguration configuration)
    {
        Type targetClass = ComputeTypes.ClassOf(configuration.ComputeType);
        IReadOnlyDictionary<string, JsonMember> members = ComputeMembers.Of(targetClass);
        foreach (KeyValuePair<JsonMember, object> given in configuration.Given)
        {
            string name = members.First(item => item.Value.Path == given.Key.Path).Key;
            _wishes.Add(new Wish(name, targetClass, (member, _, _) => member.ToNode(given.Value), IsAsked: false));
        }
    }

    /// <summary>All wishes, worked out for a target: those it fulfils already are among them.</summary>
    /// <exception cref="ComputeTargetException">The type of the target has no such property.</exception>
    public IReadOnlyList<ComputeWish> For(ComputeTarget live)
    {
        IReadOnlyDictionary<string, JsonMember> members = ComputeMembers.Of(live.GetType());
        JsonObject json = live.ToNode();
        if (_wishes.Find(wish => wish.TargetClass is not null && wish.TargetClass != live.GetType())?.TargetClass is { } other)
        {
            string type = ComputeTypes.All.First(known => ComputeTypes.ClassOf(known) == other);
            JsonMember member = ComputeTarget.Members.ComputeType;
            return [new ComputeWish(new ComputeDifference(nameof(ComputeTarget.ComputeType), member, member.Find(json), type, ChangeWay.Replace), IsFulfilled: false)];
        }

        Dictionary<string, ComputeWish> all = new(StringComparer.OrdinalIgnoreCase);
        foreach (Wish wish in _wishes)
        {
            if (!members.TryGetValue(wish.Name, out JsonMember? member) || !CanBeWanted(member))
            {
                throw NotChangeable(live, wish.Name);
            }

            JsonNode? there = member.Find(json);
            JsonNode? before = all.TryGetValue(wish.Name, out ComputeWish? earlier) ? earlier.Difference.Wanted : there;
            JsonNode? wanted = wish.Value(member, live, before);
            bool isUnknown = !wish.IsAsked && MemberComparison.IsNeverShown(member);
            all[wish.Name] = new ComputeWish(
                new ComputeDifference(wish.Name, member, there, wanted, WayOf(member, live, wanted)), isUnknown || MemberComparison.AreSame(member, there, wanted));
        }

        return [.. all.Values];
    }

    /// <summary>What is not as it is wanted.</summary>
    public IReadOnlyList<ComputeDifference> DifferencesFrom(ComputeTarget live) =>
        [.. For(live).Where(wish => !wish.IsFulfilled).Select(wish => wish.Difference)];

    private static ComputeTargetException NotChangeable(ComputeTarget live, string name)
    {
        string[] types = [.. ComputeTypes.All.Where(type => ComputeMembers.Of(ComputeTypes.ClassOf(type)).TryGetValue(name, out JsonMember? member) && CanBeWanted(member))];
        return ComputeTargetException.About(
            live.Name,
            ErrorIds.UnsupportedComputeType,
            $"Compute target '{live.Name}' is of type {live.ComputeType}, which has no {name} to change.",
            types.Length == 0 ? null : $"Leave {name} out for this target; it is for compute targets of type {string.Join(", ", types)}.");
    }

    private static bool CanBeWanted(JsonMember member) => member.Access != MemberAccess.ReadOnly || member == ComputeInstance.Members.DataMounts;

    private static ChangeWay WayOf(JsonMember member, ComputeTarget live, JsonNode? wanted) =>
        live is ComputeInstance && member == ComputeInstance.Members.VmSize ? ChangeWay.Resize
        : ServiceAction.For(member, isCleared: wanted is null) is not null ? ChangeWay.Action
        : member.Access switch
        {
            MemberAccess.Patch => ChangeWay.Patch,
            MemberAccess.Put or MemberAccess.Action => ChangeWay.Put,
            _ => ChangeWay.Replace,
        };

    /// <param name="Name">The property.</param>
    /// <param name="TargetClass">The class that a configuration is for; null for what fits any that has the property.</param>
    /// <param name="Value">Gives the wanted JSON from the member, the target, and the value so far.</param>
    /// <param name="IsAsked">Whether the user asked for this very property, not for a target like a configuration.</param>
    private sealed record Wish(string Name, Type? TargetClass, Func<JsonMember, ComputeTarget, JsonNode?, JsonNode?> Value, bool IsAsked);
}

/// <summary>One wanted value, and whether the target has it.</summary>
internal sealed record ComputeWish(ComputeDifference Difference, bool IsFulfilled);
