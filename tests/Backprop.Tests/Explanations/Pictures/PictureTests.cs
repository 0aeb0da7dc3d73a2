using System.Globalization;
using System.Xml.Linq;
using Backprop.Explanations;
using Backprop.Explanations.Auditing;
using Backprop.Explanations.Derivations;
using Backprop.Explanations.Formulas;
using Backprop.Explanations.Memoizing;
using Backprop.Explanations.Pictures;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Explanations.Pictures;

/// <summary>Pictures: well-formed, with a title and a description, no text over another or outside, and the engine's numbers in them.</summary>
public sealed class PictureTests
{
    private static readonly Tensor s_x = new double[,] { { 8, 8 }, { 7, -9 } };
    private static readonly Tensor s_y = new double[,] { { 4 }, { 5 } };

    public static TheoryData<string> Names => [.. All().Select(picture => picture.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_has_a_title_a_description_and_no_text_over_another(string name)
    {
        XElement svg = Parse(All().First(picture => picture.Name == name).Draw());
        XNamespace ns = svg.Name.Namespace;
        Assert.False(string.IsNullOrWhiteSpace(svg.Element(ns + "title")?.Value));
        Assert.True(svg.Element(ns + "desc")?.Value.Length > 20);
        double width = Number(svg, "width"), height = Number(svg, "height");
        (double Left, double Top, double Right, double Bottom, string Text)[] texts = [.. svg.Elements(ns + "text").Select(Box)];
        Assert.NotEmpty(texts);
        foreach ((double left, double top, double right, double bottom, string text) in texts)
        {
            Assert.True(left >= 0 && top >= 0 && right <= width && bottom <= height, $"\"{text}\" lies outside.");
        }

        for (int i = 0; i < texts.Length; i++)
        {
            for (int j = i + 1; j < texts.Length; j++)
            {
                bool overlaps = texts[i].Left < texts[j].Right && texts[j].Left < texts[i].Right && texts[i].Top < texts[j].Bottom && texts[j].Top < texts[i].Bottom;
                Assert.False(overlaps, $"\"{texts[i].Text}\" and \"{texts[j].Text}\" lie over one another.");
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(2, 4, 4, 4)]
    public void Every_wire_of_a_small_network_has_its_weight_above_and_its_gradient_below(params int[] units)
    {
        Sequential model = Dense("tanh", units);
        ModelExplanation step = model.Explain(s_x, s_y);
        XElement svg = Parse(step.Steps().ToSvg());
        XNamespace ns = svg.Name.Namespace;
        (double X, double Y, string Text)[] texts = [.. svg.Elements(ns + "text").Select(text => (Number(text, "x"), Number(text, "y"), text.Value))];
        foreach (Weight weight in model.TrainableWeights)
        {
            Tensor gradient = step.GradientOf(weight.Path);
            for (int i = 0; i < gradient.Size; i++)
            {
                (string above, string below) = (Text(weight.Variable.Value.ToArray<double>()[i]), Text(gradient.ToArray<double>()[i]));
                Assert.Contains(texts, number => number.Text == above && texts.Any(other => other.X == number.X && other.Y > number.Y && other.Y < number.Y + 24 && other.Text.TrimStart('▲', '▼', '·') == below));
            }
        }
    }

    [Fact]
    public void The_table_of_a_path_multiplies_out_to_the_gradient()
    {
        WeightExplanation weight = Dense("linear", 2).Explain(s_x, s_y).Of("dense/kernel", 0, 1);
        double[] all = [.. Rows(weight.ToSvg(DerivationOptions.Default with { Digits = NumberStyle.Get("17") }))];
        // Two samples, each 8 or 7 times the weight of the second layer times the derivative of its own squared error.
        double[] factors = all[^6..];
        Assert.Equal(weight.Gradient, all[0]);
        Assert.Equal(weight.Gradient, (factors[0] * factors[2] * factors[3]) + (factors[1] * factors[4] * factors[5]), 1e-12);
    }

    [Fact]
    public void Networks_that_are_no_chain_of_units_are_drawn_layer_by_layer()
    {
        SymbolicTensor input = Input.Of([2], DType.Float64);
        SymbolicTensor first = new Dense(2, "tanh", name: "first").Apply(input), sum = new Add(name: "join").Apply(first, new Dense(2, name: "second").Apply(first));
        var model = new Functional(input, new Dense(1, name: "last").Apply(sum));
        model.Compile(new Sgd(0.1), new MeanSquaredError());
        string svg = model.Explain(s_x, s_y).Steps().ToSvg();
        Assert.Contains("The layers of", svg, StringComparison.Ordinal);
        Assert.All((string[])["first", "join", "second", "last", "loss"], name => Assert.Contains($">{name}</text>", svg, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_long_network_the_middle_is_counted()
    {
        string svg = Dense("tanh", [.. Enumerable.Repeat(3, 100)]).Explain(s_x, s_y).Steps().ToSvg();
        Assert.Contains("more layers", svg, StringComparison.Ordinal);
        Assert.True(svg.Split("<rect").Length < 40);
    }

    [Fact]
    public void The_picture_of_a_training_follows_its_losses()
    {
        Sequential model = Dense("linear", 2);
        History history = model.Fit(s_x, s_y, epochs: 3, validationData: new(s_x, s_y), verbose: 0);
        double[] rows = [.. Rows(history.ToSvg())];
        Assert.Equal(9, rows.Length);
        Assert.Equal(history["loss"].Select(Six), Enumerable.Range(0, 3).Select(epoch => rows[(3 * epoch) + 1]));
        Assert.Equal(history["val_loss"].Select(Six), Enumerable.Range(0, 3).Select(epoch => rows[(3 * epoch) + 2]));
        Assert.Throws<KeyNotFoundException>(() => history.ToSvg("accuracy"));
    }

    private static IEnumerable<(string Name, Func<string> Draw)> All()
    {
        yield return ("seeds", () => Dense("linear", 2).Explain(s_x, s_y).Steps().ToSvg());
        yield return ("deep", () => Dense("tanh", 4, 4, 4).Explain(s_x, s_y).Steps().ToSvg());
        yield return ("wide", () => Dense("tanh", 40).Explain(s_x, s_y).Steps().ToSvg());
        yield return ("convolution", () => Images().Explain(Noise(3, 6, 6, 1), Noise(3, 1)).OfLoss().ToSvg());
        yield return ("convolution path", () => Images().Explain(Noise(3, 6, 6, 1), Noise(3, 1)).Of("conv2d/kernel", 1, 1, 0, 1).ToSvg());
        yield return ("path", () => Dense("linear", 2).Explain(s_x, s_y).Of("dense/kernel", 0, 1).ToSvg());
        yield return ("path with many terms", () => Dense("tanh", 5, 5).Explain(s_x, s_y).Of("dense/kernel", 0, 1).ToSvg(DerivationOptions.Default with { Terms = int.MaxValue, Parts = int.MaxValue }));
        yield return ("activation", () => Dense("tanh", 3).Explain(s_x, s_y).OfValue("dense/a", 0, 1).ToSvg());
        yield return ("weight", () => Dense("tanh", 3).Explain(s_x, s_y).OfWhole("dense/kernel").ToSvg());
        yield return ("layer", () => Dense("tanh", 30).Explain(s_x, s_y).OfLayer("dense").ToSvg());
        yield return ("formula", () => FormulaDerivation.Of("ln(x1) + x1*x2 - sin(x2)", "x1=2,x2=5").ToSvg());
        yield return ("formula of vectors", () => FormulaDerivation.Of("z = w @ x + b; sum(sigmoid(z)^2)", "w=[[1,2],[3,4]],x=[1,-1],b=[0.5,0.1]").ToSvg());
        yield return ("memoization", () => Dense("tanh", 3).CountMemoization(2).ToSvg());
        yield return ("check", () => Dense("tanh", 3).CheckGradients(s_x, s_y).ToSvg());
        yield return ("audit", () => Audit.Of(Dense("tanh", 2), s_x, s_y).Gradients(new Dictionary<string, Tensor> { ["dense/bias"] = new double[] { 1, 2 } }).ToSvg());
        yield return ("numbers", () => NumberBars.ToSvg("Some numbers", [("a", 1, "published 1"), ("b", -0.5, ""), ("c", double.NaN, "not a number")], "published"));
        yield return ("training", () => Dense("linear", 2).Fit(s_x, s_y, epochs: 30, validationData: new(s_x, s_y), verbose: 0).ToSvg());
    }

    private static Sequential Dense(string activation, params int[] units)
    {
        var model = new Sequential(dtype: DType.Float64, seed: 3) { new Dense(units[0], activation, inputDim: 2) };
        foreach (int count in units.Skip(1)) model.Add(new Dense(count, activation));
        model.Add(new Dense(1));
        model.Compile(new Sgd(0.001), new MeanSquaredError());
        return model;
    }

    private static Sequential Images()
    {
        var model = new Sequential(dtype: DType.Float64) { new InputLayer([6, 6, 1]), new Conv2D(2, 3, activation: "relu"), new BatchNormalization(), new MaxPooling2D(), new Flatten(), new Dense(1) };
        model.Compile(new Adam(), new MeanSquaredError());
        return model;
    }

    private static Tensor Noise(params int[] shape)
    {
        var random = new Random(5);
        return Tensor.From(Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => random.NextDouble() - 0.5).ToArray(), Shape.Create(shape));
    }

    /// <summary>The numbers of the picture's table, row by row: what stands below its heading and ends at its columns.</summary>
    private static IEnumerable<double> Rows(string text)
    {
        XElement svg = Parse(text);
        XElement[] texts = [.. svg.Elements(svg.Name.Namespace + "text")];
        double heading = texts.Where(cell => cell.Attribute("class")!.Value == "name").Max(cell => Number(cell, "y"));
        foreach (XElement cell in texts.Where(cell => Number(cell, "y") > heading))
        {
            if (double.TryParse(cell.Value.TrimStart('▲', '▼', '·'), CultureInfo.InvariantCulture, out double number)) yield return number;
        }
    }

    private static (double, double, double, double, string) Box(XElement text)
    {
        double size = text.Attribute("class")!.Value == "title" ? 14 : 12, width = text.Value.Length * size * 0.6;
        double x = Number(text, "x") - (text.Attribute("text-anchor")!.Value switch { "end" => width, "middle" => width / 2, _ => 0 }), y = Number(text, "y");
        return (x, y - 6, x + width, y + 6, text.Value);
    }

    private static XElement Parse(string svg) => XDocument.Parse(svg).Root!;

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private static string Text(double value) => NumberStyle.Get("3").Write(value);

    private static double Six(double value) => double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
