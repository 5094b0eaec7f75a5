namespace AmlCompute;

/// <summary>
/// The secrets of a compute target. Each is a SecureString, or plain text if -AsPlainText was specified; an object with secrets has
/// no ToJson method.
/// </summary>
public abstract class ComputeKey
{
    private readonly JsonElement _json;
    private readonly bool _asPlainText;

    private protected ComputeKey(JsonElement json, ComputeTarget target, bool asPlainText)
    {
        _json = json;
        _asPlainText = asPlainText;
        ComputeTargetName = target.Name;
        ComputeType = target.ComputeType;
        WorkspaceName = target.WorkspaceName;
    }

    /// <summary>Gets the name of the compute target.</summary>
    public string ComputeTargetName { get; }

    /// <summary>Gets the type of the compute target, in the service's words.</summary>
    public string ComputeType { get; }

    /// <summary>Gets the name of the workspace.</summary>
    public string WorkspaceName { get; }

    /// <summary>Shows the name of the compute target, and no secret.</summary>
    public override string ToString() => ComputeTargetName;

    /// <summary>
    /// Returns the constructor of the secrets of a target's type, for the JSON of a response, the target, and true for secrets in plain
    /// text; null if the type has no secrets.
    /// </summary>
    internal static Func<JsonElement, ComputeTarget, bool, ComputeKey>? FindFactory(ComputeTarget target) => target switch
    {
        AksCompute => (json, owner, asPlainText) => new AksComputeKey(json, owner, asPlainText),
        VirtualMachineCompute or HDInsightCompute => (json, owner, asPlainText) => new AdministratorAccountKey(json, owner, asPlainText),
        DatabricksCompute => (json, owner, asPlainText) => new DatabricksComputeKey(json, owner, asPlainText),
        _ => null,
    };

    private protected string? ReadText(JsonMember<string> member) => member.Read(_json);

    /// <summary>Returns a secret; null if it is missing. Each read creates a SecureString, because its owner may dispose it.</summary>
    private protected object? ReadSecret(JsonMember<string> member)
    {
        string? text = member.Read(_json);
        return text is null || _asPlainText ? text : SecretText.Protect(text);
    }
}
