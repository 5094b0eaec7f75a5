using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using AmlCompute.Client.SignIn;
using AmlCompute.Commands;
using Xunit;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>
/// Every command is given secrets, and a service that gives away more of them; whatever comes out of the commands is searched.
/// </summary>
public sealed class SecretsTests
{
    /// <summary>In every secret, and nowhere else.</summary>
    private const string Mark = "S3CRET";

    private const string Subscription = $"/subscriptions/{Cloud.SubscriptionId}/resourceGroups/rg/providers";

    /// <summary>
    /// The lines to run, with <c>$ws</c> a workspace and <c>@at</c> an address that is never called. All secrets are in variables, because
    /// the errors contain the text of the line.
    /// </summary>
    private static readonly string[] Lines =
    [
        "Connect-AmlWorkspace @at -AccessToken $secure",
        "Connect-AmlWorkspace @at -ServicePrincipal -Credential $account -Tenant t.example",
        "Connect-AmlWorkspace @at -ServicePrincipal -ApplicationId 11111111-2222-3333-4444-555555555555 " +
        "-FederatedToken $federated -Tenant t.example",
        "Connect-AmlWorkspace @at -ServicePrincipal -ApplicationId 11111111-2222-3333-4444-555555555555 " +
        "-CertificatePath $key -CertificatePassword $secure -Tenant t.example",
        "Connect-AmlWorkspace @at -ServicePrincipal -ApplicationId 11111111-2222-3333-4444-555555555555 " +
        "-CertificatePath $pfx -CertificatePassword $secure -Tenant t.example",
        "Connect-AmlWorkspace -ResourceId $ws.Id -Endpoint $signed -AccessToken $secure",
        "Get-AmlWorkspace",
        "Get-AmlWorkspace -ListAvailable",
        "Disconnect-AmlWorkspace -PassThru",
        "Get-AmlComputeTarget -Workspace $ws",
        "Get-AmlComputeTarget -Workspace $ws -Name gpu",
        "Find-AmlComputeRegion Standard_DS2_v2 -Location eastus -Workspace $ws",
        "Measure-AmlComputeCost -Workspace $ws",
        "New-AmlComputeTarget -Workspace $ws -Name new1 -VmSize Standard_DS3_v2 -MaxNodes 1 -AdminCredential $account",
        "New-AmlComputeTarget -Workspace $ws -Name new2 -VmSize Standard_DS3_v2 -MaxNodes 1 -AdminCredential $account -Force",
        "New-AmlComputeTarget -Workspace $ws -Name new3 -VmSize Standard_DS3_v2 -MaxNodes 1 -AdminCredential $account -WhatIf",
        "New-AmlComputeTarget -Workspace $ws -Name new5 -VmSize Standard_DS3_v2 -MaxNodes 1 -AdminCredential $account -AsJob | Wait-Job",
        "New-AmlComputeTarget -Workspace $ws -Name new6 -VmSize Standard_DS3_v2 -MaxNodes 1 -AdminCredential $account -Debug -AsJob | " +
        "Receive-Job -Wait -Verbose",
        "Connect-AmlComputeTarget -Workspace $ws -Name vm1 -VirtualMachine -ResourceId " +
        $"{Subscription}/Microsoft.Compute/virtualMachines/vm -Credential $account",
        "Connect-AmlComputeTarget -Workspace $ws -Name vm2 -VirtualMachine -ResourceId " +
        $"{Subscription}/Microsoft.Compute/virtualMachines/vm -Credential $account -SshPrivateKeyPath $key -Force",
        $"Connect-AmlComputeTarget -Workspace $ws -Name hd1 -HDInsight -ResourceId {Subscription}/Microsoft.HDInsight/clusters/hd " +
        "-Credential $account -Force",
        $"Connect-AmlComputeTarget -Workspace $ws -Name db1 -Databricks -ResourceId {Subscription}/Microsoft.Databricks/workspaces/db " +
        "-AccessToken $secure -Force",
        "New-AmlComputeConfiguration -VmSize Standard_DS3_v2 -MaxNodes 1 -AdminCredential $account",
        $"New-AmlComputeConfiguration -Databricks -ResourceId {Subscription}/Microsoft.Databricks/workspaces/db -AccessToken $secure",
        "New-AmlComputeConfiguration -VmSize Standard_DS3_v2 -MaxNodes 1 -AdminCredential $account | " +
        "New-AmlComputeTarget -Workspace $ws -Name new4 -Force",
        "Get-AmlComputeTarget -Workspace $ws -Name gpu | ConvertTo-AmlComputeJson",
        "Get-AmlComputeTarget -Workspace $ws -Name gpu | ConvertTo-AmlComputeJson -AsArm",
        "Get-AmlComputeTarget -Workspace $ws -Name gpu | ConvertTo-AmlComputeJson | ConvertFrom-AmlComputeJson -Workspace $ws",
        "Get-AmlComputeTarget -Workspace $ws -Name gpu | ConvertTo-AmlComputeYaml",
        "New-AmlComputeConfiguration -VmSize Standard_DS3_v2 -MaxNodes 1 -AdminCredential $account | ConvertTo-AmlComputeYaml",
        "\"name: vm`ntype: amlcompute`nssh_settings: {admin_username: a, admin_password: $mark-file}\" | ConvertFrom-AmlComputeYaml | " +
        "New-AmlComputeTarget -Workspace $ws -Force",
        "\"name: vm`ntype: amlcompute`nssh_settings: {admin_password: [$mark-file]}\" | ConvertFrom-AmlComputeYaml",
        "Update-AmlComputeTarget -Workspace $ws -Name gpu",
        "Set-AmlComputeTarget -Workspace $ws -Name gpu -Description new",
        "Set-AmlComputeTarget -Workspace $ws -Name gpu -Description new -WhatIf",
        "Start-AmlComputeTarget -Workspace $ws -Name gpu",
        "Stop-AmlComputeTarget -Workspace $ws -Name gpu",
        "Restart-AmlComputeTarget -Workspace $ws -Name gpu",
        "Resize-AmlComputeTarget -Workspace $ws -Name gpu -VmSize Standard_DS3_v2",
        "New-AmlComputeSchedule -Stop -Cron '0 18 * * *'",
        "Get-AmlComputeKey -Workspace $ws -Name gpu",
        "Get-AmlComputeKey -Workspace $ws -Name gpu | Out-Default",
        "Get-AmlComputeNode -Workspace $ws -Name gpu",
        "Get-AmlComputeVmSize -Workspace $ws -Location eastus",
        "Get-AmlComputeUsage -Workspace $ws -Location eastus",
        "Get-AmlComputeQuota -Workspace $ws -Location eastus",
        "Set-AmlComputeQuota -Workspace $ws -Location eastus -Name standardDSv2Family -Limit 1",
        "Test-AmlComputeTarget -Workspace $ws -Name gpu -Detailed",
        "Test-AmlComputeTarget -Workspace $ws -Name new5 -VmSize Standard_DS3_v2 -AdminCredential $account -Detailed",
        "Compare-AmlComputeTarget -Workspace $ws -Configuration @{ Name = 'gpu'; VmSize = 'Standard_DS3_v2'; AdminCredential = $account; " +
        "Description = 'new' }",
        "Compare-AmlComputeTarget -Workspace $ws -Configuration @{ Name = 'gpu'; VmSize = 'Standard_DS3_v2'; AdminCredential = $account; " +
        "Description = 'new' } | Out-Default",
        "Sync-AmlComputeTarget -Workspace $ws -Configuration @{ Name = 'new6'; VmSize = 'Standard_DS3_v2'; " +
        "AdminCredential = $account } -WhatIf -Prune",
        "Sync-AmlComputeTarget -Workspace $ws -Configuration @{ Name = 'gpu'; VmSize = 'Standard_DS3_v2'; AdminCredential = $account; " +
        "Description = 'new' } -AllowReplace -Prune -Force",
        "New-AmlComputePlan -Workspace $ws -Configuration @{ Name = 'new7'; VmSize = 'Standard_DS3_v2'; AdminCredential = $account } | " +
        "ConvertTo-AmlComputeMarkdown",
        "New-AmlComputePlan -Workspace $ws -Configuration @{ Name = 'new7'; VmSize = 'Standard_DS3_v2'; AdminCredential = $account } | " +
        "Invoke-AmlComputePlan -Workspace $ws -Force",
        "Get-AmlComputeJob -Workspace $ws -Name gpu",
        "Find-AmlComputeFinding -Workspace $ws -Name gpu",
        "Find-AmlComputeFinding -Workspace $ws -Name gpu | ConvertTo-AmlComputeSarif",
        "Export-AmlComputeReport -Workspace $ws -Name gpu -Path \"$([IO.Path]::GetTempPath())/no-secrets.html\" -WhatIf",
        "Export-AmlComputeTarget -Workspace $ws -Name gpu -Path \"$([IO.Path]::GetTempPath())/no-secrets\" -WhatIf",
        "Wait-AmlComputeTarget -Workspace $ws -Name gpu",
        "Watch-AmlComputeTarget -Workspace $ws -Name gpu -Timeout 0",
        "Disconnect-AmlComputeTarget -Workspace $ws -Name gpu -Force -PassThru",
        "Remove-AmlComputeTarget -Workspace $ws -Name gpu -Force -PassThru",
    ];

