namespace AmlCompute;

/// <summary>A data factory, created by the workspace or attached. It has no properties of its own.</summary>
public sealed class DataFactoryCompute : ComputeTarget
{
    internal DataFactoryCompute(JsonElement json, Workspace workspace) : base(json, workspace) { }

    // These overrides come first in lists of properties; see ComputeTarget.
    /// <inheritdoc/>
    public override string Name => base.Name;

    /// <inheritdoc/>
    public override string Type => base.Type;

    /// <inheritdoc/>
    public override string? State => base.State;
}
