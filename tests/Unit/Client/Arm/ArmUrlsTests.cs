using AmlCompute.Client.Arm;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Arm;

public sealed class ArmUrlsTests
{
    private static readonly WorkspaceReference Workspace = new(TestClient.SubscriptionId, "rg", "ws", "test");

    private readonly ArmUrls _urls = new(new Uri("https://management.azure.com/"));

    [Fact]
    public void Every_operation_has_the_address_and_version_of_the_reference()
    {
        Assert.Equal($"{TestClient.WorkspaceUrl}?api-version=2026-05-01", _urls.BuildWorkspaceUrl(Workspace).AbsoluteUri);
        Assert.Equal($"{TestClient.WorkspaceUrl}/computes?api-version=2026-05-01", _urls.BuildComputeListUrl(Workspace).AbsoluteUri);
        Assert.Equal($"{TestClient.WorkspaceUrl}/computes/cpu?api-version=2026-05-01", _urls.BuildComputeUrl(Workspace, "cpu").AbsoluteUri);
        Assert.Equal(
            $"{TestClient.WorkspaceUrl}/computes/cpu/listNodes?api-version=2026-05-01",
            _urls.BuildActionUrl(Workspace, "cpu", "listNodes").AbsoluteUri);
        Assert.Equal(
            $"{TestClient.WorkspaceUrl}/computes/cpu?api-version=2026-05-01&underlyingResourceAction=Detach",
            _urls.BuildDeleteUrl(Workspace, "cpu", "Detach").AbsoluteUri);
        Assert.Equal(
            $"https://management.azure.com/subscriptions/{TestClient.SubscriptionId}/providers/Microsoft.MachineLearningServices/" +
            "locations/eastus/vmSizes?api-version=2026-05-01",
            _urls.BuildLocationUrl(TestClient.SubscriptionId, "eastus", "vmSizes").AbsoluteUri);
    }

