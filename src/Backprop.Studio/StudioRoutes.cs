using System.Text;
using System.Text.Json.Nodes;
using Backprop.Studio.Experiments;
using Backprop.Studio.Exports;
using Backprop.Studio.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Backprop.Studio;

/// <summary>The addresses of the page.</summary>
internal static class StudioRoutes
{
    private const int MostFrames = 120;
    private const int MostFrameLetters = 6_000_000;
    private static readonly TimeSpan s_longestRun = TimeSpan.FromMilliseconds(400);
    private static readonly SemaphoreSlim s_runs = new(2);

    public static void Map(WebApplication app)
    {
        app.MapGet("/", Start);
        app.MapGet("/open/{name}", (string name, ExperimentStore store) => Results.Redirect($"/e/{store.Open(StarterExperiments.Text(name)).Experiment.Id}"));
        app.MapGet("/assets/{name}", StudioAssets.Get);
        app.MapGet("/e/{id}", (string id, HttpContext context, ExperimentStore store) => Shown(id, context, store, scene => Component<StudioPage>(context, scene)));
        app.MapGet("/e/{id}/print", (string id, HttpContext context, ExperimentStore store) => Shown(id, context, store, scene => Component<PrintPage>(context, scene)));
        app.MapGet("/e/{id}/page.html", (string id, HttpContext context, ExperimentStore store) => Shown(id, context, store, async scene => Download(await Render<OfflinePage>(context, scene).ConfigureAwait(false), "text/html", $"{scene.Experiment.Name}.html", context)));
        app.MapGet("/e/{id}/frames", (string id, HttpContext context, ExperimentStore store) => Shown(id, context, store, scene => Task.FromResult(Frames(scene, context))));
        app.MapGet("/e/{id}/link", (string id, HttpContext context, ExperimentStore store) => Shown(id, context, store, scene => Task.FromResult(Results.Text(Link(scene, context)))));
        app.MapGet("/e/{id}/{file}", (string id, string file, HttpContext context, ExperimentStore store) => Shown(id, context, store, scene => Task.FromResult(ExportFiles.Write(scene, file) is var (text, type) ? Download(text, type, file, context) : Results.Problem($"There is no file {file} here.", statusCode: StatusCodes.Status404NotFound))));
        app.MapPost("/experiments", async (HttpContext context, ExperimentStore store) => Results.Json(new { address = $"/e/{store.Open((await Body(context).ConfigureAwait(false)).ToJsonString()).Experiment.Id}" }));
        app.MapPost("/e/{id}/edit", (string id, HttpContext context, ExperimentStore store) => Shown(id, context, store, async scene =>
        {
            JsonObject changes = await Body(context).ConfigureAwait(false);
            Experiment changed = ExperimentEdit.Apply(scene.Experiment, changes);
            return Results.Json(new { address = PageState.Read(changed.Id, Query(context).Where(one => one.Key is not ("step" or "row" or "sample" or "select"))).At(store.Open(changed).Experiment.Id) });
        }));
        app.MapPost("/e/{id}/run", (string id, HttpContext context, ExperimentStore store) => Shown(id, context, store, scene => Run(scene, context)));
        app.MapPost("/e/{id}/audit", (string id, HttpContext context, ExperimentStore store) => Shown(id, context, store, async scene =>
        {
            string claim = (await Body(context).ConfigureAwait(false))["claim"]?.ToString() ?? throw new StudioException("\"claim\" is missing.");
            string packed = ExperimentLink.Pack(claim);
            if (packed.Length > PageState.MostAudit) throw new StudioException("The claim is too large for a page. In the terminal: backprop audit claim.json");
            return Results.Json(new { address = scene.State.With(("view", "audit"), ("audit", packed)) });
        }));
    }

    /// <summary>The first page, or the one that a link carries.</summary>
    private static IResult Start(HttpContext context, ExperimentStore store, StudioOptions options)
    {
        if (context.Request.Query["experiment"].ToString() is not { Length: > 0 } packed) return Results.Redirect($"/e/{store.Open(options.First).Experiment.Id}");
        string id = store.Open(ExperimentLink.Unpack(packed)).Experiment.Id;
        return Results.Redirect(PageState.Read(id, Query(context)).With());
    }

    private static async Task<IResult> Shown(string id, HttpContext context, ExperimentStore store, Func<Scene, Task<IResult>> show)
    {
        if (!store.TryFind(id, out Recording? recording)) return Results.Problem("This experiment is not open any more: the program was started again. Open its link or its file once more.", statusCode: StatusCodes.Status404NotFound);
        return await show(new Scene(PageState.Read(id, Query(context)), recording)).ConfigureAwait(false);
    }

