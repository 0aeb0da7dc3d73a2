using Backprop.Explanations;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;
using static Backprop.Operations.Functions;
using Constant = Backprop.Graphs.Constant;

namespace Backprop.Tests.Layers;

public sealed class RecurrentLayerTests
{
    private static readonly Tensor s_x = LayerContract.Numbers([3, 5, 2], DType.Float64, 0);
    private static readonly Tensor s_mask = Tensor.From(
        [true, true, true, false, false, false, true, false, true, true, true, false, true, true, false], [3, 5]);

    [Fact]
    public void Every_layer_keeps_the_contract()
    {
        LayerContract.Check(() => new SimpleRNN(3), [[4, 2]], [3], [2, 3], [3, 3], [3]);
        LayerContract.Check(() => new SimpleRNN(3, "softplus", useBias: false, returnSequences: true, goBackwards: true, seed: 4), [[4, 2]], [4, 3], [2, 3], [3, 3]);
        LayerContract.Check(() => new LSTM(3, returnSequences: true), [[4, 2]], [4, 3], [2, 12], [3, 12], [12]);
        LayerContract.Check(() => new LSTM(2, unitForgetBias: false, dropout: 0.3, recurrentDropout: 0.4, seed: 7), [[3, 2]], [2], [2, 8], [2, 8], [8]);
        LayerContract.Check(() => new GRU(3), [[4, 2]], [3], [2, 9], [3, 9], [2, 9]);
        LayerContract.Check(() => new GRU(2, resetAfter: false, dropout: 0.3, recurrentDropout: 0.4, returnSequences: true), [[3, 2]], [3, 2], [2, 6], [2, 6], [6]);
        LayerContract.Check(() => new RNN([new GRUCell(3), new LSTMCell(2), new GRUCell(2, dropout: 0.2)]), [[3, 2]], [2], [2, 9], [3, 9], [2, 9], [3, 8], [2, 8], [8], [2, 6], [2, 6], [2, 6]);
        LayerContract.Check(() => new Bidirectional(new LSTM(2, returnSequences: true)), [[3, 2]], [3, 4], [2, 8], [2, 8], [8], [2, 8], [2, 8], [8]);
        LayerContract.Check(() => new Bidirectional(new GRU(2), "mul", new SimpleRNN(2, goBackwards: true)), [[3, 2]], [2], [2, 6], [2, 6], [2, 6], [2, 2], [2, 2], [2]);
        LayerContract.Check(() => new TimeDistributed(new Dense(4, "tanh")), [[3, 2]], [3, 4], [2, 4], [4]);
        LayerContract.Check(() => new TimeDistributed(new LSTM(2)), [[3, 2, 2]], [3, 2], [2, 8], [2, 8], [8]);
    }

    [Fact]
    public void A_cell_of_our_own_adds_up_what_it_reads()
    {
        var layer = new RNN(new Accumulator(), returnSequences: true);
        double[] sums = Run(layer, Constant.Of(s_x)), x = s_x.ToArray<double>();
        Assert.Equal(x[0] + x[2], sums[2]);
        Assert.Equal(["rnn/accumulator/scale"], layer.Weights.Select(weight => weight.Path));
        GradientCheck.Of(nodes => layer.Apply(nodes, new CallContext()), [s_x], name: "rnn").AssertAgrees();
    }

