using Backprop.Explanations;
using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Studio.Experiments;

/// <summary>The experiments that the page begins with, by name. To add one, add a line.</summary>
internal static class StarterExperiments
{
    private const string Equal = "\"weights\": {\"dense/kernel\": [[0.1, 0.1], [0.1, 0.1]], \"dense/bias\": [0, 0], \"dense_1/kernel\": [[0.1], [0.1]], \"dense_1/bias\": [0]}";

    private static readonly (string Name, string About, Func<string> Text)[] s_all =
    [
        ("seed-regression", "The network of the notebooks: what a student will earn, from two columns of four rows.", () =>
            $$"""{"name": "seed-regression", "about": "What a student will earn (lpa), from cgpa and profile score.", "layers": [{"units": 2, "activation": "linear"}, {"units": 1, "activation": "linear"}], {{Equal}}, "loss": "mse", "optimizer": {"name": "sgd", "learning_rate": 0.001}, "batch_size": 1, "x": [[8, 8], [7, 9], [6, 10], [5, 12]], "y": [[4], [5], [6], [7]]}"""),
        ("seed-classification", "The same network with sigmoids: whether a student is placed.", () =>
            $$"""{"name": "seed-classification", "about": "Whether a student is placed, from cgpa and profile score.", "layers": [{"units": 2, "activation": "sigmoid"}, {"units": 1, "activation": "sigmoid"}], {{Equal}}, "loss": "binary_crossentropy", "optimizer": {"name": "sgd", "learning_rate": 0.0001}, "batch_size": 1, "x": [[8, 8], [7, 9], [6, 10], [5, 5]], "y": [[1], [1], [0], [0]]}"""),
        ("mazur", "The best known worked example: two inputs, two hidden units, two outputs, all sigmoid.", () =>
            """{"name": "mazur", "about": "A step by step backpropagation example (Matt Mazur, 2015). Its mean over two outputs is the ½ of its loss; here the biases are trained, there they are not.", "layers": [{"units": 2, "activation": "sigmoid", "name": "hidden"}, {"units": 2, "activation": "sigmoid", "name": "output"}], "weights": {"hidden/kernel": [[0.15, 0.25], [0.20, 0.30]], "hidden/bias": [0.35, 0.35], "output/kernel": [[0.40, 0.50], [0.45, 0.55]], "output/bias": [0.60, 0.60]}, "loss": "mse", "optimizer": {"name": "sgd", "learning_rate": 0.5}, "batch_size": 1, "x": [[0.05, 0.10]], "y": [[0.01, 0.99]]}"""),
        ("nielsen", "One neuron that begins badly wrong: saturated, it learns slowly at first.", () =>
            """{"name": "nielsen", "about": "A single neuron that begins at weight 2 and bias 2 and should answer 0 (Michael Nielsen, Neural networks and deep learning, chapter 3).", "layers": [{"units": 1, "activation": "sigmoid", "name": "neuron"}], "weights": {"neuron/kernel": [[2]], "neuron/bias": [2]}, "loss": "mse", "optimizer": {"name": "sgd", "learning_rate": 0.15}, "batch_size": 1, "x": [[1]], "y": [[0]]}"""),
        ("xor", "Exclusive or, which one layer cannot learn.", () =>
            """{"name": "xor", "about": "Exclusive or, which a single layer cannot learn.", "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}], "weights": {"dense/kernel": [[0.9, -0.7, 0.4], [-0.6, 0.8, 0.5]], "dense/bias": [0.1, -0.2, 0.05], "dense_1/kernel": [[0.7], [-0.5], [0.6]], "dense_1/bias": [0]}, "loss": "binary_crossentropy", "optimizer": {"name": "adam", "learning_rate": 0.05}, "batch_size": 4, "x": [[0, 0], [0, 1], [1, 0], [1, 1]], "y": [[0], [1], [1], [0]]}"""),
        ("deep", "2-4-4-4-1: more paths than weights, so that sharing them pays.", () => Of("deep", "Four layers: 44 weights between units, and 212 paths from them to the loss.", new Sequential(dtype: DType.Float64, seed: 7)
        {
            new Dense(4, "tanh", useBias: false, inputDim: 2), new Dense(4, "tanh", useBias: false), new Dense(4, "tanh", useBias: false), new Dense(1, useBias: false),
        }, "sgd", "mse", 1, Drawn([4, 2], 1), Drawn([4, 1], 2))),
        ("softmax", "Three classes: softmax with cross-entropy, and a ReLU before it.", () => Of("softmax", "Three classes of points on a plane.", new Sequential(dtype: DType.Float64, seed: 3) { new Dense(4, "relu", inputDim: 2), new Dense(3, "softmax") },
            "adam", "sparse_categorical_crossentropy", 3, Tensor.From(new double[,] { { 1, 0.2 }, { -0.8, 0.7 }, { -0.4, -1 }, { 0.9, -0.3 }, { -0.6, 1.1 }, { 0.1, -0.9 } }), Tensor.From([0d, 1, 2, 0, 1, 2]))),
        ("convolution", "A small convolution over images of 8 by 8.", () => Of("convolution", "Bars in images of 8 by 8: upright or lying.", new Sequential(dtype: DType.Float64, seed: 5)
        {
            new InputLayer([8, 8, 1]), new Conv2D(2, (3, 3), activation: "relu", name: "convolution"), new MaxPooling2D(2, name: "pooling"), new Flatten(name: "flatten"), new Dense(1, "sigmoid", name: "output"),
        }, "adam", "binary_crossentropy", 4, Bars(), Tensor.From(new double[,] { { 0 }, { 1 }, { 0 }, { 1 }, { 0 }, { 1 }, { 0 }, { 1 } }))),
        ("lstm", "A recurrent network over six time steps.", () => Of("lstm", "The sum of a sequence of six numbers.", new Sequential(dtype: DType.Float64, seed: 9) { new InputLayer([6, 1]), new LSTM(2, name: "lstm"), new Dense(1, name: "output") },
            "adam", "mse", 2, Drawn([4, 6, 1], 3), Drawn([4, 1], 4))),
    ];