    private static async Task<IResult> Component<T>(HttpContext context, Scene scene) where T : IComponent => Results.Text(await Render<T>(context, scene).ConfigureAwait(false), "text/html; charset=utf-8");

    /// <summary>A page as text: all of it is there before the first letter is sent, so that a mistake becomes a sentence and never half a page.</summary>
    private static async Task<string> Render<T>(HttpContext context, Scene scene) where T : IComponent
    {
        await using var renderer = new HtmlRenderer(context.RequestServices, context.RequestServices.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Content"] = scene })).ConfigureAwait(false)).ToHtmlString()).ConfigureAwait(false);
    }

    /// <summary>Trains on until a step is recorded, for a short while; whoever wants more asks again, and who has gone away does not.</summary>
    private static async Task<IResult> Run(Scene scene, HttpContext context)
    {
        JsonNode? until = (await Body(context).ConfigureAwait(false))["until"];
        if (until is not JsonValue value || !value.TryGetValue(out int steps) || steps < 0) throw new StudioException("\"until\" must be a number of steps from 0 on.");
        if (!await s_runs.WaitAsync(TimeSpan.FromSeconds(10), context.RequestAborted).ConfigureAwait(false)) return Results.Problem("Several trainings are running already: try again soon.", statusCode: StatusCodes.Status429TooManyRequests);
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            stop.CancelAfter(s_longestRun);
            await Task.Run(() => scene.Recording.Advance(steps, stop.Token), CancellationToken.None).ConfigureAwait(false);
            return Results.Json(new { steps = scene.Recording.Steps, failure = scene.Recording.Failure });
        }
        finally
        {
            s_runs.Release();
        }
    }

    /// <summary>The pictures of the moments around, so that scrubbing waits for nothing.</summary>
    private static IResult Frames(Scene scene, HttpContext context)
    {
        bool isStep = context.Request.Query["grain"] == "step";
        int most = isStep ? scene.Recording.Steps : scene.Operations.Count;
        int from = Math.Clamp(int.TryParse(context.Request.Query["from"], out int first) ? first : 0, 0, most), to = Math.Clamp(int.TryParse(context.Request.Query["to"], out int last) ? last : most, from, Math.Min(most, from + MostFrames));
        var frames = new JsonArray();
        int letters = 0;
        for (int at = from; at <= to && letters < MostFrameLetters && !context.RequestAborted.IsCancellationRequested; at++)
        {
            string address = isStep ? scene.State.With(("step", $"{at}")) : scene.State.With(("row", at == scene.Operations.Count ? PageState.All : $"{at}"));
            var moment = new Scene(PageState.Read(scene.Experiment.Id, QueryOf(address)), scene.Recording);
            string svg = Stage.Svg(moment);
            letters += svg.Length;
            frames.Add((JsonNode)new JsonObject { ["at"] = at, ["svg"] = svg, ["sentence"] = moment.Sentence() });
        }

        return Results.Text(frames.ToJsonString(), "application/json");
    }

    /// <summary>A link that carries the experiment, so that it shows the same page on any machine.</summary>
    private static string Link(Scene scene, HttpContext context)
    {
        string packed = ExperimentLink.Pack(scene.Experiment.Text);
        string query = scene.State.Query();
        string link = $"http://{context.Request.Host}/?experiment={packed}{(query.Length > 0 ? "&" + query[1..] : "")}";
        return link.Length <= ExperimentLink.MostLetters ? link : throw new StudioException("This experiment is too large for a link: save it as a file, and open that with backprop studio FILE.json.");
    }

    private static IResult Download(string text, string type, string file, HttpContext context)
    {
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{new string([.. file.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')])}\"";
        return Results.Text(text, type + "; charset=utf-8", Encoding.UTF8);
    }

    private static IEnumerable<KeyValuePair<string, string>> Query(HttpContext context) => context.Request.Query.Select(one => KeyValuePair.Create(one.Key, one.Value.ToString()));

    private static IEnumerable<KeyValuePair<string, string>> QueryOf(string address) =>
        address.Contains('?') ? address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Select(pair => KeyValuePair.Create(pair.Split('=')[0], Uri.UnescapeDataString(pair.Split('=')[1]))) : [];

    private static async Task<JsonObject> Body(HttpContext context)
    {
        JsonNode? node = await JsonNode.ParseAsync(context.Request.Body, documentOptions: new System.Text.Json.JsonDocumentOptions { MaxDepth = 40, AllowDuplicateProperties = false }, cancellationToken: context.RequestAborted).ConfigureAwait(false);
        return node as JsonObject ?? throw new StudioException("What is sent here is an object in braces.");
    }
}
