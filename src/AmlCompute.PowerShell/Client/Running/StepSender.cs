using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Running;

/// <summary>Sends the request of one step of a plan.</summary>
internal sealed class StepSender(Workspace workspace, CallContext call)
{
    private static readonly JsonMember<string> TargetSize = JsonMembers.CreateText("targetVMSize");

    private readonly ComputeClient _client = ServiceConnection.GetClient(workspace);

    /// <summary>Sends the request of a step; a PUT if the service refuses a PATCH of the identity.</summary>
    /// <param name="plan">The plan of the target.</param>
    /// <param name="step">The step.</param>
    /// <param name="isFirst">True if no request was sent since the target was read.</param>
    /// <exception cref="ComputeTargetException">The request, or a read that it needs, has failed.</exception>
    public async Task<SentStep> SendAsync(TargetPlan plan, PlanStep step, bool isFirst)
    {
        if (step is PutStep or CreateStep { Replaced: not null })
        {
            return await PutOverExistingAsync(plan, step, isFirst).ConfigureAwait(false);
        }

        try
        {
            return new SentStep(step, step switch
            {
                CreateStep create => await PutConfigurationAsync(plan.Name, create, secrets: null).ConfigureAwait(false),
                PatchStep patch => await _client.PatchAsync(workspace, plan.Name, patch.Body, call).ConfigureAwait(false),
                ActionStep action => await PostAsync(plan.Name, action).ConfigureAwait(false),
                PowerStep power => await _client.BeginActionAsync(workspace, plan.Name, power.Action, call).ConfigureAwait(false),
                ResizeStep resize => await ResizeAsync(plan.Name, resize).ConfigureAwait(false),
                RemoveStep remove => await _client.DeleteAsync(workspace, plan.Name, remove.Kind, call).ConfigureAwait(false),
                _ => throw new InvalidOperationException($"The step {step} has no request."),
            }, plan.Live);
        }
        catch (ComputeTargetException exception) when (step is PatchStep { HasIdentity: true } && exception.Status is 400 or 405 or 415)
        {
            call.Log.WriteVerbose($"{plan.Name}: The service refused the PATCH of the identity, so a PUT follows. {exception.Message}");
            return await PutOverExistingAsync(plan, new PutStep(), isFirst: false).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Sends a PUT over the existing target. It replaces the whole target, and the service has no If-Match, so the target is read again
    /// if another request was sent since it was read.
    /// </summary>
    private async Task<SentStep> PutOverExistingAsync(TargetPlan plan, PlanStep step, bool isFirst)
    {
        IReadOnlyDictionary<string, JsonElement>? secrets = await ReadSecretsAsync(plan, step).ConfigureAwait(false);
        ComputeTarget live = secrets is null && isFirst
            ? plan.Live!
            : await _client.GetTargetAsync(workspace, plan.Name, call).ConfigureAwait(false);
        if (step is not CreateStep create)
        {
            return new SentStep(step, await PutChangesAsync(plan with { Live = live }, secrets).ConfigureAwait(false), live);
        }

        CreateStep overwrite = create with { Replaced = live };
        return new SentStep(overwrite, await PutConfigurationAsync(plan.Name, overwrite, secrets).ConfigureAwait(false), live);
    }

    /// <summary>Reads the secrets to send again; null if the type has none, or if the configuration gives secrets.</summary>
    private async Task<IReadOnlyDictionary<string, JsonElement>?> ReadSecretsAsync(TargetPlan plan, PlanStep step) =>
        step is CreateStep { Configuration.HasSecrets: true }
            ? null
            : await StoredCredentials.ReadAsync(plan.Name, plan.Live!, call).ConfigureAwait(false);

    private async Task<ComputeOperation?> PostAsync(string name, ActionStep step)
    {
        _ = await _client.PostActionAsync(workspace, name, step.Action, step.Body, call).ConfigureAwait(false);
        return null;
    }

    private Task<ComputeOperation> ResizeAsync(string name, ResizeStep step)
    {
        JsonObject body = [];
        TargetSize.Write(body, step.Size);
        return _client.BeginActionAsync(workspace, name, step.Action, call, body);
    }

    private Task<ComputeOperation> PutChangesAsync(TargetPlan plan, IReadOnlyDictionary<string, JsonElement>? secrets)
    {
        ComputeTarget live = plan.Live!;
        JsonObject body = PutBody.BuildForExisting(live);
        StoredCredentials.AddToBody(body, secrets);
        PutBody.ApplyChanges(plan, body);
        StoredCredentials.WarnIfCertificateIsOmitted(plan.Name, live, body, call);
        return _client.PutAsync(workspace, plan.Name, body, call, live.ToNode());
    }

    private async Task<ComputeOperation> PutConfigurationAsync(
        string name, CreateStep step, IReadOnlyDictionary<string, JsonElement>? secrets)
    {
        ComputeConfiguration configuration = step.Configuration;
        string location = await RegionCatalog
            .LocateAsync(workspace, configuration.Get(ComputeTarget.Members.Location) ?? step.Replaced?.Location, call)
            .ConfigureAwait(false);
        DateTimeOffset now = _client.Clock.GetUtcNow();
        LogNotices(name, step, now);
        JsonObject body = BuildBody(name, step, location, secrets);
        try
        {
            return await _client.PutAsync(workspace, name, body, call, step.Replaced?.ToNode()).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
            when (exception.ErrorId is ErrorIds.InvalidVmSize or ErrorIds.QuotaExceeded
                && PutBody.FindSentVmSize(configuration, step.Replaced) is { } size)
        {
            string machineRegion = configuration.Get(ComputeTarget.Members.ComputeLocation) ?? step.Replaced?.ComputeLocation ?? location;
            SizeErrors errors = new(workspace, machineRegion, now, call);
            throw exception.ErrorId == ErrorIds.InvalidVmSize
                ? await errors.AddSimilarSizesAsync(exception, size).ConfigureAwait(false)
                : await errors.AddQuotaAsync(exception, step, size).ConfigureAwait(false);
        }
    }

    /// <summary>Warns of a retired type, and logs the maximum of nodes of a file that does not give one.</summary>
    private void LogNotices(string name, CreateStep step, DateTimeOffset now)
    {
        ComputeConfiguration configuration = step.Configuration;
        if (Retirements.FindForComputeType(configuration.ComputeType) is { } retirement && retirement.IsOver(now))
        {
            call.Log.WriteWarning($"{name}: {retirement.Describe($"The service of type {configuration.ComputeType}", now)}");
        }

        if (step.Replaced is null
            && configuration is { DefaultMaxNodes: not null, ComputeType: ComputeTypes.AmlCompute }
            && configuration.Get(ComputeCluster.Members.MaxNodes) is null)
        {
            (_, int maxNodes) = PutBody.GetNodeLimits(configuration, replaced: null);
            call.Log.WriteVerbose($"{name}: The file has no max_instances; {maxNodes} is sent.");
        }
    }

    private JsonObject BuildBody(string name, CreateStep step, string location, IReadOnlyDictionary<string, JsonElement>? secrets)
    {
        if (step.Replaced is not { } replaced)
        {
            return PutBody.BuildForConfiguration(step.Configuration, null, null, location);
        }

        JsonObject body = PutBody.BuildForExisting(replaced);
        StoredCredentials.AddToBody(body, secrets);
        body = PutBody.BuildForConfiguration(step.Configuration, body, replaced, location);
        StoredCredentials.WarnIfCertificateIsOmitted(name, replaced, body, call);
        return body;
    }
}
