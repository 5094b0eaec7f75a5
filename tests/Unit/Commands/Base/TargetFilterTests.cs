using AmlCompute.Commands.Base;
using Xunit;

namespace AmlCompute.Tests.Commands.Base;

public sealed class TargetFilterTests
{
    [Fact]
    public void A_word_and_a_name_that_match_nothing_have_one_warning_also_if_they_are_given_twice()
    {
        TargetFilter filter = new(types: [], states: ["Runing", "runing"], excluded: ["gpu", "GPU"], tags: []);

        string[] warnings = [.. filter.TakeWarnings()];

        Assert.Equal(2, warnings.Length);
        Assert.StartsWith("-State 'Runing' matches nothing. Did you mean 'Running'?", warnings[0]);
        Assert.Equal("-Exclude 'gpu' does not match any target.", warnings[1]);
        Assert.Empty(filter.TakeWarnings());
    }
}
