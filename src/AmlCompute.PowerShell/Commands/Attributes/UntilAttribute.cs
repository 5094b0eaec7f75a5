using System.Management.Automation;

namespace AmlCompute.Commands;

/// <summary>Converts the condition of a watch: a word of <see cref="WaitFor"/>, or a script block.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UntilAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapper ? wrapper.BaseObject : inputData) switch
        {
            null => null,
            ScriptBlock script => script,
            WaitFor condition => condition,
            object given when typeof(WaitFor).GetEnumNames().Contains($"{given}", StringComparer.OrdinalIgnoreCase) =>
                LanguagePrimitives.ConvertTo<WaitFor>(given),
            object given => throw new ArgumentTransformationMetadataException(
                $"'{given}' is not a valid condition. Use {string.Join(", ", typeof(WaitFor).GetEnumNames())}, or a script block such as "
                + "{ $_.CurrentNodes -ge 2 }."),
        };
}
