using System.Globalization;
using System.Management.Automation;
using AmlCompute.Commands.Attributes;

namespace AmlCompute.Commands;

/// <summary>Converts durations, because PowerShell would convert a number to ticks, '30' to thirty days, and 1d to the number 1.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = ArgumentInput.Unwrap(inputData);

        // The PSObject of a literal has its source text, so that 1d is a day, although its value is the decimal 1.
        string typedText = LanguagePrimitives.ConvertTo<string>(inputData);
        return value switch
        {
            null or Duration => value,
            TimeSpan time => Duration.FromTimeSpan(time),
            string text => Duration.Parse(text),
            decimal number when typedText == number.ToString(CultureInfo.InvariantCulture) => Duration.CreateInvalid(
                $"The decimal {typedText} is ambiguous, because PowerShell parses 1d as a decimal. "
                + $"Use '{typedText}d' for days or '{typedText}s' for seconds."),
            _ when Duration.TryParse(typedText) is { } duration => duration,
            IConvertible and not (bool or char or DateTime or Enum) =>
                Duration.FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            _ => Duration.Parse(typedText),
        };
    }
}
