using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Training;

/// <summary>Layers in models trained by the real Keras, rebuilt here: the same weights after every step.</summary>
public sealed class KerasLayerCaseTests
{
    [Fact]
    public void Batch_normalisation_one_of_them_frozen() => new KerasCase("batch-normalisation").Check(() =>
    {
        var model = new Sequential(dtype: DType.Float64)
        {
            new InputLayer([5], DType.Float64), new Dense(6), new BatchNormalization(momentum: 0.8), new Activation("relu"),
            new BatchNormalization(momentum: 0.9, scale: false, name: "frozen", trainable: false), new Dense(2),
        };
        model.Compile(new Sgd(0.05, momentum: 0.9), "mse");
        return model;
    });

    [Fact]
    public void The_other_normalisations() => new KerasCase("normalisations").Check(() =>
    {
        var model = new Sequential(dtype: DType.Float64)
        {
            new InputLayer([4, 6], DType.Float64), new LayerNormalization(), new Dense(6), new GroupNormalization(3), new RMSNormalization(),
            new LayerNormalization([1, 2], center: false), new UnitNormalization(), new Flatten(), new Dense(2),
        };
        model.Compile("adam", "mse");
        return model;
    });

    /// <summary>TensorFlow rounds the slope of LeakyReLU to float32 also in float64.</summary>
    [Fact]
    public void Activations_that_are_layers() => new KerasCase("activation-layers").Check(() =>
    {
        var model = new Sequential(dtype: DType.Float64)
        {
            new InputLayer([4, 3], DType.Float64), new Dense(5), new ReLU(2, 0.1, 0.2), new Dense(5), new LeakyReLU(0.3f), new Dense(4), new PReLU(sharedAxes: [1]),
            new Dense(4), new ELU(0.7), new PReLU(), new Flatten(), new Dense(3), new Softmax(),
        };
        model.Compile("adam", "categorical_crossentropy");
        return model;
    });

    /// <summary>TensorFlow rounds the √2 of gelu to float32 also in float64.</summary>
    [Fact]
    public void A_block_of_a_transformer() => new KerasCase("transformer-block", tolerance: 1e-7).Check(() =>
    {
        SymbolicTensor ids = Input.Of([6], DType.Int32);
        SymbolicTensor x = new Embedding(12, 8, dtype: DType.Float64).Apply(ids);
        SymbolicTensor attended = new MultiHeadAttention(2, 4).Apply([x, x], new CallOptions<SymbolicTensor>().With("use_causal_mask", true));
        SymbolicTensor first = new LayerNormalization(epsilon: 1e-6).Apply(new Add().Apply(x, attended));
        SymbolicTensor dense = new Dense(8, name: "dense").Apply(new Dense(16, "gelu", name: "dense_1").Apply(first));
        SymbolicTensor second = new LayerNormalization(epsilon: 1e-6).Apply(new Add().Apply(first, dense));
        var model = new Functional(ids, new Dense(12, name: "dense_2").Apply(second));
        model.Compile("adam", new SparseCategoricalCrossentropy(fromLogits: true), metrics: ["accuracy"]);
        return model;
    });

    [Fact]
    public void Attention_to_another_sequence() => new KerasCase("cross-attention").Check(() =>
    {
        SymbolicTensor query = Input.Of([4, 5], DType.Float64), value = Input.Of([6, 5], DType.Float64);
        SymbolicTensor x = new MultiHeadAttention(3, 4, valueDim: 2, outputShape: [5]).Apply(query, value);
        SymbolicTensor all = new Concatenate().Apply(x, new Attention(useScale: true).Apply(x, value), new AdditiveAttention().Apply(x, value));
        var model = new Functional([query, value], [new Dense(2).Apply(new GlobalAveragePooling1D().Apply(all))]);
        model.Compile("adam", "mse");
        return model;
    });

    [Fact]
    public void A_table_of_numbers_and_categories() => new KerasCase("normalised-table").Check(() =>
    {
        SymbolicTensor numbers = Input.Of([3]), category = Input.Of([1], DType.Int32);
        SymbolicTensor all = new Concatenate().Apply(new Normalization().Apply(numbers), new CategoryEncoding(4, "one_hot").Apply(category));
        var model = new Functional([numbers, category], [new Dense(1).Apply(new Dense(4, "relu").Apply(all))]);
        model.Compile("adam", "mse");
        return model;
    });
}
