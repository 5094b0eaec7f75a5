using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Security;
using AmlCompute.Client.Errors;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Base;

/// <summary>Masks credentials in the target objects of error records, because errors stay in $Error.</summary>
internal static class ErrorTargetMask
{
    /// <summary>The depth at which masking ends, because an object can contain itself.</summary>
    private const int DeepestLevel = 8;

    private const string RowNumber = nameof(RowNumber);

    /// <summary>The words in the names of settings whose plain text is a secret.</summary>
    private static readonly string[] SecretWords = ["password", "credential", "secret", "token", "privateKey", "accountKey"];

    /// <summary>Returns true if the plain text of a setting of this name is a secret.</summary>
    public static bool IsSecretName(string name) =>
        Redaction.IsSecret(name)
        || (SecretWords.Any(word => ContainsWord(name, word)) && !name.EndsWith("Path", StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns a copy with masked secrets, with the number of a numbered row; an object without secrets unchanged.</summary>
    public static object? RemoveSecrets(object? target)
    {
        if (target is not NumberedRow numbered)
        {
            return MaskValue(target, level: 0);
        }

        object? row = Unwrap(numbered.Row);
        IEnumerable<(string Name, object? Value)> members = ReadMembers(row).Where(member => member.Name != RowNumber);
        return CreateRow(row, [(RowNumber, numbered.Number), .. MaskMembers(members, level: 0)]);
    }

    private static object? MaskValue(object? value, int level)
    {
        if (level == DeepestLevel)
        {
            return value;
        }

        object? unwrapped = Unwrap(value);
        switch (unwrapped)
        {
            case string text:
                string maskedText = SecretForms.MaskSecrets(text);
                return maskedText == text ? value : maskedText;
            case object[] items:
                object?[] maskedItems = Array.ConvertAll(items, item => MaskValue(item, level + 1));
                return maskedItems.SequenceEqual(items) ? value : maskedItems;
            default:
                (string Name, object? Value)[] members = ReadMembers(unwrapped);
                (string Name, object? Value)[] maskedMembers = MaskMembers(members, level);
                return maskedMembers.SequenceEqual(members) ? value : CreateRow(unwrapped, maskedMembers);
        }
    }

    private static (string Name, object? Value)[] MaskMembers(IEnumerable<(string Name, object? Value)> members, int level) =>
        [.. members.Select(member => (member.Name, MaskMember(member.Name, member.Value, level)))];

    private static object? MaskMember(string name, object? value, int level) => PlainData.Unwrap(value) switch
    {
        SecureString or PSCredential => Redaction.Mask,
        string or ValueType when IsSecretName(name) => Redaction.Mask,
        string => MaskValue(value, level: 0),
        _ when value is IDictionary variables && ContainsWord(name, "EnvironmentVariable") =>
            variables.Keys.Cast<object>().ToDictionary(key => key.ToString()!, _ => Redaction.Mask),
        _ => MaskValue(value, level + 1),
    };

    /// <summary>Returns the object in a wrapper; a custom object is its own wrapper.</summary>
    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject and var inner } ? inner : value;

    private static (string Name, object? Value)[] ReadMembers(object? row) => row switch
    {
        IDictionary dictionary => [.. dictionary.Cast<DictionaryEntry>().Select(entry => (entry.Key.ToString()!, entry.Value))],
        PSObject custom => [.. custom.Properties.OfType<PSNoteProperty>().Select(property => (property.Name, property.Value))],
        _ => [],
    };

    private static object CreateRow(object? original, (string Name, object? Value)[] members)
    {
        if (original is not IDictionary)
        {
            return PlainRow.Create(members);
        }

        OrderedDictionary copy = new(StringComparer.OrdinalIgnoreCase);
        Array.ForEach(members, member => copy[member.Name] = member.Value);
        return copy;
    }

    private static bool ContainsWord(string text, string word) => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
}
