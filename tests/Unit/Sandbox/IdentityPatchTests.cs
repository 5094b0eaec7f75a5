using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class IdentityPatchTests
{
    private const string User =
        "/subscriptions/1/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/";

    [Fact]
    public async Task An_identity_is_added_and_removed_by_PATCH()
    {
        SandboxClient client = await WithTargetsAsync(IdentityPatch.Applied);
        foreach (string name in (string[])["cpu", "dev"])
        {
            Answer patch = await PatchAsync(
                client, name, $$"""{ "type": "UserAssigned", "userAssignedIdentities": { "{{User}}a": { }, "{{User}}b": { } } }""");
            client.Advance(60);
            await PatchAsync(client, name, $$"""
                { "type": "SystemAssigned,UserAssigned", "userAssignedIdentities": { "{{User.ToUpperInvariant()}}A": null } }
                """);
            client.Advance(60);
            Answer merged = await client.Get(name);
            await PatchAsync(client, name, """{"type":"None"}""");
            client.Advance(60);

            Assert.Equal((202, "Updating"), (patch.Status, patch.Text("properties.provisioningState")));
            Assert.Equal("SystemAssigned,UserAssigned", merged.Text("identity.type"));
            Assert.Equal([$"{User}b"], merged.Names("identity.userAssignedIdentities"));
            Assert.NotNull(merged.Text("identity.principalId"));
            Answer last = await client.Get(name);
            Assert.Equal((null, "Succeeded"), (last.Text("identity"), last.Text("properties.provisioningState")));
        }
    }

    [Fact]
    public async Task An_identity_is_accepted_without_effect_or_refused_if_the_option_says_so()
    {
        SandboxClient ignoring = await WithTargetsAsync(IdentityPatch.Ignored);
        SandboxClient refusing = await WithTargetsAsync(IdentityPatch.Refused);

        Answer ignored = await PatchAsync(ignoring, "dev", """{"type":"SystemAssigned"}""");
        Answer refused = await PatchAsync(refusing, "dev", """{"type":"SystemAssigned"}""");

        Assert.Equal(202, ignored.Status);
        Assert.Equal((400, "identity"), (refused.Status, refused.Target));
        ignoring.Advance(60);
        Assert.Null((await ignoring.Get("dev")).Text("identity"));
        Assert.Equal(202, (await refusing.Patch("cpu", """{"maxNodeCount":2}""")).Status);
    }

    [Fact]
    public async Task A_PATCH_carries_all_three_scale_settings()
    {
        SandboxClient client = await WithTargetsAsync(IdentityPatch.Applied);

        Answer patch = await client.Patch("cpu", """{"minNodeCount":1,"maxNodeCount":2,"nodeIdleTimeBeforeScaleDown":"PT5M"}""");

        Assert.Equal(
            ("1", "2", "PT5M"),
            (Scale("minNodeCount"), Scale("maxNodeCount"), Scale("nodeIdleTimeBeforeScaleDown")));

        string? Scale(string name) => patch.Text($"properties.properties.scaleSettings.{name}");
    }

    [Theory]
    [InlineData("dev", """{"properties":{"properties":{"scaleSettings":{"maxNodeCount":2}}}}""", "properties.properties.scaleSettings")]
    [InlineData("dev", """{"identity":{"type":"UserAssigned"}}""", "identity.userAssignedIdentities")]
    [InlineData("cpu", """{"location":"westus","properties":{}}""", "location")]
    [InlineData("cpu", """{"properties":{"computeType":"AKS"}}""", "properties.computeType")]
    [InlineData("cpu", """{"tags":{"a":"b"}}""", "tags")]
    public async Task A_wrong_PATCH_is_refused_with_its_path_and_changes_nothing(string name, string body, string path)
    {
        SandboxClient client = await WithTargetsAsync(IdentityPatch.Applied);
        string before = (await client.Get(name)).Raw;

        Answer answer = await client.Send("PATCH", $"{SandboxClient.WorkspacePath}/computes/{name}", body);

        Assert.Equal((400, path), (answer.Status, answer.Target));
        Assert.Equal(before, (await client.Get(name)).Raw);
    }

    private static async Task<SandboxClient> WithTargetsAsync(IdentityPatch identityPatch)
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, StrictMembers = true, IdentityPatch = identityPatch });
        await client.Create("cpu", SandboxClient.Cluster());
        await client.Create("dev", SandboxClient.Instance());
        return client;
    }

    private static Task<Answer> PatchAsync(SandboxClient client, string name, string identity) => client.Send(
        "PATCH", $"{SandboxClient.WorkspacePath}/computes/{name}", $$"""{"location":"eastus","properties":{},"identity":{{identity}} }""");
}
