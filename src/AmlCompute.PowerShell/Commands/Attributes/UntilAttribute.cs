using System.Management.Automation;
using AmlCompute.Commands.Attributes;

namespace AmlCompute.Commands;

/// <summary>Converts the condition of a watch to a <see cref="WaitFor"/> or a script block; null stays null.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UntilAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ArgumentInput.Unwrap(inputData) switch
        {
            null => null,
            ScriptBlock script => script,
            WaitFor condition => condition,
            object value when typeof(WaitFor).GetEnumNames().Contains($"{value}", StringComparer.OrdinalIgnoreCase) =>
                LanguagePrimitives.ConvertTo<WaitFor>(value),
            object value => throw new ArgumentTransformationMetadataException(
                $"'{value}' is not a valid condition. Use {string.Join(", ", typeof(WaitFor).GetEnumNames())}, or a script block such as "
                + "{ $_.CurrentNodes -ge 2 }."),
        };
}
