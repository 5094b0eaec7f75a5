using System.Globalization;

namespace AmlCompute.Reports;

/// <summary>Writes findings in SARIF 2.1.0, which pipelines and code scanning read.</summary>
internal static class SarifText
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    /// <summary>Returns the indented JSON of one run, with the findings as results and each of their rules once.</summary>
    public static string WriteFindings(IReadOnlyList<FindingRow> findings, string moduleVersion)
    {
        FindingRow[] rules = [.. findings.GroupBy(finding => finding.Rule, StringComparer.Ordinal).Select(group => group.First())];
        JsonObject sarif = new()
        {
            ["$schema"] = Schema,
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "AmlCompute",
                        ["version"] = moduleVersion,
                        ["rules"] = new JsonArray([.. rules.Select(CreateRule)]),
                    },
                },
                ["columnKind"] = "utf16CodeUnits",
                ["results"] = new JsonArray([.. findings.Select(CreateResult)]),
            }),
        };
        return TerminalText.Escape(sarif.ToJsonString(JsonText.Indented));
    }

    private static JsonNode CreateRule(FindingRow rule) => new JsonObject
    {
        ["id"] = rule.Rule,
        ["name"] = rule.Rule,
        ["shortDescription"] = new JsonObject { ["text"] = $"{rule.Rule} ({rule.Category})" },
        ["defaultConfiguration"] = new JsonObject { ["level"] = GetLevel(rule) },
        ["properties"] = new JsonObject { ["tags"] = new JsonArray(rule.Category), ["policy"] = NullIfEmpty(rule.Policy) },
    };

    private static JsonNode CreateResult(FindingRow finding) => new JsonObject
    {
        ["ruleId"] = finding.Rule,
        ["level"] = GetLevel(finding),
        ["message"] = new JsonObject
        {
            ["text"] = $"{finding.Name}: {finding.Evidence}{WriteFix(finding)}",
        },
        ["locations"] = new JsonArray(CreateLocation(finding)),

        // Code scanning recognizes a result of an earlier run by its fingerprint. Azure compares resource ids without case.
        ["partialFingerprints"] = new JsonObject { ["target/v1"] = $"{finding.Rule}:{finding.ResourceId}".ToUpperInvariant() },
        ["properties"] = CreateProperties(finding),
    };

    /// <summary>Returns the sentence about the fix, after a space; empty if the fix is unknown.</summary>
    private static string WriteFix(FindingRow finding) => finding switch
    {
        { NeedsReplacement: true } => " Only a replacement of the target fixes it.",
        { Fix.Length: 0 } => string.Empty,
        _ => $" Fix: {finding.Fix}",
    };

    /// <summary>Returns the location of a finding. Code scanning requires a file; the resource id takes the place of its path.</summary>
    private static JsonObject CreateLocation(FindingRow finding) => new()
    {
        ["physicalLocation"] = new JsonObject
        {
            ["artifactLocation"] = new JsonObject { ["uri"] = ToUri(finding.ResourceId) },
            ["region"] = new JsonObject { ["startLine"] = 1 },
        },
        ["logicalLocations"] = new JsonArray(new JsonObject
        {
            ["name"] = finding.Name,
            ["fullyQualifiedName"] = finding.ResourceId,
            ["kind"] = "resource",
        }),
    };

    private static JsonObject CreateProperties(FindingRow finding) => new()
    {
        ["severity"] = finding.Severity,
        ["category"] = finding.Category,
        ["workspace"] = finding.WorkspaceName,
        ["owner"] = NullIfEmpty(finding.Owner),
        ["since"] = finding.Since?.ToString("O", CultureInfo.InvariantCulture),
        ["costPerMonth"] = finding.CostPerMonth,
        ["currency"] = NullIfEmpty(finding.Currency),
        ["isSpot"] = finding.IsSpot,
        ["policy"] = NullIfEmpty(finding.Policy),
        ["fix"] = NullIfEmpty(finding.Fix),
        ["needsReplacement"] = finding.NeedsReplacement,
    };

    /// <summary>Returns the level of SARIF for the severity; a note for Low and for an unknown one.</summary>
    private static string GetLevel(FindingRow finding) => finding.Severity switch
    {
        "High" => "error",
        "Medium" => "warning",
        _ => "note",
    };

    /// <summary>Returns the resource id as a relative URI, without the slash at its start.</summary>
    private static string ToUri(string resourceId) =>
        string.Join("/", resourceId.Split(['/'], StringSplitOptions.RemoveEmptyEntries).Select(Uri.EscapeDataString));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
