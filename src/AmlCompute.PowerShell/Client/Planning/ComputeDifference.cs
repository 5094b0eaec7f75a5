using System.Text.Json.Nodes;

namespace AmlCompute.Client.Planning;

/// <summary>How the service takes another value of a member.</summary>
internal enum ChangeWay
{
    /// <summary>By PATCH.</summary>
    Patch,

    /// <summary>By PUT of the whole resource.</summary>
    Put,

    /// <summary>By an action of its own.</summary>
    Action,

    /// <summary>By the action <c>resize</c>, which takes the machine out of use for some minutes.</summary>
    Resize,

    /// <summary>Not at all: only a new target can have it.</summary>
    Replace,
}

/// <summary>One property of a target that is not as it is wanted.</summary>
/// <param name="Name">The property, such as MaxNodes.</param>
/// <param name="Member">Where it stands in the JSON.</param>
/// <param name="Live">The JSON there is; null for none.</param>
/// <param name="Wanted">The JSON that is wanted; null for none.</param>
/// <param name="Way">How it can be changed.</param>
internal sealed record ComputeDifference(string Name, JsonMember Member, JsonNode? Live, JsonNode? Wanted, ChangeWay Way)
{
    /// <summary>Gets the JSON path.</summary>
    public string Path => Member.Path;

    /// <summary>Gets a value indicating whether the target can be changed as it stands; otherwise it must be made anew.</summary>
    public bool IsInPlace => Way != ChangeWay.Replace;

    /// <summary>Gets the value there is, for people.</summary>
    public string LiveText => MemberText.Of(Member, Live);

    /// <summary>Gets the value that is wanted, for people.</summary>
    public string WantedText => MemberText.Of(Member, Wanted);

    public override string ToString() => $"{Name}: {ResourceIdText.Shorten(LiveText, WantedText)} -> {ResourceIdText.Shorten(WantedText, LiveText)}";
}
