using System.Xml.Linq;
using Backprop.Tests.KerasParity;
using Backprop.Training;

namespace Backprop.Tests.Training.Plotting;

public sealed class LayeredLayoutTests
{
    /// <summary>Random graphs without circles: no two boxes overlap, no line crosses a box that is not its own where it runs along it, and every line begins and ends at its boxes.</summary>
    [Fact]
    public void No_boxes_overlap_and_lines_meet_their_boxes()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 30);
            (double Along, double Across)[] sizes = [.. Enumerable.Range(0, count).Select(_ => (random.Next(20, 90) + 0.0, random.Next(2, 300) + 0.0))];
            (int From, int To)[] edges = [.. Enumerable.Range(0, count == 1 ? 0 : random.Next(3 * count)).Select(_ => (From: random.Next(count), To: random.Next(count)))
                .Where(pair => pair.From < pair.To).Distinct()];
            Check(new LayeredLayout(sizes, edges), sizes, edges, seed);
        }
    }

    [Fact]
    public void A_thousand_boxes_in_a_chain_stand_in_one_line()
    {
        (double, double)[] sizes = [.. Enumerable.Repeat((30.0, 100.0), 1000)];
        var layout = new LayeredLayout(sizes, [.. Enumerable.Range(0, 999).Select(i => (i, i + 1))]);
        Assert.All(Enumerable.Range(0, 1000), i => Assert.Equal(50, layout[i].Centre));
        Assert.Equal(100, layout.Across);
    }

    [Fact]
    public void A_line_past_another_box_leaves_the_main_line_straight()
    {
        var layout = new LayeredLayout([(30, 100), (30, 100), (30, 100)], [(0, 1), (1, 2), (0, 2)]);
        // Places are rounded to a tenth of a pixel.
        Assert.Equal(layout[0].Centre, layout[1].Centre, 0.15);
        Assert.Equal(layout[1].Centre, layout[2].Centre, 0.15);
    }

    public static TheoryData<string> Models => [.. ParityFolder.Folders("models")];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_model_of_the_fixtures_is_drawn_with_all_its_layers(string folder)
    {
        Model model = Model.Load(ParityFolder.At("models", folder, "initial.keras"));
        foreach (string direction in (string[])["TB", "LR"])
        {
            XElement svg = XElement.Parse(model.Plot(true, true, true, direction, true, true, true));
            string[] texts = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
            Assert.All(model.Layers, layer => Assert.Contains(layer.Name, texts));
        }
    }

    private static void Check(LayeredLayout layout, (double Along, double Across)[] sizes, (int From, int To)[] edges, int seed)
    {
        for (int i = 0; i < sizes.Length; i++)
        {
            (double start, double centre) = layout[i];
            Assert.True(start >= 0 && start + sizes[i].Along <= layout.Along + 0.1 && centre - sizes[i].Across / 2 >= -0.1 && centre + sizes[i].Across / 2 <= layout.Across + 0.1, $"seed {seed}: box {i} lies outside");
            for (int j = 0; j < i; j++)
            {
                bool apart = start >= layout[j].Start + sizes[j].Along || layout[j].Start >= start + sizes[i].Along || Math.Abs(centre - layout[j].Centre) >= (sizes[i].Across + sizes[j].Across) / 2;
                Assert.True(apart, $"seed {seed}: boxes {i} and {j} overlap");
            }
        }

        for (int e = 0; e < edges.Length; e++)
        {
            IReadOnlyList<(double Along, double Across)> route = layout.Routes[e];
            (int from, int to) = edges[e];
            Assert.Equal(layout[from].Start + sizes[from].Along, route[0].Along, 6);
            Assert.Equal(layout[to].Start, route[^1].Along, 6);
            Assert.InRange(Math.Abs(route[0].Across - layout[from].Centre), 0, sizes[from].Across / 2);
            Assert.InRange(Math.Abs(route[^1].Across - layout[to].Centre), 0, Math.Max(sizes[to].Across / 2, 12));
            for (int i = 0; i + 1 < route.Count; i += 2)
            {
                for (int box = 0; box < sizes.Length; box++)
                {
                    bool isBeside = Math.Abs(route[i].Across - layout[box].Centre) >= sizes[box].Across / 2;
                    bool isPast = route[i + 1].Along <= layout[box].Start || route[i].Along >= layout[box].Start + sizes[box].Along;
                    Assert.True(isBeside || isPast, $"seed {seed}: line {from}-{to} runs through box {box}");
                }
            }
        }
    }
}
