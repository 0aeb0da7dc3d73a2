using Backprop.Benchmarks.Workloads;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Benchmarks;

/// <summary>The models that are measured beside other libraries, compiled, with data for one batch.</summary>
/// <param name="Model">The compiled model.</param>
/// <param name="X">The inputs.</param>
/// <param name="Y">The targets.</param>
/// <param name="Batch">The samples of a step; X has several batches, so that what an epoch costs does not hide what a step does.</param>
/// <param name="MultiplyAdds">The multiply-adds that a training step cannot avoid: forward, back to the weights, and back to the input in all but the first layer.</param>
internal sealed record ReferenceModel(Model Model, Tensor X, Tensor Y, int Batch, double MultiplyAdds)
{
    /// <summary>The multiply-adds of the forward pass alone.</summary>
    public double ForwardMultiplyAdds { get; init; }

    /// <summary>The steps of an epoch over X.</summary>
    public int Steps => X.Shape[0] / Batch;

    /// <summary>The names that <see cref="Of"/> knows.</summary>
    public static IReadOnlyList<string> Names => ["mlp-32", "mlp-128", "mlp-512", "convnet-64", "lstm-32", "transformer-32"];

    /// <summary>The model of a name, as in peers/libtorch.</summary>
    public static ReferenceModel Of(string name)
    {
        string[] parts = name.Split('-');
        int batch = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        return parts[0] switch
        {
            "mlp" => Mlp(batch),
            "convnet" => Convnet(batch),
            "lstm" => Lstm(batch),
            "transformer" => Transformer(batch),
            _ => throw new ArgumentException($"There is no model {name}; there are {string.Join(", ", Names)}."),
        };
    }

    private static ReferenceModel Mlp(int batch) => Classifier(
        new Sequential { new Dense(512, "relu"), new Dense(256, "relu"), new Dense(10) }, [batch, 784], batch * (2.0 * 784 * 512 + 3.0 * 512 * 256 + 3.0 * 256 * 10));

    private static ReferenceModel Convnet(int batch) => Classifier(
        new Sequential { new Conv2D(32, 3, activation: "relu"), new MaxPooling2D(2), new Conv2D(64, 3, activation: "relu"), new MaxPooling2D(2), new Flatten(), new Dense(10) },
        [batch, 28, 28, 1],
        batch * (2.0 * 26 * 26 * 9 * 32 + 3.0 * 11 * 11 * 9 * 32 * 64 + 3.0 * 1600 * 10)) with
    {
        ForwardMultiplyAdds = batch * (26.0 * 26 * 9 * 32 + 11.0 * 11 * 9 * 32 * 64 + 1600 * 10),
    };

    private static ReferenceModel Lstm(int batch) => Classifier(
        new Sequential { new LSTM(128), new Dense(10) }, [batch, 64, 64], batch * (64.0 * 512 * (2 * 64 + 3 * 128) + 3.0 * 128 * 10));

    /// <summary>One post-norm encoder block, width 128, 4 heads, feed-forward 256, 64 positions, mean-pooled into 10 classes.</summary>
    private static ReferenceModel Transformer(int batch)
    {
        SymbolicTensor x = Input.Of([64, 128]);
        SymbolicTensor attended = new LayerNormalization().Apply(new Layers.Add().Apply(x, new MultiHeadAttention(4, 32).Apply(x, x)));
        SymbolicTensor widened = new Dense(128).Apply(new Dense(256, "relu").Apply(attended));
        SymbolicTensor pooled = new GlobalAveragePooling1D().Apply(new LayerNormalization().Apply(new Layers.Add().Apply([attended, widened])));
        // Projections 4·128², scores and sums 2·64·128, feed-forward 2·128·256, for each of 64 positions.
        return Classifier(new Functional(x, new Dense(10).Apply(pooled)), [batch, 64, 128], batch * 64 * (3.0 * (4 * 128 * 128 + 2 * 64 * 128 + 2 * 128 * 256) - 3 * 128 * 128));
    }

    /// <summary>Adam with so small a rate that the network never memorises its data, whose vanishing gradients would be slow.</summary>
    private static ReferenceModel Classifier(Model model, Shape input, double multiplyAdds)
    {
        model.Compile(new Adam(1e-9), new SparseCategoricalCrossentropy(fromLogits: true));
        int batch = input[0], steps = Math.Max(4, 512 / batch);
        Tensor x = Numbers.Of(input.With(0, batch * steps));
        model.Predict(x[..1]);
        return new ReferenceModel(model, x, Numbers.Classes(batch * steps), batch, multiplyAdds);
    }
}
