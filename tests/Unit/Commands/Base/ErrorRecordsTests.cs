using System.Management.Automation;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Models;
using AmlCompute.Tests.Completion;
using Xunit;

namespace AmlCompute.Tests.Commands.Base;

public sealed class ErrorRecordsTests
{
    [Theory]
    [InlineData("cpu-1", "Row 3 ('cpu-1'): The target is in use.", "'Get-AmlComputeTarget cpu-1' shows")]
    [InlineData("-cpu", "Row 3: The target is in use.", "'Get-AmlComputeTarget' shows")]
    [InlineData("a; Remove-Item b", "Row 3: The target is in use.", "'Get-AmlComputeTarget' shows")]
    public void A_recommendation_has_the_name_of_a_row_only_if_it_needs_no_quotes(string name, string message, string recommendation)
    {
        NumberedRow row = new(PlainRow.Create([("Name", name)]), 3);

        ErrorRecord record = ErrorRecords.Create(
            new ComputeTargetException(ErrorIds.ComputeTargetExists, "The target is in use."), row);

        Assert.Equal(message, record.ErrorDetails.Message);
        Assert.Contains(recommendation, record.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_message_of_the_service_with_control_characters_is_written_once()
    {
        const string Message = "The name is\tnot valid.";

        ErrorRecord record = ErrorRecords.Create(
            new ComputeTargetException(ErrorIds.InvalidArgument, Message) { ServiceMessage = Message }, target: null);

        Assert.DoesNotContain("The service said", record.ErrorDetails.Message);
    }

    [Fact]
    public void A_list_that_takes_too_long_has_nothing_to_wait_for()
    {
        ErrorRecord record = ErrorRecords.Create(new ComputeTargetException(ErrorIds.WaitTimeout, "No response."), "gpu");

        Assert.Equal("Use a longer -Timeout.", record.ErrorDetails.RecommendedAction);
    }

    [Theory]
    [InlineData("New-AmlComputeTarget cpu -VmSize Standard_DS2_v2")]
    [InlineData("New-AmlComputeTarget cpu -VmSize Standard_DS2_v2 -WhatIf")]
    public void A_recommended_command_names_the_workspace_unless_it_is_that_of_the_session(string command)
    {
        using CompletionSession session = new();
        session.Run("$null = New-AmlComputeTarget cpu -VmSize Standard_DS2_v2; $workspace.Sandbox.Advance('00:10:00')");
        string run = $"{command} -Workspace $workspace -ErrorAction SilentlyContinue -ErrorVariable problems";
        string recommendation = $"{run}; $problems[0].ErrorDetails.RecommendedAction";

        string current = (string)session.Run(recommendation)[^1];
        string other = (string)session.Run($"$null = Connect-AmlWorkspace -Sandbox; {recommendation}")[^1];

        Assert.Contains("'Get-AmlComputeTarget cpu' shows", current);
        Assert.Contains("'Get-AmlComputeTarget -ResourceId /subscriptions/", other);
        Assert.Contains("/computes/cpu' shows", other);
    }
}
