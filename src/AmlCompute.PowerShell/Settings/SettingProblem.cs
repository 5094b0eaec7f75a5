using System.Globalization;

namespace AmlCompute.Settings;

/// <summary>A setting that breaks a rule.</summary>
/// <param name="Path">The JSON path of the setting.</param>
/// <param name="Text">The message. Members and JSON paths in it stand for the words of the source.</param>
/// <param name="Check">The name of the check in a report.</param>
/// <param name="ErrorId">The id of the error; null if only checks report the problem.</param>
internal sealed record SettingProblem(
    IReadOnlyList<string> Path, FormattableString Text, string Check = "Settings", string? ErrorId = ErrorIds.InvalidArgument)
{
    public SettingProblem(
        JsonMember member, FormattableString text, string check = "Settings", string? errorId = ErrorIds.InvalidArgument)
        : this(member.Names, text, check, errorId)
    {
    }

    /// <summary>Gets the outcome of the check in a report; a problem that is uncertain is only a warning.</summary>
    public ComputeCheckOutcome Outcome { get; init; } = ComputeCheckOutcome.Failed;

    /// <summary>Returns the message in the words of the source that gave the settings, with the place in a file.</summary>
    public string FormatMessage(ComputeConfiguration configuration) =>
        (configuration.Source ?? ParameterSource.CommandLine).FormatPlace(Path) + FormatText(configuration);

    /// <summary>Returns the message in the words of the source, without the place.</summary>
    public string FormatText(ComputeConfiguration configuration)
    {
        SettingSource source = configuration.Source ?? ParameterSource.CommandLine;
        object?[] arguments = Array.ConvertAll(Text.GetArguments(), argument => argument switch
        {
            JsonMember member => source.GetWord(configuration.ComputeType, member.Names),
            IReadOnlyList<string> path => source.GetWord(configuration.ComputeType, path),
            _ => argument,
        });
        return string.Format(CultureInfo.InvariantCulture, Text.Format, arguments);
    }

    /// <summary>Creates the check of a report.</summary>
    public ComputeCheck ToCheck(ComputeConfiguration configuration) =>
        new(Check, Outcome, FormatMessage(configuration)) { ErrorId = ErrorId };
}
