namespace AmlCompute.Settings;

/// <summary>The form of a value in YAML.</summary>
internal enum SettingForm
{
    /// <summary>As in JSON, with words in snake_case and nested settings as keys.</summary>
    Plain,

    /// <summary>Accepted and not sent: other code reads the value, or only output of the Azure CLI has the key.</summary>
    Ignored,

    /// <summary>A duration as a number of seconds.</summary>
    Seconds,

    /// <summary>A duration as a number of minutes.</summary>
    Minutes,

    /// <summary>A duration in ISO 8601, such as PT30M.</summary>
    IsoDuration,

    /// <summary>A number of minutes, or a number with a unit such as <c>1h</c>.</summary>
    ScriptTimeout,

    /// <summary>True or false for Enabled or Disabled.</summary>
    Switch,

    /// <summary>The path of a file that contains the secret.</summary>
    SecretFile,

    /// <summary>Amounts of resources in Kubernetes, such as <c>cpu: 1</c>.</summary>
    Quantities,

    /// <summary>Environment variables: names with values.</summary>
    Variables,

    /// <summary>A list of user-assigned identities.</summary>
    IdentityIds,

    /// <summary>The id of a subnet, or its name together with the name of its network.</summary>
    Subnet,

    /// <summary>A word with the nested settings of that word, such as the trigger of a schedule.</summary>
    Choice,
}
