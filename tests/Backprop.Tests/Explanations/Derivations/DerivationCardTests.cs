using System.Xml.Linq;
using Backprop.Explanations;
using Backprop.Explanations.Cards;
using Backprop.Explanations.Derivations;
using Backprop.Testing;
using Backprop.Tests.KerasParity;
using Backprop.Training;

namespace Backprop.Tests.Explanations.Derivations;

/// <summary>Cards of models that the real Keras made, one or more for each family of layers: read by a person, and approved; every form of each is well formed.</summary>
public sealed class DerivationCardTests
{
    public static TheoryData<string, string, int[]> Cases => new()
    {
        { "seed-regression", "dense/kernel", [0, 1] },
        { "seed-regression-adam", "dense/kernel", [0, 1] },
        { "seed-classification", "dense_1/kernel", [1, 0] },
        { "dense-classifier", "dense_2/kernel", [0, 1] },
        { "dense-regularised", "dense/kernel", [0, 0] },
        { "convnet", "conv2d/kernel", [0, 0, 0, 1] },
        { "batch-normalisation", "dense/kernel", [0, 1] },
        { "lstm-classifier", "lstm/lstm_cell/recurrent_kernel", [0, 1] },
        { "transformer-block", "multi_head_attention/query/kernel", [0, 0, 0] },
        { "transformer-block", "embedding/embeddings", [3, 1] },
        { "dense-huber-nadam", "dense/kernel", [0, 0] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_card_of_a_weight_reads_as_approved(string name, string weight, int[] index)
    {
        WeightExplanation explanation = Explain(name).Of(weight, index);
        string text = string.Join("\n\n", Notation.All.Take(name.StartsWith("seed", StringComparison.Ordinal) ? 5 : 1).Select(notation => explanation.Card(new DerivationOptions { Notation = notation }).ToText()));
        Approved.Match($"explain/{name}.{weight.Replace('/', '.')}", text);
    }

    [Fact]
    public void Every_form_of_every_card_is_well_formed()
    {
        var documents = new List<string>();
        foreach (TheoryDataRow<string, string, int[]> row in Cases)
        {
            (string name, string weight, int[] index) = row.Data;
            ModelExplanation step = Explain(name);
            documents.Add(step.Steps().Card().ToLatex());
            foreach (Explanation explanation in new Explanation[] { step.Of(weight, index), step.OfWhole(weight), step.OfLayer(weight[..weight.LastIndexOf('/')]), step.OfLoss(), step.OfWholeValue(step.Names[^1]) })
            {
                foreach (Notation notation in Notation.All)
                {
                    Card card = explanation.Card(new DerivationOptions { Notation = notation, Parts = 3, Digits = NumberStyle.Get(notation == Notation.Ng ? "hex" : "6") });
                    XElement.Parse(card.ToMathMl());
                    documents.Add(card.ToLatex());
                    string markdown = card.ToMarkdown();
                    Assert.Equal(0, markdown.Split("$$").Length % 2 - 1);
                    Assert.DoesNotContain("NaN", card.ToText(), StringComparison.Ordinal);
                }
            }
        }

        Latex.Compile(documents);
    }

    [Fact]
    public void A_whole_weight_is_a_product_of_matrices_and_its_numbers_are_the_engines()
    {
        ModelExplanation step = Explain("dense-classifier");
        TensorExplanation whole = step.OfWhole("dense_1/kernel");
        Assert.Contains("∂loss/∂dense_1/kernel = dense/aᵀ @ ∂loss/∂dense_1/z", whole.ToString(), StringComparison.Ordinal);
        Assert.Equal(step.GradientOf("dense_1/kernel").ToArray<double>(), whole.Gradient.ToArray<double>());
        Assert.Equal(whole.Gradient.At(7), step.Of("dense_1/kernel", 1, 2).Gradient);
    }

    [Fact]
    public void Activations_inputs_layers_and_the_loss_have_cards()
    {
        ModelExplanation step = Explain("dense-classifier");
        Assert.Contains("dense_1/kernel[", step.OfValue("dense/a", 0, 1).ToString(), StringComparison.Ordinal);
        Assert.Contains("∂loss/∂x[0,2]", step.OfValue("x", 0, 2).ToString(), StringComparison.Ordinal);
        Assert.Equal(["dense_1/a", "dense_1/z", "dense_1/kernel", "dense_1/bias"], step.OfLayer("dense_1").Parts.Select(part => part.Name));
        Assert.Equal(step.Loss, (double)step.OfLoss().ToJson()["value"]!);
    }

    [Theory]
    [InlineData(3.0, "0x1.8p+1")]
    [InlineData(0.1, "0x1.999999999999ap-4")]
    [InlineData(-0.0, "-0x0p+0")]
    [InlineData(4.9406564584124654E-324, "0x0.0000000000001p-1022")]
    public void Hexadecimal_numbers_are_those_of_C(double number, string expected) => Assert.Equal(expected, NumberStyle.Get("hex").Write(number));

    [Fact]
    public void What_cannot_be_found_is_named()
    {
        ModelExplanation step = Explain("seed-regression");
        Assert.Contains("Did you mean dense/a?", Assert.Throws<ArgumentException>(() => step.OfWholeValue("dense/b")).Message, StringComparison.Ordinal);
        Assert.Contains("dense", Assert.Throws<ArgumentException>(() => step.OfLayer("dens")).Message, StringComparison.Ordinal);
        Assert.Contains("outside", Assert.Throws<ArgumentException>(() => step.OfValue("dense/a", 0, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("mazur", Assert.Throws<ArgumentException>(() => Notation.Get("mazer")).Message, StringComparison.Ordinal);
    }

    private static ModelExplanation Explain(string name)
    {
        var parity = new ParityCase(name);
        Model model = Model.Load(ParityFolder.At("models", name, "initial.keras"));
        return model.Explain(First(parity.X), First(parity.Y));
    }

    /// <summary>The first two samples.</summary>
    private static TensorSet First(TensorSet all) => TensorSet.Create([.. all.Select(tensor => tensor[..2])]);
}
