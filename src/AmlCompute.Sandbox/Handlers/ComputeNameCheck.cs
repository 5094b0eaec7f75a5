using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Types;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>
/// Checks that the name of a new compute is free. The name of an instance is unique in a region, over all workspaces; the name of any other
/// compute is unique in its workspace.
/// </summary>
internal sealed class ComputeNameCheck(SandboxState state)
{
    // The action is known only from the Python SDK v1, which writes both members with a capital letter.
    private static readonly ObjectShape BodyShape = Shape.Object(("Name", Shape.Text), ("Type", Shape.Text)).Requiring("Name", "Type");

    /// <summary>Serves checkComputeNameAvailability.</summary>
    public Reply ServeCheck(RequestContext request, Workspace workspace)
    {
        request.RequireMethod("POST");
        JsonNode body = RequestBody.ReadBody(request, BodyShape, isStrict: false);
        string name = (string)body["Name"]!;
        bool isInstance = ((string)body["Type"]!).EndsWith("/DataScienceInstance", StringComparison.OrdinalIgnoreCase);
        string? problem = isInstance ? FindInstanceProblem(name, workspace.Location) : null;
        if (workspace.Computes.ContainsKey(name))
        {
            problem = $"A compute with the name '{name}' already exists in workspace '{workspace.Name}'.";
        }

        return Reply.Ok(new JsonObject
        {
            ["nameAvailable"] = problem is null,
            ["reason"] = problem is null ? null : "AlreadyExists",
            ["message"] = problem,
        });
    }

    /// <summary>Rejects a new instance if a region has an instance with this name.</summary>
    public void RequireFreeName(string name, string region)
    {
        if (FindInstanceProblem(name, region) is { } problem)
        {
            throw ServiceError.BadRequest(problem, "name");
        }
    }

    /// <summary>Finds an instance of the same name in a region, and returns the error message; null if there is none.</summary>
    private string? FindInstanceProblem(string name, string region) => state.Workspaces.All.Any(workspace =>
        workspace.Computes.TryGetValue(name, out Compute? compute)
        && compute is ComputeInstance
        && Regions.AreEqual(compute.Location, region))
        ? $"A compute instance with the name '{name}' already exists in region '{region}'. Choose another name."
        : null;
}
