using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;
using Constant = Backprop.Graphs.Constant;

namespace Backprop.Tests.Layers;

public sealed class AttentionTests
{
    [Fact]
    public void Every_layer_keeps_the_contract()
    {
        LayerContract.Check(() => new MultiHeadAttention(2, 3), [[4, 5], [6, 5]], [4, 5], [5, 2, 3], [2, 3], [5, 2, 3], [2, 3], [5, 2, 3], [2, 3], [2, 3, 5], [5]);
        LayerContract.Check(() => new MultiHeadAttention(2, 3, valueDim: 4, useBias: false, outputShape: [2]), [[4, 5], [6, 3], [6, 2]], [4, 2], [5, 2, 3], [2, 2, 3], [3, 2, 4], [2, 4, 2]);
        LayerContract.Check(() => new MultiHeadAttention(1, 2, dropout: 0.3, useBias: false, attentionAxes: [2]), [[2, 3, 4], [2, 5, 4]], [2, 3, 4], [4, 1, 2], [4, 1, 2], [4, 1, 2], [1, 2, 4]);
        LayerContract.Check(() => new MultiHeadAttention(1, 2, useBias: false), [[2, 3, 4], [2, 3, 4]], [2, 3, 4], [4, 1, 2], [4, 1, 2], [4, 1, 2], [1, 2, 4]);
        LayerContract.Check(() => new GroupQueryAttention(3, 4, 2, useBias: false), [[4, 5], [6, 5]], [4, 5], [5, 4, 3], [5, 2, 3], [5, 2, 3], [4, 3, 5]);
        LayerContract.Check(() => new Attention(), [[4, 5], [6, 5]], [4, 5]);
        LayerContract.Check(() => new Attention(useScale: true, scoreMode: "concat"), [[4, 5], [6, 2], [6, 5]], [4, 2], [], []);
        LayerContract.Check(() => new AdditiveAttention(), [[4, 5], [6, 5]], [4, 5], [5]);
        LayerContract.Check(() => new AdditiveAttention(useScale: false, dropout: 0.2), [[4, 5], [6, 5]], [4, 5]);
    }

    [Fact]
    public void Parts_have_the_names_of_Keras()
    {
        var layer = new MultiHeadAttention(2, 3);
        SymbolicTensor x = Input.Of([4, 5]);
        layer.Apply(x, x);
        Assert.Equal(["multi_head_attention/query/kernel", "multi_head_attention/query/bias", "multi_head_attention/key/kernel"], layer.Weights.Take(3).Select(weight => weight.Path));
        Assert.Equal("multi_head_attention/attention_output/bias", layer.Weights[^1].Path);
        Assert.Equal([1], layer.AttentionAxes);
    }

