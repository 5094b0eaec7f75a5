using AmlCompute.Commands.Calls;
using Xunit;

namespace AmlCompute.Tests.Commands.Calls;

public sealed class JobSignInTests
{
    [Fact]
    public async Task A_canceled_request_ends_a_sign_in_that_does_not_answer()
    {
        string name = $"{nameof(JobSignInTests)}.{Guid.NewGuid():N}";
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AppDomain.CurrentDomain.SetData(name, began);
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string module = Path.Combine(folder.FullName, "Az.Accounts.psm1");
            await File.WriteAllTextAsync(
                module,
                $"function Get-AzAccessToken {{ [AppDomain]::CurrentDomain.GetData('{name}').SetResult(); while ($true) {{ }} }}",
                TestContext.Current.CancellationToken);
            using CancellationTokenSource request = new();
            Task token = new JobSignIn(module).GetTokenAsync("https://management.azure.com/", null, request.Token);
            await began.Task.WaitAsync(TestContext.Current.CancellationToken);
            await request.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => token);
        }
        finally
        {
            AppDomain.CurrentDomain.SetData(name, null);
            folder.Delete(recursive: true);
        }
    }
}
