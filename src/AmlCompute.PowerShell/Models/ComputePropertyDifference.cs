namespace AmlCompute;

/// <summary>One property of a compute target that differs from its wanted value.</summary>
public sealed class ComputePropertyDifference
{
    /// <summary>The end of the text about a failed state, which a change in place may correct: it sends the same settings again.</summary>
    internal const string ResendSuffix = " (sends the settings again)";

    internal ComputePropertyDifference(string name, string jsonPath, string live, string wanted, ComputeChangeKind change)
    {
        Name = name;
        JsonPath = jsonPath;
        Live = live;
        Wanted = wanted;
        Change = change;
    }

    /// <summary>Gets the property of the compute target, such as MaxNodes.</summary>
    public string Name { get; }

    /// <summary>Gets the path of the property in the JSON of the service, with dots between the names.</summary>
    public string JsonPath { get; }

    /// <summary>Gets the live value as text; <c>none</c> if the target has no value.</summary>
    public string Live { get; }

    /// <summary>Gets the wanted value as text; <c>none</c> if the configuration has no value.</summary>
    public string Wanted { get; }

    /// <summary>
    /// Gets <see cref="Live"/> as tables show it: a resource id is reduced to the parts that differ from the other id and its last name, or
    /// to its last type and name if the ids cannot be compared.
    /// </summary>
    public string LiveText => ResourceIdText.Shorten(Live, Wanted);

    /// <summary>Gets <see cref="Wanted"/> as tables show it, with a resource id reduced as in <see cref="LiveText"/>.</summary>
    public string WantedText => ResourceIdText.Shorten(Wanted, Live);

    /// <summary>Gets the kind of change: in place, or by replacing the compute target.</summary>
    public ComputeChangeKind Change { get; }

    /// <summary>
    /// Shows the property, <see cref="LiveText"/> and <see cref="WantedText"/>, and whether a change of it needs a replacement, or can send
    /// the same settings again. The plan can replace the target even so.
    /// </summary>
    /// <returns>For example <c>MaxNodes: 4 -> 8</c>, or <c>Priority: Dedicated -> LowPriority (replace)</c>.</returns>
    public override string ToString()
    {
        string suffix =
            Change == ComputeChangeKind.Replace ? " (replace)"
            : Name == nameof(ComputeTarget.ProvisioningState) ? ResendSuffix
            : string.Empty;
        return $"{Name}: {LiveText} -> {WantedText}{suffix}";
    }
}
