using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace AmlCompute.Tests.Models;

/// <summary>Reads every public property of a model, of the models in it, and so on.</summary>
internal static class ModelWalk
{
    private static readonly ConcurrentDictionary<Type, (PropertyInfo Property, string Name)[]> Known = new();

    /// <summary>Gets the path and value of each property; lists and dictionaries are followed, a nested error's details once.</summary>
    public static IEnumerable<(string Path, object? Value)> Read(object model, string path = "")
    {
        foreach ((PropertyInfo property, string name) in Known.GetOrAdd(model.GetType(), PropertiesOf))
        {
            object? value = property.GetValue(model);
            string place = path.Length == 0 ? name : path + name;
            yield return (place, value);
            foreach (object child in Children(value))
            {
                foreach ((string Path, object? Value) item in Read(child, place + "/"))
                {
                    yield return item;
                }
            }
        }
    }

    private static (PropertyInfo Property, string Name)[] PropertiesOf(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => (property, $"{type.Name}.{property.Name}")),
    ];

    private static IEnumerable<object> Children(object? value) => value switch
    {
        JsonModel => [value],
        IDictionary map => map.Values.OfType<JsonModel>(),
        IEnumerable list and not string => list.OfType<JsonModel>(),
        _ => [],
    };
}
