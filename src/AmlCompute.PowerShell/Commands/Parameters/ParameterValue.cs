using System.Collections;
using System.Management.Automation;
using System.Security;
using AmlCompute.Settings;

namespace AmlCompute.Commands.Parameters;

/// <summary>Converts the value of a parameter to the value of its setting.</summary>
internal static class ParameterValue
{
    /// <summary>Returns a value of the type of the member, or its JSON; null for none. Errors name the parameter or column.</summary>
    /// <exception cref="ComputeTargetException">The value cannot be converted, or a file cannot be read.</exception>
    public static object? Convert(Setting setting, object? value, string word, IConfigurationHost host) => value switch
    {
        null => null,
        _ when setting.Member is JsonMember<SetupScript> => setting.Member.Shape.ConvertScalars(ScriptValue.ToJson(value, word, host)),
        _ when setting.IsData => setting.Member!.Shape.ConvertScalars(PlainData.ToJson(value, word)),
        SwitchParameter flag => flag.ToBool(),
        Duration time => time.RequireValid(word),
        PSCredential account when setting.Member is JsonMember<SecureString> => account.Password.Length > 0 ? account.Password : null,
        PSCredential account => account.UserName,
        string path when setting.Member is JsonMember<SecureString> => host.ReadSecret(path, word),
        // PowerShell accepts the values of a ValidateSet in any casing.
        string text => setting.Member!.Shape.Words.FirstOrDefault(known => known.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? text,
        IDictionary tags => PlainData.ToTags(tags, word),
        _ => value,
    };
}
