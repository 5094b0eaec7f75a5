using System.Reflection;
using System.Security;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AmlCompute.Models.Json;
using Xunit;

namespace AmlCompute.Tests.Models;

/// <summary>Rules that every model keeps, checked on the assembly and on its documentation file.</summary>
public sealed partial class ModelConventionTests
{
    /// <summary>Properties that are not read from the JSON: they come from the workspace, or are made of others.</summary>
    private static readonly string[] Computed =
    [
        "ComputeTarget.State", "ComputeTarget.Errors", "ComputeTarget.WorkspaceName", "ComputeTarget.ResourceGroupName",
        "ComputeTarget.SubscriptionId", "ComputeTarget.Nodes", "ComputeTarget.Size", "ComputeTarget.ClusterName",
        "ComputeTarget.StudioUrl", "ComputeTarget.ResourceGroup", "ComputeCluster.Nodes", "Workspace.WorkspaceName",
        "Workspace.ResourceId", "Workspace.ResourceGroup", "ComputeSchedule.When", "ComputeSchedule.NextRun",
        "ComputeSchedule.NextRunText", "VmSize.SpotPerHour", "ComputeUsage.Owner", "ComputeUsage.Left", "ComputeQuota.Owner",
        "ComputeQuota.Left",
        "ComputeTarget.IsSandbox", "ComputeTarget.IsInCurrentWorkspace", "ComputeNode.IsInCurrentWorkspace",
        "ComputeTarget.WorkspaceLabel", "ComputeNode.WorkspaceLabel", "ComputeCluster.State",
        "Workspace.Name", "Workspace.ResourceGroupName", "Workspace.SubscriptionId", "Workspace.Id",
        "Workspace.Environment", "Workspace.Source", "Workspace.IsSandbox", "Workspace.Sandbox",
        "ComputeJob.IsActive", "ComputeJob.ComputeTargetName", "ComputeJob.WorkspaceName", "ComputeJob.IsInCurrentWorkspace",
        "ComputeNode.ComputeTargetName", "ComputeNode.WorkspaceName", "VmSize.Location", "VmSize.PricePerHour",
        "VmSize.LowPriorityPricePerHour", "VmSize.RetiresOn", "VmSize.IsRetired", "VmSize.CostPerHour", "VmSize.CostPerMonth",
        "VmSize.Currency", "VmSize.PriceSource", "ComputeCluster.CostPerHour", "ComputeCluster.CostPerMonth", "ComputeCluster.CostFloor",
        "ComputeCluster.CostCeiling", "ComputeCluster.Currency", "ComputeCluster.PriceSource", "ComputeCluster.IsSpot",
        "ComputeInstance.CostPerHour", "ComputeInstance.CostPerMonth", "ComputeInstance.Currency", "ComputeInstance.PriceSource",
        "ComputeNode.CostPerHour", "ComputeNode.CostPerMonth", "ComputeNode.Currency", "ComputeNode.PriceSource",
        "ComputeNode.IsSpot",
        "ComputeUsage.Location", "ComputeUsage.Scope", "ComputeUsage.WorkspaceName", "ComputeUsage.ComputeTargetName",
        "ComputeUsage.Priority",
        "ComputeUsage.Available", "ComputeUsage.PercentUsed", "ComputeQuota.Location", "ComputeQuota.Scope", "ComputeQuota.WorkspaceName",
        "ComputeQuota.Used",
        "ComputeQuota.PercentUsed",
    ];

    private static readonly Assembly Module = typeof(ComputeTarget).Assembly;

    private static readonly Dictionary<string, string> Documentation =
        XDocument.Load(Path.ChangeExtension(Module.Location, ".xml")).Descendants("member")
            .ToDictionary(member => (string)member.Attribute("name")!, member => member.ToString(SaveOptions.DisableFormatting));

