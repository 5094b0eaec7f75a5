using System.Collections;
using System.Reflection;

namespace AmlCompute.Tests.Models;

/// <summary>Reads every public property of a model, of the models in it, and so on.</summary>
internal static class ModelWalk
{
    /// <summary>Gets the path and value of each property; lists and dictionaries are followed, a nested error's details once.</summary>
    public static IEnumerable<(string Path, object? Value)> Read(object model, string path = "")
    {
        foreach (PropertyInfo property in model.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            object? value = property.GetValue(model);
            string name = $"{path}{model.GetType().Name}.{property.Name}";
            yield return (name, value);
            foreach (object child in Children(value))
            {
                foreach ((string Path, object? Value) item in Read(child, name + "/"))
                {
                    yield return item;
                }
            }
        }
    }

    private static IEnumerable<object> Children(object? value) => value switch
    {
        JsonModel => [value],
        IDictionary map => map.Values.OfType<JsonModel>(),
        IEnumerable list and not string => list.OfType<JsonModel>(),
        _ => [],
    };
}
