using AmlCompute.Tests.Completion;
using Xunit;

namespace AmlCompute.Tests.Commands;

/// <summary>Quotas of workspaces with different connections that are piped to Set-AmlComputeQuota.</summary>
public sealed class QuotaConnectionsTests
{
    [Fact]
    public void A_failed_sign_in_of_one_workspace_does_not_keep_the_quota_of_another()
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["other", "AuthenticationFailed,AmlCompute.Commands.SetAmlComputeQuotaCommand"],
            session.Run(
                """
                $other = Connect-AmlWorkspace other -Sandbox -SandboxOption @{ Clock = 'Manual' }
                $quotas = $workspace, $other | ForEach-Object { $_ | Get-AmlComputeQuota standardDSv2Family -Scope Workspace }
                $workspace.Sandbox.AddFault(@{ Method = 'GET'; Path = '*/quotas'; Status = 401; Count = 0 })
                $quotas | Set-AmlComputeQuota -Limit 5 -PassThru -ErrorAction SilentlyContinue -ErrorVariable problems |
                    ForEach-Object WorkspaceName
                $problems | ForEach-Object FullyQualifiedErrorId
                """));
    }
}
