using System.Text;
using AmlCompute.Client.Arm;
using AmlCompute.Tests.Client;

namespace AmlCompute.Tests.Fidelity;

/// <summary>A command, what goes wrong on its way, and the error that comes of it.</summary>
/// <param name="Command">What the user runs.</param>
/// <param name="Stage">The request that goes wrong: its method, LIST or STATUS.</param>
/// <param name="Fault">What it gets instead of an answer that is right, each time it is sent.</param>
/// <param name="ErrorId">The id of the error; null when there shall be none.</param>
/// <param name="Message">What its message begins with.</param>
/// <param name="Tries">How often the request is sent.</param>
internal sealed record ErrorCase(string Command, string Stage, Func<WireAnswer> Fault, string? ErrorId, string Message, int Tries = 1)
{
    private int _changes;

    /// <summary>Gets the target that is read after the change.</summary>
    public string After { get; init; } = Recorded.Cluster();

    public WireAnswer Answer(WireRequest request)
    {
        string stage = StageOf(request);
        if (stage == Stage)
        {
            return Fault();
        }

        switch (stage)
        {
            case "PUT":
                _changes++;
                return WireAnswer.Json(201, Recorded.Cluster("Creating", null, null, null), Recorded.Operation);
            case "DELETE":
                _changes++;
                return WireAnswer.Json(202, string.Empty, Recorded.Operation);
            case "STATUS":
                return WireAnswer.Json(200, Recorded.Succeeded);
            case "LIST":
                return WireAnswer.Json(200, $$"""{ "value": [ {{Recorded.Cluster()}} ] }""");
            default:
                return _changes > 0 || Runs("Wait") ? WireAnswer.Json(200, After)
                    : Runs("New") || Runs("Connect") ? WireAnswer.NotFound(request)
                    : WireAnswer.Json(200, Recorded.Cluster());
        }
    }

    private bool Runs(string verb) => Command.StartsWith(verb + "-", StringComparison.Ordinal);

    public static string StageOf(WireRequest request) =>
        request.Url.AbsolutePath.Contains("/computeOperationsStatus/", StringComparison.Ordinal) ? "STATUS"
        : request.Url.AbsolutePath.EndsWith("/computes", StringComparison.Ordinal) ? "LIST"
        : request.Method;

    public static Func<WireAnswer> Json(int status, string body, params (string Name, string Value)[] headers) =>
        () => WireAnswer.Json(status, body, headers);

    public static Func<WireAnswer> Page(int status, string body = "<html><body>Blocked by policy</body></html>") =>
        () => new WireAnswer(status, new StringContent(body, Encoding.UTF8, "text/html"));

    public static Func<WireAnswer> Text(int status, string body) =>
        () => new WireAnswer(status, new StringContent(body, Encoding.UTF8, "text/plain"));

    public static Func<WireAnswer> Empty(int status) => () => new WireAnswer(status);

    public static Func<WireAnswer> Throws(Func<Exception> exception) => () => new WireAnswer(0) { Throws = exception() };

    /// <summary>A body that is blank for so many bytes.</summary>
    public static Func<WireAnswer> Blank(int status, long bytes) => () => new WireAnswer(status, new StreamContent(new BlankStream(bytes)));

    /// <summary>A body of which the connection gives the beginning only.</summary>
    public static Func<WireAnswer> BrokenOff(int status) =>
        () => new WireAnswer(status, new StreamContent(new BlankStream(1000, new IOException("Connection reset by peer"))));

    private sealed class BlankStream(long length, Exception? atEnd = null) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int given = (int)Math.Min(count, _left);
            if (given == 0 && atEnd is not null)
            {
                throw atEnd;
            }

            _left -= given;
            buffer.AsSpan(offset, given).Fill((byte)' ');
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
