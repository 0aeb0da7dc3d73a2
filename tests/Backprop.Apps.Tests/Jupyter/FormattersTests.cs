using Backprop.Data;
using Backprop.Explanations;
using Backprop.Explanations.Auditing;
using Backprop.Jupyter;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;
using Microsoft.Data.Analysis;

namespace Backprop.Apps.Tests.Jupyter;

/// <summary>In which forms values are shown.</summary>
public sealed class FormattersTests
{
    private static readonly double[,] s_x = { { 8, 8 } }, s_y = { { 4 } };

    [Fact]
    public void TensorsAndFramesAreTables()
    {
        MimeBundle tensor = Formatters.Format((Tensor)new double[,] { { 1.5, 2 } });
        Assert.Equal("<table><tbody><tr><td>1.5</td><td>2</td></tr></tbody></table><small>float64 (1, 2)</small>", Form(tensor, "text/html"));
        Assert.Contains("float64 (1, 2)", Form(tensor, "text/plain"));
        string long1 = Form(Formatters.Format(Tensor.Full(1, DType.Float32, [1000, 1000])), "text/html");
        Assert.InRange(long1.Length, 1, 10_000);
        Assert.Contains("…", long1);
        Assert.Contains("<th scope=\"col\">a&lt;b</th>", Form(Formatters.Format(new DataFrame(new DoubleDataFrameColumn("a<b", [1]))), "text/html"));
    }

    [Fact]
    public void ModelsHistoriesAndDerivationsArePicturesWithTextForWhoeverSeesNone()
    {
        Sequential model = Model();
        History history = model.Fit(s_x, s_y, epochs: 3);
        foreach (object value in (object[])[model, history, model.Explain(s_x, s_y).Of("dense/kernel", 0, 1), model.Explain(s_x, s_y).OfLayer("dense"), Notebook.Curve([3, 2, 1])])
        {
            MimeBundle bundle = Formatters.Format(value);
            Assert.Contains("src=\"data:image/svg+xml;base64,", Form(bundle, "text/html"));
            Assert.DoesNotContain("<svg", Form(bundle, "text/html"));
            Assert.NotEmpty(Form(bundle, "text/plain"));
        }

        Assert.StartsWith("<svg", Form(Formatters.Format(history), "image/svg+xml"));
        Assert.Contains("$$", Form(Formatters.Format(model.Explain(s_x, s_y).Of("dense/kernel", 0, 1)), "text/markdown"));
    }

    [Fact]
    public void AuditsAndChecksSayTheirVerdictInWords()
    {
        Sequential model = Model();
        AuditReport report = Audit.Of(model, s_x, s_y).Gradients(new Dictionary<string, Tensor> { ["dense_1/bias"] = new double[] { 7.36 } });
        string html = Form(Formatters.Format(report), "text/html");
        Assert.Contains("It disagrees.", html);
        Assert.Contains("<code>sign</code>", html);
        Assert.Contains("They agree.", Form(Formatters.Format(GradientCheck.Of(w => w[0] * w[0], w => [2 * w[0]], [3.0])), "text/html"));
    }

    [Fact]
    public void APictureIsAPngWithTheTensorsPixels()
    {
        byte[] file = Convert.FromBase64String(Form(Formatters.Format(Notebook.Picture(Tensor.From([0f, 1f, 0.5f, 0f], [2, 2]), scale: 1)), "image/png"));
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, file);
            Image read = ImageUtils.LoadImage(path, ColorMode.Grayscale);
            Assert.Equal((2, 2), (read.Width, read.Height));
            Assert.Equal([0, 255, 128, 0], read.Pixels.ToArray());
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Throws<ArgumentException>(() => Notebook.Picture(Tensor.Full(1, DType.Float32, [3])));
    }

    [Theory]
    [InlineData(null, "null")]
    [InlineData("a\nb", "a\nb")]
    [InlineData(true, "true")]
    [InlineData(1.5, "1.5")]
    [InlineData(new[] { 1, 2 }, "[1, 2]")]
    [InlineData(new[] { "a", null }, "[\"a\", null]")]
    public void PlainTextIsHowAPersonWouldWriteIt(object? value, string expected) => Assert.Equal(expected, Form(Formatters.Format(value), "text/plain"));

    [Fact]
    public void ALongListIsCutAndAnEndlessOneEnds()
    {
        Assert.EndsWith("…]", Form(Formatters.Format(Endless()), "text/plain"));

        static IEnumerable<int> Endless()
        {
            while (true) yield return 1;
        }
    }

    [Fact]
    public void OwnTypesCanBeRegistered()
    {
        Formatters.Register<Uri>((value, bundle) => bundle.Add("text/html", $"<a>{value.Host}</a>"));
        MimeBundle bundle = Formatters.Format(new Uri("http://example.org"));
        Assert.Equal(["text/html", "text/plain"], bundle.Types);
    }

    private static string Form(MimeBundle bundle, string type) => bundle.Data[type]?.ToString() ?? throw new ArgumentException($"There is no {type}, only {string.Join(", ", bundle.Types)}.");

    private static Sequential Model()
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(2, inputDim: 2), new Dense(1) };
        model.SetWeights(new double[,] { { 0.1, 0.1 }, { 0.1, 0.1 } }, new double[] { 0, 0 }, new double[,] { { 0.1 }, { 0.1 } }, new double[] { 0 });
        model.Compile(new Sgd(0.001), new MeanSquaredError());
        return model;
    }
}
