using System.Net;
using System.Text.Json.Nodes;
using Backprop.Explanations;
using Backprop.Studio;
using Backprop.Studio.Experiments;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Training;

namespace Backprop.Apps.Tests.Studio;

/// <summary>What is opened, edited and linked: every model that there is, and sentences for what is none.</summary>
public sealed class StudioInputTests
{
    public static TheoryData<string> Models => [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "tests", "fixtures", "keras-cases", "models")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task EveryModelOfKerasCanBeWalkedThrough(string name)
    {
        await using StudioClient studio = await StudioClient.StartAsync(Path.Combine(Repository.Root, "tests", "fixtures", "keras-cases", "models", name, "initial.keras"));
        string path = (await studio.Http.GetAsync("/")).RequestMessage!.RequestUri!.PathAndQuery;
        string page = await studio.GetAsync($"{path}?row=all");
        Assert.Contains("<svg class=\"picture\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"card-text\"", page, StringComparison.Ordinal);
        await studio.TrainAsync(path, 2);
        Assert.Contains("Step 2", await studio.ReadAsync($"{path}?step=2"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing.keras", "nothing.keras")]
    [InlineData("--example nope", "There is no example nope.")]
    [InlineData("--port many", "--port takes a number from 0 to 65535, not many.")]
    [InlineData("--colour red", "There is no option --colour.")]
    [InlineData("--data x.npz", "--data goes with a model")]
    [InlineData("a.keras b.keras", "One model or experiment is opened, not also b.keras.")]
    [InlineData("a.keras --example mazur", "Give a file or --example, not both.")]
    [InlineData("--example", "--example needs a value.")]
    public async Task BadArgumentsAreOneSentence(string arguments, string sentence)
    {
        var errors = new StringWriter();
        Assert.Equal(2, await StudioProgram.RunAsync(arguments.Split(' '), new StringWriter(), errors));
        Assert.Contains(sentence, errors.ToString(), StringComparison.Ordinal);
        Assert.Single(errors.ToString().Trim().Split('\n'));
    }

    [Fact]
    public async Task ADamagedFileIsOneSentence()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("bad.keras"), "this is no model");
        File.WriteAllText(folder.At("bad.json"), "{\"layers\": [");
        foreach (string file in (string[])["bad.keras", "bad.json"])
        {
            var errors = new StringWriter();
            Assert.Equal(2, await StudioProgram.RunAsync([folder.At(file)], new StringWriter(), errors));
            Assert.Contains(file, errors.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(" at Backprop", errors.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("x/0/0", "abc", "x/0/0 must be a number, not abc.")]
    [InlineData("x/9/0", "1", "There is no field x/9/0.")]
    [InlineData("learning_rate", "", "learning_rate must be a number, not empty.")]
    [InlineData("batch_size", "0", "batch_size must be a whole number from 1, not 0.")]
    [InlineData("layers/0/units", "65", "layers/0/units must be a whole number from 1 to 64, not 65.")]
    [InlineData("layers/0/activation", "sigmiod", "Did you mean \"sigmoid\"?")]
    [InlineData("loss", "mes", "mes")]
    [InlineData("weights/dense/kernel", "[[1]", "weights/dense/kernel must be numbers in brackets")]
    [InlineData("weights/dense/kernel", "[[1]]", "dense/kernel")]
    public async Task ABadFieldIsNamed(string field, string value, string sentence)
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("seed-regression");
        JsonNode answer = await studio.PostAsync($"{path}/edit", new JsonObject { [field] = value }, HttpStatusCode.BadRequest);
        Assert.Contains(sentence, answer["detail"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEditIsAnotherExperimentAndLeavesTheFirstAlone()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("seed-regression"), before = await studio.GetAsync(path);
        var changes = new JsonObject { ["x/0/0"] = "9", ["y/0/0"] = "5", ["layers/0/units"] = "3", ["layers/0/activation"] = "tanh", ["optimizer"] = "adam", ["learning_rate"] = "0.02", ["batch_size"] = "2", ["loss"] = "mae" };
        string edited = (await studio.PostAsync($"{path}/edit", changes))["address"]!.ToString();
        Assert.NotEqual(path, edited);
        string page = await studio.GetAsync(edited);
        Assert.Contains("name=\"x/0/0\" value=\"9\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"layers/0/units\" value=\"3\"", page, StringComparison.Ordinal);
        Assert.Contains("dense/kernel[0,2]", page, StringComparison.Ordinal);
        Assert.Equal(before, await studio.GetAsync(path));
    }

    [Theory]
    [InlineData("convolution")]
    [InlineData("lstm")]
    public async Task TheOptimizerOfAnyNetworkCanBeChanged(string name)
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync(name);
        string edited = (await studio.PostAsync($"{path}/edit", new JsonObject { ["optimizer"] = "sgd", ["learning_rate"] = "0.25", ["batch_size"] = "1" }))["address"]!.ToString();
        Assert.Contains("update by sgd", await studio.CardAsync(edited), StringComparison.Ordinal);
        Assert.Contains("id=\"learning-rate\" value=\"0.25\"", await studio.GetAsync(edited), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClaimsShortFormIsSpelledOut()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenTextAsync("{\"layers\": [2, 1], \"weights\": [[[1, 2]], [0, 0], [[1], [1]], [0]], \"loss\": \"mse\", \"optimizer\": \"adam\", \"x\": [[1]], \"y\": [[1]], \"gradients\": {\"dense/bias\": [1, 1]}}");
        Assert.Contains("name=\"weights/dense_1/kernel\" value=\"[[1],[1]]\"", await studio.GetAsync(path), StringComparison.Ordinal);
        string edited = (await studio.PostAsync($"{path}/edit", new JsonObject { ["learning_rate"] = "0.5", ["layers/1/activation"] = "tanh" }))["address"]!.ToString();
        Assert.Contains("id=\"learning-rate\" value=\"0.5\"", await studio.GetAsync(edited), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?step=-1&row=-5&sample=-2")]
    [InlineData("?step=1000000000&row=1000000000&sample=1000000000")]
    [InlineData("?step=1e5&row=x&view=nothing&notation=mine&digits=4&terms=0&parts=many&nudge=NaN&quiz=-3&form=pdf")]
    [InlineData("?view=paths&select=hidden/kernel[9,9]")]
    [InlineData("?select=nothing")]
    [InlineData("?view=audit&audit=AAAA")]
    [InlineData("?view=zoom&unit=hidden/a[9,9,9]")]
    public async Task AWrongAddressIsStillAPage(string query)
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        string path = await studio.OpenAsync("mazur");
        foreach (string view in (string[])["", "/print", "/page.html"]) Assert.Contains("</html>", await studio.GetAsync(path + view + query), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGigabyteOfDataIsOneSentence()
    {
        using var folder = new TemporaryFolder();
        using (FileStream large = File.Create(folder.At("large.npz"))) large.SetLength(1L << 30);
        var errors = new StringWriter();
        string model = Path.Combine(Repository.Root, "tests", "fixtures", "keras-cases", "models", Models.First(), "initial.keras");
        Assert.Equal(2, await StudioProgram.RunAsync([model, "--data", folder.At("large.npz")], new StringWriter(), errors));
        Assert.Contains("large.npz has 1,073,741,824 bytes", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKilledProgramLosesNoSavedRun()
    {
        string saved, link, card;
        await using (StudioClient first = await StudioClient.StartAsync())
        {
            string path = await first.OpenAsync("xor");
            await first.TrainAsync(path, 20);
            saved = await first.GetAsync($"{path}/experiment.json");
            link = new Uri(await first.GetAsync($"{path}/link?step=20&select=dense/kernel%5B1,2%5D")).PathAndQuery;
            card = await first.CardAsync($"{path}?step=20&select=dense/kernel%5B1,2%5D");
        }

        await using StudioClient second = await StudioClient.StartAsync();
        string opened = (await second.Http.GetAsync(link)).RequestMessage!.RequestUri!.PathAndQuery;
        await second.TrainAsync(opened, 20);
        Assert.Equal(card, await second.CardAsync(opened));
        Assert.Equal(opened.Split('?')[0], await second.OpenTextAsync(saved));
    }

    [Fact]
    public async Task ADamagedLinkIsASentence()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        HttpResponseMessage answer = await studio.Http.GetAsync("/?experiment=abc!");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("The link is damaged", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void GoingBackShowsTheRandomNumbersThatWereTrainedWith()
    {
        var model = new Sequential(dtype: DType.Float64, seed: 4) { new Layers.Dense(6, "tanh", inputDim: 2), new Layers.Dropout(0.5), new Layers.Dense(1) };
        model.Compile("sgd", "mse");
        Tensor x = new double[,] { { 1, 2 }, { 3, -1 } }, y = new double[,] { { 1 }, { 0 } };
        _ = model.Explain(x, y);
        var recording = new Recording(Experiment.Of(model, new SampleData(x, y), "dropout", 2, null, null));
        recording.Advance(60, CancellationToken.None);
        double[] trained = recording.Losses;
        Assert.Equal(60, trained.Length);
        // From the end to the start, so that nothing is still there from the training itself; more steps than are kept in mind.
        for (int step = 59; step >= 0; step--) Assert.Equal(trained[step], recording.Explain(step).Loss, 1e-12);
    }

    [Fact]
    public async Task ATrainingThatFailsSaysSo()
    {
        await using StudioClient studio = await StudioClient.StartAsync();
        JsonNode experiment = JsonNode.Parse(StudioClient.Example("seed-regression").Text)!;
        experiment["optimizer"]!["learning_rate"] = 1e30;
        string path = await studio.OpenTextAsync(experiment.ToJsonString());
        JsonNode result = await studio.PostAsync($"{path}/run", new JsonObject { ["until"] = 50 });
        Assert.Contains("stopped the training", result["failure"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("stopped the training", await studio.ReadAsync($"{path}?step=50"), StringComparison.Ordinal);
    }
}
