namespace AmlCompute.Models;

/// <summary>A virtual network of a subscription, for the Tab key and the check of -SubnetId.</summary>
internal sealed class VirtualNetwork : JsonModel
{
    public VirtualNetwork(JsonElement json) : base(json) { }

    public string Id => Read(Members.Id) ?? string.Empty;

    public string Name => Read(Members.Name) ?? string.Empty;

    public string? Location => Read(Members.Location);

    public string ResourceGroupName => ResourceIdText.FindPartAfter(Id, "resourceGroups") ?? string.Empty;

    public IReadOnlyList<Subnet> Subnets => ReadList(Members.Subnets);

    private static class Members
    {
        public static readonly JsonMember<string> Id = JsonMembers.CreateText("id");
        public static readonly JsonMember<string> Name = JsonMembers.CreateText("name");
        public static readonly JsonMember<string> Location = JsonMembers.CreateText("location");
        public static readonly JsonMember<IReadOnlyList<Subnet>> Subnets =
            JsonMembers.CreateList("properties.subnets", json => new Subnet(json));
    }
}
