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
    /// <summary>The depth at which a list or an object is masked as a whole, because it can contain itself.</summary>
    private const int DeepestLevel = 8;

    private const string RowNumber = nameof(RowNumber);

    /// <summary>The words in the names of settings whose plain text is a secret.</summary>
    private static readonly string[] SecretWords = ["password", "credential", "secret", "token", "privateKey", "accountKey"];

    /// <summary>Returns true if the plain text of a setting of this name is a secret.</summary>
    public static bool IsSecretName(string name) =>
        Redaction.IsSecret(name)
        || (SecretWords.Any(word => ContainsWord(name, word)) && !name.EndsWith("Path", StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns a copy with masked secrets, and the number of a numbered row; any other object without secrets unchanged.</summary>
    public static object? RemoveSecrets(object? target)
    {
        if (target is not NumberedRow numbered)
        {
            return MaskValue(target, level: 0);
        }

        object? row = PlainData.UnwrapOne(numbered.Row);
        IEnumerable<(string Name, object? Value)> members = ReadMembers(row)
            .Where(member => !member.Name.Equals(RowNumber, StringComparison.OrdinalIgnoreCase));
        return CreateRow(row, [(RowNumber, numbered.Number), .. MaskMembers(members, level: 0)]);
    }

    private static object? MaskValue(object? value, int level)
    {
        object? unwrapped = PlainData.UnwrapOne(value);
        switch (unwrapped)
        {
            case null or ValueType:
                return value;
            case string text:
                string maskedText = SecretForms.MaskSecrets(text);
                return maskedText == text ? value : maskedText;
            case var _ when level == DeepestLevel:
                return Redaction.Mask;
            case IList items:
                object?[] maskedItems = [.. items.Cast<object?>().Select(item => MaskValue(item, level + 1))];
                return maskedItems.SequenceEqual(items.Cast<object?>()) ? value : maskedItems;
            default:
                (string Name, object? Value)[] members = ReadMembers(unwrapped);
                (string Name, object? Value)[] maskedMembers = MaskMembers(members, level);
                return maskedMembers.SequenceEqual(members) ? value : CreateRow(unwrapped, maskedMembers);
        }
    }

    private static (string Name, object? Value)[] MaskMembers(IEnumerable<(string Name, object? Value)> members, int level) =>
        [.. members.Select(member => (member.Name, MaskMember(member.Name, member.Value, level)))];

    private static object? MaskMember(string name, object? value, int level)
    {
        object? unwrapped = PlainData.UnwrapOne(value);
        return unwrapped switch
        {
            SecureString or PSCredential => Redaction.Mask,
            string or ValueType or IList when IsSecretName(name) => Redaction.Mask,

            // The user chooses the names of environment variables, so a name does not show that its value is a secret.
            _ when ContainsWord(name, "EnvironmentVariable") && ReadMembers(unwrapped) is { Length: > 0 } variables =>
                CreateRow(unwrapped, Array.ConvertAll(variables, variable => (variable.Name, (object?)Redaction.Mask))),
            _ => MaskValue(value, level + 1),
        };
    }

    /// <summary>Returns the members of a hashtable or of an object without a class; none for another object.</summary>
    private static (string Name, object? Value)[] ReadMembers(object? row) => row switch
    {
        IDictionary dictionary => [.. PlainData.ListEntries(dictionary)],
        PSObject custom => [.. custom.Properties.OfType<PSNoteProperty>().Select(property => (property.Name, property.Value))],
        _ => [],
    };

    /// <summary>Creates a row of the kind of the original: a dictionary, or an object without a class.</summary>
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
