using System.Collections;
using System.Management.Automation;
using System.Security;
using AmlCompute.Commands.Parameters;
using AmlCompute.Files;
using AmlCompute.Files.Templates;

namespace AmlCompute.Commands;

/// <content>Reads the files that parameters and columns name, on the thread pool, and emits files and described objects.</content>
public abstract partial class WorkspaceScopedCommand : IConfigurationHost
{
    bool IConfigurationHost.ReportsInvalidValues => ReportsInvalidValues;

    /// <inheritdoc cref="IConfigurationHost.ReportsInvalidValues"/>
    private protected virtual bool ReportsInvalidValues => false;

    /// <summary>Reads the compute targets that files describe.</summary>
    /// <param name="patterns">Paths with wildcards.</param>
    /// <param name="literals">Paths without wildcards.</param>
    /// <param name="name">The name for the only target in the files; null for the names in the files.</param>
    /// <param name="templateParameter">The arguments of ARM templates; null for none.</param>
    /// <exception cref="ComputeTargetException">A path or a file is not valid, or the name is given for several targets.</exception>
    private protected IReadOnlyList<ComputeDefinition> ReadFiles(
        string[] patterns, string[] literals, string? name, IDictionary? templateParameter)
    {
        PathIntrinsics session = SessionState.Path;
        string[] paths = [.. FilePaths.ResolvePatterns(session, patterns), .. FilePaths.ResolveLiterals(session, literals)];
        return ComputeFiles.ReadFiles(paths, ResolveWorkspace, name, RunInBackground, CreateTemplateArguments(templateParameter));
    }

    /// <summary>Runs a read on the thread pool, so that Ctrl+C does not wait for it.</summary>
    private protected void RunInBackground(Action read) => ReadInBackground(() =>
    {
        read();
        return true;
    });

    /// <summary>
    /// Emits files with the owner and the other members that the table of files shows, which the provider adds. The current location can
    /// belong to another provider.
    /// </summary>
    private protected void WriteFileItems(IEnumerable<string> paths) => WriteObject(
        InvokeProvider.Item.Get(
            [.. paths.Select(path => $"Microsoft.PowerShell.Core\\FileSystem::{path}")], force: true, literalPath: true),
        enumerateCollection: true);

    /// <summary>Emits the objects that a text describes; none for blank text, which an empty file or pipeline gives.</summary>
    /// <param name="lines">The lines of the text.</param>
    /// <param name="read">Reads the text.</param>
    private protected void WriteDescribed(IEnumerable<string> lines, Func<string, IEnumerable<object>> read)
    {
        string text = string.Join("\n", lines).TrimStart(RegularFile.ByteOrderMark);
        if (!string.IsNullOrWhiteSpace(text))
        {
            Attempt(null, () => WriteObject(read(text), enumerateCollection: true));
        }
    }

    /// <summary>Creates the arguments of ARM templates from -TemplateParameter, which is null if it was not specified.</summary>
    private protected TemplateArguments CreateTemplateArguments(IDictionary? templateParameter) =>
        new(PlainJson.ConvertTemplateArguments(templateParameter), WriteVerbose);

    Workspace IConfigurationHost.ResolveWorkspace() => ResolveWorkspace();

    SecureString IConfigurationHost.ReadSecret(string path, string word)
    {
        string full = FilePaths.ResolveLiteral(SessionState.Path, path);
        return ReadFile(() => SecretFile.ReadSecret(full), word);
    }

    string? IConfigurationHost.FindFile(string text)
    {
        if (text.IndexOfAny(['\n', '\0']) >= 0)
        {
            return null;
        }

        try
        {
            string full = FilePaths.ResolveLiteral(SessionState.Path, text);
            return ReadInBackground(() => File.Exists(full) || Directory.Exists(full)) ? full : null;
        }
        catch (ComputeTargetException)
        {
            // A text that is not a path is a script.
            return null;
        }
    }

    string IConfigurationHost.ReadScript(string path, string word) =>
        ReadFile(() => RegularFile.ReadText(path, ScriptValue.LargestSize), word);

    /// <summary>Reads a file of a parameter or column.</summary>
    /// <param name="read">Reads the file.</param>
    /// <param name="word">The parameter or column, which the error names.</param>
    /// <exception cref="ComputeTargetException">The file cannot be read, is too large, or is not text.</exception>
    private T ReadFile<T>(Func<T> read, string word)
    {
        try
        {
            return ReadInBackground(read);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"{word}: {exception.Message}", exception);
        }
    }
}
