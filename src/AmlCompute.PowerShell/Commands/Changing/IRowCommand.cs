using AmlCompute.Settings;

namespace AmlCompute.Commands.Changing;

/// <summary>
/// A command whose parameters can be set from the columns of a row. <see cref="ParameterRow"/> creates an instance to read a row, and never
/// runs this instance.
/// </summary>
internal interface IRowCommand
{
    /// <summary>Gets or sets the source of the settings: the parameters of the command line, or the columns of a row.</summary>
    ParameterSource Source { get; set; }
}
