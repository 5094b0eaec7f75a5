using System.Collections;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Serves the jobs of a workspace.</summary>
internal sealed class JobsHandler(SandboxState state)
{
    /// <summary>The action that adds a job. Only the sandbox itself sends it, so that a saved state has it.</summary>
    public const string AddAction = "addSandboxJob";

    private static readonly string[] Views = ["ActiveOnly", "ArchivedOnly", "All"];

    private readonly Paging _paging = new(state.Options.PageSize);

    public Reply Serve(RequestContext request, Workspace workspace, IReadOnlyList<string> path)
    {
        if (path.Count > 1)
        {
            throw ServiceError.UnknownPath(request.Path);
        }

        request.RequireMethod("GET");
        if (path.Count == 0)
        {
            return List(request, workspace);
        }

        Job job = workspace.Jobs.Find(path[0]) ?? throw workspace.UnknownChild("jobs", path[0]);
        return Reply.Ok(job.ToJson(state.Seeds));
    }

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
            [nameof(job.Tags)] = JsonText.ToObject(job.Tags, tag => tag.Key, tag => tag.Value),
        }));

    private Reply List(RequestContext request, Workspace workspace)
    {
        string view = request.Query("listViewType") ?? Views[0];
        ServiceError.ThrowIf(
            !Views.Contains(view, StringComparer.OrdinalIgnoreCase),
            $"The value '{view}' of 'listViewType' is not one of {string.Join(", ", Views)}.",
            "listViewType");
        string? type = request.Query("jobType");
        string? tag = request.Query("tag");
        (string Name, string? Value)[] filters = [("listViewType", view), ("jobType", type), ("tag", tag)];
        string query = string.Concat(filters
            .Where(filter => filter.Value is not null).Select(filter => $"&{filter.Name}={Uri.EscapeDataString(filter.Value!)}"));

        // The sandbox archives no job.
        IEnumerable<Job> jobs = workspace.Jobs.All.Where(job => !view.EqualsIgnoreCase("ArchivedOnly")
            && (type is null || type.EqualsIgnoreCase(job.Type))
            && (tag is null || job.Tags.ContainsKey(tag)));
        return _paging.Page(request, jobs, job => job.PageKey, job => job.ToJson(state.Seeds), query);
    }
}
