using System.Collections;
using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Jobs;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Serves the jobs of a workspace.</summary>
internal sealed class JobsHandler(SandboxState state)
{
    /// <summary>
    /// The action that adds a job, which only the sandbox itself can send. A job is added by a request, because a saved state consists of
    /// requests.
    /// </summary>
    public const string AddAction = "addSandboxJob";

    // The first one is the default of the service.
    private static readonly string[] Views = ["ActiveOnly", "ArchivedOnly", "All"];

    private readonly Paging _paging = new(state.Options.PageSize);

    /// <summary>Serves the path below 'jobs': an empty path, or a name.</summary>
    public Reply ServeJobs(RequestContext request, Workspace workspace, IReadOnlyList<string> path)
    {
        if (path.Count > 1)
        {
            throw ArmErrors.UnknownPath(request.Path);
        }

        request.RequireMethod("GET");
        if (path.Count == 0)
        {
            return ListJobs(request, workspace);
        }

        Job job = workspace.Jobs.FindJob(path[0]) ?? throw workspace.CreateUnknownChildError("jobs", path[0]);
        return Reply.Ok(job.ToJson(state.Seeds));
    }

    /// <summary>Serves <see cref="AddAction"/>.</summary>
    public Reply AddJob(RequestContext request, Workspace workspace)
    {
        SandboxJob job = ReadJob((JsonObject)RequestBody.ReadBody(request, Shape.Map(Shape.Any)));
        workspace.Jobs.AddJob(job, workspace, job.Target is null ? null : workspace.RequireCompute(job.Target), state);
        return new Reply(204);
    }

    /// <summary>Creates the request of <see cref="AddAction"/> for a job, whose target is null for a job without one.</summary>
    // The name is in the request, so that the job keeps it after a restore.
    public static SandboxRequest ToRequest(SandboxJob job, string name, Workspace workspace, Compute? target, string apiVersion)
    {
        // The names in an id can have characters that a URL must not have, such as #.
        string path = string.Join("/", (target?.Id ?? workspace.Id).Split('/').Select(Uri.EscapeDataString));
        return new SandboxRequest(
            "POST",
            new Uri($"https://management.azure.com{path}/{AddAction}?api-version={apiVersion}"),
            body: JsonText.ToBytes(new JsonObject
            {
                [nameof(job.Name)] = name,
                [nameof(job.Target)] = target?.Name,
                [nameof(job.Status)] = job.Status,
                [nameof(job.Nodes)] = job.Nodes,
                [nameof(job.Duration)] = job.Duration.ToString("c", CultureInfo.InvariantCulture),
                [nameof(job.Type)] = job.Type,
                [nameof(job.Experiment)] = job.Experiment,
                [nameof(job.Creator)] = job.Creator,
                [nameof(job.Tags)] = JsonText.CreateObject(job.Tags, tag => tag.Key, tag => tag.Value),
            }));
    }

    /// <summary>Reads the job from the body that <see cref="ToRequest"/> creates. The body of a saved state can be damaged.</summary>
    private static SandboxJob ReadJob(JsonObject body)
    {
        JsonObject tags = body[nameof(SandboxJob.Tags)] as JsonObject ?? [];
        Hashtable values = new(body.ToDictionary(member => member.Key, member => (object?)member.Value?.ToString()))
        {
            [nameof(SandboxJob.Tags)] = new Hashtable(tags.ToDictionary(tag => tag.Key, tag => tag.Value?.ToString())),
        };
        try
        {
            SandboxJob job = SandboxJob.FromDictionary(values);
            job.Validate();
            return job;
        }
        catch (ArgumentException exception)
        {
            throw ServiceError.BadRequest(exception.Message);
        }
    }

    private Reply ListJobs(RequestContext request, Workspace workspace)
    {
        string view = request.FindQueryValue("listViewType") ?? Views[0];
        ServiceError.ThrowIf(
            !Views.Contains(view, StringComparer.OrdinalIgnoreCase),
            $"The value '{view}' of 'listViewType' is not one of {string.Join(", ", Views)}.",
            "listViewType");
        string? type = request.FindQueryValue("jobType");
        string? tag = request.FindQueryValue("tag");
        string query = FormatParameter("listViewType", view) + FormatParameter("jobType", type) + FormatParameter("tag", tag);

        // The sandbox archives no job.
        IEnumerable<Job> jobs = workspace.Jobs.All.Where(job => !view.EqualsIgnoreCase("ArchivedOnly")
            && (type is null || type.EqualsIgnoreCase(job.Type))
            && (tag is null || job.Tags.ContainsKey(tag)));
        return _paging.CreatePage(request, jobs, job => job.PageKey, job => job.ToJson(state.Seeds), query);
    }

    /// <summary>Formats a parameter of a query; empty if the request did not have it.</summary>
    private static string FormatParameter(string name, string? value) =>
        value is null ? string.Empty : $"&{name}={Uri.EscapeDataString(value)}";
}
