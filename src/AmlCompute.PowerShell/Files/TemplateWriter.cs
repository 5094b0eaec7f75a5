using System.Security;
using AmlCompute.Files.Templates;

namespace AmlCompute.Files;

/// <summary>Writes targets as an ARM template, with parameters for the workspace and for values that the service does not return.</summary>
/// <param name="workspace">The workspace whose name is the default of the parameter.</param>
internal sealed class TemplateWriter(Workspace workspace)
{
    private const string Schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
    private const string WorkspaceParameter = "workspaceName";

    /// <summary>The resources and their parameters by the names of the targets, in the order of their addition.</summary>
    private readonly Dictionary<string, (JsonObject Resource, Dictionary<string, string> ParameterTypes)> _resources =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets a value indicating whether the template has no target.</summary>
    public bool IsEmpty => _resources.Count == 0;

    /// <summary>
    /// Adds the resource of a target of the workspace, and the parameters for its missing values. The same target replaces its earlier
    /// resource and its parameters.
    /// </summary>
    /// <exception cref="ComputeTargetException">The settings of the target cannot be copied.</exception>
    public void AddTarget(ComputeTarget target)
    {
        ComputeConfiguration copy = ComputeDocumentWriter.CopySettings(target);
        JsonObject body = ExpressionReader.Escape(copy.ToNode())!.AsObject();

        Dictionary<string, string> parameterTypes = [];

        // One member of each group is enough, so the template has a parameter for the first one.
        foreach (JsonMember member in UnreturnedMembers.FindMissing(copy.ComputeType, body).Select(members => members[0]))
        {
            string name = $"{target.Name}-{member.Names.Last()}";
            parameterTypes[name] = member is JsonMember<SecureString> ? "securestring" : "string";
            member.WriteNode(body, $"[parameters('{EscapeQuotes(name)}')]");
        }

        JsonObject resource = new()
        {
            ["type"] = ArmTargetFinder.ComputeType,
            ["apiVersion"] = ApiVersions.SelectForPut(body),
            ["name"] = $"[concat(parameters('{WorkspaceParameter}'), '/{EscapeQuotes(target.Name)}')]",

            // Replaced by the location of the target if the service returns one.
            ["location"] = "[resourceGroup().location]",
        };
        foreach (KeyValuePair<string, JsonNode?> member in body)
        {
            resource[member.Key] = member.Value?.DeepClone();
        }

        _resources[target.Name] = (resource, parameterTypes);
    }

    /// <summary>Returns the JSON of the template: indented, or on one line.</summary>
    public string ToText(bool compress)
    {
        JsonObject parameters = new()
        {
            [WorkspaceParameter] = new JsonObject { ["type"] = "string", ["defaultValue"] = workspace.Name },
        };
        foreach (KeyValuePair<string, string> parameter in _resources.Values.SelectMany(added => added.ParameterTypes))
        {
            parameters[parameter.Key] = new JsonObject { ["type"] = parameter.Value };
        }

        JsonObject template = new()
        {
            ["$schema"] = Schema,
            ["contentVersion"] = "1.0.0.0",
            ["parameters"] = parameters,
            ["resources"] = new JsonArray([.. _resources.Values.Select(added => added.Resource.DeepClone())]),
        };
        return TerminalText.Escape(template.ToJsonString(compress ? JsonText.Compact : JsonText.Indented));
    }

    private static string EscapeQuotes(string text) => text.Replace("'", "''");
}
