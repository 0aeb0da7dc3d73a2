using Backprop.Explanations;
using Backprop.Explanations.Derivations;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Explanations.Derivations;

/// <summary>A training step row by row: in the order in which it is computed, each row following from earlier ones, with the numbers of the training.</summary>
public sealed class StepTraceTests
{
    [Fact]
    public void Every_value_comes_before_what_uses_it_and_the_last_are_the_new_weights()
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(3, "tanh", inputDim: 2), new Dropout(0.5, seed: 3), new Dense(1) };
        model.Compile(new Adam(0.01), new MeanSquaredError());
        Tensor x = new double[,] { { 1, -2 }, { 0.5, 3 } }, y = new double[,] { { 1 }, { 0 } };
        StepTrace trace = model.Explain(x, y).Steps();
        string[] names = [.. trace.Rows.Select(row => row.Name)];
        int At(string name) => Array.IndexOf(names, name) is >= 0 and int place ? place : throw new KeyNotFoundException($"{name} is none of {string.Join(", ", names)}");
        string[] order = ["dense/z", "dense/a", "dense_1/a", "loss", "∂loss/∂dense_1/a", "∂loss/∂dense/a", "∂loss/∂dense/kernel", "new dense/kernel"];
        Assert.Equal(order.Select(At).Order(), order.Select(At));
        Assert.Equal(trace.Rows.Select(row => row.Phase).Order(), trace.Rows.Select(row => row.Phase));
        Assert.Equal(trace.Rows[At("∂loss/∂dense/a")].Value.ToArray<double>(), trace.Rows[At("dense/a")].Gradient!.ToArray<double>());
        // What no gradient goes through is not computed, and not 0.
        Assert.Contains(trace.Rows, row => row.Phase == StepPhase.Forward && row.Operation is not null && row.Gradient is null);
        Assert.Contains("—", trace.ToString(), StringComparison.Ordinal);
        Tensor told = trace.Rows[At("new dense/kernel")].Value;
        model.TrainOnBatch(x, y);
        Assert.Equal(model.TrainableWeights[0].Variable.Value.ToArray<double>(), told.ToArray<double>());
    }
}
