using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Operations;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Tests.Layers;
using Backprop.Training;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Training;

/// <summary>Training loops that a user writes: the same numbers as Fit, and no node more with each round.</summary>
public sealed class CustomLoopTests
{
    private static readonly Tensor s_x = LayerContract.Numbers([6, 5, 3], DType.Float64, 1);
    private static readonly Tensor s_y = LayerContract.Numbers([6, 2], DType.Float64, 2);

    [Fact]
    public void A_loop_that_is_written_anew_each_round_adds_no_node_after_the_first()
    {
        Sequential model = Everything();
        Variable x = Variable.Of("x", s_x), y = Variable.Of("y", s_y), step = Variable.Of("step", Tensor.Scalar(0, DType.Int64));
        var optimizer = new Adam();
        HashSet<Node>? first = null;
        for (int round = 0; round < 4; round++)
        {
            x.Assign(LayerContract.Numbers(s_x.Shape, DType.Float64, round));
            var context = new CallContext(training: true, model.Seed, step);
            Node loss = Mean(Square(y - model.Apply(x, context)));
            foreach (Node added in model.Losses(context)) loss += added;
            Variable[] weights = [.. model.TrainableWeights.Select(weight => weight.Variable)];
            IReadOnlyList<Node> gradients = Gradient.Of(loss, weights);
            IReadOnlyList<Update> updates = [.. optimizer.Apply([.. weights.Zip(gradients, (weight, gradient) => new Parameter(weight, gradient))]), .. context.Updates, new Update(step, step + 1)];
            HashSet<Node> nodes = [.. Graph.Order([loss, .. gradients, .. updates.Select(update => update.Value)])];
            first ??= nodes;
            Assert.Empty(nodes.Except(first));
            Plan.Of([loss], updates).Run();
        }
    }

    [Fact]
    public void A_loop_gives_the_numbers_of_Fit_to_the_bit()
    {
        Sequential model = Everything(), other = Everything();
        other.Compile(new Adam(), "mse");
        other.Fit(s_x, s_y, epochs: 3, batchSize: 6, shuffle: false);
        Placeholder x = Placeholder.Of("x", DType.Float64, s_x.Shape), y = Placeholder.Of("y", DType.Float64, s_y.Shape);
        Variable step = Variable.Of("step", Tensor.Scalar(0, DType.Int64));
        var context = new CallContext(training: true, model.Seed, step);
        Node loss = Mean(Square(model.Apply(x, context) - y));
        foreach (Node added in model.Losses(context)) loss += added;
        Variable[] weights = [.. model.TrainableWeights.Select(weight => weight.Variable)];
        IReadOnlyList<Update> updates = new Adam().Apply([.. weights.Zip(Gradient.Of(loss, weights), (weight, gradient) => new Parameter(weight, gradient))]);
        Plan plan = Plan.Of([loss], [.. updates, .. context.Updates, new Update(step, step + 1)]);
        plan.Feed(x, s_x);
        plan.Feed(y, s_y);
        for (int epoch = 0; epoch < 3; epoch++) Assert.True(plan.Run());
        foreach ((Weight own, Weight fitted) in model.Weights.Zip(other.Weights)) Assert.Equal(fitted.Variable.Value.ToArray<double>(), own.Variable.Value.ToArray<double>());
    }

    [Fact]
    public void Losses_can_be_added_to_layers_and_models()
    {
        double[,] x = { { 1, 2 } }, y = { { 0 } };
        var dense = new Dense(1, kernelInitializer: "ones", inputDim: 2);
        var model = new Sequential(dtype: DType.Float64) { dense };
        model.AddLoss(() => Sum(Abs(dense.Weights[0].Variable)) * 10);
        dense.AddLoss(() => Sum(dense.Weights[0].Variable));
        model.Compile(new Sgd(0.5));
        // 10 · (1 + 1) from the model, 1 + 1 from the layer; the gradient of each weight is 11.
        Assert.Equal(22, model.TrainOnBatch(x, y)["loss"]);
        Assert.Equal([-4.5, -4.5], dense.Weights[0].Variable.Value.ToArray<double>());
    }

    [Fact]
    public void A_loss_that_is_added_to_a_shared_layer_counts_once()
    {
        var dense = new Dense(2, kernelInitializer: "ones", useBias: false, dtype: DType.Float64);
        dense.AddLoss(() => Sum(dense.Weights[0].Variable));
        SymbolicTensor x = Input.Of([2], DType.Float64);
        var model = new Functional(x, dense.Apply(dense.Apply(x)));
        model.Compile(new Sgd(0));
        Assert.Equal(4, model.TestOnBatch(new double[,] { { 1, 2 } }, new double[,] { { 0, 0 } })["loss"]);
    }

    private static Sequential Everything() => new(dtype: DType.Float64)
    {
        new InputLayer([5, 3]),
        new LSTM(4, dropout: 0.2, recurrentDropout: 0.2),
        new BatchNormalization(),
        new Dropout(0.3),
        new Dense(2, kernelRegularizer: new L2(0.1), activityRegularizer: new L1(0.01)),
    };
}
