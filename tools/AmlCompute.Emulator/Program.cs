using System.Collections;
using System.Net.Sockets;
using System.Text.Json;
using AmlCompute.Emulator;
using AmlCompute.Sandbox;
using Microsoft.AspNetCore.Http.Extensions;

EmulatorOptions? options;
try
{
    options = EmulatorOptions.Parse(args);
}
catch (ArgumentException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 64;
}

if (options is null)
{
    Console.WriteLine(EmulatorOptions.Usage);
    return 0;
}

StateFile? state = null;
try
{
    state = options.StatePath is null ? null : StateFile.Open(options.StatePath, options.Sandbox);
}
catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
{
    await Console.Error.WriteLineAsync($"--state {options.StatePath}: {exception.Message}");
    return 2;
}

SandboxService sandbox = state?.Sandbox ?? new(options.Sandbox);

// The slim builder reads no configuration files. All options are on the command line.
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(options.Address, options.Port));
WebApplication app = builder.Build();

app.Use(async (context, next) =>
{
    if (RequestGuard.Check(context.Request, options.AllowedHosts) is { } refusal)
    {
        context.Response.StatusCode = refusal.Status;
        await context.Response.WriteAsJsonAsync(CreateError(refusal.Message));
        return;
    }

    await next(context);
});
app.MapDelete("/_emulator/requests", () =>
{
    sandbox.ClearRequests();
    return Results.NoContent();
});
app.MapGet("/_emulator/requests", () =>
{
    IReadOnlyList<SandboxRequestEntry> requests = sandbox.Requests;
    return new
    {
        count = sandbox.RequestCount,
        byMethod = requests.GroupBy(entry => entry.Method).ToDictionary(group => group.Key, group => group.Count()),
        requests = requests.Select(entry => new { entry.Time, entry.Method, entry.Path, entry.Query, entry.Status, entry.Body }),
    };
});
app.MapPost("/_emulator/advance", (double seconds) =>
{
    try
    {
        sandbox.Advance(TimeSpan.FromSeconds(seconds));
        return Results.Ok(new { now = sandbox.Clock.GetUtcNow() });
    }
    catch (Exception exception) when (exception is ArgumentException or OverflowException)
    {
        return CreateRefusal(exception);
    }
});
app.MapPost("/_emulator/faults", (JsonElement faults) => AddItems(faults, fault => sandbox.AddFault(SandboxFault.FromDictionary(fault))));
app.MapPost("/_emulator/jobs", (JsonElement jobs) => AddItems(jobs, job => sandbox.AddJob(SandboxJob.FromDictionary(job))));
app.MapFallback("{**path}", ServeAsync);

try
{
    await app.StartAsync();
}
catch (Exception exception) when (exception is IOException or SocketException)
{
    await Console.Error.WriteLineAsync($"The emulator cannot listen on {options.Address}, port {options.Port}: {exception.Message}");
    return 1;
}

if (!System.Net.IPAddress.IsLoopback(options.Address))
{
    await Console.Error.WriteLineAsync(
        $"Warning: The emulator listens on {options.Address}. Everyone who can reach this machine can read and change its state.");
}

string address = app.Urls.First();
Console.WriteLine($"Listening on {address}");
(string name, string group) = options.Sandbox.CreateWorkspaces
    ? ("my-workspace", "my-group")
    : (options.Sandbox.WorkspaceName, options.Sandbox.ResourceGroupName);
Console.WriteLine(
    $"Connect-AmlWorkspace -Endpoint {address} -WorkspaceName {name} -ResourceGroupName {group} " +
    $"-SubscriptionId {options.Sandbox.SubscriptionId}");
await app.WaitForShutdownAsync();
SaveState();
return 0;

static object CreateError(string message) => new { error = new { code = "BadRequest", message } };

static IResult CreateRefusal(Exception exception) => Results.BadRequest(CreateError(exception.Message));

IResult AddItems(JsonElement items, Action<IDictionary> add)
{
    try
    {
        foreach (IDictionary item in EmulatorOptions.ToDictionaries(items))
        {
            add(item);
        }

        SaveState();
        return Results.NoContent();
    }
    catch (ArgumentException exception)
    {
        return CreateRefusal(exception);
    }
}

void SaveState()
{
    try
    {
        state?.Save();
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"--state {options.StatePath}: The state was not saved. {exception.Message}");
    }
}

async Task ServeAsync(HttpContext context)
{
    using MemoryStream body = new();
    await context.Request.Body.CopyToAsync(body, context.RequestAborted);
    SandboxRequest request = new(
        context.Request.Method,
        new Uri(context.Request.GetEncodedUrl()),
        context.Request.Headers.Select(header => new KeyValuePair<string, string>(header.Key, header.Value.ToString())),
        body.ToArray());
    SandboxResponse response;
    try
    {
        response = await sandbox.SendAsync(request, context.RequestAborted);
    }
    catch (IOException)
    {
        // A fault resets the connection.
        context.Abort();
        return;
    }

    if (response.Status < 300 && !HttpMethods.IsGet(context.Request.Method))
    {
        SaveState();
    }

    context.Response.StatusCode = response.Status;
    foreach (KeyValuePair<string, string> header in response.Headers)
    {
        context.Response.Headers.Append(header.Key, header.Value);
    }

    context.Response.ContentLength = response.Body.Length;
    await context.Response.Body.WriteAsync(response.Body, context.RequestAborted);
}
