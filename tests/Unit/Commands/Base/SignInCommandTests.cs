using AmlCompute.Commands;
using Xunit;

namespace AmlCompute.Tests.Commands.Base;

public sealed class SignInCommandTests
{
    [Theory]
    [InlineData("0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90", true)]
    [InlineData("0B5D8C1E-2F60-4F5C-9F0E-3A1D6C7B8E90", true)]
    [InlineData(null, true)]
    [InlineData("", false)]
    [InlineData("{0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90}", false)]
    [InlineData(" 0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90", false)]
    [InlineData("0b5d8c1e2f604f5c9f0e3a1d6c7b8e90", false)]
    public void An_id_is_a_GUID_in_the_form_of_Azure(string? id, bool isValid)
    {
        Exception? error = Record.Exception(() => SignInCommand.RequireGuid("SubscriptionId", id));
        Assert.Equal(isValid, error is null);
    }
}
