using AmlCompute.Commands.Base;
using AmlCompute.Models;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Commands;

/// <summary>The warnings of -WhatIf about quotas: for all targets together, without numbers that contradict each other.</summary>
public sealed class QuotaWarningsTests
{
    private readonly QuotaWarnings _quotas = new();

    [Fact]
    public void If_the_same_targets_exceed_several_quotas_the_warning_names_the_largest_shortage()
    {
        Add("a", "family", 24, 16);
        Add("a", "total", 24, 8);
        Assert.Equal(["a: total 24"], _quotas.CreateWarnings(namesSingleTarget: true));
        Assert.Equal(["total 24"], _quotas.CreateWarnings(namesSingleTarget: false));

        Add("b", "family", 12, 16);
        Add("b", "total", 12, 8);
        Assert.Equal(
            ["2 targets together need 36 vCPUs; 8 are left of the total: a, b."], _quotas.CreateWarnings(namesSingleTarget: true));
    }

    [Fact]
    public void Targets_that_fit_alone_can_exceed_a_quota_together()
    {
        Add("a", "family A", 12, 16);
        Add("a", "total", 12, 20);
        Add("b", "family B", 12, 16);
        Add("b", "total", 12, 20);
        Assert.Equal(
            ["2 targets together need 24 vCPUs; 20 are left of the total: a, b."], _quotas.CreateWarnings(namesSingleTarget: true));
    }

    [Fact]
    public void A_target_counts_once_and_the_cores_that_it_already_uses_are_subtracted()
    {
        Add("a", "family", 24, 20);
        Add("A", "family", 24, 20);
        foreach (string name in (string[])["b", "c", "d", "e", "f"])
        {
            Add(name, "family", 10, 24, held: 4);
        }

        Assert.Equal(
            ["6 targets together need 54 more vCPUs; 20 are left of the family: A, b, c, d, e and 1 more."],
            _quotas.CreateWarnings(namesSingleTarget: true));
        Add("g", "family", 10, 24, held: 4);
        Assert.Equal(
            ["7 targets together need 60 more vCPUs; 20 are left of the family: A, b, c, d, e and 2 more."],
            _quotas.CreateWarnings(namesSingleTarget: true));
    }

    [Fact]
    public void Targets_that_shrink_do_not_exceed_a_quota_that_was_lowered_below_its_use()
    {
        Add("a", "family", 4, 2, held: 12);
        Add("b", "family", 2, 1, held: 6);
        Assert.Empty(_quotas.CreateWarnings(namesSingleTarget: true));
    }

    [Fact]
    public void Targets_with_the_same_name_in_two_regions_have_two_warnings_with_their_names()
    {
        Add("gpu", "family", 24, 16);
        Add("gpu", "family", 24, 8, region: "westeurope");
        Add("small", "other", 1, 8);
        Assert.Equal(["gpu: family 24", "gpu: family 24"], _quotas.CreateWarnings(namesSingleTarget: false));
    }

    [Fact]
    public void A_target_that_is_given_again_with_a_smaller_need_keeps_its_warning()
    {
        Add("gpu", "family", 24, 16);
        Add("gpu", "family", 2, 16);
        Assert.Equal(["family 24"], _quotas.CreateWarnings(namesSingleTarget: false));
    }

    [Fact]
    public void Workspaces_whose_subscription_is_written_in_another_case_share_its_quotas()
    {
        Workspace other = new(
            TestTargets.SubscriptionId.ToUpperInvariant(), "rg-vision", "other", TestTargets.Workspace.Connection, "parameters",
            TestTargets.Parse("{}"));
        Add("a", "family", 12, 16);
        Add("b", "family", 12, 16, workspace: other);
        Assert.Equal(
            ["2 targets together need 24 vCPUs; 16 are left of the family: a, b."], _quotas.CreateWarnings(namesSingleTarget: true));
    }

    [Fact]
    public void The_whole_quota_of_a_workspace_whose_use_is_not_known_is_not_called_left()
    {
        Add("a", "quota", 12, 16, isUseKnown: false);
        Add("b", "quota", 12, 16, isUseKnown: false);
        Assert.Equal(
            ["2 targets together need 24 vCPUs; the quota is 16, and the vCPUs in use are not known: a, b."],
            _quotas.CreateWarnings(namesSingleTarget: true));
    }

    private void Add(
        string name,
        string quota,
        int need,
        int have,
        int held = 0,
        string region = "eastus",
        Workspace? workspace = null,
        bool isUseKnown = true) => _quotas.Add(
        name,
        new ComputeCheck("Quota", need > have ? ComputeCheckOutcome.Failed : ComputeCheckOutcome.Passed, $"{quota} {need}")
        {
            Have = have,
            Need = need,
            Quota = new QuotaShare(quota, region, workspace ?? TestTargets.Workspace, held, isUseKnown),
        });
}