    [Theory]
    [InlineData("../x", "..%2Fx")]
    [InlineData("../../../../../x", "..%2F..%2F..%2F..%2F..%2Fx")]
    [InlineData("a b", "a%20b")]
    [InlineData("?api-version=2020-01-01", "%3Fapi-version%3D2020-01-01")]
    [InlineData("x&underlyingResourceAction=Delete", "x%26underlyingResourceAction%3DDelete")]
    [InlineData("%2e%2e", "%252e%252e")]
    [InlineData("%2F", "%252F")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData(@"a\b", "a%5Cb")]
    [InlineData("a#b", "a%23b")]
    [InlineData("a;b=c", "a%3Bb%3Dc")]
    [InlineData("https://evil.example", "https%3A%2F%2Fevil.example")]
    [InlineData("größe-名", "gr%C3%B6%C3%9Fe-%E5%90%8D")]
    [InlineData("a\r\nHost: evil", "a%0D%0AHost%3A%20evil")]
    [InlineData(".a.", ".a.")]
    [InlineData(
        "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij", "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij")]
    public void Nothing_in_a_name_changes_the_path_or_the_query(string name, string escaped)
    {
        Assert.Equal(
            $"{TestClient.WorkspaceUrl}/computes/{escaped}?api-version=2026-05-01", _urls.BuildComputeUrl(Workspace, name).AbsoluteUri);
        Assert.Equal(
            $"{TestClient.WorkspaceUrl}/computes/{escaped}?api-version=2026-05-01&underlyingResourceAction=Delete",
            _urls.BuildDeleteUrl(Workspace, name, "Delete").AbsoluteUri);
        Assert.Equal(
            $"https://management.azure.com/subscriptions/{escaped}/resourceGroups/{escaped}/providers/Microsoft.MachineLearningServices/" +
            $"workspaces/{escaped}?api-version=2026-05-01",
            _urls.BuildWorkspaceUrl(new WorkspaceReference(name, name, name, "test")).AbsoluteUri);
        Assert.Equal(
            $"https://management.azure.com/subscriptions/{escaped}/providers/Microsoft.MachineLearningServices/locations/{escaped}/" +
            "usages?api-version=2026-05-01",
            _urls.BuildLocationUrl(name, name, "usages").AbsoluteUri);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    public void A_name_of_dots_only_is_refused_because_a_path_would_shrink_by_it(string name)
    {
        Assert.Equal(ErrorIds.InvalidArgument, Assert.Throws<ComputeTargetException>(() => _urls.BuildComputeUrl(Workspace, name)).ErrorId);
        Assert.Throws<ComputeTargetException>(() => _urls.BuildWorkspaceUrl(Workspace with { Name = name }));
        Assert.Throws<ComputeTargetException>(() => _urls.BuildComputeListUrl(Workspace with { ResourceGroupName = name }));
        Assert.Throws<ComputeTargetException>(() => _urls.BuildLocationUrl(name, "eastus", "usages"));
    }

    [Fact]
    public void A_name_longer_than_a_URL_can_be_is_refused_without_being_repeated()
    {
        ComputeTargetException exception =
            Assert.Throws<ComputeTargetException>(() => _urls.BuildComputeUrl(Workspace, new string('a', 70_000)));

        Assert.Equal(ErrorIds.InvalidArgument, exception.ErrorId);
        Assert.InRange(exception.Message.Length, 1, 200);
    }

    [Theory]
    [InlineData("https://management.azure.com/x", true)]
    [InlineData("https://management.azure.com:443/x", true)]
    [InlineData("HTTPS://Management.Azure.COM/x?y#z", true)]
    [InlineData("http://management.azure.com/x", false)]
    [InlineData("http://management.azure.com:443/x", false)]
    [InlineData("https://management.azure.com:8443/x", false)]
    [InlineData("https://management.azure.com./x", false)]
    [InlineData("https://management.azure.com.evil.example/x", false)]
    [InlineData("https://evil.example/management.azure.com", false)]
    [InlineData("https://user@management.azure.com/x", false)]
    [InlineData("https://user:word@management.azure.com/x", false)]
    [InlineData("https://management.azure.com@evil.example/x", false)]
    [InlineData("https://mаnagement.azure.com/x", false)]
    [InlineData("https://[::1]/x", false)]
    [InlineData("file:///x", false)]
    [InlineData("ftp://management.azure.com/x", false)]
    public void Only_the_endpoint_itself_is_trusted(string url, bool trusted) => Assert.Equal(trusted, _urls.IsTrusted(new Uri(url)));

    [Theory]
    [InlineData("https://eastus.management.azure.com", "https://management.azure.com/x", true)]
    [InlineData("https://eastus.management.azure.com", "https://eastus.management.azure.com/x", true)]
    [InlineData("https://eastus.management.azure.com:8443", "https://management.azure.com/x", true)]
    [InlineData("https://eastus.management.azure.com:8443", "https://eastus.management.azure.com:8443/x", true)]
    [InlineData("https://private.management.usgovcloudapi.net", "https://management.usgovcloudapi.net/x", true)]
    [InlineData("https://eastus.management.azure.com", "https://westus.management.azure.com/x", false)]
    [InlineData("https://eastus.management.azure.com", "https://management.chinacloudapi.cn/x", false)]
    [InlineData("https://eastus.management.azure.com", "https://azure.com/x", false)]
    [InlineData("https://eastus.management.azure.com", "http://management.azure.com/x", false)]
    [InlineData("https://eastus.management.azure.com", "https://management.azure.com:8443/x", false)]
    [InlineData("https://eastus.management.azure.com", "https://user@management.azure.com/x", false)]
    [InlineData("https://eastus.management.azure.com.evil.example", "https://management.azure.com/x", false)]
    [InlineData("https://evilmanagement.azure.com", "https://management.azure.com/x", false)]
    [InlineData("https://management.azure.com", "https://eastus.management.azure.com/x", false)]
    [InlineData("https://arm.example", "https://management.azure.com/x", false)]
    [InlineData("http://localhost:8080", "https://management.azure.com/x", false)]
    public void An_endpoint_of_a_known_cloud_trusts_that_clouds_own_as_well(string endpoint, string url, bool trusted) =>
        Assert.Equal(trusted, new ArmUrls(new Uri(endpoint)).IsTrusted(new Uri(url)));

    [Theory]
    [InlineData(
        "https://management.azure.com/a/%41%2D%7e?c=_x%2Dy%7Ez&h=%41bc", "https://management.azure.com/a/%41%2D%7e?c=_x%2Dy%7Ez&h=%41bc")]
    [InlineData("https://management.azure.com:443/a?b=%2D", "https://management.azure.com/a?b=%2D")]
    [InlineData("/a?b=%2D", "https://management.azure.com/a?b=%2D")]
    [InlineData("?b=1", "https://management.azure.com/?b=1")]
    [InlineData("https://management.azure.com/a b?c=d e", "https://management.azure.com/a%20b?c=d%20e")]
    [InlineData(" https://management.azure.com/a ", "https://management.azure.com/a")]
    [InlineData("https://management.azure.com/ä?b={\"c\":1}", "https://management.azure.com/%C3%A4?b=%7B%22c%22:1%7D")]
    [InlineData("https://management.azure.com", "https://management.azure.com/")]
    [InlineData("https://management.azure.com/a/../b?c=%2D", "https://management.azure.com/b?c=-")]
    [InlineData("https://management.azure.com/a/%2E%2e/b", "https://management.azure.com/b")]
    [InlineData("https://management.azure.com/a/b/..", "https://management.azure.com/a/")]
    [InlineData("https://management.azure.com/grö\u00dfe?a=\"", "https://management.azure.com/gr%C3%B6%C3%9Fe?a=%22")]
    [InlineData("https://management.azure.com/a\\..\\b?c=%2D", "https://management.azure.com/b?c=-")]
    public void A_link_is_kept_except_characters_that_a_URL_may_not_have(string link, string expected)
    {
        Uri url = _urls.ParseLink(link)!;

        Assert.Equal(expected, $"{url.GetLeftPart(UriPartial.Authority)}{url.PathAndQuery}");
        Assert.True(_urls.IsTrusted(url));
    }

    [Theory]
    [InlineData("https://management.azure.com/a\r\nX-Injected: 1")]
    [InlineData("https://management.azure.com/a\tb")]
    [InlineData("https://management.azure.com/a\u0000")]
    [InlineData("https://management.azure.com/a\u2028b")]
    [InlineData("https://")]
    [InlineData("https://management.azure.com:x/")]
    [InlineData("https://management.azure.com\\@evil.example/a")]
    [InlineData("///evil.example/a")]
    public void Text_with_line_breaks_and_text_that_is_not_a_URL_is_not_a_link(string link) =>
        Assert.Null(_urls.ParseLink(link));

    [Theory]
    [InlineData("https://management.azure.com@evil.example/a?b=%2D")]
    [InlineData("https://user:word@management.azure.com/a?b=%2D")]
    [InlineData("https://management.azure.com.evil.example/a?b=%2D")]
    [InlineData("https://evil.example/https://management.azure.com/a?b=%2D")]
    [InlineData("https://management.azure.com:8443/a?b=%2D")]
    [InlineData("//evil.example/a?b=%2D")]
    [InlineData("http://management.azure.com/a?b=%2D")]
    [InlineData("file:///etc/passwd")]
    public void A_link_that_is_kept_unchanged_is_checked_like_any_other_URL(string link) =>
        Assert.False(_urls.IsTrusted(_urls.ParseLink(link)!));

    [Fact]
    public void An_endpoint_with_a_port_and_a_path_keeps_both()
    {
        ArmUrls urls = new(new Uri("https://localhost:8443/arm/"));

        Assert.Equal(
            $"https://localhost:8443/arm/subscriptions/{TestClient.SubscriptionId}/resourceGroups/rg/providers/" +
            "Microsoft.MachineLearningServices/workspaces/ws?api-version=2026-05-01",
            urls.BuildWorkspaceUrl(Workspace).AbsoluteUri);
        Assert.True(urls.IsTrusted(new Uri("https://LOCALHOST:8443/x")));
        Assert.False(urls.IsTrusted(new Uri("https://localhost/x")));
    }

    [Fact]
    public void An_endpoint_in_another_script_trusts_both_forms_of_its_name()
    {
        ArmUrls urls = new(new Uri("https://größe.example/"));

        Assert.True(urls.IsTrusted(new Uri("https://xn--gre-6ka8i.example/x")));
        Assert.False(urls.IsTrusted(new Uri("https://groesse.example/x")));
    }
}
