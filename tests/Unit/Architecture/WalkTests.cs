using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Text;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using AmlCompute.Tests.Client;
using AmlCompute.Tests.Fidelity;
using Xunit;

namespace AmlCompute.Tests.Architecture;

/// <summary>
/// The way of a creation through the client, counted in methods. An async method runs on the stack of its caller until it first waits. No
/// response is waited for here, so the stack of a request shows the whole way.
/// </summary>
public sealed class WalkTests
{
    private const int MostMethods = 11;
    private const int MostClasses = 7;

    [Fact]
    public async Task A_creation_passes_few_methods_between_the_runner_and_the_bytes()
    {
        StackReader service = new();
        TestClient test = new(handler: service);
        ComputeConfiguration cluster = new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .Set(ComputeCluster.Members.VmSize, "Standard_DS2_v3")
            .Set(ComputeTarget.Members.Location, "eastus");

        await test.Run(new ConfigurationGoal("cpu", cluster, ExistingTarget.Refuse), new WaitChoice(false, TimeSpan.FromMinutes(30)));

        string way = string.Join(Environment.NewLine, service.Methods);
        Assert.StartsWith("Runner.RunAsync", service.Methods[0], StringComparison.Ordinal);
        Assert.True(service.Methods.Count <= MostMethods, way);
        Assert.True(service.Methods.Select(method => method.Split('.')[0]).Distinct().Count() <= MostClasses, way);
    }

    /// <summary>
    /// Answers that the target does not exist, then that it was created, and keeps the methods of ours that sent the PUT.
    /// </summary>
    private sealed class StackReader : CheckedService
    {
        public IReadOnlyList<string> Methods { get; private set; } = [];

        protected override Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Put)
            {
                return Answer(HttpStatusCode.NotFound, Recorded.NotFound());
            }

            Methods =
            [
                .. new StackTrace().GetFrames().Select(frame => frame.GetMethod()).OfType<MethodBase>()
                    .Where(method => method.DeclaringType?.Assembly == typeof(AmlSession).Assembly && method.Name != "MoveNext")
                    .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
                    .Reverse(),
            ];
            return Answer(HttpStatusCode.Created, Recorded.Cluster("Creating", null, null, null));
        }

        private static Task<HttpResponseMessage> Answer(HttpStatusCode status, string body) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) });
    }
}
