using System.Text.Json.Nodes;

namespace AmlCompute.Client.Changes;

/// <summary>The ways in which the service accepts a new value of a member.</summary>
internal enum ChangeWay
{
    Patch,
    Put,

    /// <summary>By a POST of the action for this member.</summary>
    Action,

    /// <summary>By the action <c>resize</c>; the machine is unavailable for some minutes.</summary>
    Resize,

    /// <summary>Not in place; only a new target can have the value.</summary>
    Replace,
}

/// <summary>One property of a target whose value differs from the wanted one.</summary>
internal sealed record ComputeDifference(string Name, JsonMember Member, JsonNode? Live, JsonNode? Wanted, ChangeWay Way)
{
    public string Path => Member.Path;

    /// <summary>Gets a value indicating whether the target can be changed in place; otherwise it must be replaced.</summary>
    public bool IsInPlace => Way != ChangeWay.Replace;

    public string LiveText => MemberText.Of(Member, Live);

    public string WantedText => MemberText.Of(Member, Wanted);

    /// <summary>Returns the difference in the form that users see.</summary>
    public ComputePropertyDifference Describe() =>
        new(Name, Path, LiveText, WantedText, IsInPlace ? ComputeChangeKind.InPlace : ComputeChangeKind.Replace);

    public override string ToString() =>
        $"{Name}: {ResourceIdText.Shorten(LiveText, WantedText)} -> {ResourceIdText.Shorten(WantedText, LiveText)}"
        + (IsInPlace && Member == ComputeTarget.Members.ProvisioningState ? ComputePropertyDifference.SentAgain : string.Empty);
}

/// <summary>The wanted value of one property.</summary>
/// <param name="Difference">The current and the wanted value.</param>
/// <param name="IsMet">True if the target has the wanted value.</param>
internal sealed record PlannedValue(ComputeDifference Difference, bool IsMet);
