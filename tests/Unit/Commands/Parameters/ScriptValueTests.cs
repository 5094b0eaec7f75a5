using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using AmlCompute.Commands;
using AmlCompute.Completion;
using AmlCompute.Models;
using AmlCompute.Tests.Client;
using AmlCompute.Tests.Fidelity;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Commands.Parameters;

/// <summary>Parameters of instances: scripts as text or file, Boolean values at the Tab key.</summary>
public sealed class ScriptValueTests : IDisposable
{
    private readonly StubService _service = new(request => request.Method == "PUT"
        ? WireAnswer.Json(400, """{ "error": { "code": "Enough", "message": "The body was read." } }""")
        : WireAnswer.NotFound(request));

    private readonly ModuleShell _shell;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public ScriptValueTests() => _shell = new(_service);

    public void Dispose()
    {
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("'echo hi'", "echo hi")]
    [InlineData("\"#!/bin/bash`r`necho 1`r`n\"", "#!/bin/bash\necho 1\n")]
    [InlineData("'echo Grüße && ls /mnt'", "echo Grüße && ls /mnt")]
    [InlineData("'htop'", "htop")]
    [InlineData("'yes|sh'", "yes|sh")]
    [InlineData("\"echo `\"a`\"`ndate > x\"", "echo \"a\"\ndate > x")]
    [InlineData("'/usr/bin/python3 /mnt/run.py'", "/usr/bin/python3 /mnt/run.py")]
    [InlineData("\"$folder/my setup.sh\"", "#!/bin/sh\necho file\n")]
    [InlineData("(Get-Item \"$folder/my setup.sh\")", "#!/bin/sh\necho file\n")]
    [InlineData("(Get-Content \"$folder/my setup.sh\")", "#!/bin/sh\necho file\n")]
    [InlineData("(Get-Content -Raw \"$folder/my setup.sh\")", "#!/bin/sh\necho file\n")]
    public void A_script_is_a_text_or_a_file(string value, string expected)
    {
        File.WriteAllText(Path.Combine(_folder, "my setup.sh"), "\uFEFF#!/bin/sh\r\necho file\r\n");
        _shell.Set("folder", _folder);
        foreach (string command in new[]
        {
            $"New-AmlComputeTarget a1 S -Instance -CreationScript {value} -StartupScript {value}",
            $"[pscustomobject]@{{ Name = 'a1'; Instance = 'True'; VmSize = 'S'; CreationScript = {value}; StartupScript = {value} }} "
                + "| New-AmlComputeTarget",
        })
        {
            JsonObject scripts = SentBy(command);

            Assert.Equal(2, scripts.Count);
            Assert.All(
                scripts,
                script =>
                {
                    Assert.Equal("inline", (string?)script.Value!["scriptSource"]);
                    byte[] data = Convert.FromBase64String((string?)script.Value["scriptData"] ?? string.Empty);
                    Assert.Equal(expected, Encoding.UTF8.GetString(data));
                });
        }
    }

    [Theory]
    [InlineData("'./setup.sh'", "-StartupScript: './setup.sh' is not an existing file.")]
    [InlineData("'setup.sh'", "-StartupScript: 'setup.sh' is not an existing file.")]
    [InlineData("'/mnt/none/a.bash'", "-StartupScript: '/mnt/none/a.bash' is not an existing file.")]
    [InlineData(@"'C:\My Scripts\setup.sh'", @"-StartupScript: 'C:\My Scripts\setup.sh' is not an existing file.")]
    [InlineData(@"'.\my setup.sh'", @"-StartupScript: '.\my setup.sh' is not an existing file.")]
    [InlineData("\"`n `n\"", "-StartupScript: The script is empty.")]
    [InlineData("\"a`0b c\"", "-StartupScript: The script must be text of at most 1048576 characters.")]
    [InlineData("(' x' * 600000)", "-StartupScript: The script must be text of at most 1048576 characters.")]
    [InlineData("\"$folder\"", "-StartupScript: '{0}' is a folder. Specify a file.")]
    [InlineData("(Get-Item \"$folder\")", "-StartupScript: '{0}' is a folder. Specify a file.")]
    [InlineData("(Get-Item \"$folder/large.sh\")", "-StartupScript: The file is larger than 1048576 bytes.")]
    [InlineData("\"$folder/latin.sh\"", "-StartupScript: The file is not UTF-8 text.")]
    public void A_value_that_is_not_a_script_is_one_error(string value, string expected)
    {
        File.WriteAllText(Path.Combine(_folder, "large.sh"), new string('x', 1_100_000));
        File.WriteAllText(Path.Combine(_folder, "latin.sh"), "echo Grüße\n", Encoding.Latin1);
        _shell.Set("folder", _folder);

        ShellResult result = _shell.Run($"New-AmlComputeConfiguration -Instance -VmSize S -StartupScript {value}");

        Assert.Equal([ErrorIds.InvalidArgument], result.ErrorIds);
        Assert.Equal(string.Format(CultureInfo.InvariantCulture, expected, _folder), result.Errors[0].Exception.Message);
    }

