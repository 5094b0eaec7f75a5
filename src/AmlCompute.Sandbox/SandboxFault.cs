using System.Collections;

namespace AmlCompute.Sandbox;

/// <summary>A fault to inject: the requests that it affects, and its effect on them.</summary>
public sealed class SandboxFault
{
    /// <summary>The HTTP method of the affected requests; null for all methods.</summary>
    public string? Method { get; init; }

    /// <summary>
    /// The path of the affected requests as they send it, escaped and without the query; null for all paths. * matches any characters, and
    /// case is ignored.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The number of matching requests that are served before the fault takes effect.</summary>
    public int Skip { get; init; }

    /// <summary>The number of matching requests that are affected; 0 for all. Default 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The status of the response, from 200 to 599. The request has no other effect. Null for another kind of fault.</summary>
    public int? Status { get; init; }

    /// <summary>
    /// The error code of the response or of the failed operation; null for one that fits the status, or InternalServerError for an
    /// operation and for a status below 400.
    /// </summary>
    public string? Code { get; init; }

    /// <summary>The error message of the response or of the failed operation; null for one that names the sandbox.</summary>
    public string? Message { get; init; }

    /// <summary>The value of the Retry-After header of the response; null for no such header.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>
    /// The body of the response; null for an error envelope with code and message. A status below 400 has an envelope only if the fault has
    /// a code or a message, and the statuses 204, 205 and 304 never have a body.
    /// </summary>
    public string? Body { get; init; }

    /// <summary>The content type of the response; null for JSON, or for none without a body.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// The delay of the response, at most one day of sandbox time; null for none. Without another effect, the request is served after the
    /// delay.
    /// </summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>True to reset the connection instead of sending a response.</summary>
    public bool ConnectionReset { get; init; }

    /// <summary>
    /// True to accept the request and let its long-running operation end in state Failed. Only requests that start an operation count.
    /// A compute whose creation fails keeps its name, in state Failed, until it is deleted or created by the same PUT.
    /// </summary>
    public bool FailOperation { get; init; }

    /// <summary>The keys of a dictionary that describes a fault.</summary>
    internal static string[] Keys =>
    [
        nameof(Method), nameof(Path), nameof(Skip), nameof(Count), nameof(Status), nameof(Code), nameof(Message), nameof(RetryAfter),
        nameof(Body), nameof(ContentType), nameof(Delay), nameof(ConnectionReset), nameof(FailOperation),
    ];

    /// <summary>Reads a fault from a dictionary whose keys are the names of the properties. Case is ignored.</summary>
    /// <param name="values">The dictionary.</param>
    /// <exception cref="ArgumentException">
    /// A key is unknown, a value is not valid, or the values cannot be combined; the message names the keys.
    /// </exception>
    public static SandboxFault FromDictionary(IDictionary values)
    {
        DictionaryReader reader = new(values, "a sandbox fault", Keys);
        SandboxFault fault = new()
        {
            Method = reader.ReadText(nameof(Method)),
            Path = reader.ReadText(nameof(Path)),
            Skip = reader.ReadInteger(nameof(Skip)) ?? 0,
            Count = reader.ReadInteger(nameof(Count)) ?? 1,
            Status = reader.ReadInteger(nameof(Status)),
            Code = reader.ReadText(nameof(Code)),
            Message = reader.ReadText(nameof(Message)),
            RetryAfter = reader.ReadTextOrNumber(nameof(RetryAfter)),
            Body = reader.ReadText(nameof(Body)),
            ContentType = reader.ReadText(nameof(ContentType)),
            Delay = reader.ReadDuration(nameof(Delay)),
            ConnectionReset = reader.ReadFlag(nameof(ConnectionReset)),
            FailOperation = reader.ReadFlag(nameof(FailOperation)),
        };
        fault.Validate();
        return fault;
    }

    /// <exception cref="ArgumentException">A value is not valid, or the fault has no effect or incompatible effects.</exception>
    internal void Validate()
    {
        ArgumentCheck.Require(
            Method is not "" && Path is not "", "Method and Path of a sandbox fault must not be empty. Omit them for all requests.");
        ArgumentCheck.Require(Skip >= 0, $"Skip of a sandbox fault must not be negative, but is {Skip}.");
        ArgumentCheck.Require(Count >= 0, $"Count of a sandbox fault must not be negative, but is {Count}.");
        ArgumentCheck.Require(
            !new[] { Method, Path, RetryAfter, ContentType }.Any(text => text?.Any(character => character is < ' ' or > '~') == true),
            "Method, Path, RetryAfter and ContentType of a sandbox fault must be ASCII text, and must not have line breaks or other "
                + "control characters.");

        // Other control characters are allowed, because tests check that a client removes them.
        ArgumentCheck.Require(
            !new[] { Code, Message }.Any(text => text?.IndexOfAny(['\r', '\n']) >= 0),
            "Code and Message of a sandbox fault must not have line breaks.");
        ArgumentCheck.Require(
            Status is null or (>= 200 and <= 599), $"Status of a sandbox fault must be between 200 and 599, not {Status}.");
        ArgumentCheck.RequireWithinOneDay(Delay, "Delay of a sandbox fault");
        ValidateEffects();
    }

    private void ValidateEffects()
    {
        bool[] effects = [Status is not null, ConnectionReset, FailOperation];
        int effectCount = effects.Count(isSet => isSet);
        ArgumentCheck.Require(
            effectCount == 1 || (effectCount == 0 && Delay is not null),
            "A sandbox fault needs one of Status, ConnectionReset and FailOperation, or Delay alone.");
        ArgumentCheck.Require(
            !FailOperation || Delay is null, "Delay and FailOperation cannot be combined in one sandbox fault. Use two faults.");
        ArgumentCheck.Require(
            Status is not null || FailOperation || (Code is null && Message is null),
            "Code and Message of a sandbox fault need Status or FailOperation.");
        ArgumentCheck.Require(
            Status is not null || (RetryAfter is null && Body is null && ContentType is null),
            "RetryAfter, Body and ContentType of a sandbox fault need Status.");
    }
}
