using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using AmlCompute.Commands;
using AmlCompute.Commands.Base;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Fidelity;

/// <summary>The recommendations of the error table: each names a command or a setting that exists, or is absent.</summary>
public sealed partial class RecommendationTests
{
    private static readonly Type[] Commands =
        [.. typeof(AmlComputeCommand).Assembly.GetTypes().Where(type => type.IsDefined(typeof(CmdletAttribute)))];

    private static readonly string[] CommandNames =
    [
        .. Commands.Select(type => type.GetCustomAttribute<CmdletAttribute>()!).Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}"),
    ];

    private static readonly string[] ParameterNames =
    [
        .. Commands.SelectMany(type => type.GetProperties())
            .Where(property => property.IsDefined(typeof(ParameterAttribute)))
            .Select(property => property.Name)
            .Distinct(),
    ];

    /// <summary>Environment variables that the module or .NET reads, and commands whose sign-in the module uses.</summary>
    private static readonly string[] KnownOutside = ["HTTPS_PROXY", "NO_PROXY", "Connect-AzAccount", "az login"];

    public static TheoryData<string, bool> Errors => new(
        typeof(ErrorIds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(id => (string)id.GetRawConstantValue()!)
            .SelectMany(id => new[] { (id, false), (id, true) }));

    [Theory]
    [MemberData(nameof(Errors))]
    public void A_recommendation_names_a_command_or_a_setting_or_is_absent(string errorId, bool whileConnecting)
    {
        string recommendation = RecommendationOf(errorId, whileConnecting);

        Assert.True(
            recommendation.Length == 0
            || CommandNames.Concat(KnownOutside).Any(recommendation.Contains)
            || ParameterOrCommand().IsMatch(recommendation),
            recommendation);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void Every_command_and_parameter_in_a_recommendation_exists(string errorId, bool whileConnecting)
    {
        string[] known = [.. CommandNames, .. KnownOutside, .. ParameterNames.Select(name => "-" + name)];

        Assert.All(
            ParameterOrCommand().Matches(RecommendationOf(errorId, whileConnecting)), match => Assert.Contains(match.Value, known));
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void A_recommendation_has_at_most_two_sentences(string errorId, bool whileConnecting) =>
        Assert.InRange(SentenceEnd().Count(RecommendationOf(errorId, whileConnecting)), 0, 2);

    [Fact]
    public void An_error_without_a_setting_or_command_that_always_helps_has_no_recommendation() => Assert.Equal(
        [ErrorIds.InvalidArgument, ErrorIds.UnsupportedComputeType],
        Errors.Select(row => row.Data).Where(row => !row.Item2 && RecommendationOf(row.Item1, false).Length == 0).Select(row => row.Item1));

    [Theory]
    [InlineData(ErrorIds.AuthenticationFailed)]
    [InlineData(ErrorIds.WorkspaceNotResolved)]
    public void Connect_AmlWorkspace_does_not_recommend_itself(string errorId) =>
        Assert.DoesNotContain("Connect-AmlWorkspace", RecommendationOf(errorId, whileConnecting: true));

    private static string RecommendationOf(string errorId, bool whileConnecting) =>
        ErrorRecords.Create(new ComputeTargetException(errorId, "It failed."), "cpu", whileConnecting).ErrorDetails.RecommendedAction;

    /// <summary>A cmdlet such as Get-AmlComputeTarget, or a parameter such as -Name.</summary>
    [GeneratedRegex(@"(?<![\w-])(-[A-Z]\w+|[A-Z]\w+-(Az|Aml)\w+)")]
    private static partial Regex ParameterOrCommand();

    [GeneratedRegex(@"[.](\s|$)")]
    private static partial Regex SentenceEnd();
}
