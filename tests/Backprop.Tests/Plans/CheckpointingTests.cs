using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Tests.Layers;
using Backprop.Training;

namespace Backprop.Tests.Plans;

/// <summary>Values that are computed twice instead of kept: less memory, the same bits.</summary>
public sealed class CheckpointingTests
{
    private static readonly Tensor s_x = LayerContract.Numbers([32, 16], DType.Float32, 1);
    private static readonly Tensor s_y = LayerContract.Numbers([32, 16], DType.Float32, 2);

    [Theory]
    [InlineData("dense", 0.75)]
    [InlineData("convolution", 0.8)]
    [InlineData("attention", 0.8)]
    [InlineData("recurrence", 0.8)]
    [InlineData("residual", 0.8)]
    public void A_step_keeps_to_its_budget_and_gives_the_same_bits(string kind, double share)
    {
        Model plain = Network(kind), thrifty = Network(kind);
        thrifty.SetWeights(plain.GetWeights());
        (Tensor x, Tensor y) = Data(kind);
        plain.Compile("adam", "mse", ["mae"]);
        long all = Arena(plain, x, y), budget = (long)(all * share);
        thrifty.Compile("adam", "mse", ["mae"], memoryBudget: budget);
        Assert.InRange(Arena(thrifty, x, y), 1, budget);
        History kept = plain.Fit(x, y, batchSize: 16, epochs: 3, shuffle: false), again = thrifty.Fit(x, y, batchSize: 16, epochs: 3, shuffle: false);
        Assert.Equal(kept["loss"], again["loss"]);
        Assert.Equal(kept["mae"], again["mae"]);
        Assert.Equal(plain.GetWeights().SelectMany(weight => weight.ToArray<float>()), thrifty.GetWeights().SelectMany(weight => weight.ToArray<float>()));
    }

    /// <summary>Four times the layers take little more than twice the memory, and each call comes twice at most.</summary>
    [Fact]
    public void A_chain_needs_memory_for_the_square_root_of_its_layers()
    {
        long[] least = [.. new[] { 16, 64, 256 }.Select(layers => Least(Chain(layers)))];
        // A layer's values: 32 rows of 16 numbers. The gradients of the weights stay, whatever is computed again.
        long[] values = [.. least.Zip([16, 64, 256], (bytes, layers) => bytes - layers * (16 * 16 + 16) * 4L)];
        Assert.InRange(values[1], 1, 2.6 * values[0]);
        Assert.InRange(values[2], 1, 2.6 * values[1]);
        Assert.InRange(values[2], 1, 4 * 16 * 32 * 16 * 4L);
    }

    [Fact]
    public void Nothing_is_computed_more_than_twice_and_no_more_than_needed()
    {
        Sequential chain = Chain(36);
        chain.Compile("sgd", "mse");
        Plan plain = PlanOf(chain, null);
        Assert.DoesNotContain(plain.Calls, call => call.IsAgain);
        int forward = plain.Calls.Count(call => !call.IsUpdate) / 3 + 36;
        long least = Least(chain);
        int before = 0;
        foreach (double share in new[] { 1, 0.9, 0.7, 0.5 })
        {
            Plan plan = PlanOf(chain, Math.Max(least, (long)(plain.ArenaBytes * share)));
            int again = plan.Calls.Count(call => call.IsAgain);
            Assert.InRange(again, before, forward);
            Assert.Equal(plain.Calls.Count, plan.Calls.Count - again);
            before = again;
        }

        Assert.NotEqual(0, before);
    }

    [Fact]
    public void A_budget_that_cannot_be_kept_is_refused_with_the_bytes_that_are_needed()
    {
        Sequential chain = Chain(8);
        chain.Compile("sgd", "mse", memoryBudget: 1000);
        string message = Assert.Throws<InvalidOperationException>(() => chain.TrainOnBatch(s_x, s_y)).Message;
        Assert.Contains("the memory budget is 1,000", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Compile("sgd", "mse", memoryBudget: 0));
    }

    private static long Least(Model model)
    {
        model.Compile("sgd", "mse", memoryBudget: 1);
        string message = Assert.Throws<InvalidOperationException>(() => model.TrainOnBatch(s_x, s_y)).Message;
        return long.Parse(message.Split(' ')[3], System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static long Arena(Model model, Tensor x, Tensor y) => model.Compiled.Step(StepMode.Train, 16, model.Compiled.Prepare([x], [y], [], null)).Plan.ArenaBytes;

    private static Plan PlanOf(Model model, long? budget)
    {
        model.Compile("sgd", "mse", memoryBudget: budget);
        return model.Compiled.Step(StepMode.Train, 32, model.Compiled.Prepare([s_x], [s_y], [], null)).Plan;
    }

    private static Sequential Chain(int layers)
    {
        var model = new Sequential { new InputLayer([16]) };
        for (int i = 0; i < layers; i++) model.Add(new Dense(16, "tanh"));
        return model;
    }

    private static (Tensor X, Tensor Y) Data(string kind) => kind switch
    {
        "convolution" => (LayerContract.Numbers([32, 12, 12, 2], DType.Float32, 1), LayerContract.Numbers([32, 3], DType.Float32, 2)),
        "attention" or "recurrence" => (LayerContract.Numbers([32, 10, 8], DType.Float32, 1), LayerContract.Numbers([32, 10, 8], DType.Float32, 2)),
        _ => (s_x, s_y),
    };

    private static Model Network(string kind)
    {
        switch (kind)
        {
            case "convolution":
                var images = new Sequential { new InputLayer([12, 12, 2]) };
                for (int i = 0; i < 4; i++)
                {
                    images.Add(new Conv2D(4, 3, activation: "relu", padding: Padding.Same));
                    images.Add(new BatchNormalization());
                }

                foreach (Layer layer in new Layer[] { new Dropout(0.2, seed: 3), new MaxPooling2D(2), new Conv2D(4, 3, activation: "relu"), new Flatten(), new Dense(3) }) images.Add(layer);
                return images;
            case "recurrence":
                return new Sequential { new InputLayer([10, 8]), new LSTM(8, returnSequences: true), new GRU(8, returnSequences: true), new SimpleRNN(8, returnSequences: true) };
            case "attention" or "residual":
                SymbolicTensor x = kind == "attention" ? Input.Of([10, 8]) : Input.Of([16]), y = x;
                for (int i = 0; i < 6; i++)
                {
                    SymbolicTensor inner = kind == "attention" ? new MultiHeadAttention(2, 4).Apply(y, y) : new Dense(16, "gelu").Apply(y);
                    y = new LayerNormalization().Apply(new Add().Apply(inner, y));
                }

                return new Functional(x, y);
            default:
                return Chain(20);
        }
    }
}
