using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Backprop.Apps.Tests.Cli;
using Backprop.Examples;
using Backprop.Explanations;
using Backprop.Explanations.Derivations;
using Backprop.Studio.Experiments;
using Backprop.Studio.Pages;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Training;

namespace Backprop.Apps.Tests.Studio;

/// <summary>What the page offers, each offer with the test by which it is accepted.</summary>
public sealed partial class StudioFeatureTests
{
    [Fact]
    public async Task AWeightsCardHasThePublishedNumbers()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur"), card = await studio.CardAsync($"{path}?select=hidden/kernel%5B0,0%5D&digits=9");
        double[] numbers = Numbers(card);
        foreach (double published in (double[])[0.055399425, 0.019049118, 0.036350306, 0.241300709, 0.05, 0.000438568]) Assert.Contains(numbers, number => Math.Abs(Math.Abs(number) - published) <= 1.01e-9);
    }

    [Fact]
    public async Task WhatIsNotComputedIsADashAndATrueZeroIsZero()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        JsonNode experiment = JsonNode.Parse(StudioClient.Example("mazur").Text)!;
        experiment["x"] = new JsonArray(new JsonArray(0, 0.1));
        string path = await studio.OpenTextAsync(experiment.ToJsonString());
        string before = Picture(await studio.GetAsync(path)), after = Picture(await studio.GetAsync($"{path}?row=all"));
        Assert.DoesNotContain("▲", before, StringComparison.Ordinal);
        Assert.Contains(">—<", before, StringComparison.Ordinal);
        Assert.DoesNotContain(">—<", after, StringComparison.Ordinal);
        // The first input is 0, so its weights have no effect: a gradient that is computed, and is 0.
        Assert.Contains(">·0<", after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("operation")]
    [InlineData("layer")]
    [InlineData("step")]
    [InlineData("epoch")]
    public async Task ScrubbingBackIsByteForByteTheSame(string grain)
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("seed-regression");
        await studio.TrainAsync(path, 40);
        string at = $"{path}?step=8&row=all", here = await studio.GetAsync(at);
        string next = Href(here, $"{grain}-next"), there = await studio.GetAsync(next), back = Href(there, $"{grain}-back");
        Assert.NotEqual(here, there);
        string again = await studio.GetAsync(back);
        // An epoch and a step keep how far the step had come; an operation and a layer come back to the end of the step before.
        Assert.Equal(here, again);
    }

    [Fact]
    public async Task ScrubbingGoesThroughEveryOperation()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string address = await studio.OpenAsync("mazur");
        var pictures = new List<string>();
        for (int i = 0; i < 20; i++)
        {
            string page = await studio.GetAsync(address);
            pictures.Add(page);
            address = Href(page, "operation-next");
        }

        Assert.Equal(20, pictures.Distinct().Count());
    }

    [Fact]
    public async Task TheAuditNamesTheThreeMistakesOfTheNotebook()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        (string path, string claim) = await PublishedSecondStep(studio);
        string address = (await studio.PostAsync($"{path}/audit", new JsonObject { ["claim"] = claim }))["address"]!.ToString();
        string page = await studio.ReadAsync(address);
        foreach (string code in (string[])["transposed", "updated-weight-in-chain", "bias-from-weight"]) Assert.Contains(code, page, StringComparison.Ordinal);
        // And the right numbers are right.
        string right = $"{{\"gradients\": {{\"dense/bias\": {NumberText.Of(StudioClient.Example("mazur").Build().Model.Weights[1].Variable.Value).ToJsonString()}}}}}";
        Assert.Contains("not right", await studio.ReadAsync((await studio.PostAsync($"{path}/audit", new JsonObject { ["claim"] = right }))["address"]!.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheGradientsThatThePageProposesAreRight()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur"), page = await studio.GetAsync($"{path}?view=audit");
        string proposed = System.Net.WebUtility.HtmlDecode(Proposed().Match(page).Groups[1].Value);
        string address = (await studio.PostAsync($"{path}/audit", new JsonObject { ["claim"] = proposed }))["address"]!.ToString();
        Assert.Contains("✓ Your numbers are right.", await studio.ReadAsync(address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheMistakesOfTheCourseAreOnTheShelf()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur"), page = await studio.ReadAsync($"{path}?view=examples&example=ng-gradient-check-n");
        Assert.Contains("constant-factor at layer1", page, StringComparison.Ordinal);
        Assert.Contains("constant-factor at layer2", page, StringComparison.Ordinal);
        // Without the mistakes the check's residual is the loss's own noise, and the audit says that the gradients agree.
        Assert.Contains("agrees", page, StringComparison.Ordinal);
        Assert.Matches("(?i)cancellation|1 − σ|log\\(1", page);
    }

    [Theory]
    [InlineData("mazur")]
    [InlineData("xor")]
    [InlineData("softmax")]
    [InlineData("convolution")]
    [InlineData("lstm")]
    public async Task ThreeWaysToANumberAgree(string name)
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync(name), page = await studio.ReadAsync(path);
        Assert.Contains("derived, term by term", page, StringComparison.Ordinal);
        Assert.Contains("central difference", page, StringComparison.Ordinal);
        Assert.Contains("its error bound", page, StringComparison.Ordinal);
        Assert.Contains("✓ They agree to", page, StringComparison.Ordinal);
        Assert.Contains("← smallest", page, StringComparison.Ordinal);
        Assert.DoesNotContain("disagrees", await studio.ReadAsync($"{path}?view=check"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesAreWholeAndSayWhereTheirNumbersComeFrom()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur");
        await studio.TrainAsync(path, 5);
        foreach (string file in (string[])["card.txt", "card.md", "card.tex", "card.json", "paths.svg", "network.svg", "numbers.csv", "numbers.json", "curve.csv", "curve.tex", "curve.svg", "surface.csv"])
        {
            string text = await studio.GetAsync($"{path}/{file}?step=5&row=all");
            Assert.Contains("Backprop 0", text, StringComparison.Ordinal);
            Assert.Contains("float64", text, StringComparison.Ordinal);
            Assert.Contains("step 5", text, StringComparison.Ordinal);
            if (file.EndsWith(".svg", StringComparison.Ordinal)) Assert.Equal("svg", XDocument.Parse(text).Root!.Name.LocalName);
            if (file.EndsWith(".json", StringComparison.Ordinal)) Assert.NotNull(JsonNode.Parse(text));
        }

        Assert.Contains("▲ the loss grows", await studio.GetAsync($"{path}/network.svg"), StringComparison.Ordinal);
        Assert.Contains("\\begin{axis}", await studio.GetAsync($"{path}/curve.tex"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DigitsAreForShowAndNeverForComputing()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur");
        string[] values = await Task.WhenAll(NumberStyle.Names.Select(async digits => JsonNode.Parse(await studio.GetAsync($"{path}/card.json?digits={digits}&select=hidden/kernel%5B0,0%5D"))!["value"]!.ToJsonString()));
        Assert.Single(values.Distinct());
        string three = await studio.CardAsync($"{path}?digits=3"), whole = await studio.CardAsync($"{path}?digits=17"), hex = await studio.CardAsync($"{path}?digits=hex");
        Assert.Equal(3, new[] { three, whole, hex }.Distinct().Count());
        // What is shown with all digits adds up to what is shown as the sum, to the last bit that a sum keeps.
        double[] numbers = Numbers(whole.Split('\n').First(line => line.Contains(" - 0.019", StringComparison.Ordinal)));
        double sum = Numbers(whole.Split('\n').SkipWhile(line => !line.Contains(" - 0.019", StringComparison.Ordinal)).Skip(1).First())[0];
        Assert.Equal(sum, numbers[0] - Math.Abs(numbers[1]), 1e-17);
    }

    [Fact]
    public async Task EveryPictureHasATableWithTheSameNumbers()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur");
        await studio.TrainAsync(path, 5);
        foreach (string view in (string[])["network", "curve", "zoom"]) Assert.Matches("id=\"(twin|units)\"", await studio.GetAsync($"{path}?view={view}"));
        string page = await studio.ReadAsync($"{path}?row=all&digits=9");
        foreach (StepRow row in StudioClient.Example("mazur").Build() is var (model, data) ? model.Explain(data.X, data.Y).Steps().Rows.Where(row => row.Operation is not null) : [])
        {
            Assert.Contains(NumberStyle.Get("9").Write(row.Value.At(0)), page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task PathsAreCountedAndFactored()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("deep");
        string counts = await studio.ReadAsync($"{path}?view=memoization");
        Assert.Contains("212 paths from 44 weights", counts, StringComparison.Ordinal);
        string paths = await studio.ReadAsync($"{path}?view=paths");
        // From a weight of the first of four layers every way through the two layers of four units behind it: 4 · 4.
        Assert.Contains("16 paths.", paths, StringComparison.Ordinal);
        Assert.Contains("sum of 16", paths, StringComparison.Ordinal);
        Assert.Contains("each used once", await studio.ReadAsync($"{path}?view=paths&factored=1"), StringComparison.Ordinal);
    }

    [Fact]
    public void ThePathsAddUpToTheGradient()
    {
        foreach (string name in (string[])["deep", "xor", "softmax", "mazur"])
        {
            (Model model, var data) = StudioClient.Example(name).Build();
            ModelExplanation step = model.Explain(data.X, data.Y);
            string weight = step.Names[0];
            Derivation derivation = step.Of(weight, 0, 0).Derivation;
            (IReadOnlyList<PathOfNumbers> paths, bool more) = PathList.Of(derivation);
            Assert.False(more);
            Assert.Equal(derivation.Value, paths.Sum(path => path.Product), 1e-12);
        }
    }

    [Fact]
    public async Task MemoizationIsSwitchedOnAndOff()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("deep");
        (Model model, var data) = StudioClient.Example("deep").Build();
        var counted = Explanations.Memoizing.ModelMemoizing.CountMemoization(model, Experiment.Rows(data, 0, 1).X, Experiment.Rows(data, 0, 1).Y);
        Assert.Contains($"{counted.Paths.SharedMultiplications:N0} multiplications", await studio.ReadAsync($"{path}?view=memoization"), StringComparison.Ordinal);
        Assert.Contains($"{counted.Paths.UnsharedMultiplications:N0} multiplications", await studio.ReadAsync($"{path}?view=memoization&memo=0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheShelfHasEveryExample()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur"), page = await studio.ReadAsync($"{path}?view=examples&example=mazur-2-2-2");
        foreach (WorkedExample one in WorkedExample.All) Assert.Contains(one.Title, page, StringComparison.Ordinal);
        Assert.Contains("0.291027924", page, StringComparison.Ordinal);
        Assert.Contains("does not follow from its source", page, StringComparison.Ordinal);
        Assert.Contains("updated-weight-in-chain", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANudgesGapShrinksQuadratically()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur"), page = await studio.GetAsync($"{path}?nudge=0.2&digits=17&select=output/kernel%5B0,0%5D");
        double[] gaps = [.. Gap().Matches(page[page.IndexOf("id=\"nudge\"", StringComparison.Ordinal)..]).Take(3).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
        Assert.InRange(gaps[0] / gaps[1], 3.5, 4.5);
        Assert.InRange(gaps[1] / gaps[2], 3.5, 4.5);
    }

    [Fact]
    public async Task TheNotebooksUpdateTripsTheSymmetryCheck()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("seed-regression");
        string invariants = await studio.ReadAsync($"{path}?view=invariants");
        Assert.Contains("✓ yes symmetry", invariants, StringComparison.Ordinal);
        Assert.DoesNotContain("✗ no", invariants, StringComparison.Ordinal);
        // The published update of the first row.
        const string Claim = "{\"updated_weights\": {\"dense/kernel\": [[0.1065, 0.1065], [0.1062, 0.1061]], \"dense_1/kernel\": [[0.111776], [0.111776]]}}";
        string audited = (await studio.PostAsync($"{path}/audit", new JsonObject { ["claim"] = Claim }))["address"]!.ToString();
        Assert.Contains("✗ no symmetry", await studio.ReadAsync(audited.Replace("view=audit", "view=invariants", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("softmax", "The gradients of the inputs of a softmax add up to 0")]
    [InlineData("softmax", "No unit is 0 for every row")]
    [InlineData("mazur", "The gradient of a bias is the sum")]
    [InlineData("lstm", "Twice the loss has twice the gradients.")]
    public async Task InvariantsHold(string name, string statement)
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string page = await studio.ReadAsync($"{await studio.OpenAsync(name)}?view=invariants");
        Assert.Contains(statement, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheStaleOrderChangesTheFirstLayerOnly()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string page = await studio.GetAsync($"{await studio.OpenAsync("mazur")}?view=updates&stale=1");
        string[] stale = [.. StaleRow().Matches(page).Select(match => StudioClient.Words(match.Groups[1].Value).Trim())];
        Assert.Equal(6, stale.Length);
        Assert.All(stale, row => Assert.StartsWith("hidden/", row, StringComparison.Ordinal));
    }

    [Fact]
    public async Task OneRunInFiveNotations()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur");
        string[] cards = await Task.WhenAll(Notation.All.Select(notation => studio.CardAsync($"{path}?notation={notation.Name}")));
        Assert.Equal(5, cards.Distinct().Count());
        Assert.All(cards, card => Assert.Contains("= 0.000438568", card, StringComparison.Ordinal));
    }

    [Fact]
    public void TheQuizHasADozenKindsOfMistakesAndMarksThem()
    {
        Assert.InRange(Quiz.Count, 12, 100);
        for (int number = 0; number < Quiz.Count; number++)
        {
            Quiz quiz = Quiz.Of(number);
            Assert.Single(quiz.Choices, choice => quiz.IsRight(choice.Code));
            Assert.InRange(quiz.Choices.Count, 2, 5);
            Assert.Contains(quiz.Symptoms, symptom => symptom.Theirs != symptom.Right);
        }
    }

    [Fact]
    public async Task ThreeClicksFromTheNetworkToTheExponential()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur"), overview = await studio.GetAsync($"{path}?view=zoom");
        string unit = await studio.GetAsync(UnitLink().Match(overview).Groups[1].Value.Replace("&amp;", "&", StringComparison.Ordinal));
        string gates = await studio.GetAsync(Href(unit, "to-gates"));
        Assert.Contains("= exp(v1)", StudioClient.Words(gates), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSurfaceIsWhatTheModelPredicts()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur");
        string[] lines = [.. (await studio.GetAsync($"{path}/surface.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)];
        (Model model, _) = StudioClient.Example("mazur").Build();
        Assert.Contains("output/a[0]", lines[0], StringComparison.Ordinal);
        foreach (string line in lines.Skip(1).Where((_, i) => i % 50 == 0))
        {
            double[] row = Numbers(line);
            Tensor predicted = model.Predict(new double[,] { { row[0], row[1] } });
            Assert.Equal(predicted.At(0), row[2], 1e-12);
        }
    }

    [Fact]
    public async Task TheCurveIsRawAndLeadsToItsSteps()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("seed-regression");
        await studio.TrainAsync(path, 100);
        string raw = await studio.GetAsync($"{path}?view=curve"), smooth = await studio.GetAsync($"{path}?view=curve&smooth=1");
        Assert.Contains("class=\"curve\"", raw, StringComparison.Ordinal);
        Assert.DoesNotContain("curve-validation", raw, StringComparison.Ordinal);
        Assert.Contains("class=\"curve\"", smooth, StringComparison.Ordinal);
        Assert.Contains("curve-validation", smooth, StringComparison.Ordinal);
        Assert.Contains("step=42\" data-part=\"step 42\" aria-label=\"Step 42, loss", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASaturatedStartIsFlagged()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string page = await studio.ReadAsync($"{await studio.OpenAsync("nielsen")}?view=saturation");
        Assert.Contains("saturated", page, StringComparison.Ordinal);
        Assert.Contains("0.0176627", page, StringComparison.Ordinal);
        Assert.DoesNotContain("saturated", await studio.ReadAsync($"{await studio.OpenAsync("mazur")}?view=saturation"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mazur", "--weight", "hidden/kernel[1,0]", 3)]
    [InlineData("xor", "--weight", "dense/kernel[0,1]", 7)]
    [InlineData("softmax", "--activation", "dense/a[0,1]", 2)]
    [InlineData("convolution", "--weight", "convolution/kernel[1,1,0,0]", 1)]
    [InlineData("lstm", "--layer", "lstm", 1)]
    [InlineData("mazur", "--loss", "loss", 2)]
    public async Task TheCardIsTheTerminalsToTheLetter(string name, string option, string what, int step)
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        using var folder = new TemporaryFolder();
        string path = await studio.OpenAsync(name);
        // An optimizer with a state has one more to write than a claim has, so those are compared before their first step.
        bool hasState = name is not "mazur";
        if (hasState) step = 0;
        await studio.TrainAsync(path, step);
        string query = $"?step={step}&select={Uri.EscapeDataString(what)}&notation=nielsen&digits=9";
        string file = folder.At("moment.json");
        await File.WriteAllTextAsync(file, await studio.GetAsync($"{path}/moment.json{query}"));
        string[] asked = option == "--loss" ? [option] : [option, what];
        string terminal = InProcess.Run(["explain", file, .. asked, "--notation", "nielsen", "--digits", "9"]).MustExitWith(0);
        Assert.Equal(terminal.TrimEnd(), (await studio.CardAsync(path + query)).TrimEnd());
    }

    [Fact]
    public async Task ALessonHidesTheAnswerUntilItIsAskedFor()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur"), lesson = $"{path}?lesson=What%20is%20the%20gradient%20of%20w1%3F&select=hidden/kernel%5B0,0%5D&hide=scrubber,views";
        string asked = await studio.GetAsync(lesson);
        Assert.Contains("What is the gradient of w1?", StudioClient.Words(asked), StringComparison.Ordinal);
        foreach (string hidden in (string[])["card-text", "id=\"settings\"", "id=\"scrubber\"", "id=\"views\""]) Assert.DoesNotContain(hidden, asked, StringComparison.Ordinal);
        Assert.Contains("= 0.000438568", await studio.CardAsync(Href(asked, "reveal")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSheetToFillInHasBlanksAndAKey()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string page = await studio.GetAsync($"{await studio.OpenAsync("mazur")}/print?digits=6");
        string[] halves = page.Split("id=\"key\"");
        Assert.DoesNotContain("0.298371", halves[0], StringComparison.Ordinal);
        foreach (string number in (string[])["0.298371", "0.000438568", "0.149781", "0.358916"]) Assert.Contains(number, halves[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryViewSaysWhereItsNumbersComeFrom()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur");
        foreach (StudioView view in StudioViews.All) Assert.Matches("Backprop [0-9.]+ · float64 · .* · seed \\d+ · experiment [0-9a-f]{16} · step 0", await studio.ReadAsync($"{path}?view={view.Name}"));
    }

    [Fact]
    public async Task ThePageForOfflineUseHasNoAddressInIt()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string page = await studio.GetAsync($"{await studio.OpenAsync("mazur")}/page.html?row=all");
        Assert.DoesNotMatch("(src|href)=\"(http|/assets)", page);
        Assert.Contains("= 0.000438568", page, StringComparison.Ordinal);
        Assert.Contains("\"sentence\":", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMillionWeightsAndAThousandLayersAreShown()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        foreach ((int layers, int units) in ((int, int)[])[(2, 1000), (300, 4)])
        {
            var model = new Sequential(dtype: DType.Float32, seed: 1);
            for (int i = 0; i < layers; i++) model.Add(new Layers.Dense(units, "tanh", inputDim: i == 0 ? units : null));
            model.Compile("sgd", "mse");
            using var folder = new TemporaryFolder();
            _ = model.Predict(new Tensor(DType.Float32, [1, units]));
            model.Save(folder.At("large.keras"));
            await using StudioClient large = await StudioClient.StartAsync(folder.At("large.keras"));
            string page = await large.GetAsync("/");
            Assert.Contains("<svg class=\"picture\"", page, StringComparison.Ordinal);
            Assert.InRange(page.Length, 1000, 300_000);
        }
    }

    private static async Task<(string Path, string Claim)> PublishedSecondStep(StudioClient studio)
    {
        double[,] w1 = { { 0.1, 0.1 }, { 0.1, 0.1 } };
        double[] b1 = [0, 0], w2 = [0.1, 0.1];
        double b2 = 0;
        string path = "";
        foreach ((double x1, double x2, double y) in ((double, double, double)[])[(8, 8, 4), (7, 9, 5)])
        {
            JsonNode experiment = JsonNode.Parse(StudioClient.Example("seed-regression").Text)!;
            experiment["weights"] = Weights();
            experiment["x"] = new JsonArray(new JsonArray(x1, x2));
            experiment["y"] = new JsonArray(new JsonArray(y));
            path = await studio.OpenTextAsync(experiment.ToJsonString());
            double[] a = [(x1 * w1[0, 0]) + (x2 * w1[1, 0]) + b1[0], (x1 * w1[0, 1]) + (x2 * w1[1, 1]) + b1[1]];
            double step = 0.001 * 2 * (y - ((a[0] * w2[0]) + (a[1] * w2[1]) + b2));
            w2[0] += step * a[0];
            w2[1] += step * a[1];
            b2 = w2[1] + step;
            w1[0, 0] += step * w2[0] * x1;
            w1[0, 1] += step * w2[0] * x2;
            b1[0] += step * w2[0];
            w1[1, 0] += step * w2[1] * x1;
            w1[1, 1] += step * w2[1] * x2;
            b1[1] += step * w2[1];
        }

        return (path, new JsonObject { ["updated_weights"] = Weights() }.ToJsonString());

        JsonObject Weights() => new()
        {
            ["dense/kernel"] = new JsonArray(new JsonArray(w1[0, 0], w1[0, 1]), new JsonArray(w1[1, 0], w1[1, 1])),
            ["dense/bias"] = new JsonArray(b1[0], b1[1]),
            ["dense_1/kernel"] = new JsonArray(new JsonArray(w2[0]), new JsonArray(w2[1])),
            ["dense_1/bias"] = new JsonArray(b2),
        };
    }

    private static string Picture(string page) => page[page.IndexOf("<svg class=\"picture\"", StringComparison.Ordinal)..page.IndexOf("</svg>", StringComparison.Ordinal)];

    private static string Href(string page, string id)
    {
        Match link = Regex.Match(page, $"<a class=\"button\" id=\"{id}\" href=\"([^\"]*)\"");
        Assert.True(link.Success, $"There is no link {id}.");
        return System.Net.WebUtility.HtmlDecode(link.Groups[1].Value);
    }

    private static double[] Numbers(string text) => [.. Number().Matches(text).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex("-?[0-9]+\\.?[0-9]*(?:[eE][-+]?[0-9]+)?")]
    private static partial Regex Number();

    [GeneratedRegex("<textarea[^>]*>(.*?)</textarea>", RegexOptions.Singleline)]
    private static partial Regex Proposed();

    [GeneratedRegex("<td class=\"number\">(-?[0-9.]+e[-+][0-9]+)</td></tr>")]
    private static partial Regex Gap();

    [GeneratedRegex("<tr class=\"stale\">(.*?)</tr>", RegexOptions.Singleline)]
    private static partial Regex StaleRow();

    [GeneratedRegex("<a class=\"part\" data-part=\"[^\"]*\" href=\"([^\"]*unit=[^\"]*hidden[^\"]*)\"")]
    private static partial Regex UnitLink();
}
