namespace AmlCompute.Client.Changes;

/// <summary>One property of a target with its current and its wanted value.</summary>
/// <param name="Name">The name of the property.</param>
/// <param name="Member">The JSON member that the property reads.</param>
/// <param name="Live">The current value; null if the target has none.</param>
/// <param name="Wanted">The wanted value; null to clear the property.</param>
/// <param name="Way">The way in which the service accepts the wanted value.</param>
internal sealed record ComputeDifference(string Name, JsonMember Member, JsonNode? Live, JsonNode? Wanted, ChangeWay Way)
{
    /// <summary>Gets the JSON path of the member.</summary>
    public string Path => Member.Path;

    /// <summary>Gets a value indicating whether the target can be changed in place; otherwise it must be replaced.</summary>
    public bool IsInPlace => Way != ChangeWay.Replace;

    /// <summary>Gets the current value as text: <c>***</c> for a secret, and otherwise <c>none</c> without a value.</summary>
    public string LiveText => MemberText.FormatNode(Member, Live);

    /// <summary>Gets the wanted value as text: <c>***</c> for a secret, and otherwise <c>none</c> without a value.</summary>
    public string WantedText => MemberText.FormatNode(Member, Wanted);

    /// <summary>Returns the difference in the form that users see.</summary>
    public ComputePropertyDifference ToPropertyDifference() =>
        new(Name, Path, LiveText, WantedText, IsInPlace ? ComputeChangeKind.InPlace : ComputeChangeKind.Replace);

    public override string ToString() =>
        $"{Name}: {ResourceIdText.Shorten(LiveText, WantedText)} -> {ResourceIdText.Shorten(WantedText, LiveText)}"
        + (IsInPlace && Member == ComputeTarget.Members.ProvisioningState ? ComputePropertyDifference.ResendSuffix : string.Empty);
}