    [Fact]
    public void An_LSTM_with_a_mask_is_the_plain_loop()
    {
        var layer = new LSTM(3, returnSequences: true, returnState: true);
        Tensor[] weights = Weights(layer, [2, 12], [3, 12], [12]);
        double[][] got = [.. Masked(layer).Select(node => node.Evaluate().ToArray<double>())];
        for (int sample = 0; sample < 3; sample++)
        {
            (double[][] outputs, double[] h, double[] c) = RecurrentReference.Lstm(Sample(sample), Real(sample), Matrix(weights[0]), Matrix(weights[1]), weights[2].ToArray<double>());
            Near([.. outputs.SelectMany(row => row)], got[0][(sample * 15)..((sample + 1) * 15)]);
            Near(h, got[1][(sample * 3)..((sample + 1) * 3)]);
            Near(c, got[2][(sample * 3)..((sample + 1) * 3)]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_GRU_with_a_mask_is_the_plain_loop(bool resetAfter)
    {
        var layer = new GRU(3, returnSequences: true, resetAfter: resetAfter);
        Tensor[] weights = Weights(layer, [2, 9], [3, 9], resetAfter ? [2, 9] : [9]);
        double[] got = Masked(layer)[0].Evaluate().ToArray<double>();
        for (int sample = 0; sample < 3; sample++)
        {
            double[][] outputs = RecurrentReference.Gru(Sample(sample), Real(sample), Matrix(weights[0]), Matrix(weights[1]), weights[2].ToArray<double>(), resetAfter);
            Near([.. outputs.SelectMany(row => row)], got[(sample * 15)..((sample + 1) * 15)]);
        }
    }

    [Fact]
    public void Gradients_with_a_mask_and_an_initial_state_agree_with_differences()
    {
        foreach (RecurrentLayer layer in (RecurrentLayer[])[new LSTM(2, zeroOutputForMask: true, returnSequences: true), new RNN([new GRUCell(2), new SimpleRNNCell(2)])])
        {
            GradientCheck.Of(
                nodes => layer.Apply([nodes[0]], new CallContext(), new CallOptions<Node>().With("mask", Constant.Of(s_mask)).With("initial_state", nodes[1], nodes[2])),
                [s_x, LayerContract.Numbers([3, 2], DType.Float64, 1), LayerContract.Numbers([3, 2], DType.Float64, 2)],
                name: layer.Name).AssertAgrees();
        }
    }

    [Fact]
    public void Going_backwards_is_reading_the_reversed_input()
    {
        var forward = new LSTM(3, returnSequences: true);
        var backward = new LSTM(3, returnSequences: true, goBackwards: true);
        backward.Apply(Input.Of([5, 2], DType.Float64));
        Weights(forward, [2, 12], [3, 12], [12]);
        backward.SetWeights([.. forward.GetWeights()]);
        Node reversed = SliceAxis(Constant.Of(s_x), 1, null, null, -1);
        Assert.Equal(Run(forward, reversed), Run(backward, Constant.Of(s_x)));
    }

    [Fact]
    public void Two_directions_of_the_reversed_input_change_places()
    {
        var layer = new Bidirectional(new GRU(2), mergeMode: null);
        layer.ApplyAll([Constant.Of(s_x)], new CallContext());
        Tensor[] weights = [.. layer.GetWeights()];
        double[][] first = [.. layer.ApplyAll([Constant.Of(s_x)], new CallContext()).Select(node => node.Evaluate().ToArray<double>())];
        layer.SetWeights([.. weights[3..], .. weights[..3]]);
        Node reversed = SliceAxis(Constant.Of(s_x), 1, null, null, -1);
        double[][] second = [.. layer.ApplyAll([reversed], new CallContext()).Select(node => node.Evaluate().ToArray<double>())];
        Assert.Equal(first[0], second[1]);
        Assert.Equal(first[1], second[0]);
        Assert.Equal(["bidirectional/forward_gru/gru_cell/kernel", "bidirectional/backward_gru/gru_cell/kernel"], layer.Weights.Where(weight => weight.Name == "kernel").Select(weight => weight.Path));
    }

    [Fact]
    public void One_step_is_the_cell()
    {
        var layer = new LSTM(3, returnState: true);
        Tensor[] weights = Weights(layer, [2, 12], [3, 12], [12]);
        var cell = new LSTMCell(3);
        Tensor x = LayerContract.Numbers([4, 2], DType.Float64, 3), h = LayerContract.Numbers([4, 3], DType.Float64, 4), c = LayerContract.Numbers([4, 3], DType.Float64, 5);
        Node[] inputs = [Constant.Of(x), Constant.Of(h), Constant.Of(c)];
        cell.ApplyAll(inputs, new CallContext());
        cell.SetWeights(weights);
        IReadOnlyList<Node> step = cell.ApplyAll(inputs, new CallContext());
        IReadOnlyList<Node> sequence = layer.ApplyAll([Reshape(inputs[0], [4, 1, 2])], new CallContext(), new CallOptions<Node>().With("initial_state", inputs[1], inputs[2]));
        for (int i = 0; i < 3; i++) Assert.Equal(step[i].Evaluate().ToArray<double>(), sequence[i].Evaluate().ToArray<double>());
    }

    [Fact]
    public void A_stateful_layer_reads_a_long_sequence_in_pieces()
    {
        var whole = new Sequential(dtype: DType.Float64) { new InputLayer([5, 2], DType.Float64), new GRU(3, returnSequences: true) };
        var layer = new GRU(3, returnSequences: true, stateful: true);
        var pieces = new Sequential(dtype: DType.Float64) { new InputLayer([Shape.Unknown, 2], DType.Float64), layer };
        pieces.SetWeights([.. whole.GetWeights()]);
        double[] expected = whole.Predict(s_x).ToArray<double>();
        for (int round = 0; round < 2; round++)
        {
            double[] first = pieces.Predict(Steps(0, 2)).ToArray<double>(), second = pieces.Predict(Steps(2, 5)).ToArray<double>();
            for (int sample = 0; sample < 3; sample++)
            {
                Near(expected[(sample * 15)..(sample * 15 + 6)], first[(sample * 6)..((sample + 1) * 6)]);
                Near(expected[(sample * 15 + 6)..((sample + 1) * 15)], second[(sample * 9)..((sample + 1) * 9)]);
            }

            layer.ResetStates();
        }

        Assert.Equal(3, pieces.Weights.Count);
        Assert.Contains("stateful", Assert.ThrowsAny<ArgumentException>(() => pieces.Predict(Steps(0, 2)[..2])).Message);

        static Tensor Steps(int begin, int end) => SliceAxis(Constant.Of(s_x), 1, begin, end).Evaluate().Clone();
    }

    [Fact]
    public void An_encoder_gives_its_states_to_a_decoder()
    {
        SymbolicTensor source = Input.Of([4, 2], DType.Float64), target = Input.Of([3, 2], DType.Float64);
        IReadOnlyList<SymbolicTensor> encoded = new LSTM(3, returnState: true).ApplyAll(source);
        SymbolicTensor decoded = new LSTM(3, returnSequences: true).Apply([target], new CallOptions<SymbolicTensor>().With("initial_state", encoded[1], encoded[2]));
        Assert.Equal([Shape.Unknown, 3, 3], decoded.Shape);
        var model = new Functional([source, target], [new Dense(1).Apply(decoded)]);
        model.Compile("adam", "mse");
        Tensor x = LayerContract.Numbers([6, 4, 2], DType.Float64, 0), y = LayerContract.Numbers([6, 3, 2], DType.Float64, 1), z = LayerContract.Numbers([6, 3, 1], DType.Float64, 2);
        History history = model.Fit(TensorSet.Create([x, y]), z, epochs: 5);
        Assert.True(history["loss"][^1] < history["loss"][0]);
    }

    [Fact]
    public void A_dropout_mask_is_drawn_once_for_a_sequence()
    {
        var layer = new SimpleRNN(40, "linear", dropout: 0.5, recurrentDropout: 0.5, returnSequences: true, recurrentInitializer: "zeros");
        Node ones = Constant.Of(Tensor.Full(1, DType.Float64, [2, 4, 6]));
        double[] dropped = layer.Apply(ones, new CallContext(training: true, seed: 1)).Evaluate().ToArray<double>();
        Assert.NotEqual(Run(layer, ones), dropped);
        for (int sample = 0; sample < 2; sample++)
        {
            for (int step = 1; step < 4; step++) Assert.Equal(dropped[(sample * 160)..(sample * 160 + 40)], dropped[(sample * 160 + step * 40)..(sample * 160 + (step + 1) * 40)]);
        }
    }

    [Fact]
    public void Steps_are_named()
    {
        var context = new CallContext();
        var layer = new LSTM(3);
        Node output = layer.Apply(Constant.Of(s_x), context);
        Assert.Same(output, context.Names.Find("lstm", "h", step: 4));
        Assert.NotSame(context.Names.Find("lstm", "c", step: 0), context.Names.Find("lstm", "c", step: 1));
        Assert.Equal("lstm/lstm_cell/recurrent_kernel", layer.Weights[1].Path);
        Assert.Equal([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0], layer.GetWeights()[2].ToArray<double>());
    }

    private static Tensor[] Weights(Layer layer, params Shape[] shapes)
    {
        layer.ApplyAll(Input.Of([Shape.Unknown, 2], DType.Float64));
        Tensor[] weights = [.. shapes.Select((shape, i) => LayerContract.Numbers(shape, DType.Float64, i + 5))];
        layer.SetWeights(weights);
        return weights;
    }

    private static IReadOnlyList<Node> Masked(Layer layer) => layer.ApplyAll([Constant.Of(s_x)], new CallContext(), new CallOptions<Node>().With("mask", Constant.Of(s_mask)));

    private static double[] Run(Layer layer, Node x) => layer.Apply(x, new CallContext()).Evaluate().ToArray<double>();

    private static double[][] Sample(int sample)
    {
        double[] x = s_x.ToArray<double>();
        return [.. Enumerable.Range(0, 5).Select(step => x[(sample * 10 + step * 2)..(sample * 10 + step * 2 + 2)])];
    }

    private static bool[] Real(int sample) => s_mask.ToArray<bool>()[(sample * 5)..((sample + 1) * 5)];

    private static double[,] Matrix(Tensor tensor)
    {
        double[] values = tensor.ToArray<double>();
        var matrix = new double[tensor.Shape[0], tensor.Shape[1]];
        Buffer.BlockCopy(values, 0, matrix, 0, values.Length * sizeof(double));
        return matrix;
    }

    private static void Near(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-13);
    }

    /// <summary>A cell as a user would write it: it adds up what it reads, each feature by a weight of its own.</summary>
    private sealed class Accumulator : RecurrentCell
    {
        private Variable? _scale;

        public override IReadOnlyList<int> StateSizes => [2];

        public override string? RegisteredName => "tests>Accumulator";

        protected override void Build(Shape inputShape) => _scale = AddWeight("scale", [inputShape[-1]], "ones");

        protected override (Node Output, IReadOnlyList<Node> States) Step(Node x, IReadOnlyList<Node> states, CallContext context)
        {
            Node sum = context.Record("sum", states[0] + x * _scale!);
            return (sum, [sum]);
        }
    }
}