    [Fact]
    public void Every_command_is_run()
    {
        IEnumerable<string> commands = typeof(AmlComputeCommand).Assembly.GetTypes()
            .Select(type => type.GetCustomAttribute<CmdletAttribute>())
            .OfType<CmdletAttribute>().Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}");
        Assert.All(
            commands,
            command => Assert.Contains(
                Lines, line => line.Contains(command + " ", StringComparison.Ordinal) || line.EndsWith(command, StringComparison.Ordinal)),
            throwIfEmpty: true);
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(202, "https://management.azure.com")]
    [InlineData(202, "https://evil.example")]
    [InlineData(400, "")]
    [InlineData(401, "")]
    [InlineData(409, "")]
    public async Task No_secret_comes_out_of_any_command(int status, string operationHost)
    {
        using ScriptedHandler handler = new(request => Answer(request, status, operationHost));
        Workspace workspace = handler.Workspace(new StaticTokenSource($"{Mark}-token"));
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string key = Path.Combine(folder.FullName, "key");
            string pfx = Path.Combine(folder.FullName, "client.pfx");
            await File.WriteAllTextAsync(
                key, $"-----BEGIN RSA PRIVATE KEY-----\n{Mark}-key\n-----END RSA PRIVATE KEY-----\n",
                TestContext.Current.CancellationToken);
            using X509Certificate2 certificate = TestCertificates.Client();
            await File.WriteAllBytesAsync(
                pfx, certificate.Export(X509ContentType.Pfx, "another password"), TestContext.Current.CancellationToken);
            using CommandSession session = new(("ws", workspace), ("key", key), ("pfx", pfx), ("mark", Mark));
            await session.InvokeAsync(
                """
                $secure = [securestring]::new(); "$mark-secure".ToCharArray() | ForEach-Object { $secure.AppendChar($_) }
                $federated = "$mark-federated"
                $signed = "https://user:$mark-password@localhost"
                $account = [pscredential]::new('admin', $secure)
                $at = @{ ResourceId = $ws.Id; Endpoint = 'https://localhost:9'; SkipValidation = $true }
                $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
                $ConfirmPreference = 'None'
                """);
            foreach (string line in Lines.Where(line => line != "Get-AmlWorkspace -ListAvailable"))
            {
                await Search(session, line);
            }

            Assert.Contains(session.Screen, shown => shown.Contains("VirtualMachine", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Assert.Contains(handler.Tokens, token => token == $"{Mark}-token");
    }

    /// <summary>
    /// Runs one line and searches its output for secrets: as text, as data, exported, on the screen, and in $Error.
    /// </summary>
    private static async Task Search(CommandSession session, string line)
    {
        using PowerShell shell = session.Prepare($"try {{ {line} }} catch {{ $PSItem }}");
        List<object> everything = [.. await shell.InvokeAsync()];
        everything.AddRange(
            new IEnumerable[]
            {
                shell.Streams.Error, shell.Streams.Warning, shell.Streams.Verbose, shell.Streams.Debug, shell.Streams.Information,
                shell.Streams.Progress
            }
            .SelectMany(stream => stream.Cast<object>()));
        using PowerShell errors = session.Prepare("$Error; $Error.Clear()");
        everything.AddRange(await errors.InvokeAsync());
        using PowerShell screen = session.Prepare("$args[0] | ForEach-Object { $_ | Out-Default }").AddArgument(everything);
        await screen.InvokeAsync();
        string shown = string.Join('\n', session.Screen);
        Assert.False(shown.Contains(Mark, StringComparison.Ordinal), $"{line}\n showed a secret:\n{shown}");
        foreach (object item in everything.Where(item => item is not null))
        {
            ErrorRecord? record = (item as PSObject)?.BaseObject as ErrorRecord ?? item as ErrorRecord;
            string text =
                $"{item}\n{record?.Exception}\n{record?.ErrorDetails}\n{record?.TargetObject}\n" +
                $"{PSSerializer.Serialize(item, record is null ? 4 : 2)}";
            Assert.False(text.Contains(Mark, StringComparison.Ordinal), $"{line}\n gave away a secret:\n{text}");
        }
    }

    private static LoopbackAnswer Answer(HttpRequestMessage request, int status, string operationHost)
    {
        string path = request.RequestUri!.AbsolutePath;
        if (path.EndsWith("/listKeys", StringComparison.Ordinal) && status == 200)
        {
            return LoopbackAnswer.Json(
                $$$"""
                {"computeType":"VirtualMachine","administratorAccount":{"username":"admin","password":"{{{Mark}}}-password",
                    "privateKeyData":"{{{Mark}}}-key"}}
                """);
        }

        if (request.Method != HttpMethod.Get)
        {
            return status switch
            {
                200 => LoopbackAnswer.Json(Target()),
                202 => new LoopbackAnswer(
                    202, Target(), ("Azure-AsyncOperation", $"{operationHost}/operations/1?t=1&s={Mark}-signature&h={Mark}-hash")),
                _ => new LoopbackAnswer(
                    status, $$"""{"error":{"code":"BadArgument","message":"It is not right."},"password":"{{Mark}}-echo"}"""),
            };
        }

        return path.Contains("/operations/", StringComparison.Ordinal) ? LoopbackAnswer.Json("""{"status":"Succeeded"}""")
            : path.EndsWith("/computes", StringComparison.Ordinal)
                ? LoopbackAnswer.Json(
                    $$"""
                    {"value":[{{Target()}}],
                      "nextLink":"{{(operationHost.Length > 0 ? operationHost : "https://evil.example")}}{{path}}/x?sig={{Mark}}-signature"}
                    """)
            : status is 400 or 401 or 409
            ? new LoopbackAnswer(status == 401 ? 401 : 404, """{"error":{"code":"ResourceNotFound","message":"It is not there."}}""")
            : LoopbackAnswer.Json(Target());
    }

    private static string Target() =>
        $$$$$"""
        {"id":"{{{{{Cloud.WorkspaceId}}}}}/computes/gpu","name":"gpu","location":"westeurope",
          "properties":{"computeType":"VirtualMachine","provisioningState":"Succeeded",
        "isAttachedCompute":true,"provisioningErrors":[{"error":{"code":"X","message":"It failed."}}],
        "resourceId":"{{{{{Subscription}}}}}/Microsoft.Compute/virtualMachines/vm",
        "properties":{"sshPort":22,"administratorAccount":{"username":"admin","password":"{{{{{Mark}}}}}-password",
        "privateKeyData":"{{{{{Mark}}}}}-key"}}}}
        """;
}
