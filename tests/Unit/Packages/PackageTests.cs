using System.Collections;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Xunit;

namespace AmlCompute.Tests.Packages;

/// <summary>The content of the packages. Packages.Tests.ps1 packs and installs.</summary>
[Collection(nameof(BuiltPackages))]
public sealed class PackageTests(BuiltPackages packages)
{
    /// <summary>
    /// All files but the assemblies, which <see cref="Every_assembly_is_there_that_another_needs_and_no_other"/> looks at.
    /// </summary>
    private static readonly string[] Files =
    [
        "AmlCompute.Format.ps1xml", "AmlCompute.List.Format.ps1xml", "AmlCompute.Types.ps1xml", "AmlCompute.Views.psd1",
        "AmlCompute.psd1", "AmlCompute.psm1",
        "CHANGELOG.md", "LICENSE.txt", "THIRD-PARTY-NOTICES.txt",
        "en-US/AmlCompute.PowerShell.dll-Help.xml", "en-US/about_AmlCompute.help.txt", "en-US/about_AmlCompute_Authentication.help.txt",
        "en-US/about_AmlCompute_Automation.help.txt", "en-US/about_AmlCompute_Errors.help.txt", "en-US/about_AmlCompute_Sandbox.help.txt",
    ];

    [Fact]
    public void The_zip_for_Automation_is_one_folder_of_the_modules_name()
    {
        IReadOnlyList<string> names = BuiltPackages.NamesIn(packages.Automation);
        Assert.Equal("AmlCompute.zip", Path.GetFileName(packages.Automation));
        Assert.Equal(
            Files.Select(file => $"AmlCompute/{file}").Order(StringComparer.Ordinal),
            names.Where(name => !name.StartsWith("AmlCompute/bin/", StringComparison.Ordinal)));
        Assert.All(names, name => Assert.InRange(name.Length, 1, 140));
        Assert.InRange(new FileInfo(packages.Automation).Length, 1, 10_000_000);
    }

    [Fact]
    public void The_package_for_the_Gallery_has_the_same_files_and_those_of_a_package()
    {
        IReadOnlyList<string> names = BuiltPackages.NamesIn(packages.Gallery);
        string properties = Assert.Single(names, name => name.EndsWith(".psmdcp", StringComparison.Ordinal));
        Assert.Equal(
            BuiltPackages.NamesIn(packages.Automation).Select(name => name["AmlCompute/".Length..])
                .Concat(["AmlCompute.nuspec", "[Content_Types].xml", "_rels/.rels", properties]).Order(StringComparer.Ordinal),
            names.Order(StringComparer.Ordinal));
        Assert.Equal($"AmlCompute.{BuiltPackages.Version}.nupkg", Path.GetFileName(packages.Gallery));

        XElement types = XElement.Parse(BuiltPackages.TextIn(packages.Gallery, "[Content_Types].xml"));
        string[] known = [.. types.Elements().Select(type => $".{(string)type.Attribute("Extension")!}")];
        Assert.All(names.Where(name => name != "[Content_Types].xml"), name => Assert.Contains(Path.GetExtension(name), known));
        XElement relations = XElement.Parse(BuiltPackages.TextIn(packages.Gallery, "_rels/.rels"));
        Assert.Equal(
            ["/AmlCompute.nuspec", $"/{properties}"], relations.Elements().Select(relation => (string)relation.Attribute("Target")!));
    }

    [Fact]
    public void The_manifest_describes_the_module_to_the_Gallery()
    {
        Hashtable manifest = BuiltPackages.Manifest;
        string[] cmdlets = [.. ((object[])manifest["CmdletsToExport"]!).Cast<string>()];
        XElement metadata = XElement.Parse(BuiltPackages.TextIn(packages.Gallery, "AmlCompute.nuspec")).Elements().Single();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal(("AmlCompute", BuiltPackages.Version), (Value("id"), Value("version")));
        Assert.Equal(manifest["Description"], Value("description"));
        Assert.NotEqual(0, Value("authors").Length * Value("owners").Length * Value("copyright").Length * Value("releaseNotes").Length);
        Assert.Equal(("https", "https"), (new Uri(Value("licenseUrl")).Scheme, new Uri(Value("projectUrl")).Scheme));

        string[] tags = Value("tags").Split(' ');
        Assert.Equal(tags.Distinct(StringComparer.OrdinalIgnoreCase), tags);
        Assert.Subset(
            tags.ToHashSet(), new HashSet<string> { "PSModule", "PSEdition_Core", "PSEdition_Desktop", "PSIncludes_Cmdlet", "Azure" });
        Assert.Equal(
            cmdlets, tags.Where(tag => tag.StartsWith("PSCmdlet_", StringComparison.Ordinal)).Select(tag => tag["PSCmdlet_".Length..]));
        Assert.Equal(
            cmdlets, tags.Where(tag => tag.StartsWith("PSCommand_", StringComparison.Ordinal)).Select(tag => tag["PSCommand_".Length..]));

        // The Gallery refuses longer ones.
        Assert.InRange(Value("tags").Length, 1, 4000);
    }

