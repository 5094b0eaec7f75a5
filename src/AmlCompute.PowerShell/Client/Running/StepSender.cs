using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Running;

/// <summary>Sends the request of one step of a plan.</summary>
internal sealed class StepSender
{
    private static readonly JsonMember<string> TargetSize = JsonMembers.Text("targetVMSize");

    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly CallContext _call;

    public StepSender(Workspace workspace, CallContext call)
    {
        _client = ServiceConnection.ClientOf(workspace);
        _workspace = workspace;
        _call = call;
    }

    /// <summary>Sends the request.</summary>
    /// <returns>The operation that the service has started; null if the request had ended when it was answered.</returns>
    public async Task<ComputeOperation?> SendAsync(TargetPlan plan, PlanStep step)
    {
        string name = plan.Name;
        switch (step)
        {
            case CreateStep create:
                return await PutAsync(name, create).ConfigureAwait(false);
            case PutStep:
                return await PutAsync(plan).ConfigureAwait(false);
            case PatchStep patch:
                return await _client.PatchAsync(_workspace, name, patch.Body, _call).ConfigureAwait(false);
            case ActionStep action:
                _ = await _client.PostAsync(_workspace, name, action.Action, action.Body, _call).ConfigureAwait(false);
                return null;
            case MoveStep move:
                return await _client.BeginActionAsync(_workspace, name, move.Move.Action, _call).ConfigureAwait(false);
            case ResizeStep resize:
                JsonObject body = [];
                TargetSize.Write(body, resize.Size);
                return await _client.BeginActionAsync(_workspace, name, ServiceAction.Resize, _call, body).ConfigureAwait(false);
            case RemoveStep remove:
                return await _client.DeleteAsync(_workspace, name, remove.Kind, _call).ConfigureAwait(false);
            default:
                throw new InvalidOperationException($"The step {step} has no request.");
        }
    }

    private async Task<ComputeOperation> PutAsync(TargetPlan plan)
    {
        ComputeTarget live = plan.Live!;
        JsonObject body = PutBody.Of(live);
        await StoredCredentials.AddAsync(plan.Name, live, body, _call).ConfigureAwait(false);
        PutBody.Write(plan, body);
        StoredCredentials.WarnOfCertificate(plan.Name, live, body, _call);
        return await _client.PutAsync(_workspace, plan.Name, body, _call, live.ToNode()).ConfigureAwait(false);
    }

    private async Task<ComputeOperation> PutAsync(string name, CreateStep step)
    {
        ComputeConfiguration configuration = step.Configuration;
        string location = await RegionCatalog
            .LocateAsync(_workspace, configuration.Get(ComputeTarget.Members.Location) ?? step.Replaced?.Location, _call)
            .ConfigureAwait(false);
        JsonObject body = await BodyAsync(name, step, location).ConfigureAwait(false);
        try
        {
            return await _client.PutAsync(_workspace, name, body, _call, step.Replaced?.ToNode()).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
            when (exception.ErrorId == ErrorIds.InvalidVmSize && PutBody.SizeOf(configuration) is not null)
        {
            throw await WithSimilarSizesAsync(exception, PutBody.SizeOf(configuration)!, location).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
            when (exception.ErrorId == ErrorIds.QuotaExceeded && PutBody.SizeOf(configuration) is not null)
        {
            throw await WithQuotaAsync(exception, step, location).ConfigureAwait(false);
        }
    }

    private async Task<JsonObject> BodyAsync(string name, CreateStep step, string location)
    {
        DateTimeOffset now = _client.Clock.GetUtcNow();
        if (Retirements.OfComputeType(step.Configuration.ComputeType) is { } retirement && retirement.IsOver(now))
        {
            _call.Log.Warning($"{name}: {retirement.Describe($"The service of type {step.Configuration.ComputeType}", now)}");
        }

        if (step.Replaced is not { } replaced)
        {
            if (step.Configuration.DefaultMaxNodes is { } most && step.Configuration is { ComputeType: ComputeTypes.AmlCompute }
                && step.Configuration.Get(ComputeCluster.Members.MaxNodes) is null)
            {
                _call.Log.Verbose($"{name}: The file has no max_instances; {most} is sent, as az ml does.");
            }

            return PutBody.Of(step.Configuration, null, null, location);
        }

        JsonObject body = PutBody.Of(replaced);
        if (!step.Configuration.HasSecrets)
        {
            await StoredCredentials.AddAsync(name, replaced, body, _call).ConfigureAwait(false);
        }

        body = PutBody.Of(step.Configuration, body, replaced, location);
        StoredCredentials.WarnOfCertificate(name, replaced, body, _call);
        return body;
    }

    /// <summary>Adds the quota that is left, and the command that shows it. If it cannot be read, the error stays as it is.</summary>
    private async Task<ComputeTargetException> WithQuotaAsync(ComputeTargetException refused, CreateStep step, string location)
    {
        string size = PutBody.SizeOf(step.Configuration)!;
        try
        {
            IReadOnlyList<VmSize> known = await new RegionCatalog(_workspace, location, _call).ReadSizesAsync().ConfigureAwait(false);
            IReadOnlyList<ComputeCheck> checks = await new QuotaChecks(
                new PlanReader(_workspace, _call), step.Configuration, size, step.Replaced).RunAsync(location).ConfigureAwait(false);
            ComputeCheck? failed = checks.FirstOrDefault(check => check is { Outcome: ComputeCheckOutcome.Failed, Have: not null });
            string family = RegionNames.FindSize(known, size)?.Family ?? string.Empty;
            return failed is null || family.Length == 0 ? refused : ServiceError.About(
                refused.ComputeName,
                refused,
                $"{refused.Message.TrimEnd()} {failed.Message}",
                remedy: $"Get-AmlComputeUsage {family} -Location {location} shows the cores in use. Use fewer nodes or another -VmSize.");
        }
        catch (ComputeTargetException exception)
        {
            _call.Log.Verbose($"The quota could not be read: {exception.Message}");
            return refused;
        }
    }

    /// <summary>
    /// Adds similar names of the region to the error of a refused size. If the sizes cannot be read, the error stays as it is.
    /// </summary>
    private async Task<ComputeTargetException> WithSimilarSizesAsync(ComputeTargetException refused, string size, string location)
    {
        DateTimeOffset now = _client.Clock.GetUtcNow();
        if (Retirements.OfSize(size) is { } retirement && retirement.IsOver(now))
        {
            return ServiceError.About(
                refused.ComputeName, refused, $"{refused.Message} {retirement.Describe($"The size {size}", now)}");
        }

        try
        {
            IReadOnlyList<VmSize> known = await new RegionCatalog(_workspace, location, _call).ReadSizesAsync().ConfigureAwait(false);
            return known.Count == 0 || RegionNames.FindSize(known, size) is not null
                ? refused
                : ServiceError.About(
                    refused.ComputeName,
                    refused,
                    $"{refused.Message} {RegionNames.SimilarSizes(size, known, location)}",
                    remedy: Suggestions.Near(size, known.Select(other => other.Name)).FirstOrDefault() is { } near
                        ? $"Use -VmSize {near}. Get-AmlComputeVmSize lists all sizes."
                        : null);
        }
        catch (ComputeTargetException exception)
        {
            _call.Log.Verbose($"The sizes of the region could not be read: {exception.Message}");
            return refused;
        }
    }
}
