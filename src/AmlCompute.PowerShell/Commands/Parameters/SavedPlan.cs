using System.Collections;
using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>Reads a plan: the object itself, or one that was read from Clixml or JSON.</summary>
internal static class SavedPlan
{
    /// <exception cref="ComputeTargetException">The object is not a plan, has another format, or was edited.</exception>
    public static ComputePlan Read(PSObject given)
    {
        if (given.BaseObject is ComputePlan live)
        {
            return live;
        }

        object[] steps = [.. Items(given, nameof(ComputePlan.Steps))];
        if (Text(given, nameof(ComputePlan.Digest)) is not { Length: > 0 } digest
            || Text(given, nameof(ComputePlan.WorkspaceId)) is not { Length: > 0 } workspaceId)
        {
            throw ComputeTargetException.Invalid(
                $"An object of type {given.BaseObject.GetType().Name} is not a plan. Give the plan of New-AmlComputePlan.");
        }

        int format = Value<int>(given, nameof(ComputePlan.FormatVersion));
        if (format != ComputePlan.CurrentFormat)
        {
            throw new ComputeTargetException(
                ErrorIds.PlanVersion,
                $"The plan has format {format}; this version of the module applies format {ComputePlan.CurrentFormat} only.");
        }

        ComputePlan plan = new(
            format,
            workspaceId,
            // The digest does not contain the time, because the formats keep it with different precision.
            Value<DateTimeOffset>(given, nameof(ComputePlan.CreatedOn)),
            Text(given, nameof(ComputePlan.SourceDigest)),
            [.. steps.Select(ReadStep)]);
        return string.Equals(plan.Digest, digest, StringComparison.Ordinal)
            ? plan
            : throw new ComputeTargetException(
                ErrorIds.PlanEdited,
                $"The plan of workspace '{plan.WorkspaceName}' was edited or is incomplete: its digest does not match.");
    }

    private static ComputePlanStep ReadStep(object given)
    {
        PSObject step = PSObject.AsPSObject(given);
        ComputePropertyDifference[] differences =
            [.. Items(step, nameof(ComputePlanStep.Differences)).Select(ReadDifference).OfType<ComputePropertyDifference>()];
        ComputePlanProblem[] problems =
            [.. Items(step, nameof(ComputePlanStep.Problems)).Select(ReadProblem).OfType<ComputePlanProblem>()];
        ComputePlanStep read = new(
            Value<ComputeSyncAction>(step, nameof(ComputePlanStep.Action)),
            Text(step, nameof(ComputePlanStep.Name)),
            Text(step, nameof(ComputePlanStep.Type)),
            differences,
            problems);

        // JSON of a small depth has only the text of the lists. If it has the lists, they must fit the text.
        return new ComputePlanStep(read.Action, read.Name, read.Type, differences, problems)
        {
            Changes = differences.Length > 0 ? read.Changes : Text(step, nameof(ComputePlanStep.Changes)),
            Warnings = problems.Length > 0 ? read.Warnings : Text(step, nameof(ComputePlanStep.Warnings)),
            HasErrors = Value<bool>(step, nameof(ComputePlanStep.HasErrors)),
            NeedsReplacement = Value<bool>(step, nameof(ComputePlanStep.NeedsReplacement)),
            Precondition = Text(step, nameof(ComputePlanStep.Precondition)),
            Secrets = Text(step, nameof(ComputePlanStep.Secrets)).Split([' '], StringSplitOptions.RemoveEmptyEntries),
            Path = SavedObject.TextOf(step, nameof(ComputePlanStep.Path)),
            Cost = Text(step, nameof(ComputePlanStep.CostChange)).Length == 0 ? null : new CostDifference(
                SavedObject.ValueOf<decimal>(step, nameof(ComputePlanStep.CostFloorChange)),
                SavedObject.ValueOf<decimal>(step, nameof(ComputePlanStep.CostCeilingChange)),
                SavedObject.TextOf(step, nameof(ComputePlanStep.Currency)),
                Value<bool>(step, nameof(ComputePlanStep.IsSpot))),
        };
    }

    private static ComputePropertyDifference? ReadDifference(object given)
    {
        PSObject item = PSObject.AsPSObject(given);
        return SavedObject.TextOf(item, nameof(ComputePropertyDifference.JsonPath)) is not { } path ? null : new ComputePropertyDifference(
            Text(item, nameof(ComputePropertyDifference.Name)),
            path,
            Text(item, nameof(ComputePropertyDifference.Live)),
            Text(item, nameof(ComputePropertyDifference.Wanted)),
            Value<ComputeChangeKind>(item, nameof(ComputePropertyDifference.Change)));
    }

    private static ComputePlanProblem? ReadProblem(object given)
    {
        PSObject item = PSObject.AsPSObject(given);
        return SavedObject.TextOf(item, nameof(ComputePlanProblem.Message)) is not { } message ? null : new ComputePlanProblem(
            Value<bool>(item, nameof(ComputePlanProblem.IsError)), SavedObject.TextOf(item, nameof(ComputePlanProblem.ErrorId)), message);
    }

    private static IEnumerable<object> Items(PSObject given, string property) =>
        given.Properties[property]?.Value switch
        {
            null or string => [],
            PSObject { BaseObject: string } => [],
            PSObject { BaseObject: IEnumerable items } => items.Cast<object>().Where(item => item is not null),
            IEnumerable items => items.Cast<object>().Where(item => item is not null),
            { } single => [single],
        };

    private static string Text(PSObject given, string property) => SavedObject.TextOf(given, property) ?? string.Empty;

    private static T Value<T>(PSObject given, string property)
        where T : struct => SavedObject.ValueOf<T>(given, property) ?? default;
}