    [Fact]
    public void An_empty_script_is_not_the_current_folder()
    {
        ShellResult result = _shell.Run("New-AmlComputeTarget a1 S -Instance -StartupScript ''");

        Assert.Equal(["-StartupScript: The script is empty."], result.Errors.Select(error => error.Exception.Message));
    }

    [Fact]
    public void A_row_names_a_file_and_a_hashtable_stays_as_it_is()
    {
        string file = Path.Combine(_folder, "a.sh");
        File.WriteAllText(file, "echo row\n");
        _shell.Set("file", file);
        JsonObject scripts = SentBy(
            "[pscustomobject]@{ Name = 'a1'; Instance = 'True'; VmSize = 'S'; CreationScript = $file; "
            + "StartupScript = @{ scriptSource = 'workspaceStorage'; scriptData = 'Users/ann/a.sh'; timeout = '5m' } } "
            + "| New-AmlComputeTarget");

        Assert.Equal("ZWNobyByb3cK", (string?)scripts["creationScript"]!["scriptData"]);
        Assert.Equal("Users/ann/a.sh", (string?)scripts["startupScript"]!["scriptData"]);
    }

    [Theory]
    [InlineData("", "$true $false")]
    [InlineData("$", "$true $false")]
    [InlineData("$T", "$true")]
    [InlineData("f", "$false")]
    [InlineData("x", "")]
    public void The_Tab_key_offers_true_and_false(string typed, string expected) => Assert.Equal(
        expected,
        string.Join(" ", new FlagCompleter().CompleteArgument("", "", typed, null!, null!).Select(result => result.CompletionText)));

