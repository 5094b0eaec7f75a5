using System.IO.Pipelines;
using System.Net;
using System.Text;
using AmlCompute.Tests.Fidelity;
using Microsoft.Extensions.Time.Testing;

namespace AmlCompute.Tests.Client;

/// <summary>A service that gives the scripted answers in order, and keeps the requests.</summary>
internal sealed class ScriptedService : CheckedService
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _answers = new();

    public List<SentRequest> Requests { get; } = [];

    /// <summary>Gets a value indicating whether every answer was asked for.</summary>
    public bool IsUsedUp => _answers.Count == 0;

    /// <summary>Gets the clock of the silence; a body that stalls moves it beyond the limit.</summary>
    public FakeTimeProvider Silence { get; } = new();

    public ScriptedService Answer(int status, string body = "", params (string Name, string Value)[] headers) =>
        Answer(status, Encoding.UTF8.GetBytes(body), headers);

    public ScriptedService Answer(int status, byte[] body, params (string Name, string Value)[] headers)
    {
        Enqueue(_ => Task.FromResult(Respond(status, new ByteArrayContent(body), headers)));
        return this;
    }

    /// <summary>Answers with headers and a body that breaks off, as a connection that is reset does.</summary>
    public ScriptedService AnswerBrokenOff(int status)
    {
        Enqueue(_ => Task.FromResult(Respond(status, new StreamContent(BrokenOff()), [])));
        return this;
    }

    /// <summary>Answers with headers and the first part of a body, runs an action when the rest is asked for, and never sends it.</summary>
    public ScriptedService AnswerStalled(int status, string part, Action? whenAsked = null)
    {
        StalledStream body = new(Encoding.UTF8.GetBytes(part), whenAsked ?? (() => Silence.Advance(TimeSpan.FromSeconds(30))));
        Enqueue(_ => Task.FromResult(Respond(status, new StreamContent(body), [])));
        return this;
    }

    /// <summary>Runs an action when the request has come, then answers.</summary>
    public ScriptedService AnswerLate(string body, Action whenAsked)
    {
        Enqueue(_ =>
        {
            whenAsked();
            return Task.FromResult(Respond(200, new ByteArrayContent(Encoding.UTF8.GetBytes(body)), []));
        });
        return this;
    }

    public ScriptedService Throw(Exception exception)
    {
        Enqueue(_ => Task.FromException<HttpResponseMessage>(exception));
        return this;
    }

    /// <summary>Runs an action when the request has come, then never answers.</summary>
    public ScriptedService Hang(Action whenAsked)
    {
        Enqueue(async token =>
        {
            whenAsked();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("A pause without end has ended.");
        });
        return this;
    }

    protected override async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(CancellationToken.None);
        Requests.Add(new SentRequest(
            request.Method.Method,
            request.RequestUri!.AbsoluteUri,
            body,
            request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
                .ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase)));
        cancellationToken.ThrowIfCancellationRequested();
        return _answers.TryDequeue(out Func<CancellationToken, Task<HttpResponseMessage>>? give)
            ? await give(cancellationToken)
            : throw new InvalidOperationException($"No answer is scripted for {request.Method} {request.RequestUri}.");
    }

    private void Enqueue(Func<CancellationToken, Task<HttpResponseMessage>> give) => _answers.Enqueue(give);

    private static HttpResponseMessage Respond(int status, HttpContent content, (string Name, string Value)[] headers)
    {
        HttpResponseMessage response = new((HttpStatusCode)status) { Content = content };
        foreach ((string name, string value) in headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }

    private static Stream BrokenOff()
    {
        Pipe pipe = new();
        pipe.Writer.Complete(new IOException("The response ended prematurely."));
        return pipe.Reader.AsStream();
    }
}

/// <summary>A body whose end never comes.</summary>
internal sealed class StalledStream(byte[] part, Action whenAsked) : Stream
{
    private bool _isGiven;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isGiven)
        {
            _isGiven = true;
            part.CopyTo(buffer);
            return part.Length;
        }

        whenAsked();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>A request as it came in.</summary>
internal sealed record SentRequest(string Method, string Url, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public override string ToString() => $"{Method} {Url}";
}
