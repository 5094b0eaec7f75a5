using System.Collections;
using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>Reads a plan: the object itself, or one that was read from Clixml or JSON.</summary>
internal static class SavedPlan
{
    /// <summary>Returns true if an object has the properties that identify a plan.</summary>
    public static bool IsPlan(PSObject source) =>
        source.BaseObject is ComputePlan
        || (ReadText(source, nameof(ComputePlan.Digest)).Length > 0 && ReadText(source, nameof(ComputePlan.WorkspaceId)).Length > 0);

    /// <summary>Reads a plan, and checks that a saved one is complete and unchanged.</summary>
    /// <exception cref="ComputeTargetException">The object is not a plan, has another format, or was edited.</exception>
    public static ComputePlan ReadPlan(PSObject source)
    {
        if (source.BaseObject is ComputePlan unsavedPlan)
        {
            return unsavedPlan;
        }

        if (!IsPlan(source))
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"An object of type {source.BaseObject.GetType().Name} is not a plan. Give the plan of New-AmlComputePlan.");
        }

        int format = ReadValue<int>(source, nameof(ComputePlan.FormatVersion));
        if (format != ComputePlan.CurrentFormat)
        {
            throw new ComputeTargetException(
                ErrorIds.PlanVersion,
                $"The plan has format {format}; this version of the module applies format {ComputePlan.CurrentFormat} only.");
        }

        ComputePlan plan = CreatePlan(source, format);
        bool hasDigest = string.Equals(plan.Digest, ReadText(source, nameof(ComputePlan.Digest)), StringComparison.Ordinal);
        IEnumerable<string> errorIds = plan.Steps.SelectMany(step => step.Problems).Select(problem => problem.ErrorId).OfType<string>();
        return hasDigest && errorIds.All(ErrorIds.IsKnown)
            ? plan
            : throw new ComputeTargetException(
                ErrorIds.PlanEdited,
                $"The plan of workspace '{plan.WorkspaceName}' was edited or is incomplete: "
                + "its digest or the id of an error is not valid.");
    }

    private static ComputePlan CreatePlan(PSObject source, int format)
    {
        string workspaceId = ReadText(source, nameof(ComputePlan.WorkspaceId));

        // The digest does not contain the time, because the formats keep it with different precision.
        DateTimeOffset createdOn = ReadValue<DateTimeOffset>(source, nameof(ComputePlan.CreatedOn));
        string sourceDigest = ReadText(source, nameof(ComputePlan.SourceDigest));
        return new ComputePlan(
            format, workspaceId, createdOn, sourceDigest, [.. ReadItems(source, nameof(ComputePlan.Steps)).Select(ReadStep)]);
    }

    private static ComputePlanStep ReadStep(object source)
    {
        PSObject step = PSObject.AsPSObject(source);
        ComputePropertyDifference[] differences =
            [.. ReadItems(step, nameof(ComputePlanStep.Differences)).Select(ReadDifference).OfType<ComputePropertyDifference>()];
        ComputePlanProblem[] problems =
            [.. ReadItems(step, nameof(ComputePlanStep.Problems)).Select(ReadProblem).OfType<ComputePlanProblem>()];
        ComputePlanStep stepOfLists = new(
            ReadValue<ComputeSyncAction>(step, nameof(ComputePlanStep.Action)),
            ReadText(step, nameof(ComputePlanStep.Name)),
            ReadText(step, nameof(ComputePlanStep.Type)),
            differences,
            problems);

        // ConvertTo-Json with a small depth writes only the texts of the lists. Texts of existing lists are computed from them.
        return new ComputePlanStep(stepOfLists.Action, stepOfLists.Name, stepOfLists.Type, differences, problems)
        {
            Changes = differences.Length > 0 ? stepOfLists.Changes : ReadText(step, nameof(ComputePlanStep.Changes)),
            Warnings = problems.Length > 0 ? stepOfLists.Warnings : ReadText(step, nameof(ComputePlanStep.Warnings)),
            HasErrors = ReadValue<bool>(step, nameof(ComputePlanStep.HasErrors)),
            NeedsReplacement = ReadValue<bool>(step, nameof(ComputePlanStep.NeedsReplacement)),
            Precondition = ReadText(step, nameof(ComputePlanStep.Precondition)),
            Secrets = ReadWords(step, nameof(ComputePlanStep.Secrets)),
            Path = SavedObject.ReadText(step, nameof(ComputePlanStep.Path)),
            Cost = ReadCost(step),
        };
    }

    /// <summary>Returns the change in cost; null for a step without one.</summary>
    private static CostDifference? ReadCost(PSObject step) =>
        ReadText(step, nameof(ComputePlanStep.CostChange)).Length == 0 ? null : new CostDifference(
            SavedObject.ReadValue<decimal>(step, nameof(ComputePlanStep.CostFloorChange)),
            SavedObject.ReadValue<decimal>(step, nameof(ComputePlanStep.CostCeilingChange)),
            SavedObject.ReadText(step, nameof(ComputePlanStep.Currency)),
            ReadValue<bool>(step, nameof(ComputePlanStep.IsSpot)));

    /// <summary>Returns the difference; null for an object without a JSON path, such as its text.</summary>
    private static ComputePropertyDifference? ReadDifference(object source)
    {
        PSObject item = PSObject.AsPSObject(source);
        string? jsonPath = SavedObject.ReadText(item, nameof(ComputePropertyDifference.JsonPath));
        return jsonPath is null ? null : new ComputePropertyDifference(
            ReadText(item, nameof(ComputePropertyDifference.Name)),
            jsonPath,
            ReadText(item, nameof(ComputePropertyDifference.Live)),
            ReadText(item, nameof(ComputePropertyDifference.Wanted)),
            ReadValue<ComputeChangeKind>(item, nameof(ComputePropertyDifference.Change)));
    }

    /// <summary>Returns the problem; null for an object without a message, such as its text.</summary>
    private static ComputePlanProblem? ReadProblem(object source)
    {
        PSObject item = PSObject.AsPSObject(source);
        string? message = SavedObject.ReadText(item, nameof(ComputePlanProblem.Message));
        string? errorId = SavedObject.ReadText(item, nameof(ComputePlanProblem.ErrorId));
        return message is null ? null : new ComputePlanProblem(ReadValue<bool>(item, nameof(ComputePlanProblem.IsError)), errorId, message);
    }

    /// <summary>Returns the items of a list that can have one item; none for the text of a list.</summary>
    private static IEnumerable<object> ReadItems(PSObject source, string property) =>
        PlainData.UnwrapOne(source.Properties[property]?.Value) switch
        {
            null or string => [],
            IEnumerable items => items.Cast<object>().Where(item => item is not null),
            { } single => [single],
        };

    /// <summary>Returns the words of a list, or of its text, which has blanks between them.</summary>
    private static string[] ReadWords(PSObject source, string property)
    {
        // PowerShell would join a list with $OFS.
        object?[] items = [.. ReadItems(source, property)];
        string text = items.Length > 0 ? string.Join(" ", items) : ReadText(source, property);
        return text.Split([' '], StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Returns a property as text; empty if the object does not have it.</summary>
    private static string ReadText(PSObject source, string property) => SavedObject.ReadText(source, property) ?? string.Empty;

    private static T ReadValue<T>(PSObject source, string property)
        where T : struct => SavedObject.ReadValue<T>(source, property) ?? default;
}
