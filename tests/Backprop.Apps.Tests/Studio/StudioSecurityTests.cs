using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Backprop.Studio;

namespace Backprop.Apps.Tests.Studio;

/// <summary>Who may ask, and with what: nobody but this machine's browser with the token, and nothing that could hurt.</summary>
public sealed class StudioSecurityTests
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.com:{port}")]
    [InlineData("127.0.0.1.nip.io:{port}")]
    [InlineData("0.0.0.0:{port}")]
    [InlineData("2130706433:{port}")]
    [InlineData("localhost:1")]
    [InlineData("")]
    public async Task AnotherHostIsNotAnswered(string host)
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        int port = new Uri(studio.Address).Port;
        foreach (string path in (string[])["/", "/assets/studio.css", $"/?token={studio.Token}"])
        {
            string answer = await Raw(port, $"GET {path} HTTP/1.1\r\nHost: {host.Replace("{port}", $"{port}", StringComparison.Ordinal)}\r\nConnection: close\r\n\r\n");
            Assert.Matches("^HTTP/1.1 (400|403|421)", answer);
        }
    }

    [Fact]
    public async Task TwoHostsOrNoneAreNotAnswered()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        int port = new Uri(studio.Address).Port;
        Assert.StartsWith("HTTP/1.1 400", await Raw(port, $"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400", await Raw(port, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutTheTokenNothingIsShown()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        using var stranger = new HttpClient { BaseAddress = new Uri(studio.Address) };
        foreach (string path in (string[])["/", "/assets/studio.js", "/open/mazur", "/?token=00", $"/?token={studio.Token}0", $"/?token={studio.Token.ToUpperInvariant()}"])
        {
            HttpResponseMessage answer = await stranger.GetAsync(path);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains("Open the link that was printed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TheTokenIsExchangedForACookieThatNoScriptReads()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        HttpResponseMessage answer = await http.GetAsync($"{studio.Address}/?token={studio.Token}");
        string cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("token", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryAnswerHasTheHeadersThatProtectIt()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        foreach (string path in (string[])["/", "/assets/studio.js", "/nothing", "/e/0000000000000000"])
        {
            HttpResponseMessage answer = await studio.Http.GetAsync(path);
            string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
            Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("http://localhost:1")]
    [InlineData("http://localhost.evil.com")]
    [InlineData("https://127.0.0.1")]
    public async Task AnotherSiteChangesNothing(string origin)
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "/experiments") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Backprop", "1");
        request.Headers.Add("Origin", origin);
        Assert.Equal(HttpStatusCode.Forbidden, (await studio.Http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("text/plain", true, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", true, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data", true, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", false, HttpStatusCode.Forbidden)]
    public async Task NoFormOfAnotherSiteIsTaken(string type, bool withHeader, HttpStatusCode expected)
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "/experiments") { Content = new StringContent("{}") };
        request.Content.Headers.ContentType = new(type);
        if (withHeader) request.Headers.Add("X-Backprop", "1");
        Assert.Equal(expected, (await studio.Http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/experiments")]
    [InlineData("HEAD", "/")]
    [InlineData("TRACE", "/")]
    [InlineData("PUT", "/experiments")]
    [InlineData("OPTIONS", "/")]
    [InlineData("FROBNICATE", "/")]
    public async Task OtherMethodsAreRefused(string method, string path)
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await studio.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path))).StatusCode);
    }

    [Theory]
    [InlineData("{\"until\": \"many\"}", "until")]
    [InlineData("{\"until\": -1}", "until")]
    [InlineData("{\"until\": 1, \"until\": 2}", "until")]
    [InlineData("{\"until\": 1e999}", "until")]
    [InlineData("{\"until\": NaN}", "")]
    [InlineData("[]", "object")]
    [InlineData("", "")]
    public async Task WrongJsonIsRefusedWithTheField(string body, string field)
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur");
        var request = new HttpRequestMessage(HttpMethod.Post, $"{path}/run") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Backprop", "1");
        HttpResponseMessage answer = await studio.Http.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(field, text, StringComparison.Ordinal);
        Assert.DoesNotContain(" at Backprop", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeepJsonAndLongBodiesAreRefused()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        HttpRequestMessage Request(HttpContent content)
        {
            content.Headers.ContentType = new("application/json");
            var request = new HttpRequestMessage(HttpMethod.Post, "/experiments") { Content = content };
            request.Headers.Add("X-Backprop", "1");
            return request;
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await studio.Http.SendAsync(Request(new StringContent(new string('[', 1000) + new string(']', 1000))))).StatusCode);
        int port = new Uri(studio.Address).Port;
        string head = $"POST /experiments HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: backprop-{port}={studio.Token}\r\nX-Backprop: 1\r\nContent-Type: application/json\r\n";
        Assert.StartsWith("HTTP/1.1 413", await Raw(port, $"{head}Content-Length: 10000000000\r\nConnection: close\r\n\r\n{{"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400", await Raw(port, $"{head}Content-Length: -5\r\nConnection: close\r\n\r\n{{"), StringComparison.Ordinal);
    }

    /// <summary>A body without an end, one that stops in the middle, and a head that never comes: each is answered or let go, and others are served meanwhile.</summary>
    [Fact]
    public async Task EndlessAndSlowSendersAreLetGo()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        int port = new Uri(studio.Address).Port;
        string head = $"POST /experiments HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: backprop-{port}={studio.Token}\r\nX-Backprop: 1\r\nContent-Type: application/json\r\n";
        Task<string> endless = Raw(port, $"{head}Transfer-Encoding: chunked\r\n\r\n", string.Concat(Enumerable.Repeat($"4000\r\n{new string(' ', 0x4000)}\r\n", 2000)));
        Task<string> slow = Raw(port, $"{head}Content-Length: 100\r\n\r\n{{"), silent = Raw(port, "GET / HT");
        Assert.True((await studio.Http.GetAsync(new Uri("/", UriKind.Relative))).IsSuccessStatusCode);
        Assert.StartsWith("HTTP/1.1 408", await slow, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408", await silent, StringComparison.Ordinal);
        // What is answered to a sender that goes on sending is lost when the connection is closed on it.
        Assert.Matches("^(HTTP/1.1 413.*|)$", (await endless).Split('\r')[0]);
    }

    [Fact]
    public async Task NamesAreShownAsText()
    {
        const string Bad = "<img src=x onerror=alert(1)></script>";
        await using StudioClient studio = await StudioClient.StartAsync();
        JsonNode experiment = JsonNode.Parse(StudioClient.Example("mazur").Text)!;
        experiment["name"] = Bad;
        experiment["about"] = Bad;
        string path = await studio.OpenTextAsync(experiment.ToJsonString());
        foreach (string page in (string[])[path, $"{path}?lesson={Uri.EscapeDataString(Bad)}", $"{path}?select={Uri.EscapeDataString(Bad)}", $"{path}/print", $"{path}/page.html", $"{path}?view=zoom&unit={Uri.EscapeDataString(Bad)}"])
        {
            string html = await studio.GetAsync(page);
            Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("&lt;img", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task PastedTextsOpenNoFiles()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        JsonNode experiment = JsonNode.Parse(StudioClient.Example("mazur").Text)!;
        experiment["x"] = "/etc/passwd.csv";
        JsonNode answer = await studio.PostAsync("/experiments", experiment, HttpStatusCode.BadRequest);
        Assert.Contains("no file is opened", answer["detail"]!.ToString(), StringComparison.Ordinal);
        JsonNode model = new JsonObject { ["model"] = "../secret.keras", ["x"] = new JsonArray(1), ["y"] = new JsonArray(1) };
        Assert.Contains("no file is opened", (await studio.PostAsync("/experiments", model, HttpStatusCode.BadRequest))["detail"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyTrainingsAtOnceAreBounded()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        int port = new Uri(studio.Address).Port;
        string path = await studio.OpenAsync("seed-regression");
        // Trainings that do not say how far keep their places until they are let go: so many that none is left, however slowly they come.
        string half = $"POST {path}/run HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: backprop-{port}={studio.Token}\r\nX-Backprop: 1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{";
        TcpClient[] sockets = [.. Enumerable.Range(0, 200).Select(_ => new TcpClient())];
        Task<string>[] lines = [.. sockets.Select(FirstLine)];
        await foreach (Task<string> line in Task.WhenEach(lines))
        {
            if ((await line).StartsWith("HTTP/1.1 429", StringComparison.Ordinal)) break;
            Assert.StartsWith("HTTP/1.1 408", await line, StringComparison.Ordinal);
        }

        Array.ForEach(sockets, socket => socket.Dispose());
        Assert.Contains(await Task.WhenAll(lines), line => line.StartsWith("HTTP/1.1 429", StringComparison.Ordinal));
        // And once they are gone it trains, several at a time.
        for (int i = 0; i < 1000 && (await studio.SendAsync($"{path}/run", new JsonObject { ["until"] = 1 })).StatusCode == HttpStatusCode.TooManyRequests; i++) await Task.Delay(20);
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => studio.SendAsync($"{path}/run", new JsonObject { ["until"] = 1000 })));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Contains("Backprop Studio", await studio.GetAsync(path), StringComparison.Ordinal);

        async Task<string> FirstLine(TcpClient socket)
        {
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(half));
                using var reader = new StreamReader(socket.GetStream());
                return await reader.ReadLineAsync() ?? "";
            }
            catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return ""; // closed by this test, which has seen enough
            }
        }
    }

    [Fact]
    public async Task APortInUseIsSaidInASentence()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        int port = new Uri(studio.Address).Port;
        var output = new StringWriter();
        var errors = new StringWriter();
        Assert.Equal(2, await StudioProgram.RunAsync(["--port", $"{port}"], output, errors));
        Assert.Matches($"^Port {port} cannot be used .*Give another with --port.*\n$", errors.ToString().ReplaceLineEndings("\n"));
    }

    // What is answered until the connection is closed.
    private static async Task<string> Raw(int port, string request, string more = "")
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port);
        NetworkStream stream = socket.GetStream();
        var answer = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
            await stream.WriteAsync(Encoding.ASCII.GetBytes(more));
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync() is { } line) answer.Append(line).Append("\r\n");
        }
        catch (IOException) when (more.Length > 0)
        {
            // Closed while it was still sending.
        }

        return answer.ToString();
    }
}
