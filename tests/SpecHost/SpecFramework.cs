using System.IO.Enumeration;
using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Extensions.TestFramework;
using Microsoft.Testing.Platform.Requests;
using Microsoft.Testing.Platform.TestHost;

namespace AmlCompute.SpecHost;

/// <summary>Shows the specs to 'dotnet test': each It is a test of its own.</summary>
internal sealed class SpecFramework(string folder, SpecRunner runner, string files) : ITestFramework, IDataProducer
{
    public string Uid => "AmlCompute.SpecHost";

    public string Version => typeof(SpecFramework).Assembly.GetName().Version!.ToString();

    public string DisplayName => "Spec host";

    public string Description => "Runs Pester specs in the PowerShell engine of the System.Management.Automation package.";

    public Type[] DataTypesProduced { get; } = [typeof(TestNodeUpdateMessage)];

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);

    public Task<CreateTestSessionResult> CreateTestSessionAsync(CreateTestSessionContext context) =>
        Task.FromResult(new CreateTestSessionResult { IsSuccess = true });

    public Task<CloseTestSessionResult> CloseTestSessionAsync(CloseTestSessionContext context) =>
        Task.FromResult(new CloseTestSessionResult { IsSuccess = true });

    public async Task ExecuteRequestAsync(ExecuteRequestContext context)
    {
        var request = (TestExecutionRequest)context.Request;
        var discoverOnly = request is DiscoverTestExecutionRequest;
        var wanted = request.Filter is TestNodeUidListFilter list ? list.TestNodeUids.Select(uid => uid.Value).ToHashSet() : null;
        try
        {
            foreach (var file in SpecRunner.FindFiles(folder).Where(IsMeant).Where(file => wanted is null || wanted.Any(uid => SpecSession.IsIn(file, uid))))
            {
                await foreach (var result in runner.ExecuteAsync(file, uid => wanted?.Contains(uid) ?? true, discoverOnly, context.CancellationToken))
                {
                    await context.MessageBus.PublishAsync(this, new TestNodeUpdateMessage(request.Session.SessionUid, ToNode(result)));
                }
            }
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            // The platform itself says that the run was cancelled.
        }
        finally
        {
            context.Complete();
        }
    }

    private bool IsMeant(string file) => FileSystemName.MatchesSimpleExpression($"{files}.Tests.ps1", Path.GetFileName(file));

    private static TestNode ToNode(SpecResult result)
    {
        var position = new LinePosition(result.Line, 0);
        var properties = new PropertyBag(
            ToState(result),
            new TestFileLocationProperty(result.File, new LinePositionSpan(position, position)));
        if (result.Outcome is SpecOutcome.Passed or SpecOutcome.Failed or SpecOutcome.Skipped)
        {
            properties.Add(new TimingProperty(new TimingInfo(result.StartTime, result.StartTime + result.Duration, result.Duration)));
        }

        if (result.Output.Length > 0)
        {
            properties.Add(new StandardOutputProperty(result.Output));
        }

        return new TestNode { Uid = result.Uid, DisplayName = result.Name, Properties = properties };
    }

    private static TestNodeStateProperty ToState(SpecResult result) => result.Outcome switch
    {
        SpecOutcome.Discovered => DiscoveredTestNodeStateProperty.CachedInstance,
        SpecOutcome.Started => InProgressTestNodeStateProperty.CachedInstance,
        SpecOutcome.Passed => PassedTestNodeStateProperty.CachedInstance,
        SpecOutcome.Skipped => new SkippedTestNodeStateProperty(result.Message),
        _ => new FailedTestNodeStateProperty(new SpecFailedException(result.Message, result.StackTrace)),
    };

    private sealed class SpecFailedException(string message, string stackTrace) : Exception(message)
    {
        public override string StackTrace => stackTrace;
    }
}
