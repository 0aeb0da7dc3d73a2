using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Explanations.Auditing;

/// <summary>An architecture twice: as a model of the library and in loops over <see cref="Scalar"/>, in which a mistake may be planted.</summary>
/// <param name="Make">The compiled model.</param>
/// <param name="X">Its inputs.</param>
/// <param name="Y">Its targets.</param>
/// <param name="Loss">The loss from the weights by path and the mistake; "" for none.</param>
internal sealed record ScalarNetwork(Func<DType, Model> Make, TensorSet X, TensorSet Y, Func<ScalarWeights, string, Scalar> Loss)
{
    /// <summary>A mistake of the resulting arrays, made after the pass: code, weight, change.</summary>
    public Func<string, string, double[], double[]> After { get; init; } = (_, _, values) => values;

    /// <summary>The model with weights of its own, and the gradients in loops.</summary>
    public (Model Model, Dictionary<string, Tensor> Gradients) Build(DType type, string mistake, int seed)
    {
        Model model = Make(type);
        // Builds what is built by the first call.
        model.PredictAll(X);
        var random = new Random(seed);
        var weights = new ScalarWeights();
        foreach (Backprop.Layers.Weight weight in model.Weights)
        {
            double[] values = [.. Enumerable.Range(0, (int)weight.Shape.Size).Select(_ => Math.Round(weight.Path.EndsWith("variance", StringComparison.Ordinal) ? 0.5 + random.NextDouble() : 1.6 * random.NextDouble() - 0.8, 4))];
            weight.Assign(Tensor.From(values, weight.Shape).Cast(weight.Variable.DType));
            // The numbers that the model really has, which are rounded in float32.
            weights.Add(weight.Path, weight.Variable.Value.ToArray<double>());
        }

        Loss(weights, mistake).Backward();
        return (model, model.TrainableWeights.ToDictionary(weight => weight.Path, weight => Tensor.From(After(mistake, weight.Path, weights.Gradient(weight.Path)), weight.Shape)));
    }
}

/// <summary>The weights of a model as scalars, by path and position row by row.</summary>
internal sealed class ScalarWeights
{
    private readonly Dictionary<string, Scalar[]> _all = [];

    public Scalar[] this[string path] => _all[path];

    public void Add(string path, double[] values) => _all[path] = [.. values.Select(value => (Scalar)value)];

    public double[] Gradient(string path) => [.. _all[path].Select(one => one.Gradient)];

    /// <summary>x·W + b for one row, W read row by row.</summary>
    public Scalar[] Affine(Scalar[] x, string layer, string kernel = "kernel", string? bias = "bias", int offset = 0, int? units = null)
    {
        Scalar[] w = this[$"{layer}/{kernel}"];
        int all = w.Length / x.Length, count = units ?? all;
        return [.. Enumerable.Range(offset, count).Select(j => Scalar.Sum(x.Select((value, i) => value * w[i * all + j])) + (bias is null ? 0 : this[$"{layer}/{bias}"][j]))];
    }
}
