using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.RateLimiting;
using Backprop.Formats;
using Backprop.Studio.Experiments;
using Backprop.Studio.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

namespace Backprop.Studio;

/// <summary>The server of the page: on this machine alone, for one start of the program.</summary>
internal sealed class StudioServer : IAsyncDisposable
{
    private const int MostAtOnce = 8;
    private const int MostWaiting = 64;
    private const int MostLine = 80_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private readonly WebApplication _app;
    private readonly Token _token;

    private StudioServer(WebApplication app, Token token) => (_app, _token) = (app, token);

    /// <summary>The address without the token: "http://127.0.0.1:8787".</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>The link that lets a browser in.</summary>
    public string FirstLink => $"{Address}/?token={_token.Text}";

    /// <summary>Starts it.</summary>
    /// <exception cref="StudioException">The port is taken, or may not be used.</exception>
    public static async Task<StudioServer> StartAsync(StudioOptions options)
    {
        if (options.Port is { } port) return await StartAsync(options, port).ConfigureAwait(false);
        try
        {
            return await StartAsync(options, StudioOptions.UsualPort).ConfigureAwait(false);
        }
        catch (StudioException)
        {
            return await StartAsync(options, 0).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until it is stopped: Ctrl+C.</summary>
    public Task WaitAsync(CancellationToken stop) => _app.WaitForShutdownAsync(stop);

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(soon.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<StudioServer> StartAsync(StudioOptions options, int port)
    {
        var token = new Token();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders();
        // No address in the environment may open the page to others.
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, "").ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = Experiment.MostLetters;
            kestrel.Limits.MaxRequestLineSize = MostLine;
            kestrel.Limits.MaxRequestBufferSize = MostLine * 2;
            // Who sends next to nothing does not hold a place for long.
            kestrel.Limits.RequestHeadersTimeout = s_patience;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: s_patience);
        });
        builder.Services.AddSingleton(token);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(new ExperimentStore(options.Opened));
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, int>(_ => RateLimitPartition.GetConcurrencyLimiter(0, _ => new ConcurrencyLimiterOptions { PermitLimit = MostAtOnce, QueueLimit = MostWaiting }));
        });
        WebApplication app = builder.Build();
        app.UseMiddleware<Gate>();
        app.UseRateLimiter();
        app.Use(Sentences);
        StudioRoutes.Map(app);
        try
        {
            await app.StartAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException { InnerException: AddressInUseException } or AddressInUseException or SocketException or IOException)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new StudioException($"Port {port} cannot be used ({(error.InnerException ?? error).Message.TrimEnd('.')}). Give another with --port, or leave --port out to take any that is free.");
        }

        return new StudioServer(app, token);
    }

    /// <summary>What is wrong with a request is answered with one sentence, and nothing about the program's inside.</summary>
    private static async Task Sentences(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception error) when (error is StudioException or ModelFormatException or JsonException or ArgumentException or BadHttpRequestException && !context.Response.HasStarted)
        {
            var status = error is BadHttpRequestException bad ? (HttpStatusCode)bad.StatusCode : HttpStatusCode.BadRequest;
            await Gate.Refuse(context, status, error is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } ? $"More than {Experiment.MostLetters:N0} bytes are not taken here." : error.Message.Split(" (Parameter '")[0]).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException && !context.Response.HasStarted)
        {
            // A mistake of this program's own: the details are for the terminal, where it was started.
            await Console.Error.WriteLineAsync($"{context.Request.Path}: {error}").ConfigureAwait(false);
            await Gate.Refuse(context, HttpStatusCode.InternalServerError, "Something went wrong in the program itself; the terminal where it was started says what.").ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The tab was closed: nobody waits for the answer.
        }
    }
}
