using AmlCompute.Models.Json;
using Xunit;

namespace AmlCompute.Tests.Models.Json;

public sealed class ResourceIdTextTests
{
    [Theory]
    [InlineData("/subscriptions/s/resourceGroups/workspaces/providers/Microsoft.Synapse/workspaces/syn", "syn")]
    [InlineData("subscriptions/s/resourceGroups/g//providers/Microsoft.Synapse/Workspaces/syn/", "syn")]
    [InlineData("/subscriptions/s/resourceGroups/workspaces", null)]
    [InlineData("/subscriptions/s/resourceGroups/g/providers/Microsoft.Synapse/workspaces", null)]
    [InlineData("workspaces", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_name_that_equals_the_word_is_not_taken_for_it(string? id, string? expected) =>
        Assert.Equal(expected, ResourceIdText.FindPartAfter(id, "workspaces"));
}
