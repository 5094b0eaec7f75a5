using System.Text;
using AmlCompute.Client.Changes;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Client.Workspaces;
using AmlCompute.Files;
using AmlCompute.Files.V1;
using AmlCompute.Models;
using AmlCompute.Settings;
using AmlCompute.Tests.Models;
using CsCheck;
using Xunit;

namespace AmlCompute.Tests.Properties;

/// <summary>Files that were changed at random: each is read, or it has an error about what is wrong in it.</summary>
public sealed class FileProperties
{
    private static readonly string Folder = Path.Combine(Repository.Root, "samples", "computes");

    private static readonly byte[][] Samples =
    [
        .. Directory.GetFiles(Folder, "*.yml").Concat(Directory.GetFiles(Folder, "*.json"))
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
        .. FullBodies.Properties.Keys.Order(StringComparer.Ordinal)
            .Select(type => Encoding.UTF8.GetBytes(FullBodies.Of(type).ToJsonString())),
    ];

    private static readonly Gen<byte[]> Documents = Gen.Select(
        Gen.Int[0, (Samples.Length * 2) - 1],
        RandomWorkspaces.Pairs,
        (sample, pair) => sample < Samples.Length
            ? Samples[sample]
            : Encoding.UTF8.GetBytes(string.Join("---\n", pair.Wanted)));

    private static readonly Gen<Document> Changed =
        Gen.Select(Documents, Mutation.Some, (text, mutations) => new Document(Mutation.Apply(mutations, text)));

    [Fact]
    public Task Any_document_is_read_or_has_an_error_about_it() => Property.Holds(Changed, 20_000, document =>
    {
        string text = document.ToString();
        try
        {
            foreach (ComputeDefinition definition in ComputeFiles.ReadText(text, Folder, () => TestTargets.Workspace))
            {
                definition.RequireValid();
                ConfigurationRules.Require(definition.Configuration, definition.Name);
                _ = SourceDigest.CreateDigest([new WantedTarget(definition.Name, definition.Configuration, null)]);
                _ = ComputeDocumentWriter.ToYaml(definition.Configuration);
            }
        }
        catch (ComputeTargetException exception)
        {
            Assert.Contains(
                exception.ErrorId,
                new[] { ErrorIds.InvalidArgument, ErrorIds.InvalidComputeName, ErrorIds.UnsupportedComputeType });
        }
    });

    [Fact]
    public Task What_is_written_is_read_again_the_same() => Property.Holds(RandomWorkspaces.Pairs, 500, pair =>
    {
        foreach (RandomTarget target in pair.Wanted)
        {
            ComputeDefinition first = Assert.Single(ComputeFiles.ReadText(target.ToString(), Folder, () => TestTargets.Workspace));
            string yaml = ComputeDocumentWriter.ToYaml(first.Configuration);
            ComputeDefinition second = Assert.Single(ComputeFiles.ReadText(yaml, Folder, () => TestTargets.Workspace));
            Assert.Equal(yaml, ComputeDocumentWriter.ToYaml(second.Configuration));
        }
    });

    [Fact]
    public Task Any_JSON_of_the_SDK_is_read_or_has_an_error_about_it() => Property.Holds(Changed, 2000, document =>
    {
        try
        {
            foreach (ComputeTarget target in V1Json.FromText(document.ToString(), TestTargets.Workspace))
            {
                Assert.All(ModelWalk.Read(target), property => _ = property.Value?.ToString());
                _ = V1Json.ToV1Text(target, compress: false);
            }
        }
        catch (ComputeTargetException exception)
        {
            Assert.Contains(exception.ErrorId, new[] { ErrorIds.InvalidArgument, ErrorIds.WorkspaceMismatch });
        }
    });

    [Fact]
    public async Task Any_config_file_is_read_or_has_an_error_about_it()
    {
        byte[] config = Encoding.UTF8.GetBytes(
            """{ "subscription_id": "11111111-2222-3333-4444-555555555555", "resource_group": "rg", "workspace_name": "ws" }""");
        Directory.CreateDirectory(TestFolders.Root);
        string file = Path.Combine(TestFolders.Root, "config.json");
        await Property.Holds(Mutation.Some, 1000, mutations =>
        {
            File.WriteAllBytes(file, Mutation.Apply(mutations, config));
            try
            {
                _ = WorkspaceConfig.ReadPath(file).ToString();
            }
            catch (ComputeTargetException exception)
            {
                Assert.Equal(ErrorIds.WorkspaceNotResolved, exception.ErrorId);
            }
        });
    }

    private sealed record Document(byte[] Text)
    {
        public override string ToString() => Encoding.UTF8.GetString(Text);
    }
}
