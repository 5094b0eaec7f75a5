using System.Text.Json;
using AmlCompute.Models;

namespace AmlCompute.Tests.Models;

/// <summary>Makes models as the client does, from JSON, in a workspace without a service behind it.</summary>
internal static class TestTargets
{
    public const string SubscriptionId = "0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90";

    public static Workspace Workspace { get; } =
        Current(new(SubscriptionId, "rg-vision", "vision", new NoConnection(), "parameters", Parse("""{ "location": "westeurope" }""")));

    /// <summary>A workspace that is not in Azure's own cloud.</summary>
    public static Workspace WorkspaceAt(string environment) =>
        new(SubscriptionId, "rg-vision", "vision", new NoConnection(environment), "parameters", Parse("""{ "location": "westeurope" }"""));

    public static JsonElement Parse(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    public static ComputeTarget Read(string json) => ComputeTypes.Create(Parse(json), Workspace);

    public static T Read<T>(string json)
        where T : ComputeTarget =>
        Xunit.Assert.IsType<T>(Read(json));

    /// <summary>A target of a type, with no more than its inner properties.</summary>
    public static T ReadProperties<T>(string computeType, string properties)
        where T : ComputeTarget =>
        Read<T>($$"""
            { "name": "t", "properties": { "computeType": "{{computeType}}", "provisioningState": "Succeeded",
                "properties": {{properties}} } }
            """);

    /// <summary>Makes a workspace that of the session that its connection belongs to.</summary>
    private static Workspace Current(Workspace workspace)
    {
        workspace.Connection.Session = new CurrentWorkspace();
        workspace.Connection.Session.ReplaceWith(workspace);
        return workspace;
    }

    private sealed class NoConnection(string environment = "AzureCloud") : WorkspaceConnection(environment, sandbox: null);
}
