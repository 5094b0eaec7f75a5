namespace AmlCompute.Client.Planning;

/// <summary>One request of a plan.</summary>
internal abstract record PlanStep
{
    /// <summary>Gets the activity that the progress record of a wait shows, such as Creating.</summary>
    public virtual string Activity => "Updating";

    /// <summary>Returns the remedy for a target on which the operation of the step has failed.</summary>
    /// <param name="target">The arguments that choose the target in a command, see <see cref="CommandText.WriteTarget"/>.</param>
    public virtual string DescribeRemedy(string target) => "Fix the cause, then run the command again.";
}

/// <summary>A PUT with the settings of a configuration. Replaced is the target that it overwrites; null if the name is free.</summary>
internal sealed record CreateStep(ComputeConfiguration Configuration, ComputeTarget? Replaced) : PlanStep
{
    public override string Activity => Configuration.IsAttach ? "Attaching" : "Creating";

    public override string DescribeRemedy(string target)
    {
        if (Replaced is not null)
        {
            return base.DescribeRemedy(target);
        }

        return Configuration.IsAttach
            ? $"Fix the cause. Then detach it with 'Disconnect-AmlComputeTarget {target} -Wait', and attach it again."
            : $"Fix the cause. Then delete it with 'Remove-AmlComputeTarget {target} -Wait', and create it again.";
    }
}

/// <summary>A PUT of the whole resource with the changes of the plan.</summary>
internal sealed record PutStep : PlanStep;

/// <summary>A PATCH with the members to change.</summary>
internal sealed record PatchStep(JsonObject Body) : PlanStep
{
    /// <summary>Gets a value indicating whether the body changes the identity, for which the service may need a PUT.</summary>
    public bool HasIdentity { get; init; }
}

/// <summary>A POST of an action that changes one setting and has ended when it is answered. The body has the values to set.</summary>
internal sealed record ActionStep(ServiceAction Action, JsonNode Body) : PlanStep;

/// <summary>A POST of an action that changes the state or the size of an instance and continues after it is answered.</summary>
internal abstract record InstanceStep : PlanStep
{
    public abstract ServiceAction Action { get; }

    /// <summary>Returns true if the instance is in the state that the action leads to.</summary>
    public abstract bool IsDone(ComputeInstance instance);

    public override string DescribeRemedy(string target) =>
        $"{base.DescribeRemedy(target)} If the instance stays unusable, delete it with 'Remove-AmlComputeTarget {target} -Wait', "
        + "and create it again.";
}

/// <summary>A POST that starts, stops or restarts an instance.</summary>
internal sealed record PowerStep(PowerChange Change) : InstanceStep
{
    public override string Activity => Change.Activity;

    public override ServiceAction Action => Change.Action;

    public override bool IsDone(ComputeInstance instance) => Change.IsReached(instance);
}

/// <summary>A POST that gives an instance another size, whose name is in the casing of the service.</summary>
internal sealed record ResizeStep(string Size) : InstanceStep
{
    public override string Activity => "Resizing";

    public override ServiceAction Action => ServiceAction.Resize;

    public override bool IsDone(ComputeInstance instance) =>
        ResizeGoal.HasSize(instance, Size) && !InstanceStates.IsTransitional(instance.State);
}

/// <summary>A DELETE, which detaches an attached target.</summary>
internal sealed record RemoveStep(UnderlyingResourceAction Kind) : PlanStep
{
    public override string Activity => Kind == UnderlyingResourceAction.Delete ? "Deleting" : "Detaching";
}
