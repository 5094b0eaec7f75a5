namespace AmlCompute.Models;

/// <summary>A virtual network of the subscription, for the Tab key.</summary>
internal sealed class VirtualNetwork : JsonModel
{
    public VirtualNetwork(JsonElement json) : base(json) { }

    public string Id => Read(Members.Id) ?? string.Empty;

    public string Name => Read(Members.Name) ?? string.Empty;

    public string? Location => Read(Members.Location);

    public string ResourceGroupName => Id.Split('/') is { Length: > 4 } parts ? parts[4] : string.Empty;

    public IReadOnlyList<Subnet> Subnets => ReadList(Members.Subnets);

    private static class Members
    {
        public static readonly JsonMember<string> Id = JsonMembers.Text("id");
        public static readonly JsonMember<string> Name = JsonMembers.Text("name");
        public static readonly JsonMember<string> Location = JsonMembers.Text("location");
        public static readonly JsonMember<IReadOnlyList<Subnet>> Subnets = JsonMembers.List("properties.subnets", json => new Subnet(json));
    }
}

internal sealed class Subnet : JsonModel
{
    public Subnet(JsonElement json) : base(json) { }

    public string Name => Read(Members.Name) ?? string.Empty;

    public string? AddressPrefix => Read(Members.AddressPrefix);

    private static class Members
    {
        public static readonly JsonMember<string> Name = JsonMembers.Text("name");
        public static readonly JsonMember<string> AddressPrefix = JsonMembers.Text("properties.addressPrefix");
    }
}
