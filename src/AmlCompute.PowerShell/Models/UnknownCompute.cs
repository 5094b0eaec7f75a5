namespace AmlCompute;

/// <summary>A compute target of a type that this version does not know. Its own properties are in <see cref="JsonModel.ToJson"/>.</summary>
public sealed class UnknownCompute : ComputeTarget
{
    internal UnknownCompute(JsonElement json, Workspace workspace) : base(json, workspace) { }

    // These overrides come first in lists of properties; see ComputeTarget.
    /// <inheritdoc/>
    public override string Name => base.Name;

    /// <inheritdoc/>
    public override string Type => base.Type;

    /// <inheritdoc/>
    public override string? State => base.State;
}
