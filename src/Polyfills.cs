// Types that the compiler needs for newer C#, and that .NET Framework does not have. They are compiled only for net472, into each assembly.
#if NETFRAMEWORK

namespace System.Runtime.CompilerServices
{
    /// <summary>Marks the <c>init</c> setters, which run only while an object is created.</summary>
    internal static class IsExternalInit;

    /// <summary>Marks <c>required</c> members, and the types that have them.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Field | AttributeTargets.Property)]
    internal sealed class RequiredMemberAttribute : Attribute;

    /// <summary>Marks members that a compiler can use only if it knows a feature, such as <c>required</c>.</summary>
    [AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        public string FeatureName { get; } = featureName;

        public bool IsOptional { get; init; }
    }
}

namespace System
{
    /// <summary>A position in a list, counted from the start, or from the end as <c>^1</c> is.</summary>
    internal readonly struct Index(int value, bool fromEnd = false)
    {
        public static Index Start => new(0);

        public static Index End => new(0, fromEnd: true);

        public static implicit operator Index(int value) => new(value);

        public int GetOffset(int length) => fromEnd ? length - value : value;
    }

    /// <summary>The positions from a start up to an end, which is not included, such as <c>1..^1</c>.</summary>
    internal readonly struct Range(Index start, Index end)
    {
        public static Range All => new(Index.Start, Index.End);

        public Index Start { get; } = start;

        public Index End { get; } = end;

        public static Range StartAt(Index start) => new(start, Index.End);

        public static Range EndAt(Index end) => new(Index.Start, end);
    }
}
#endif
