using AmlCompute.Tests;
using AmlCompute.Tests.Client.SignIn;
using AmlCompute.Tests.Help;
using AmlCompute.Tests.Properties;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestClassesFirst))]

namespace AmlCompute.Tests;

/// <summary>
/// Starts the classes that take longest before the others. The tests of a class run one after the other, so a long class that starts
/// last leaves a core idle.
/// </summary>
public sealed class LongestClassesFirst : ITestCollectionOrderer
{
    private static readonly Type[] Longest =
        [typeof(AnswerProperties), typeof(SignInTests), typeof(HelpExampleTests), typeof(PlanProperties), typeof(FileProperties)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Place(collection.TestCollectionDisplayName))];

    // The collection of a class has the name of the class in its display name.
    private static int Place(string collection)
    {
        int place = Array.FindIndex(Longest, type => collection.Contains(type.FullName!, StringComparison.Ordinal));
        return place < 0 ? Longest.Length : place;
    }
}
