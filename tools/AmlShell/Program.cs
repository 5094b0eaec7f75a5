using System.Management.Automation;
using System.Reflection;

namespace AmlCompute.Shell;

internal static class Program
{
    private const int BadArguments = 64;

    private static int Main(string[] args)
    {
        ShellArguments arguments = ShellArguments.Parse(args, Console.IsInputRedirected);
        switch (arguments.Mode)
        {
            case ShellMode.Help:
                Console.Out.Write(ShellArguments.Help);
                return 0;
            case ShellMode.Invalid:
                return Refuse(arguments.Text + " See --help.");
            case ShellMode.Script when !File.Exists(arguments.Text):
                return Refuse($"There is no script file '{arguments.Text}'.");
            case ShellMode.Script when !arguments.Text.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase):
                return Refuse($"'{arguments.Text}' is not a script: its name does not end in .ps1.");
        }

        // The engine reports module names to its makers unless told otherwise; a development tool sends nothing.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        ShellTerminal terminal = ShellTerminal.Open(arguments.NonInteractive);
        if (!terminal.UsesColor)
        {
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        }

        return Run(arguments, terminal);
    }

    private static int Run(ShellArguments arguments, ShellTerminal terminal)
    {
        ShellHost host = new(terminal);
        using ShellSession session = ShellSession.Open(host, terminal);
        if (!Console.IsInputRedirected)
        {
            host.ApplicationEnded += session.StopIfInterrupted;
        }

        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = session.Stop() || arguments.Mode == ShellMode.Interactive;

        if (arguments.ImportsModule && ImportModule(session) is var failure and not 0)
        {
            return failure;
        }

        switch (arguments.Mode)
        {
            case ShellMode.Script:
                return session.RunScript(Path.GetFullPath(arguments.Text), arguments.ScriptArguments);
            case ShellMode.Command:
                return session.RunCommand(arguments.Text);
            case ShellMode.StandardInput:
                return session.RunCommand(Console.In.ReadToEnd());
            default:
                InteractiveLoop loop = new(session, host, terminal);
                host.NestedPromptRequested += loop.RunNested;
                return loop.Run();
        }
    }

    private static int ImportModule(ShellSession session)
    {
        string manifest = typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == "ModuleManifest").Value!;
        if (!File.Exists(manifest))
        {
            Console.Error.WriteLine($"AmlShell: there is no module '{manifest}'. Build it with 'dotnet build', or start with -NoModule.");
            return 1;
        }

        return session.Run($"Import-Module -Name {ShellArguments.Quote(manifest)} -ErrorAction Stop");
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine("AmlShell: " + message);
        return BadArguments;
    }
}
