using System.Management.Automation;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Models;
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
}
