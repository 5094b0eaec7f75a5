using AmlCompute.Settings;

namespace AmlCompute.Commands.Changing;

/// <summary>A command whose parameters can be set from the columns of a row.</summary>
internal interface IRowCommand
{
    /// <summary>Gets or sets the source of the settings, which has the columns of a row and the words for errors.</summary>
    ParameterSource Source { get; set; }
}