    /// <summary>Their names with a line about each, in their order.</summary>
    public static IReadOnlyList<(string Name, string About)> All => [.. s_all.Select(one => (one.Name, one.About))];

    /// <summary>The text of an experiment.</summary>
    /// <exception cref="StudioException">There is none of this name.</exception>
    public static string Text(string name) => s_all.FirstOrDefault(one => one.Name == name) is { Text: { } text } ? text()
        : throw new StudioException($"There is no example {name}.{(Vocabulary.KerasNames.Nearest(name, [.. s_all.Select(one => one.Name)]) is { } nearest ? $" Did you mean {nearest}?" : "")} There are {string.Join(", ", s_all.Select(one => one.Name))}.");

    private static string Of(string name, string about, Sequential model, string optimizer, string loss, int batchSize, Tensor x, Tensor y)
    {
        model.Compile(optimizer, loss);
        _ = model.Explain(x, y);
        return Experiment.Of(model, new SampleData(x, y), name, batchSize, about, null).Text;
    }

    /// <summary>Numbers between −1 and 1 that look random and are always the same.</summary>
    private static Tensor Drawn(int[] shape, int start)
    {
        int count = shape.Aggregate((a, b) => a * b);
        return Tensor.From([.. Enumerable.Range(0, count).Select(i => Math.Round(Math.Sin((start * 12.9898) + (i * 78.233)), 2))], Shape.Create(shape));
    }

    private static Tensor Bars()
    {
        var images = new double[8 * 64];
        for (int image = 0; image < 8; image++)
        {
            for (int i = 0; i < 8; i++) images[(image * 64) + (image % 2 == 0 ? (i * 8) + image : (image * 8) + i)] = 1;
        }

        return Tensor.From(images, [8, 8, 8, 1]);
    }
}
