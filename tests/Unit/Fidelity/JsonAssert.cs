using System.Text.Json.Nodes;
using Xunit;

namespace AmlCompute.Tests.Fidelity;

/// <summary>Compares JSON by its values.</summary>
internal static class JsonAssert
{
    public static void Equal(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}, got {actual?.ToJsonString()}");

    /// <summary>Every member of the first is in the second with the same value; the second may have more, as null.</summary>
    public static void Contains(JsonNode? expected, JsonNode? actual, string path = "$")
    {
        if (expected is not JsonObject members || actual is not JsonObject found)
        {
            Assert.True(
                JsonNode.DeepEquals(expected, actual), $"{path}: expected {expected?.ToJsonString()}, got {actual?.ToJsonString()}");
            return;
        }

        foreach ((string name, JsonNode? value) in members)
        {
            Assert.True(found.ContainsKey(name), $"{path}.{name} is lost");
            Contains(value, found[name], $"{path}.{name}");
        }

        Assert.All(
            found.Where(member => !members.ContainsKey(member.Key)),
            member => Assert.True(member.Value is null, $"{path}.{member.Key} is new"));
    }
}
