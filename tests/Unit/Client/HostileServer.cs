using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Tests.Client;

/// <summary>
/// An HTTP server on loopback whose answers no correct service gives. A client reaches it over the transport that the module uses for
/// Azure.
/// </summary>
internal sealed class HostileServer : IDisposable
{
    private const int Megabyte = 1024 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _answer;
    private int _requests;

    /// <param name="answer">Writes the answer to a request whose head has been read; afterwards the connection is closed.</param>
    public HostileServer(Func<NetworkStream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Requests => _requests;

    public static Task WriteAsync(NetworkStream stream, string text, CancellationToken token) =>
        stream.WriteAsync(Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n")), token).AsTask();

    /// <summary>Answers with a chunked body of blocks of 1 MB that never ends.</summary>
    public static HostileServer Endless(int status) => new(async (stream, token) =>
    {
        byte[] block = new byte[Megabyte];
        Array.Fill(block, (byte)' ');
        await WriteAsync(stream, $"HTTP/1.1 {status} X\nTransfer-Encoding: chunked\n\n", token);
        while (true)
        {
            await WriteAsync(stream, "100000\n", token);
            await stream.WriteAsync(block, token);
            await WriteAsync(stream, "\n", token);
        }
    });

    /// <summary>Answers with a compressed body that is much longer when it is decompressed.</summary>
    public static HostileServer Bomb(int status, int megabytes)
    {
        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Fastest))
        {
            byte[] block = new byte[Megabyte];
            for (int i = 0; i < megabytes; i++)
            {
                zip.Write(block);
            }
        }

        byte[] body = packed.ToArray();
        return new(async (stream, token) =>
        {
            await WriteAsync(stream, $"HTTP/1.1 {status} X\nContent-Encoding: gzip\nContent-Length: {body.Length}\n\n", token);
            await stream.WriteAsync(body, token);
        });
    }

    /// <summary>Answers with a head and the first bytes of a body that the head announces as longer.</summary>
    public static HostileServer Announcing(int status, long length) => new(async (stream, token) =>
        await WriteAsync(stream, $"HTTP/1.1 {status} X\nContent-Length: {length}\n\n{{\"name\":", token));

    /// <summary>Accepts requests and sends the first part of an answer, or none, then nothing more.</summary>
    /// <param name="part">The first part.</param>
    /// <param name="isSilent">Called when the silence begins.</param>
    public static HostileServer Silent(string part, Action isSilent) => new(async (stream, token) =>
    {
        await WriteAsync(stream, part, token);
        isSilent();
        await Task.Delay(Timeout.Infinite, token);
    });

    /// <summary>Creates a client with the transport of the module.</summary>
    public (ComputeClient Client, Workspace Workspace) Connect(RequestClocks clocks)
    {
        Uri endpoint = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        ComputeClient client = new(ConnectionFactory.BuildPipeline(new ComputeClientOptions()), endpoint, clocks);
        WorkspaceReference workspace = new(TestClient.SubscriptionId, "rg", "ws", "test");
        return (client, new ServiceConnection("Test", client).CreateWorkspace(workspace));
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        CancellationToken token = _stop.Token;
        while (true)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(token);
                _ = ServeAsync(client, token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken token)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                byte[] byteRead = new byte[1];
                StringBuilder head = new();
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(byteRead, token) > 0)
                {
                    head.Append((char)byteRead[0]);
                }

                if (head.Length > 0)
                {
                    Interlocked.Increment(ref _requests);
                    await _answer(stream, token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // The client has left, or the test has ended.
            }
        }
    }
}
