using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Types;

/// <summary>The account for an attached machine. A PUT sets it, listKeys returns it, and no other response shows it.</summary>
internal static class AdministratorAccount
{
    public const string Member = "administratorAccount";

    public static readonly ObjectShape BodyShape = Shape.Object(
        ("username", Shape.Text),
        ("password", Shape.Text),
        ("publicKeyData", Shape.Text),
        ("privateKeyData", Shape.Text)).Requiring("username");

    public static void Check(PutBody body)
    {
        if (body.Inner[Member] is JsonObject account && account["password"] is null && account["privateKeyData"] is null)
        {
            throw ServiceError.BadRequest(
                "The administrator account needs a password or a private key. Set 'password' or 'privateKeyData'.",
                $"properties.properties.{Member}");
        }
    }

    public static JsonObject ToKeys(string computeType, JsonNode? account) => new()
    {
        ["computeType"] = computeType,
        [Member] = new JsonObject
        {
            ["username"] = account?["username"]?.DeepClone(),
            ["password"] = account?["password"]?.DeepClone(),
            ["publicKeyData"] = account?["publicKeyData"]?.DeepClone(),
            ["privateKeyData"] = account?["privateKeyData"]?.DeepClone(),
        },
    };
}
