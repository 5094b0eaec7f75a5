using System.Text.RegularExpressions;

namespace AmlCompute.Sandbox.Wire;

/// <summary>The api-versions of the service from the first one on that has all compute types.</summary>
internal static class ApiVersions
{
    // The folders of generated/machinelearningservices/microsoft.machinelearningservices in Azure/bicep-types-az.
    private const string Names = """
        2026-05-15-preview 2026-05-01 2026-03-01 2026-01-15-preview 2025-12-01 2025-10-01-preview 2025-09-01 2025-07-01-preview 2025-06-01
        2025-04-01-preview 2025-04-01 2025-01-01-preview 2024-10-01-preview 2024-10-01 2024-07-01-preview 2024-04-01-preview 2024-04-01
        2024-01-01-preview 2023-10-01 2023-08-01-preview 2023-06-01-preview 2023-04-01-preview 2023-04-01 2023-02-01-preview
        2022-12-01-preview 2022-10-01-preview 2022-10-01 2022-06-01-preview 2022-05-01 2022-02-01-preview 2022-01-01-preview 2021-07-01
        """;

    private static readonly Regex Pattern = new(
        @"\A[0-9]{4}-[0-9]{2}-[0-9]{2}(-(private)?preview)?\z", RegexOptions.CultureInvariant);

    /// <summary>All versions, newest first.</summary>
    public static IReadOnlyList<string> All { get; } = Names.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Rejects an api-version that the sandbox does not know. Like ARM, the error lists the known versions.</summary>
    public static void CheckApiVersion(RequestContext request, SandboxOptions options)
    {
        string version = request.ApiVersion;
        if (!options.ApiVersions.Contains(version, StringComparer.OrdinalIgnoreCase))
        {
            throw IsWellFormed(version)
                ? ArmErrors.UnknownApiVersion(version, options.Location, request.ResourceType ?? "workspaces", options.ApiVersions)
                : ArmErrors.InvalidApiVersion(version, options.ApiVersions);
        }
    }

    /// <summary>Checks that a version has the format of a date, with or without the suffix of a preview.</summary>
    public static bool IsWellFormed(string version) => Pattern.IsMatch(version);
}
