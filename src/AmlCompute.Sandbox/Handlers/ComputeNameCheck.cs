using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Types;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>
/// The names of computes: the name of an instance is unique in a region, over all workspaces; that of any other compute in its workspace.
/// </summary>
internal sealed class ComputeNameCheck(SandboxState state)
{
    // The Python SDK v1 writes both members with a capital letter.
    private static readonly ObjectShape BodyShape = Shape.Object(("Name", Shape.Text), ("Type", Shape.Text)).Requiring("Name", "Type");

    public Reply Serve(RequestContext request, Workspace workspace)
    {
        request.RequireMethod("POST");
        JsonNode body = RequestBody.Read(request, BodyShape, isStrict: false);
        string name = (string)body["Name"]!;
        bool isInstance = ((string)body["Type"]!).EndsWith("/DataScienceInstance", StringComparison.OrdinalIgnoreCase);
        string? problem = workspace.Computes.ContainsKey(name)
            ? $"A compute with the name '{name}' already exists in workspace '{workspace.Name}'."
            : isInstance ? FindProblem(name, workspace.Location) : null;
        return Reply.Ok(new JsonObject
        {
            ["nameAvailable"] = problem is null,
            ["reason"] = problem is null ? null : "AlreadyExists",
            ["message"] = problem,
        });
    }

    /// <summary>Rejects a new instance if a region has an instance with this name.</summary>
    public void Require(string name, string region)
    {
        if (FindProblem(name, region) is { } problem)
        {
            throw ServiceError.BadRequest(problem, "name");
        }
    }

    private string? FindProblem(string name, string region) => state.Workspaces.All.Any(workspace =>
        workspace.Computes.TryGetValue(name, out Compute? compute)
        && compute is ComputeInstance
        && Plain(compute.Location).EqualsIgnoreCase(Plain(region)))
        ? $"A compute instance with the name '{name}' already exists in region '{region}'. Choose another name."
        : null;

    private static string Plain(string region) => region.Replace(" ", string.Empty);
}
