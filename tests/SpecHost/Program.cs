using System.Globalization;
using AmlCompute.SpecHost;
using Microsoft.Testing.Platform.Builder;
using Microsoft.Testing.Platform.Capabilities.TestFramework;

var limit = Environment.GetEnvironmentVariable("AMLCOMPUTE_SPEC_LIMIT_SECONDS") is { Length: > 0 } seconds
    ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))
    : TimeSpan.FromSeconds(120);
var files = Environment.GetEnvironmentVariable("AMLCOMPUTE_SPEC_FILES") is { Length: > 0 } pattern ? pattern : "*";
var builder = await TestApplication.CreateBuilderAsync(args);
builder.RegisterTestFramework(
    _ => new TestFrameworkCapabilities(),
    (_, _) => new SpecFramework(FindSpecs(new DirectoryInfo(AppContext.BaseDirectory)), new SpecRunner(limit), files));
using var application = await builder.BuildAsync();
return await application.RunAsync();

static string FindSpecs(DirectoryInfo folder) => Path.Combine(folder.FullName, "tests", "Pester") is var specs && Directory.Exists(specs)
    ? specs
    : FindSpecs(folder.Parent ?? throw new DirectoryNotFoundException("There is no folder tests/Pester above the spec host."));