    public static TheoryData<string> Layers => ["multi", "group", "dot", "concat", "additive"];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Weights_add_up_to_one_and_a_causal_query_does_not_see_what_comes_later(string kind)
    {
        Layer layer = Make(kind);
        Tensor x = LayerContract.Numbers([2, 4, 6], DType.Float64, 0);
        var changed = x.Clone();
        double[] values = changed.ToArray<double>();
        for (int sample = 0; sample < 2; sample++)
        {
            for (int i = 2 * 6; i < 4 * 6; i++) values[sample * 24 + i] += 5;
        }

        changed = Tensor.From(values, x.Shape);
        (double[] first, double[] weights) = Run(x);
        (double[] second, _) = Run(changed);
        foreach (double[] row in weights.Chunk(4)) Assert.Equal(1, row.Sum(), 1e-14);
        for (int sample = 0; sample < 2; sample++)
        {
            Assert.Equal(first[(sample * 24)..(sample * 24 + 12)], second[(sample * 24)..(sample * 24 + 12)]);
            Assert.NotEqual(first[(sample * 24 + 12)..(sample * 24 + 24)], second[(sample * 24 + 12)..(sample * 24 + 24)]);
        }

        // The first query sees the first key alone.
        Assert.Equal([1, 0, 0, 0], weights[..4]);

        (double[] Output, double[] Weights) Run(Tensor input)
        {
            Node node = Constant.Of(input);
            IReadOnlyList<Node> outputs = layer.ApplyAll([node, node], new CallContext(), new CallOptions<Node>().With("use_causal_mask", true).With("return_attention_scores", true));
            return (outputs[0].Evaluate().ToArray<double>(), outputs[1].Evaluate().ToArray<double>());
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Values_that_are_not_real_do_not_matter_and_the_mask_of_the_query_travels_on(string kind)
    {
        Layer layer = Make(kind);
        Tensor queries = LayerContract.Numbers([1, 3, 6], DType.Float64, 0), keys = LayerContract.Numbers([1, 4, 6], DType.Float64, 1);
        double[] shortened = keys.ToArray<double>()[..12];
        var context = new CallContext();
        Node query = Constant.Of(queries), value = Constant.Of(keys), mask = Constant.Of(Tensor.From([true, true, false], [1, 3]));
        context.SetMask(query, mask);
        context.SetMask(value, Constant.Of(Tensor.From([true, true, false, false], [1, 4])));
        Node masked = layer.Apply([query, value], context);
        Assert.Same(mask, context.MaskOf(masked));
        double[] expected = layer.Apply([query, Constant.Of(Tensor.From(shortened, [1, 2, 6]))], new CallContext()).Evaluate().ToArray<double>();
        // Real queries only.
        double[] actual = masked.Evaluate().ToArray<double>();
        for (int i = 0; i < 12; i++) Assert.Equal(expected[i], actual[i], 1e-12);
        if (kind is "dot" or "concat" or "additive") Assert.All(actual[12..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_mask_of_whole_shape_is_an_option_of_a_model()
    {
        var layer = new MultiHeadAttention(2, 3);
        SymbolicTensor x = Input.Of([4, 6], DType.Float64), allowed = Input.Of([4, 4], DType.Bool);
        SymbolicTensor masked = layer.Apply([x, x], new CallOptions<SymbolicTensor>().With("attention_mask", allowed));
        SymbolicTensor causal = layer.Apply([x], new CallOptions<SymbolicTensor>().With("value", x).With("key", x).With("use_causal_mask", true));
        var model = new Backprop.Training.Functional([x, allowed], [masked, causal]);
        bool[] triangle = [.. Enumerable.Range(0, 16).Select(i => i % 4 <= i / 4)];
        IReadOnlyList<Tensor> outputs = model.PredictAll(Backprop.Training.TensorSet.Create([LayerContract.Numbers([1, 4, 6], DType.Float64, 0), Tensor.From(triangle, [1, 4, 4])]));
        Assert.Equal(outputs[0].ToArray<double>(), outputs[1].ToArray<double>());
    }

    [Fact]
    public void Groups_of_one_head_are_heads()
    {
        Layer group = new GroupQueryAttention(3, 2, 2), multi = new MultiHeadAttention(2, 3);
        SymbolicTensor symbol = Input.Of([4, 6], DType.Float64);
        group.Apply(symbol, symbol);
        multi.Apply(symbol, symbol);
        group.SetWeights(multi.GetWeights());
        Node x = Constant.Of(LayerContract.Numbers([2, 4, 6], DType.Float64, 0));
        Assert.Equal(multi.Apply([x, x], new CallContext()).Evaluate().ToArray<double>(), group.Apply([x, x], new CallContext()).Evaluate().ToArray<double>());
    }

    [Fact]
    public void The_penalty_on_outputs_is_one_on_each_projection()
    {
        var layer = new MultiHeadAttention(1, 2, activityRegularizer: "l2");
        Node x = Constant.Of(LayerContract.Numbers([2, 3, 4], DType.Float64, 0));
        var context = new CallContext();
        layer.Apply([x, x], context);
        Assert.Equal(4, context.Losses.Count);
    }

    [Fact]
    public void What_does_not_fit_is_said()
    {
        SymbolicTensor sequence = Input.Of([4, 6]), row = Input.Of([6]);
        Assert.EndsWith("it expects sequences, (batch, time, features)", Assert.Throws<LayerInputException>(() => new MultiHeadAttention(1, 2).Apply(row, row)).Message);
        Assert.EndsWith("it expects [query, value] or [query, value, key]", Assert.Throws<LayerInputException>(() => new MultiHeadAttention(1, 2).Apply(sequence)).Message);
        Assert.EndsWith("its attention axes must lie between 1 and 1, not (2)", Assert.Throws<LayerInputException>(() => new MultiHeadAttention(1, 2, attentionAxes: [2]).Apply(sequence, sequence)).Message);
        Assert.EndsWith("it expects [query, value] or [query, value, key], each (batch, places, features)", Assert.Throws<LayerInputException>(() => new Attention().Apply(sequence)).Message);
    }

    private static Layer Make(string kind)
    {
        Layer layer = kind switch
        {
            "multi" => new MultiHeadAttention(2, 3),
            "group" => new GroupQueryAttention(3, 4, 2),
            "dot" => new Attention(useScale: true),
            "concat" => new Attention(scoreMode: "concat"),
            _ => new AdditiveAttention(),
        };
        SymbolicTensor x = Input.Of([4, 6], DType.Float64);
        layer.Apply(x, x);
        return layer;
    }
}