    [Theory]
    [InlineData("net8.0")]
    [InlineData("net472")]
    public void Every_assembly_is_there_that_another_needs_and_no_other(string framework)
    {
        Dictionary<string, string[]> assemblies = References($"AmlCompute/bin/{framework}/");
        HashSet<string> needed = ["AmlCompute.Loader", "AmlCompute.PowerShell"];
        Queue<string> open = new(needed);
        while (open.TryDequeue(out string? next))
        {
            foreach (string reference in assemblies[next].Where(reference => assemblies.ContainsKey(reference) && needed.Add(reference)))
            {
                open.Enqueue(reference);
            }
        }

        Assert.Equal(needed.Order(StringComparer.Ordinal), assemblies.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("System.Management.Automation", assemblies.Keys);
        Assert.Contains("Azure.Core", assemblies.Keys);
        if (framework == "net8.0")
        {
            // An assembly that is not in the package belongs to .NET or is the engine.
            string runtime = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
            HashSet<string> known = [
                .. assemblies.Keys, "System.Management.Automation",
                .. runtime.Split(Path.PathSeparator).Select(path => Path.GetFileNameWithoutExtension(path)!)];
            Assert.Subset(known, assemblies.Values.SelectMany(references => references).ToHashSet());
        }
    }

    [Fact]
    public void The_notices_name_the_package_of_every_assembly_and_its_license()
    {
        string notices = BuiltPackages.TextIn(packages.Automation, "AmlCompute/THIRD-PARTY-NOTICES.txt");
        foreach (string assembly in References("AmlCompute/bin/").Keys.Where(
            name => !name.StartsWith("AmlCompute.", StringComparison.Ordinal)))
        {
            // A package has the name of its assembly, for all that are shipped.
            Assert.Matches($@"(?m)^{System.Text.RegularExpressions.Regex.Escape(assembly)} \d+\.\d+\.\d+$", notices);
        }

        Assert.Contains("Permission is hereby granted, free of charge", notices);
        Assert.Contains("Apache License", notices);
        Assert.Contains("Copyright (c) Antoine Aubry and contributors\nLicense: MIT\n", notices);
        Assert.DoesNotContain('\r', notices);
        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, "LICENSE")), BuiltPackages.TextIn(packages.Gallery, "LICENSE.txt"));
    }

    [Fact]
    public void The_release_notes_lead_to_the_changelog_which_knows_the_version()
    {
        string changelog = BuiltPackages.TextIn(packages.Gallery, "CHANGELOG.md");
        Hashtable gallery = (Hashtable)((Hashtable)BuiltPackages.Manifest["PrivateData"]!)["PSData"]!;
        Assert.Contains("CHANGELOG.md", (string)gallery["ReleaseNotes"]!);
        Assert.Contains($"\n## {BuiltPackages.Version} - ", changelog);
        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, "CHANGELOG.md")), changelog);
    }

    /// <summary>The assemblies below a folder of the zip, each with what it refers to.</summary>
    private Dictionary<string, string[]> References(string folder)
    {
        using ZipArchive zip = ZipFile.OpenRead(packages.Automation);
        Dictionary<string, string[]> references = new(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => entry.FullName.StartsWith(folder, StringComparison.Ordinal)))
        {
            Assert.EndsWith(".dll", entry.FullName, StringComparison.Ordinal);
            using MemoryStream content = new();
            using (Stream stream = entry.Open())
            {
                stream.CopyTo(content);
            }

            content.Position = 0;
            using PEReader image = new(content);
            MetadataReader metadata = image.GetMetadataReader();
            references[Path.GetFileNameWithoutExtension(entry.FullName)] =
                [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
        }

        return references;
    }
}