    [Fact]
    public void Each_Boolean_parameter_has_the_completer()
    {
        PropertyInfo[] flags =
        [
            .. typeof(ComputeTarget).Assembly.GetExportedTypes()
                .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
                .Where(property => property.IsDefined(typeof(ParameterAttribute))
                    && (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(bool)),
        ];

        Assert.NotEmpty(flags);
        Assert.All(flags, flag => Assert.Equal(typeof(FlagCompleter), flag.GetCustomAttribute<ArgumentCompleterAttribute>()?.Type));
    }

    [Theory]
    [InlineData("-Stop -At 18:00", "Stop every day at 18:00 (UTC)")]
    [InlineData("-Start -At 8am -Interval 2", "Start every 2 days at 08:00 (UTC)")]
    [InlineData("-Stop -On Monday, Friday -At 18:00", "Stop every week on Monday, Friday at 18:00 (UTC)")]
    [InlineData("-Stop -OnDay 1 -At 18:00", "Stop every month on 1 at 18:00 (UTC)")]
    [InlineData("-Stop -Weekly -On Monday -At 18:00", "Stop every week on Monday at 18:00 (UTC)")]
    [InlineData("-Stop -Cron '0 18 * * 1-5'", "Stop 0 18 * * 1-5 (UTC)")]
    public void A_schedule_needs_no_switch_for_what_its_days_and_times_say(string parameters, string expected) =>
        Assert.Equal(expected, $"{Assert.Single(_shell.Output($"New-AmlComputeSchedule {parameters}"))}");

    [Theory]
    [InlineData("-Stop -On Monday -OnDay 1 -At 18:00")]
    [InlineData("-Stop -Cron '0 18 * * *' -At 18:00")]
    [InlineData("-Stop -Daily -On Monday -At 18:00")]
    public void Days_that_contradict_each_other_are_an_error(string parameters) =>
        Assert.Equal(["AmbiguousParameterSet"], _shell.Run($"New-AmlComputeSchedule {parameters}").ErrorIds);

    [Theory]
    [InlineData("""{ "createdBy": { "userName": "Ann", "userId": "u-1" } }""", "Ann")]
    [InlineData(
        """
        { "createdBy": { "userName": "Ann", "userId": "u-1" },
          "personalComputeInstanceSettings": { "assignedUser": { "objectId": "u-2", "tenantId": "t" } } }
        """,
        "u-2")]
    [InlineData(
        """
        { "createdBy": { "userName": "Ann", "userId": "U-1" },
          "personalComputeInstanceSettings": { "assignedUser": { "objectId": "u-1", "tenantId": "t" } } }
        """,
        "Ann")]
    [InlineData("{}", null)]
    public void The_owner_is_the_assigned_user_or_the_creator(string properties, string? expected) =>
        Assert.Equal(expected, TestTargets.ReadProperties<ComputeInstance>(ComputeTypes.ComputeInstance, properties).Owner);

    [Theory]
    [InlineData("Enabled", "azureuser", "20.1.2.3", "10.0.0.4", 50000, "ssh azureuser@20.1.2.3 -p 50000")]
    [InlineData("enabled", "azureuser", null, "10.0.0.4", null, "ssh azureuser@10.0.0.4 -p 22")]
    [InlineData("Enabled", "azureuser", "", "10.0.0.4", 22, "ssh azureuser@10.0.0.4 -p 22")]
    [InlineData("Disabled", "azureuser", "20.1.2.3", null, 50000, null)]
    [InlineData("Enabled", "azureuser", null, null, 50000, null)]
    [InlineData("Enabled", null, "20.1.2.3", null, 50000, null)]
    [InlineData("Enabled", "a; rm -rf ~", "20.1.2.3", null, 50000, null)]
    [InlineData("Enabled", "azureuser", "$(reboot)", null, 50000, null)]
    [InlineData("Enabled", "-oProxyCommand", "20.1.2.3", null, 50000, null)]
    public void The_SSH_command_is_for_a_machine_with_access(
        string access, string? user, string? publicIp, string? privateIp, int? port, string? expected)
    {
        JsonObject properties = new()
        {
            ["sshSettings"] = new JsonObject { ["sshPublicAccess"] = access, ["adminUserName"] = user, ["sshPort"] = port },
            ["connectivityEndpoints"] = new JsonObject { ["publicIpAddress"] = publicIp, ["privateIpAddress"] = privateIp },
        };

        Assert.Equal(
            expected,
            TestTargets.ReadProperties<ComputeInstance>(ComputeTypes.ComputeInstance, properties.ToJsonString()).SshCommand);
    }

    [Fact]
    public void A_schedule_that_the_service_could_not_create_is_shown_as_failed()
    {
        ComputeInstance instance = TestTargets.ReadProperties<ComputeInstance>(
            ComputeTypes.ComputeInstance,
            """
            { "schedules": { "computeStartStop": [
                { "action": "Stop", "status": "Enabled", "provisioningStatus": "failed", "triggerType": "Cron",
                  "cron": { "expression": "0 18 * * *" } } ] } }
            """);

        Assert.Equal("Stop 0 18 * * * (UTC), Failed", $"{instance.Schedules[0]}");
    }

    /// <summary>Returns the scripts in the PUT that a command sends.</summary>
    private JsonObject SentBy(string command)
    {
        ShellResult result = _shell.Run(command);
        Assert.EndsWith("The body was read.", Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
        return _service.Requests[^1].Body!["properties"]!["properties"]!["setupScripts"]!["scripts"]!.AsObject();
    }
}
