namespace AmlCompute.Sandbox;

/// <summary>An Azure Machine Learning service in memory: a request in, a response out.</summary>
public sealed class SandboxService
{
}
