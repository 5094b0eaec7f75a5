using System.Collections;
using System.Text.Json.Nodes;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Serves the jobs of a workspace.</summary>
internal sealed class JobsHandler(SandboxState state)
{
    /// <summary>The action that adds a job. Only the sandbox itself sends it, so that a saved state has it.</summary>
    public const string AddAction = "addSandboxJob";

    private static readonly string[] Views = ["ActiveOnly", "ArchivedOnly", "All"];

    private readonly Paging _paging = new(state.Options.PageSize);

    /// <summary>Serves the list of jobs, or one job.</summary>
    public Reply Serve(RequestContext request, Workspace workspace, IReadOnlyList<string> path)
    {
        if (path.Count > 1)
        {
            throw ServiceError.UnknownPath(request.Path);
        }

        request.RequireMethod("GET");
        return Reply.Ok(path.Count == 0
            ? List(request, workspace)
            : (workspace.Jobs.Find(path[0]) ?? throw ServiceError.UnknownJob(workspace.ResourceGroup, workspace.Name, path[0]))
                .ToJson(state.Seeds));
    }

    /// <summary>Adds the job in the body of an internal request.</summary>
    public Reply Add(RequestContext request, Workspace workspace)
    {
        JsonObject body = (JsonObject)JsonNode.Parse(request.Body)!;
        Hashtable values = new(body.Where(member => member.Value is not JsonObject).ToDictionary(
            member => member.Key, member => (object?)member.Value?.ToString()));
        values[nameof(SandboxJob.Tags)] = new Hashtable(((JsonObject)body[nameof(SandboxJob.Tags)]!).ToDictionary(
            tag => tag.Key, tag => (string?)tag.Value));
        SandboxJob job = SandboxJob.FromDictionary(values);
        workspace.Jobs.Add(job, workspace, job.Target is null ? null : workspace.RequireCompute(job.Target), state);
        return new Reply(204);
    }

    /// <summary>Creates the internal request that adds a job.</summary>
    public static SandboxRequest ToRequest(SandboxJob job, Workspace workspace, Compute? target, string apiVersion) => new(
        "POST",
        new Uri($"https://management.azure.com{target?.Id ?? workspace.Id}/{AddAction}?api-version={apiVersion}"),
        body: JsonText.ToBytes(new JsonObject
        {
            [nameof(job.Name)] = job.Name,
            [nameof(job.Target)] = target?.Name,
            [nameof(job.Status)] = job.Status,
            [nameof(job.Nodes)] = job.Nodes,
            [nameof(job.Duration)] = job.Duration.ToString("c", CultureInfo.InvariantCulture),
            [nameof(job.Type)] = job.Type,
            [nameof(job.Experiment)] = job.Experiment,
            [nameof(job.Creator)] = job.Creator,
            [nameof(job.Tags)] = new JsonObject(job.Tags.Select(tag => new KeyValuePair<string, JsonNode?>(tag.Key, tag.Value))),
        }));

    private JsonObject List(RequestContext request, Workspace workspace)
    {
        string view = request.Query("listViewType") ?? Views[0];
        if (!Views.Contains(view, StringComparer.OrdinalIgnoreCase))
        {
            throw ServiceError.BadRequest(
                $"The value '{view}' of 'listViewType' is not one of {string.Join(", ", Views)}.", "listViewType");
        }

        string? type = request.Query("jobType");
        string? tag = request.Query("tag");
        (string Name, string? Value)[] filters = [("listViewType", view), ("jobType", type), ("tag", tag)];
        string query = string.Concat(filters
            .Where(filter => filter.Value is not null).Select(filter => $"&{filter.Name}={Uri.EscapeDataString(filter.Value!)}"));

        // The sandbox archives no job.
        return _paging.Page(
            request,
            workspace.Jobs.Where(job => !string.Equals(view, "ArchivedOnly", StringComparison.OrdinalIgnoreCase)
                && (type is null || string.Equals(type, job.Type, StringComparison.OrdinalIgnoreCase))
                && (tag is null || job.Tags.ContainsKey(tag))),
            "value",
            job => job.ToJson(state.Seeds),
            query);
    }
}
