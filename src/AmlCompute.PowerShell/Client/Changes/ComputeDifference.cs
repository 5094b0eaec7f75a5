namespace AmlCompute.Client.Changes;

/// <summary>One property of a target with its current and its wanted value, and the way in which the service accepts the latter.</summary>
internal sealed record ComputeDifference(string Name, JsonMember Member, JsonNode? Live, JsonNode? Wanted, ChangeWay Way)
{
    public string Path => Member.Path;

    /// <summary>Gets a value indicating whether the target can be changed in place; otherwise it must be replaced.</summary>
    public bool IsInPlace => Way != ChangeWay.Replace;

    public string LiveText => MemberText.FormatNode(Member, Live);

    public string WantedText => MemberText.FormatNode(Member, Wanted);

    /// <summary>Returns the difference in the form that users see.</summary>
    public ComputePropertyDifference Describe() =>
        new(Name, Path, LiveText, WantedText, IsInPlace ? ComputeChangeKind.InPlace : ComputeChangeKind.Replace);

    public override string ToString() =>
        $"{Name}: {ResourceIdText.Shorten(LiveText, WantedText)} -> {ResourceIdText.Shorten(WantedText, LiveText)}"
        + (IsInPlace && Member == ComputeTarget.Members.ProvisioningState ? ComputePropertyDifference.ResendSuffix : string.Empty);
}
