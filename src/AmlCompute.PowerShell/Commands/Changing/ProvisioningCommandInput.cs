using System.Management.Automation;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using AmlCompute.Files;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <content>Reads the names and configurations of targets from parameters, piped objects and files.</content>
public abstract partial class ProvisioningCommand
{
    /// <summary>Gets a value indicating whether files describe the targets.</summary>
    private bool TakesFiles => ParameterSetName is ParameterSets.Path or ParameterSets.LiteralPath;

    private static bool IsRow(PSObject? piped) => ParameterRow.IsRow(piped) || SizeRow.IsSize(piped);

    /// <summary>Refuses parameters that cannot be combined, and settings that are not valid if they describe the only target.</summary>
    private void CheckParameters()
    {
        if (Force && IfNotExists)
        {
            throw Invalid("-Force and -IfNotExists cannot be combined.");
        }

        if (TakesFiles)
        {
            RefuseSettings("-Path or -LiteralPath. Write the setting into the file.");
        }
        else if (_isConfigurationTyped)
        {
            RefuseSettings("-Configuration. Set it in the configuration.");
        }
        else if (ParameterSetName != ParameterSets.Configuration && !MyInvocation.ExpectingInput)
        {
            _configuration = CreateConfiguration(this);
        }
    }

    /// <summary>Refuses settings beside files or a configuration, because they would have no effect.</summary>
    /// <param name="source">The end of the message: the parameter that has the settings, and the advice.</param>
    private void RefuseSettings(string source)
    {
        string[] settings = [.. RowParameters.ListSettings(GetType()).Select(parameter => parameter.Name)];
        if (Array.Find(settings, MyInvocation.BoundParameters.ContainsKey) is { } setting)
        {
            throw Invalid($"-{setting} cannot be combined with {source}");
        }
    }

    /// <summary>Refuses a piped name beside -Name, because the engine keeps the value of the command line.</summary>
    private void RefuseTwoNames()
    {
        if (_typedName is not null && InputObject is { BaseObject: string })
        {
            RefuseBesidePiped(nameof(Name), "names");
        }
    }

    /// <summary>
    /// Reads all targets of the files. Refuses those that this command cannot create or attach, and settings that are not valid.
    /// </summary>
    private IReadOnlyList<ComputeDefinition> ReadDefinitions()
    {
        if (InputObject is not null and not { BaseObject: string })
        {
            throw Invalid("Only a name can be piped together with -Path or -LiteralPath.");
        }

        IReadOnlyList<ComputeDefinition> definitions = ReadFiles(Path, LiteralPath, Name, TemplateParameter);
        foreach (ComputeDefinition definition in definitions)
        {
            definition.RequireValidFor(Attaches);
            if (!IfNotExists)
            {
                // -IfNotExists returns an existing target, so the settings may not be needed.
                ConfigurationRules.Require(definition.Configuration);
            }
        }

        return definitions;
    }

    /// <summary>Returns the name and the configuration of the current input: a row, a name or a configuration.</summary>
    private (string Name, ComputeConfiguration Configuration) ReadInput()
    {
        if (_isConfigurationTyped && InputObject is not null and not { BaseObject: string })
        {
            throw Invalid("Only a name can be piped together with -Configuration.");
        }

        if (InputObject is { } piped && IsRow(piped))
        {
            return ReadPipedRow(piped);
        }

        bool isName = ParameterSetName != ParameterSets.Configuration && InputObject is null or { BaseObject: string };
        return isName ? ReadNameWithSettings() : ReadConfiguration();
    }

    private (string Name, ComputeConfiguration Configuration) ReadPipedRow(PSObject piped)
    {
        ParameterRow row = ParameterRow.Create(SizeRow.ConvertSize(piped), GetType(), _rows);
        string word = ParameterRow.IsRow(piped) ? $"'{nameof(Name)}'" : $"-{nameof(Name)}";
        return (row.Name ?? _typedName ?? throw Invalid($"{word} is missing."), row.CreateConfiguration(this));
    }

    /// <summary>Returns the name, and the configuration of the parameters.</summary>
    private (string Name, ComputeConfiguration Configuration) ReadNameWithSettings()
    {
        if (Name?.Contains('\n') == true && SecretForms.FindKind(Name) is null)
        {
            throw Invalid(
                "A text of several lines is not a name. Convert YAML with ConvertFrom-AmlComputeYaml or JSON with "
                + "ConvertFrom-AmlComputeJson, or give the file with -Path.");
        }

        // All names have the same settings, so an error in them ends the command.
        _configuration ??= RunOrEnd(() => CreateConfiguration(this));
        return (Name ?? throw Invalid("-Name is missing."), _configuration);
    }

    /// <summary>Returns the configuration of -Configuration or of the piped object, and its name.</summary>
    private (string Name, ComputeConfiguration Configuration) ReadConfiguration()
    {
        if (InputObject is { BaseObject: ComputeConfiguration } && _rows.Defaults.Count > 0)
        {
            throw Invalid(
                "A piped configuration cannot be combined with settings. Pipe names or rows, or remove "
                + $"{string.Join(", ", _rows.Defaults.Keys.Select(name => "-" + name))}.");
        }

        (string? name, ComputeConfiguration configuration) =
            ParameterRow.ReadConfiguration(Configuration ?? InputObject!, GetType(), this);
        if (configuration.IsAttach != Attaches)
        {
            throw Invalid(
                Attaches
                    ? "This configuration creates a compute target. Pipe it to New-AmlComputeTarget."
                    : "This configuration attaches an existing resource. Pipe it to Connect-AmlComputeTarget.");
        }

        // The engine binds the text form of a piped configuration to -Name.
        name = _typedName ?? (_isConfigurationTyped ? Name : null) ?? name;
        return (name ?? throw Invalid("-Name is missing."), configuration);
    }
}
