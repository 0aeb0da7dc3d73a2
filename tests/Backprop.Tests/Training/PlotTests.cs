using System.Xml.Linq;
using Backprop.Layers;
using Backprop.Training;

namespace Backprop.Tests.Training;

public sealed class PlotTests
{
    [Fact]
    public void Every_layer_is_a_box_with_its_name_and_what_was_asked_for()
    {
        var model = new Sequential(name: "small") { new InputLayer([3]), new Dense(4, "relu"), new Dense(1) };
        model.GetLayer("dense_1").Trainable = false;
        XElement svg = XElement.Parse(model.Plot(showShapes: true, showDtype: true, showLayerActivations: true, showTrainable: true));
        Assert.Contains("The model small", svg.Value, StringComparison.Ordinal);
        Assert.Contains("3 layers, 21 parameters", svg.Value, StringComparison.Ordinal);
        string[] texts = Texts(svg);
        Assert.Equal(["dense", "Dense · relu", "(None, 3) → (None, 4)", "float32", "trainable", "dense_1", "Dense · linear", "(None, 4) → (None, 1)", "float32", "not trainable"], texts[4..]);
        Assert.Equal(["InputLayer", "Dense", "Dense"], Texts(XElement.Parse(model.Plot(showLayerNames: false))));
    }

    [Fact]
    public void A_name_cannot_break_the_picture()
    {
        var model = new Sequential(name: "a<b>&\"c\"") { new InputLayer([3]), new Dense(1, name: "<script>alert(1)<x>") };
        XElement svg = XElement.Parse(model.Plot());
        Assert.Contains("<script>alert(1)<x>", Texts(svg));
        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName == "script");
    }

    [Fact]
    public void A_shared_layer_is_one_box_unless_it_comes_behind_itself()
    {
        SymbolicTensor a = Input.Of([3], name: "a"), b = Input.Of([3], name: "b");
        var shared = new Dense(3, name: "shared");
        SymbolicTensor first = shared.Apply(a), second = shared.Apply(b);
        var twice = new Functional([a, b], [new Add().Apply(first, second)]);
        Assert.Single(Texts(XElement.Parse(twice.Plot())), text => text == "shared");
        var behind = new Functional([a], [shared.Apply(shared.Apply(a))]);
        Assert.Equal(2, Texts(XElement.Parse(behind.Plot())).Count(text => text == "shared"));
    }

    [Fact]
    public void A_model_inside_may_be_opened()
    {
        var inner = new Sequential(name: "inner") { new InputLayer([3]), new Dense(2, name: "deep") };
        var outer = new Sequential { new InputLayer([3]), inner, new Dense(1) };
        Assert.DoesNotContain("deep", Texts(XElement.Parse(outer.Plot())));
        Assert.Contains("deep", Texts(XElement.Parse(outer.Plot(expandNested: true))));
        NoOverlap(outer, new PlotOptions { ShowLayerNames = true, ExpandNested = true });
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void Boxes_of_random_models_do_not_touch_and_lines_end_at_them(int seed, bool isAcross)
    {
        var random = new Random(seed);
        var values = new List<SymbolicTensor> { Input.Of([4]), Input.Of([4]) };
        for (int i = 0; i < 30; i++)
        {
            SymbolicTensor[] chosen = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => values[random.Next(Math.Max(0, values.Count - 8), values.Count)]).Distinct()];
            values.Add(chosen.Length == 1 ? new Dense(4, name: new string('x', random.Next(1, 60)) + i).Apply(chosen[0]) : new Add().Apply(chosen));
        }

        SymbolicTensor last = new Add().Apply([.. values]);
        NoOverlap(new Functional([values[0], values[1]], [last]), new PlotOptions { ShowLayerNames = true, ShowShapes = true, IsAcross = isAcross });
    }

    [Fact]
    public void What_has_no_graph_is_refused()
    {
        Assert.Contains("input shape", Assert.Throws<InvalidOperationException>(() => new Sequential { new Dense(1) }.Plot()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Sequential { new Dense(1, inputDim: 2) }.Plot(rankdir: "UP"));
    }

    private static string[] Texts(XElement svg) => [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];

    private static void NoOverlap(Model model, PlotOptions options)
    {
        var picture = new PlotPicture(model, options);
        (double X, double Y, PlotBox Box)[] boxes = [.. picture.Boxes];
        for (int i = 0; i < boxes.Length; i++)
        {
            Assert.InRange(boxes[i].X, -0.1, picture.Width - boxes[i].Box.BoxWidth + 0.1);
            Assert.InRange(boxes[i].Y, -0.1, picture.Height - boxes[i].Box.BoxHeight + 0.1);
            for (int j = 0; j < i; j++)
            {
                bool isApart = boxes[i].X >= boxes[j].X + boxes[j].Box.BoxWidth + 4 || boxes[j].X >= boxes[i].X + boxes[i].Box.BoxWidth + 4
                    || boxes[i].Y >= boxes[j].Y + boxes[j].Box.BoxHeight + 4 || boxes[j].Y >= boxes[i].Y + boxes[i].Box.BoxHeight + 4;
                Assert.True(isApart, $"{boxes[i].Box.Description} touches {boxes[j].Box.Description}.");
            }
        }

        foreach (IReadOnlyList<(double X, double Y)> line in picture.Lines)
        {
            Assert.Contains(boxes, box => IsOnEdge(box, line[0]));
            Assert.Contains(boxes, box => IsOnEdge(box, line[^1]));
        }
    }

    private static bool IsOnEdge((double X, double Y, PlotBox Box) box, (double X, double Y) point) =>
        point.X >= box.X - 0.2 && point.X <= box.X + box.Box.BoxWidth + 0.2 && point.Y >= box.Y - 0.2 && point.Y <= box.Y + box.Box.BoxHeight + 0.2
        && (Math.Abs(point.X - box.X) < 0.2 || Math.Abs(point.X - box.X - box.Box.BoxWidth) < 0.2 || Math.Abs(point.Y - box.Y) < 0.2 || Math.Abs(point.Y - box.Y - box.Box.BoxHeight) < 0.2);
}
