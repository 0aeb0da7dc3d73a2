using Backprop.Explanations.Auditing;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Explanations.Auditing;

/// <summary>The library's model of a network in loops, and claims about it.</summary>
internal static class Planting
{
    /// <summary>The network as a model, in float64.</summary>
    public static Sequential ModelOf(LoopNetwork network, Optimizer? optimizer = null)
    {
        var model = new Sequential(dtype: DType.Float64);
        for (int l = 0; l <= network.Last; l++) model.Add(new Dense(network.Sizes[l + 1], network.Functions[l], inputDim: l == 0 ? network.Sizes[0] : null, name: l == 0 ? "dense" : $"dense_{l}"));
        model.Compile(optimizer ?? new Sgd(network.Rate), network.Loss switch { "mse" => new MeanSquaredError(), "bce" => new BinaryCrossentropy(), _ => (Loss)new CategoricalCrossentropy() });
        for (int l = 0; l <= network.Last; l++)
        {
            model.Weights[2 * l].Assign(network.Kernels[l]);
            model.Weights[2 * l + 1].Assign(Vector(network.Biases[l]));
        }

        return model;
    }

    /// <summary>Arrays by the weights' paths.</summary>
    public static Dictionary<string, Tensor> Named((double[][,] Kernels, double[][,] Biases) arrays)
    {
        var named = new Dictionary<string, Tensor>();
        for (int l = 0; l < arrays.Kernels.Length; l++)
        {
            string layer = l == 0 ? "dense" : $"dense_{l}";
            named[$"{layer}/kernel"] = arrays.Kernels[l];
            named[$"{layer}/bias"] = Vector(arrays.Biases[l]);
        }

        return named;
    }

    /// <summary>The audit's report on gradients.</summary>
    public static AuditReport Check(LoopNetwork network, (double[][,] Kernels, double[][,] Biases) claim, Optimizer? optimizer = null) =>
        Audit.Of(ModelOf(network, optimizer), network.X, network.Y).Gradients(Named(claim));

    /// <summary>The weights after a step of plain descent.</summary>
    public static (double[][,] Kernels, double[][,] Biases) Updated(LoopNetwork network, (double[][,] Kernels, double[][,] Biases) gradients, double rate) =>
        ([.. network.Kernels.Zip(gradients.Kernels, (w, g) => Map(w, (i, j) => w[i, j] - rate * g[i, j]))], [.. network.Biases.Zip(gradients.Biases, (w, g) => Map(w, (i, j) => w[i, j] - rate * g[i, j]))]);

    /// <summary>An array made entry by entry.</summary>
    public static double[,] Map(double[,] like, Func<int, int, double> entry)
    {
        var result = new double[like.GetLength(0), like.GetLength(1)];
        for (int i = 0; i < result.GetLength(0); i++)
        {
            for (int j = 0; j < result.GetLength(1); j++) result[i, j] = entry(i, j);
        }

        return result;
    }

    /// <summary>All arrays changed entry by entry.</summary>
    public static (double[][,] Kernels, double[][,] Biases) All((double[][,] Kernels, double[][,] Biases) arrays, Func<double, double> change) =>
        ([.. arrays.Kernels.Select(a => Map(a, (i, j) => change(a[i, j])))], [.. arrays.Biases.Select(a => Map(a, (i, j) => change(a[i, j])))]);

    /// <summary>The difference of all arrays.</summary>
    public static (double[][,] Kernels, double[][,] Biases) Minus((double[][,] Kernels, double[][,] Biases) a, (double[][,] Kernels, double[][,] Biases) b) =>
        ([.. a.Kernels.Zip(b.Kernels, (x, y) => Map(x, (i, j) => x[i, j] - y[i, j]))], [.. a.Biases.Zip(b.Biases, (x, y) => Map(x, (i, j) => x[i, j] - y[i, j]))]);

    private static Tensor Vector(double[,] row) => Tensor.From(row).Reshape([row.GetLength(1)]);
}
