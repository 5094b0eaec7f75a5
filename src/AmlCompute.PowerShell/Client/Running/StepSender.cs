using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Running;

/// <summary>A step that was sent.</summary>
/// <param name="Step">The step; null if the plan has none.</param>
/// <param name="Operation">The operation that the service has started; null if the request had ended when it was answered.</param>
/// <param name="Basis">The target that the request was based on; null if there was none.</param>
internal sealed record SentStep(PlanStep? Step, ComputeOperation? Operation, ComputeTarget? Basis);

/// <summary>Sends the request of one step of a plan.</summary>
internal sealed class StepSender(Workspace workspace, CallContext call)
{
    private static readonly JsonMember<string> TargetSize = JsonMembers.Text("targetVMSize");

    private readonly ComputeClient _client = ServiceConnection.ClientOf(workspace);

    /// <summary>Sends the request of a step; a PUT if the service refuses a PATCH of the identity.</summary>
    /// <param name="plan">The plan of the target.</param>
    /// <param name="step">The step.</param>
    /// <param name="isFirst">True if no request was sent since the target was read.</param>
    public async Task<SentStep> SendAsync(TargetPlan plan, PlanStep step, bool isFirst)
    {
        string name = plan.Name;
        IReadOnlyDictionary<string, JsonElement>? secrets = null;
        if (step is PutStep or CreateStep { Replaced: not null })
        {
            (plan, step, secrets) = await ReadAsync(plan, step, isFirst).ConfigureAwait(false);
        }

        try
        {
            return new SentStep(step, step switch
            {
                CreateStep create => await PutAsync(name, create, secrets).ConfigureAwait(false),
                PutStep => await PutAsync(plan, secrets).ConfigureAwait(false),
                PatchStep patch => await _client.PatchAsync(workspace, name, patch.Body, call).ConfigureAwait(false),
                ActionStep action => await PostAsync(name, action).ConfigureAwait(false),
                PowerStep power => await _client.BeginActionAsync(workspace, name, power.Change.Action, call).ConfigureAwait(false),
                ResizeStep resize => await ResizeAsync(name, resize).ConfigureAwait(false),
                RemoveStep remove => await _client.DeleteAsync(workspace, name, remove.Kind, call).ConfigureAwait(false),
                _ => throw new InvalidOperationException($"The step {step} has no request."),
            }, plan.Live);
        }
        catch (ComputeTargetException exception) when (step is PatchStep { HasIdentity: true } && exception.Status is 400 or 405 or 415)
        {
            call.Log.Verbose($"{name}: The service refused the PATCH of the identity, so a PUT follows. {exception.Message}");
            return await SendAsync(plan, new PutStep(), isFirst: false).ConfigureAwait(false);
        }
    }

    /// <summary>Returns a PUT after another read, because it replaces the whole target, and the service has no If-Match.</summary>
    private async Task<(TargetPlan Plan, PlanStep Step, IReadOnlyDictionary<string, JsonElement>? Secrets)> ReadAsync(
        TargetPlan plan, PlanStep step, bool isFirst)
    {
        IReadOnlyDictionary<string, JsonElement>? secrets = step is CreateStep { Configuration.HasSecrets: true }
            ? null
            : await StoredCredentials.ReadAsync(plan.Name, plan.Live!, call).ConfigureAwait(false);
        if (secrets is null && isFirst)
        {
            return (plan, step, secrets);
        }

        plan = plan with { Live = await _client.GetAsync(workspace, plan.Name, call).ConfigureAwait(false) };
        return (plan, step is CreateStep create ? create with { Replaced = plan.Live } : step, secrets);
    }

    private async Task<ComputeOperation?> PostAsync(string name, ActionStep step)
    {
        _ = await _client.PostAsync(workspace, name, step.Action, step.Body, call).ConfigureAwait(false);
        return null;
    }

    private Task<ComputeOperation> ResizeAsync(string name, ResizeStep step)
    {
        JsonObject body = [];
        TargetSize.Write(body, step.Size);
        return _client.BeginActionAsync(workspace, name, ServiceAction.Resize, call, body);
    }

    private Task<ComputeOperation> PutAsync(TargetPlan plan, IReadOnlyDictionary<string, JsonElement>? secrets)
    {
        ComputeTarget live = plan.Live!;
        JsonObject body = PutBody.ForExisting(live);
        StoredCredentials.AddTo(body, secrets);
        PutBody.Write(plan, body);
        StoredCredentials.WarnOfCertificate(plan.Name, live, body, call);
        return _client.PutAsync(workspace, plan.Name, body, call, live.ToNode());
    }

