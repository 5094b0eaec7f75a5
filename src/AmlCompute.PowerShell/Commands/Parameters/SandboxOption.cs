using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>
/// The options of a sandbox. A hashtable converts to it with all its keys. The sandbox uses its default for a missing key, which is false
/// for a Boolean value, and reports unknown keys and values of another kind. A property is null for a missing key and for a value that it
/// cannot convert.
/// </summary>
public sealed class SandboxOption
{
    /// <summary>Initializes options without values.</summary>
    public SandboxOption()
        : this(new Hashtable())
    {
    }

    /// <summary>Initializes options from a hashtable.</summary>
    /// <param name="values">The values by the names of the properties.</param>
    /// <exception cref="ArgumentNullException">The hashtable is null.</exception>
    /// <exception cref="ComputeTargetException">The values are nested too deep, or contain themselves.</exception>
    public SandboxOption(IDictionary values) =>
        Values = PlainData.UnwrapAll(values ?? throw new ArgumentNullException(nameof(values)));

    /// <summary>Gets or sets the clock: Accelerated, the default, or Manual, which only <c>$workspace.Sandbox.Advance</c> moves.</summary>
    public string? Clock { get => ReadValue<string>(); set => SetValue(value); }

    /// <summary>Gets or sets how many times faster than real time the clock runs, at most 1,000,000; the default is 60.</summary>
    public double? Speed { get => ReadValue<double?>(); set => SetValue(value); }

    /// <summary>
    /// Gets or sets the time at which the clock starts, in a year from 2000 to 2999. A time without a zone is UTC. The default is now, and
    /// 2026-01-01 with a manual clock.
    /// </summary>
    public DateTimeOffset? StartTime { get => ReadTime(); set => SetValue(value); }

    /// <summary>
    /// Gets or sets the limits in cores, by the name of a family, TotalDedicatedCores or TotalLowPriorityCores; TotalClusters counts
    /// clusters and instances.
    /// </summary>
    public IDictionary? Quota { get => ReadValue<IDictionary>(); set => SetValue(value); }

    /// <summary>
    /// Gets or sets more workspaces: one hashtable or several with Name and optionally ResourceGroupName, SubscriptionId and Location.
    /// </summary>
    public object? Workspace { get => ReadValue<object>(); set => SetValue(value); }

    /// <summary>Gets or sets the faults to inject: one hashtable or several, as for <c>$workspace.Sandbox.AddFault</c>.</summary>
    public object? Fault { get => ReadValue<object>(); set => SetValue(value); }

    /// <summary>
    /// Gets or sets the delay of each response in sandbox time: a TimeSpan, seconds, or a text such as 250ms or 30s, at most one day; the
    /// default is 0.
    /// </summary>
    public object? Latency { get => ReadValue<object>(); set => SetValue(value); }

    /// <summary>
    /// Gets or sets the sandbox time in which a new cluster is read with outdated values, in the forms of Latency and at most one day; the
    /// default is 5 s.
    /// </summary>
    public object? ReadLag { get => ReadValue<object>(); set => SetValue(value); }

    /// <summary>Gets or sets the seed of ids, addresses and keys; the default is 1.</summary>
    public int? Seed { get => ReadValue<int?>(); set => SetValue(value); }

    /// <summary>
    /// Gets or sets the number of subscriptions, workspaces, compute targets, nodes or jobs on one page, at least 1; the default is 100.
    /// </summary>
    public int? PageSize { get => ReadValue<int?>(); set => SetValue(value); }

    /// <summary>Gets or sets whether names of compute targets must match the published pattern.</summary>
    public bool? StrictNames { get => ReadFlag(); set => SetValue(value); }

    /// <summary>Gets or sets whether JSON members must have the case of the schema.</summary>
    public bool? StrictMembers { get => ReadFlag(); set => SetValue(value); }

    /// <summary>Gets or sets the response to a change of an identity: Applied, the default, Ignored or Refused.</summary>
    public string? IdentityPatch { get => ReadValue<string>(); set => SetValue(value); }

    /// <summary>Gets or sets the api-versions that the sandbox knows; the default is all from 2021-07-01 on.</summary>
    public string[]? ApiVersion { get => ReadValue<string[]>(); set => SetValue(value); }

    /// <summary>Gets or sets whether a request for an unknown workspace creates it.</summary>
    public bool? CreateWorkspaces { get => ReadFlag(); set => SetValue(value); }

    /// <summary>Gets or sets whether a request without a token, except for prices and for cloud metadata, is refused.</summary>
    public bool? RequireToken { get => ReadFlag(); set => SetValue(value); }

    /// <summary>Gets or sets the actions that are refused with status 403; * stands for any characters.</summary>
    public string[]? DeniedAction { get => ReadValue<string[]>(); set => SetValue(value); }

    /// <summary>Gets or sets whether requests above the rate limits are refused with status 429.</summary>
    public bool? EnforceRateLimits { get => ReadFlag(); set => SetValue(value); }

    /// <summary>Gets or sets whether responses that start an operation have the headers Location and Retry-After.</summary>
    public bool? OperationHeaders { get => ReadFlag(); set => SetValue(value); }

    /// <summary>Gets the values as given, also those without a property.</summary>
    internal Hashtable Values { get; }

    /// <summary>Returns the value of a property; null if there is none of the type.</summary>
    private T? ReadValue<T>([CallerMemberName] string key = "") =>
        Values[key] is { } value && LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out T? converted)
            ? converted
            : default;

    /// <summary>Returns a Boolean value, or a text that is one, as the sandbox reads it; null for any other value.</summary>
    private bool? ReadFlag([CallerMemberName] string key = "") => Values[key] switch
    {
        bool flag => flag,
        string text when bool.TryParse(text, out bool flag) => flag,
        _ => null,
    };

    /// <summary>Returns a time, or a text that is one, in UTC as the sandbox reads it; null for any other value.</summary>
    private DateTimeOffset? ReadTime([CallerMemberName] string key = "") => Values[key] switch
    {
        DateTimeOffset time => time.ToUniversalTime(),
        DateTime { Kind: DateTimeKind.Local } time => new DateTimeOffset(time.ToUniversalTime()),
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        string text when DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset time) => time,
        _ => null,
    };

    private void SetValue(object? value, [CallerMemberName] string key = "") => Values[key] = value;
}
