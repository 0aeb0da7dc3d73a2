using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Backprop.Studio;
using Backprop.Studio.Experiments;

namespace Backprop.Apps.Tests.Studio;

/// <summary>A server of the page for one test, and a browser without a screen that was let in.</summary>
internal sealed partial class StudioClient : IAsyncDisposable
{
    private readonly StudioServer _server;

    private StudioClient(StudioServer server)
    {
        _server = server;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = true, UseCookies = true, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(server.Address) };
    }

    public HttpClient Http { get; }

    public string Address => _server.Address;

    public string Token => _server.FirstLink.Split("token=")[1];

    public static async Task<StudioClient> StartAsync(params string[] arguments)
    {
        var client = new StudioClient(await StudioServer.StartAsync(StudioProgram.Read([.. arguments, "--port", "0"])));
        (await client.Http.GetAsync(client._server.FirstLink)).EnsureSuccessStatusCode();
        return client;
    }

    /// <summary>Opens an example; returns its address.</summary>
    public async Task<string> OpenAsync(string name) => (await Http.GetAsync($"/open/{name}")).EnsureSuccessStatusCode().RequestMessage!.RequestUri!.PathAndQuery;

    public async Task<string> OpenTextAsync(string experiment) => (await PostAsync("/experiments", JsonNode.Parse(experiment)!))["address"]!.ToString();

    /// <summary>A page, or a file, as it comes.</summary>
    public async Task<string> GetAsync(string address)
    {
        HttpResponseMessage answer = await Http.GetAsync(address);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode} {text}");
        return text;
    }

    /// <summary>What a page says, without its marks.</summary>
    public async Task<string> ReadAsync(string address) => Words(await GetAsync(address));

    public static string Words(string html) => Spaces().Replace(WebUtility.HtmlDecode(Marks().Replace(html, " ")), " ");

    /// <summary>The text of the card.</summary>
    public async Task<string> CardAsync(string address)
    {
        Match card = Card().Match(await GetAsync(address));
        Assert.True(card.Success, "The page has no card.");
        return WebUtility.HtmlDecode(card.Groups[1].Value);
    }

    public async Task<JsonNode> PostAsync(string address, JsonNode body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using HttpResponseMessage answer = await SendAsync(address, body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{address}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    public Task<HttpResponseMessage> SendAsync(string address, JsonNode body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Backprop", "1");
        return Http.SendAsync(request);
    }

    /// <summary>Trains until so many steps are recorded: a request does what it can in a short while, and the page asks again, as this does.</summary>
    public async Task TrainAsync(string address, int steps)
    {
        JsonNode result;
        do
        {
            result = await PostAsync($"{address.Split('?')[0]}/run", new JsonObject { ["until"] = steps });
        }
        while (result["steps"]!.GetValue<int>() < steps && result["failure"] is null);
    }

    public static Experiment Example(string name) => Experiment.Parse(StarterExperiments.Text(name));

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return _server.DisposeAsync();
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Marks();

    [GeneratedRegex("\\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("<pre id=\"card-text\"[^>]*>(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Card();
}
