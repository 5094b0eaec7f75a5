using AmlCompute.Client.Planning;

namespace AmlCompute.Client.Running;

/// <summary>The last step of a plan that the service has accepted.</summary>
/// <param name="Step">The step; null if the plan has none.</param>
/// <param name="Operation">The operation that the service has started; null without a step, and for an action on one setting.</param>
/// <param name="Basis">The target that the request was based on; null if there was none.</param>
internal sealed record SentStep(PlanStep? Step, ComputeOperation? Operation, ComputeTarget? Basis);
