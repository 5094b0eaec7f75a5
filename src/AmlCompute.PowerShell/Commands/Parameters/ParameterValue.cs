using System.Collections;
using System.Management.Automation;
using System.Security;
using AmlCompute.Settings;

namespace AmlCompute.Commands.Parameters;

/// <summary>Converts the value of a parameter to the value of its setting.</summary>
internal static class ParameterValue
{
    /// <summary>Returns a value of the type of the member, or its JSON; null for none.</summary>
    /// <param name="setting">The setting; one with a parameter has a member.</param>
    /// <param name="value">The value that PowerShell bound; null for none.</param>
    /// <param name="word">The parameter or column that errors name.</param>
    /// <param name="host">Reads the files that the value names.</param>
    /// <exception cref="ComputeTargetException">The value cannot be converted, or a file cannot be read.</exception>
    public static object? Convert(Setting setting, object? value, string word, IConfigurationHost host)
    {
        JsonMember member = setting.Member!;
        return value switch
        {
            null => null,
            _ when member is JsonMember<SetupScript> => member.Shape.ConvertScalars(ScriptValue.ConvertToNode(value, word, host)),
            _ when member is JsonMember<SecureString> => ConvertSecret(value, word, host),
            _ when setting.IsData => member.Shape.ConvertScalars(PlainJson.ConvertToNode(value, word)),
            SwitchParameter flag => flag.ToBool(),
            Duration time => time.RequireValid(word),
            IDictionary tags => TagValues.ConvertTags(tags, word),

            // The password of the account is the value of another setting, a secret.
            PSCredential account => account.UserName,

            // The user can write a word in any casing.
            string text => JsonShape.NormalizeWord(text, member.Shape.Words),
            _ => value,
        };
    }

    /// <summary>Returns the secret of a value: a text is the path of a file with it.</summary>
    private static object? ConvertSecret(object value, string word, IConfigurationHost host) => value switch
    {
        string path => host.ReadSecret(path, word),

        // An account without a password signs in with a key.
        PSCredential account => account.Password.Length > 0 ? account.Password : null,
        _ => value,
    };
}