    public static TheoryData<Type> Models => [.. Module.GetExportedTypes().Where(typeof(JsonModel).IsAssignableFrom)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Its_public_surface_names_only_types_of_NET_and_of_the_module(Type model)
    {
        IEnumerable<Type> types = model.GetProperties().Select(property => property.PropertyType)
            .Concat(
                model.GetMethods()
                    .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)));
        Assert.DoesNotContain(
            types.SelectMany(Parts), type => type.Assembly != typeof(object).Assembly && !(type.Assembly == Module && type.IsPublic));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Only_the_module_creates_it_and_nothing_changes_it(Type model)
    {
        Assert.Empty(model.GetConstructors());
        Assert.DoesNotContain(model.GetProperties(), property => property.SetMethod is { IsPublic: true });
        Assert.True(model.IsSealed || model.IsAbstract);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Each_property_documents_its_JSON_path(Type model)
    {
        HashSet<string> paths = [
            .. model.BaseType is { } parent ? Members(model).Concat(Members(parent)).Select(member => member.Path) : []];
        foreach (PropertyInfo property in model.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            if (Documentation[$"P:{model.FullName}.{property.Name}"].Contains("<inheritdoc", StringComparison.Ordinal))
            {
                continue;
            }

            string[] documented = DocumentedPaths(property);
            Assert.True(
                documented.Length > 0 != Computed.Contains($"{model.Name}.{property.Name}"),
                $"{property.Name} has {documented.Length} JSON paths");
            Assert.DoesNotContain(documented, path => !paths.Contains(path) && path != "error");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Each_JSON_member_has_a_property_or_is_a_secret(Type model)
    {
        HashSet<string> documented = [
            .. model.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).SelectMany(DocumentedPaths)];
        IEnumerable<string> expected = Members(model).Where(member => member is not JsonMember<SecureString>).Select(member => member.Path);

        // The type of the ARM resource is the same for all of them.
        Assert.DoesNotContain(expected, path => !documented.Contains(path) && !(model == typeof(ComputeTarget) && path == "type"));
    }

    [Fact]
    public void No_two_members_of_a_type_have_the_same_path()
    {
        foreach (Type model in Module.GetExportedTypes().Where(typeof(JsonModel).IsAssignableFrom))
        {
            string[] paths = [.. Members(model).Select(member => member.Path)];
            Assert.Equal(paths.Distinct(), paths);
        }
    }

    [Fact]
    public void Members_set_by_the_service_are_read_only_and_members_that_need_a_new_target_are_fixed()
    {
        Assert.Equal(MemberAccess.ReadOnly, ComputeInstance.Members.State.Access);
        Assert.Equal(MemberAccess.ReadOnly, ComputeInstance.Members.SshPort.Access);
        Assert.Equal(MemberAccess.ReadOnly, ComputeInstance.Members.DataMounts.Access);
        Assert.Equal(MemberAccess.Action, ComputeInstance.Members.IdleTimeBeforeShutdown.Access);
        Assert.Equal(MemberAccess.Put, ComputeInstance.Members.Schedules.Access);
        Assert.Equal(MemberAccess.Fixed, ComputeInstance.Members.SubnetId.Access);
        Assert.Equal(MemberAccess.Patch, ComputeCluster.Members.MaxNodes.Access);
        Assert.Equal(MemberAccess.ReadOnly, VirtualMachineCompute.Members.VmSize.Access);
    }

    private static IEnumerable<JsonMember> Members(Type model) =>
        (model.GetNestedType("Members", BindingFlags.NonPublic)?.GetFields(BindingFlags.Public | BindingFlags.Static) ?? [])
        .Select(field => (JsonMember)field.GetValue(null)!);

    private static string[] DocumentedPaths(PropertyInfo property)
    {
        string text = Documentation[$"P:{property.DeclaringType!.FullName}.{property.Name}"];
        int start = text.IndexOf("JSON: ", StringComparison.Ordinal);
        return start < 0 ? [] : [.. Code().Matches(text[start..]).Select(match => match.Groups[1].Value)];
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];

    [GeneratedRegex("<c>([^<]+)</c>")]
    private static partial Regex Code();
}