    private async Task<ComputeOperation> PutAsync(string name, CreateStep step, IReadOnlyDictionary<string, JsonElement>? secrets)
    {
        ComputeConfiguration configuration = step.Configuration;
        string location = await RegionCatalog
            .LocateAsync(workspace, configuration.Get(ComputeTarget.Members.Location) ?? step.Replaced?.Location, call)
            .ConfigureAwait(false);
        JsonObject body = BodyOf(name, step, location, secrets);
        try
        {
            return await _client.PutAsync(workspace, name, body, call, step.Replaced?.ToNode()).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
            when (exception.ErrorId is ErrorIds.InvalidVmSize or ErrorIds.QuotaExceeded && PutBody.SizeOf(configuration) is { } size)
        {
            throw exception.ErrorId == ErrorIds.InvalidVmSize
                ? await WithSimilarSizesAsync(exception, size, location).ConfigureAwait(false)
                : await WithQuotaAsync(exception, step, size, location).ConfigureAwait(false);
        }
    }

    private JsonObject BodyOf(string name, CreateStep step, string location, IReadOnlyDictionary<string, JsonElement>? secrets)
    {
        DateTimeOffset now = _client.Clock.GetUtcNow();
        if (Retirements.OfComputeType(step.Configuration.ComputeType) is { } retirement && retirement.IsOver(now))
        {
            call.Log.Warning($"{name}: {retirement.Describe($"The service of type {step.Configuration.ComputeType}", now)}");
        }

        if (step.Replaced is not { } replaced)
        {
            if (step.Configuration is { DefaultMaxNodes: { } most, ComputeType: ComputeTypes.AmlCompute }
                && step.Configuration.Get(ComputeCluster.Members.MaxNodes) is null)
            {
                call.Log.Verbose($"{name}: The file has no max_instances; {most} is sent, as az ml does.");
            }

            return PutBody.ForConfiguration(step.Configuration, null, null, location);
        }

        JsonObject body = PutBody.ForExisting(replaced);
        StoredCredentials.AddTo(body, secrets);
        body = PutBody.ForConfiguration(step.Configuration, body, replaced, location);
        StoredCredentials.WarnOfCertificate(name, replaced, body, call);
        return body;
    }

    /// <summary>Adds the quota that is left, and the command that shows it; returns the error unchanged if it cannot be read.</summary>
    private async Task<ComputeTargetException> WithQuotaAsync(
        ComputeTargetException refused, CreateStep step, string size, string location)
    {
        try
        {
            IReadOnlyList<VmSize> known = await new RegionCatalog(workspace, location, call).ReadSizesAsync().ConfigureAwait(false);
            IReadOnlyList<ComputeCheck> checks = await new QuotaChecks(
                new PlanReader(workspace, call), step.Configuration, size, step.Replaced).RunAsync(location).ConfigureAwait(false);
            ComputeCheck? failed = checks.FirstOrDefault(check => check is { Outcome: ComputeCheckOutcome.Failed, Have: not null });
            string family = RegionNames.FindSize(known, size)?.Family ?? string.Empty;
            return failed is null || family.Length == 0 ? refused : ServiceError.About(
                refused.ComputeName,
                refused,
                $"{refused.Message.TrimEnd()} {failed.Message}",
                remedy: QuotaChecks.RemedyOf(family, location));
        }
        catch (ComputeTargetException exception)
        {
            call.Log.Verbose($"The quota could not be read: {exception.Message}");
            return refused;
        }
    }

    /// <summary>Adds similar names to the error of a refused size; returns it unchanged if the sizes cannot be read.</summary>
    private async Task<ComputeTargetException> WithSimilarSizesAsync(ComputeTargetException refused, string size, string location)
    {
        DateTimeOffset now = _client.Clock.GetUtcNow();
        if (Retirements.OfSize(size) is { } retirement && retirement.IsOver(now))
        {
            return ServiceError.About(
                refused.ComputeName,
                refused,
                $"{refused.Message} {retirement.Describe($"The size {size}", now)}",
                remedy: retirement.Remedy);
        }

        try
        {
            IReadOnlyList<VmSize> known = await new RegionCatalog(workspace, location, call).ReadSizesAsync().ConfigureAwait(false);
            (string Wrong, string Right)? correction = Suggestions.Correction(size, known.Select(other => other.Name));
            return known.Count == 0 || RegionNames.FindSize(known, size) is not null
                ? refused
                : ServiceError.About(
                    refused.ComputeName,
                    refused,
                    $"{refused.Message} {RegionNames.SimilarSizes(size, known, location)}".TrimEnd(),
                    remedy: correction is { Right: var near } ? $"Use -VmSize {near}. Get-AmlComputeVmSize lists all sizes." : null,
                    correction: correction);
        }
        catch (ComputeTargetException exception)
        {
            call.Log.Verbose($"The sizes of the region could not be read: {exception.Message}");
            return refused;
        }
    }
}
