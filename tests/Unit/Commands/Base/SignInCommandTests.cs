using AmlCompute.Commands;
using AmlCompute.Tests.Completion;
using Xunit;

namespace AmlCompute.Tests.Commands.Base;

public sealed class SignInCommandTests
{
    private const string Connect =
        "Connect-AmlWorkspace ws -ResourceGroupName rg -SubscriptionId 0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90 -SkipValidation";

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

    [Theory]
    [InlineData("Interactive", true)]
    [InlineData("Interactive", false)]
    [InlineData("UseDeviceAuthentication", true)]
    [InlineData("UseDeviceAuthentication", false)]
    [InlineData("Identity", true)]
    [InlineData("Identity", false)]
    public void A_switch_with_the_value_false_does_not_choose_the_kind_of_sign_in(string parameter, bool isOn)
    {
        using CompletionSession session = new(option: null);

        // The command warns if a kind was chosen that the endpoint does not use.
        object warningCount = session.Run(
            $"{Connect} -Endpoint http://localhost:1 -{parameter}:${isOn} -WarningAction Ignore -WarningVariable warnings | Out-Null; "
            + "$warnings.Count")[^1];

        Assert.Equal(isOn ? 1 : 0, warningCount);
    }

    [Theory]
    [InlineData("-Sandbox", true)]
    [InlineData("-SandboxOption @{ Speed = 9 }", true)]
    [InlineData("-Sandbox:$false", false)]
    public void A_sandbox_that_was_declined_is_not_created(string parameters, bool isSandbox)
    {
        using CompletionSession session = new(option: null);

        Assert.Equal(isSandbox, session.Run($"({Connect} {parameters}).IsSandbox")[0]);
    }

    [Fact]
    public void Options_of_a_sandbox_that_was_declined_are_an_error()
    {
        using CompletionSession session = new(option: null);

        Assert.Equal(
            "-SandboxOption cannot be combined with -Sandbox:$false. Omit one of them.",
            session.Run($"try {{ {Connect} -Sandbox:$false -SandboxOption @{{ Speed = 9 }} -ErrorAction Stop }} catch {{ \"$_\" }}")[0]);
    }
}
