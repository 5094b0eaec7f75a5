using AmlCompute.Reports;
using Xunit;

namespace AmlCompute.Tests.Reports;

/// <summary>The report in Chromium, which CI may not have.</summary>
public sealed class ReportBrowserTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("report");
    private Chromium? _browser;

    private Chromium Browser => _browser!;

    private string File => Path.Combine(_folder.FullName, "fleet.html");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Chromium.Program is null, "Chromium is not installed. On Debian: apt-get install chromium");
        await System.IO.File.WriteAllTextAsync(File, ReportPage.Write(ReportPageTests.Content));
        _browser = await Chromium.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_page_loads_without_a_message_or_a_request_and_runs_nothing_from_elsewhere()
    {
        await Browser.OpenAsync(File);

        Assert.Equal("undefined", await Browser.EvaluateAsync("typeof window.ran"));
        Assert.Equal("Compute targets", await Browser.EvaluateAsync("document.title"));
        Assert.Equal([$"request {new Uri(File).AbsoluteUri}"], Browser.Incidents.Where(text => text != "request data:,"));
        Assert.Equal(
            ReportPageTests.Hostile[0], await Browser.EvaluateAsync("document.querySelector('tbody td').textContent"));
    }

    [Fact]
    public async Task A_click_on_a_column_sorts_the_table_and_a_second_one_turns_the_order()
    {
        await Browser.OpenAsync(File);

        Assert.Equal("dev-1,dev-2,dev-10", await Sorted("Name"));
        Assert.Equal("dev-10,dev-2,dev-1", await Sorted("Name"));
        Assert.Equal("dev-10,dev-1,dev-2", await Sorted("Cost/month"));
        Assert.Equal("dev-1,dev-10,dev-2", await Sorted("Cost/month"));
        Assert.Equal("descending", await Browser.EvaluateAsync("document.querySelector('th[aria-sort]').getAttribute('aria-sort')"));
    }

    [Theory]
    [InlineData(375, "screen")]
    [InlineData(1280, "screen")]
    [InlineData(794, "print")]
    public async Task Nothing_is_wider_than_a_phone_a_screen_or_paper(int width, string media)
    {
        await Browser.ResizeAsync(width, 800);
        await Browser.PreferAsync(media, "light");
        await Browser.OpenAsync(File);

        Assert.Equal("true", await Browser.EvaluateAsync(
            "String(document.documentElement.scrollWidth <= document.documentElement.clientWidth)"));
    }

    [Theory]
    [InlineData("light", "rgb(255, 255, 255)")]
    [InlineData("dark", "rgb(13, 17, 23)")]
    public async Task The_page_follows_the_color_scheme(string scheme, string background)
    {
        await Browser.PreferAsync("screen", scheme);
        await Browser.OpenAsync(File);

        Assert.Equal(background, await Browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor"));
    }

    private Task<string> Sorted(string column) => Browser.EvaluateAsync(
        $$"""
        [...document.querySelectorAll('th button')].find(button => button.textContent === '{{column}}').click();
        [...document.querySelectorAll('tbody tr')].map(row => row.cells[0].textContent).filter(name => name.startsWith('dev-')).join(',')
        """);
}
