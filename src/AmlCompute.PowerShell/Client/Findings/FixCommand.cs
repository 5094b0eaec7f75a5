namespace AmlCompute.Client.Findings;

/// <summary>Writes the command that corrects a finding.</summary>
internal static class FixCommand
{
    /// <summary>Returns a command on a target by its resource id, with further parameters and their values.</summary>
    public static string WriteCommand(string command, ComputeTarget target, string parameters = "") =>
        $"{command} {CommandText.WriteResourceId(target.Id)} {parameters}".TrimEnd();

    public static string WriteSetCommand(ComputeTarget target, string parameters) =>
        WriteCommand("Set-AmlComputeTarget", target, parameters);
}
