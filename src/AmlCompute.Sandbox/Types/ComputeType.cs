using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>A compute type, with the schema of its members and the function that creates a compute.</summary>
/// <param name="Name">The value of computeType.</param>
/// <param name="Body">The shape of 'properties.properties'; null if the type does not have this member.</param>
/// <param name="Create">Creates a compute with a name in a workspace.</param>
internal sealed record ComputeType(string Name, ObjectShape? Body, Func<Workspace, string, SandboxState, Compute> Create);
