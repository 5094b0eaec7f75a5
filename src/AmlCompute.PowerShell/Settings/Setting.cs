using System.Security;

namespace AmlCompute.Settings;

/// <summary>
/// One setting of a compute target. Its member has the JSON path, the kind of value, the writer and the way to change it.
/// </summary>
/// <param name="Member">The JSON member; null for a key of YAML that is accepted and not sent.</param>
/// <param name="Key">The key of YAML, with the keys around it, joined by dots; null if YAML has no key for the setting.</param>
/// <param name="Parameter">The parameter, which is also the column of a row; null if there is none.</param>
internal sealed record Setting(JsonMember? Member, string? Key, string? Parameter = null)
{
    /// <summary>Gets the form of the value in YAML.</summary>
    public SettingForm Form { get; init; }

    /// <summary>Gets another name of the key, which is accepted and never written; null if there is none.</summary>
    public string? OtherKey { get; init; }

    /// <summary>Gets a value indicating whether YAML must have the key if it has the keys around it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Gets the value that is sent without the key; null for none. YAML of a target without the member then has a null.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>Gets the allowed words in YAML if the member accepts any text; empty if YAML accepts any text too.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>
    /// Gets the settings inside the value: those of an object, or of each item of a list or map; for a choice, one setting for each word of
    /// the member, in the order of the words; empty for others.
    /// </summary>
    public IReadOnlyList<Setting> Items { get; init; } = [];

    /// <summary>Gets a value indicating whether the value may contain a secret, as the environment of a program does.</summary>
    public bool MayHoldSecret { get; init; }

    /// <summary>Gets the rule for the value; null without one. The commands refuse settings that break it.</summary>
    public Func<ComputeConfiguration, IEnumerable<SettingProblem>>? Rule { get; init; }

    /// <summary>Gets the rule that only Test-AmlComputeTarget, -WhatIf, plans and replacements check; null without one.</summary>
    public Func<ComputeConfiguration, Workspace, IEnumerable<SettingProblem>>? Check { get; init; }

    /// <summary>Gets the JSON path from the object that has the member; empty without a member.</summary>
    public string[] Path { get; } = Member?.Names ?? [];

    /// <summary>Gets a value indicating whether the value is an array.</summary>
    public bool IsList => Member?.ValueType.Name == typeof(IReadOnlyList<>).Name;

    /// <summary>Gets a value indicating whether the value is an object whose names the user chooses.</summary>
    public bool IsMap => Member?.ValueType.Name == typeof(IReadOnlyDictionary<,>).Name;

    /// <summary>Gets a value indicating whether the parameter for the whole setting takes hashtables of JSON members.</summary>
    public bool IsData => Member is not (JsonMember<string> or JsonMember<int?> or JsonMember<bool?> or JsonMember<TimeSpan?>
        or JsonMember<SecureString> or JsonMember<IReadOnlyDictionary<string, string?>>);
}
