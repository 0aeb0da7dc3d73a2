using Backprop.Explanations;
using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Explanations;

/// <summary>The check finds every planted mistake and never calls a right gradient wrong.</summary>
public sealed class GradientCheckMistakesTests
{
    [Theory]
    [InlineData("twice-in-W2", "W2", "everywhere 2 times what it should be")]
    [InlineData("four-times-in-b1", "b1", "everywhere 4 times what it should be")]
    [InlineData("sum-for-mean", "W1", "everywhere 5 times what it should be")]
    [InlineData("sign", "W1", "everywhere the opposite sign")]
    [InlineData("zero", "W1", "everywhere 0")]
    [InlineData("transposed", "W1", "rows and columns exchanged")]
    [InlineData("wrong-digit", "W1", "1 of the 9 elements looked at are wrong")]
    [InlineData("shifted", "W1", null)]
    [InlineData("small-block", "b2", null)]
    [InlineData("not-zeroed", "b2", null)]
    [InlineData("not-finite", "W2", null)]
    [InlineData("updated-weight-in-chain", "W1", null)]
    [InlineData("bias-from-one-sample", "b2", null)]
    [InlineData("input-for-activation", "W2", null)]
    [InlineData("path-missing", "W1", null)]
    [InlineData("kernel-not-transposed", "W1", null)]
    [InlineData("derivative-missing", "W1", null)]
    [InlineData("derivative-twice", "W1", null)]
    [InlineData("derivative-at-output", "W1", null)]
    [InlineData("mask-of-gradient", "W1", null)]
    [InlineData("overwritten", "W1", null)]
    [InlineData("fused-twice", "W2", null)]
    public void A_planted_mistake_is_found_in_its_block(string mistake, string block, string? pattern)
    {
        foreach (string activation in new[] { "sigmoid", "tanh" })
        {
            var network = new HandNetwork(3, 3, 2, 5, activation, 4);
            double[][] point = network.Point();
            double[][] gradient = network.Gradient(point, mistake);
            // Kernels as matrices, so that exchanged axes can be seen.
            Tensor[] tensors = [Tensor.From(point[0], [3, 3]), Tensor.From(point[1]), Tensor.From(point[2], [3, 2]), Tensor.From(point[3]), Tensor.From(point[4], [5, 3])];
            GradientCheckResult result = GradientCheck.Of(
                at => Tensor.Scalar(network.Loss([.. at.Select(tensor => tensor.ToArray<double>())])),
                (_, upstream) => [.. tensors.Select((tensor, i) => Tensor.From([.. gradient[i].Select(value => value * upstream.At(0))], tensor.Shape))],
                tensors,
                HandNetwork.Names);
            GradientCheckBlock found = result.Blocks.Single(one => one.Name == block);
            Assert.True(found.Verdict == GradientVerdict.Disagrees, $"{mistake}, {activation}: {result}");
            if (pattern is not null) Assert.Equal(pattern, found.Pattern);
            GradientCheckException error = Assert.Throws<GradientCheckException>(() => GradientCheck.Assert(network.Loss, p => network.Gradient(p, mistake), point, HandNetwork.Names));
            Assert.Contains($"{block} ", error.Message, StringComparison.Ordinal);
            Assert.Contains("disagrees", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_thousand_right_gradients_raise_no_alarm()
    {
        string[] activations = ["sigmoid", "tanh", "relu", "sin", "softplus"];
        int untold = 0;
        for (int seed = 0; seed < 1_000; seed++)
        {
            var network = new HandNetwork(1 + seed % 3, 1 + seed % 4, 1 + seed % 3, 1 + seed % 2, activations[seed % 5], seed);
            double scale = Math.Pow(10, seed % 7 - 3);
            GradientCheckResult result = GradientCheck.Of(p => scale * network.Loss(p), p => [.. network.Gradient(p).Select(block => block.Select(value => scale * value).ToArray())], network.Point(), HandNetwork.Names);
            Assert.True(result.Verdict != GradientVerdict.Disagrees, $"seed {seed}: {result}");
            if (result.Verdict != GradientVerdict.Agrees) untold++;
        }

        Assert.InRange(untold, 0, 10);
    }

    [Fact]
    public void A_wrong_number_that_was_not_chosen_is_found_along_a_random_direction()
    {
        double[] point = [.. Enumerable.Range(0, 3_000).Select(i => Math.Sin(i))];
        GradientCheckResult result = GradientCheck.Of(p => p[0].Sum(value => value * value * value), p => [[.. p[0].Select((value, i) => i == 1234 ? 0 : 3 * value * value)]], [point], maximum: 5);
        Assert.Equal(GradientVerdict.Disagrees, result.Verdict);
        Assert.Empty(result.Blocks[0].Worst!.Index);
        Assert.Contains("along a random direction", result.ToString(), StringComparison.Ordinal);
        GradientCheck.Assert(p => p[0].Sum(value => value * value * value), p => [[.. p[0].Select(value => 3 * value * value)]], [point], maximum: 5);
    }

    [Fact]
    public void The_course_that_checks_below_its_own_noise_agrees_and_its_sweep_shows_why()
    {
        // One unit at 0.99887, as in Ng's check: the loss −ln(1 − σ(w)) subtracts nearly equal numbers, from logits it does not.
        double[] point = [6.783];
        GradientCheckResult naive = GradientCheck.Of(p => -Math.Log(1 - 1 / (1 + Math.Exp(-p[0]))), p => [1 / (1 + Math.Exp(-p[0]))], point);
        GradientCheckResult stable = GradientCheck.Of(p => p[0] + Math.Log(1 + Math.Exp(-p[0])), p => [1 / (1 + Math.Exp(-p[0]))], point);
        Assert.Equal((GradientVerdict.Agrees, GradientVerdict.Agrees), (naive.Verdict, stable.Verdict));
        IReadOnlyList<GradientCheckStep> sweep = naive.Blocks[0].Worst!.Sweep;
        Assert.Equal(9, sweep.Count);
        Assert.Single(sweep, step => step.IsChosen);
        // A V: curvature on the left, noise on the right, and the naive loss is noisier.
        GradientCheckStep chosen = sweep.Single(step => step.IsChosen);
        Assert.True(sweep[0].Difference > 100 * chosen.Difference && sweep[^1].Difference > 100 * chosen.Difference);
        Assert.True(sweep[^1].Difference > 5 * stable.Blocks[0].Worst!.Sweep[^1].Difference);
    }

    [Fact]
    public void Single_precision_is_explained()
    {
        static float Loss(float[] p) => MathF.Sin(p[0]) * p[1] + p[1] * p[1];
        static float[] Gradient(float[] p) => [MathF.Cos(p[0]) * p[1], MathF.Sin(p[0]) + 2 * p[1]];
        GradientCheckResult right = GradientCheck.Of(Loss, Gradient, [0.4f, 1.3f]);
        right.AssertAgrees();
        Assert.Contains("float32", right.Blocks[0].Remark, StringComparison.Ordinal);
        Assert.Equal(GradientVerdict.Disagrees, GradientCheck.Of(Loss, p => [2 * Gradient(p)[0], Gradient(p)[1]], [0.4f, 1.3f]).Verdict);
        Tensor[] inputs = [Tensor.From([0.5f, -1.5f, 2f])];
        GradientCheck.Assert(at => Tensor.From([.. at[0].ToArray<float>().Select(value => value * value)]), (at, upstream) => [Tensor.From([.. at[0].ToArray<float>().Select((value, i) => 2 * value * (float)upstream.At(i))])], inputs);
    }

    [Fact]
    public void A_hand_written_layer_with_indices_and_several_inputs()
    {
        Tensor table = Tensor.From([.. Enumerable.Range(0, 6).Select(i => 0.3 * i - 0.7)], [3, 2]), indices = Tensor.From([2, 0, 2]);
        static Tensor Forward(IReadOnlyList<Tensor> at) => Tensor.From([.. at[1].ToArray<int>().SelectMany(row => new[] { at[0].GetDouble(row, 0), Math.Exp(at[0].GetDouble(row, 1)) })], [3, 2]);
        Tensor?[] Backward(IReadOnlyList<Tensor> at, Tensor upstream, bool overwrites)
        {
            var gradient = new double[6];
            for (int i = 0; i < 3; i++)
            {
                int row = at[1].ToArray<int>()[i];
                double first = upstream.GetDouble(i, 0), second = upstream.GetDouble(i, 1) * Math.Exp(at[0].GetDouble(row, 1));
                (gradient[2 * row], gradient[2 * row + 1]) = overwrites ? (first, second) : (gradient[2 * row] + first, gradient[2 * row + 1] + second);
            }

            return [Tensor.From(gradient, [3, 2]), null];
        }

        GradientCheck.Assert(Forward, (at, upstream) => Backward(at, upstream, false), [table, indices]);
        Assert.Throws<GradientCheckException>(() => GradientCheck.Assert(Forward, (at, upstream) => Backward(at, upstream, true), [table, indices]));
    }

    [Fact]
    public void Models_of_all_kinds_agree_on_drawn_samples()
    {
        foreach (DType type in new[] { DType.Float32, DType.Float64 })
        {
            foreach (Sequential model in Models(type))
            {
                GradientCheckResult result = model.CheckGradients(rows: 3, maximum: 4);
                Assert.True(result.Verdict == GradientVerdict.Agrees, $"{type}: {result}");
                Assert.Equal(model.TrainableWeights.Count, result.Blocks.Count);
                if (type == DType.Float32) Assert.All(result.Blocks, block => Assert.Contains("float32", block.Remark, StringComparison.Ordinal));
            }
        }
    }

    private static IEnumerable<Sequential> Models(DType type)
    {
        var dense = new Sequential("dense", dtype: type) { new InputLayer([5]), new Dense(9, "relu"), new BatchNormalization(), new Dropout(0.3), new Dense(3, "softmax") };
        dense.Compile("adam", "categorical_crossentropy");
        yield return dense;
        var classes = new Sequential("classes", dtype: type) { new InputLayer([6, 6, 2]), new Conv2D(3, 3, activation: "elu"), new MaxPooling2D(), new Flatten(), new Dense(4, "softmax") };
        classes.Compile("sgd", "sparse_categorical_crossentropy");
        yield return classes;
        var text = new Sequential("text", dtype: type) { new InputLayer([7]), new Embedding(11, 4), new LSTM(3), new Dense(1, "sigmoid") };
        text.Compile("sgd", "binary_crossentropy");
        yield return text;
    }
}
