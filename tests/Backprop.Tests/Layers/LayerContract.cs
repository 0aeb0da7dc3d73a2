using System.Text.Json.Nodes;
using Backprop.Explanations;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;
using Backprop.Vocabulary;

namespace Backprop.Tests.Layers;

/// <summary>What every layer must keep, in one call.</summary>
internal static class LayerContract
{
    /// <summary>Types without a batch length, weights, gradients against central differences, one model per number type, training, no samples at all, frozen weights, wrong shapes.</summary>
    /// <param name="make">Makes the layer.</param>
    /// <param name="inputs">The shapes of one sample of each input.</param>
    /// <param name="output">The shape of one sample of the output.</param>
    /// <param name="weights">The shapes of the weights.</param>
    public static void Check(Func<Layer> make, Shape[] inputs, Shape output, params Shape[] weights)
    {
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            SymbolicTensor[] symbols = [.. inputs.Select(shape => Input.Of(shape, dtype))];
            Layer layer = make();
            SymbolicTensor result = layer.Apply(symbols);
            Assert.Equal(output.Insert(0, Shape.Unknown), result.Shape);
            Assert.Equal(weights, layer.Weights.Select(weight => weight.Shape));
            Assert.All(layer.Weights, weight => Assert.StartsWith(layer.Name + "/", weight.Path));

            var model = new Functional(symbols, [result]);
            foreach (int batch in new[] { 1, 3 })
            {
                Tensor[] data = [.. inputs.Select((shape, i) => Numbers(shape.Insert(0, batch), dtype, i))];
                Tensor predicted = model.Predict(data);
                Assert.Equal(new TensorType(dtype, output.Insert(0, batch)), predicted.Type);
                Node direct = layer.Apply([.. data.Select(tensor => (Node)Constant.Of(tensor))], new CallContext());
                Assert.Equal(direct.Evaluate().ToArray<double>(), predicted.ToArray<double>());
            }

            // A model asks for samples, as Keras does; a layer makes nothing of nothing.
            Tensor[] nothing = [.. inputs.Select(shape => new Tensor(dtype, shape.Insert(0, 0)))];
            Assert.Contains("no samples", Assert.ThrowsAny<ArgumentException>(() => model.Predict(nothing)).Message, StringComparison.Ordinal);
            Assert.Equal(new TensorType(dtype, output.Insert(0, 0)), layer.Apply([.. nothing.Select(tensor => (Node)Constant.Of(tensor))], new CallContext()).Evaluate().Type);
            string message = Assert.ThrowsAny<ArgumentException>(() => model.Predict((Tensor[])[.. inputs.Select((shape, i) => Numbers(shape.Insert(0, 1).Insert(1, 2), dtype, i))])).Message;
            Assert.Contains(inputs[0].Insert(0, Shape.Unknown).ToString(), message, StringComparison.Ordinal);
            Tensor[] x = [.. inputs.Select((shape, i) => Numbers(shape.Insert(0, 3), dtype, i))];
            layer.Trainable = false;
            Assert.Empty(model.TrainableWeights);
            if (layer.Weights.Any(weight => weight.IsTrainable))
            {
                // A step of training moves nothing that is frozen, moving averages among it; only states of random numbers count on.
                IEnumerable<double[]> Frozen() => layer.Weights.Where(weight => weight.Variable.DType == dtype).Select(weight => weight.Variable.Value.ToArray<double>());
                double[][] frozen = [.. Frozen()];
                model.Compile(new Sgd(0.01), new MeanSquaredError());
                model.TrainOnBatch(x, Numbers(output.Insert(0, 3), dtype, 9));
                Assert.Equal(frozen, Frozen());
            }

            layer.Trainable = true;
            model.Compile(new Sgd(0.01), new MeanSquaredError());
            IReadOnlyList<Tensor> before = model.GetWeights();
            History history = model.Fit(x, Numbers(output.Insert(0, 3), dtype, 9), epochs: 2, batchSize: 2);
            Assert.All(history["loss"], loss => Assert.True(double.IsFinite(loss)));
            model.SetWeights(before);
            Assert.Equal(before.SelectMany(tensor => tensor.ToArray<double>()), model.GetWeights().SelectMany(tensor => tensor.ToArray<double>()));
        }

        CheckConfig(make());
        CheckMasks(make, inputs);
        CheckWrongShapes(make, inputs);
        foreach (bool training in new[] { false, true })
        {
            Layer layer = make();
            GradientCheck.Of(nodes => layer.Apply(nodes, new CallContext(training)), [.. inputs.Select((shape, i) => Numbers(shape.Insert(0, 2), DType.Float64, i))], name: layer.Name).AssertAgrees();
        }
    }

    /// <summary>A mask under which every step is real changes nothing, and under one that hides steps the gradients are right too.</summary>
    private static void CheckMasks(Func<Layer> make, Shape[] inputs)
    {
        // As in Keras, the mask of a Softmax has the shape of its input: one entry per number, not per step.
        if (!inputs.Any(shape => shape.Rank == 2) || make() is Softmax) return;
        Tensor[] data = [.. inputs.Select((shape, i) => Numbers(shape.Insert(0, 2), DType.Float64, i))];
        foreach (bool training in new[] { false, true })
        {
            Layer layer = make();
            double[] plain = layer.Apply([.. data.Select((tensor, i) => (Node)Variable.Of($"x{i}", tensor))], new CallContext(training)).Evaluate().ToArray<double>();
            double[] real = Masked(layer, [.. data.Select((tensor, i) => (Node)Variable.Of($"x{i}", tensor))], training, (_, _) => true).Evaluate().ToArray<double>();
            // Keras counts real steps into the sum plus 1e-7, and where the steps are what is normalised it counts each only once.
            if (layer is not BatchNormalization { Axis: 1 }) Assert.All(plain.Zip(real), pair => Assert.Equal(pair.First, pair.Second, (layer is BatchNormalization ? 1e-6 : 1e-12) * Math.Max(1, Math.Abs(pair.First))));
            GradientCheck.Of(nodes => Masked(layer, nodes, training, (row, step) => row == 0 || step == 0), data, name: layer.Name + " with a mask").AssertAgrees();
        }

        Node Masked(Layer layer, IReadOnlyList<Node> nodes, bool training, Func<int, int, bool> isReal)
        {
            var context = new CallContext(training);
            for (int i = 0; i < inputs.Length; i++)
            {
                if (inputs[i].Rank != 2) continue;
                int steps = inputs[i][0];
                context.SetMask(nodes[i], Constant.Of(Tensor.From([.. Enumerable.Range(0, 2 * steps).Select(n => isReal(n / steps, n % steps))], [2, steps])));
            }

            return layer.Apply(nodes, context);
        }
    }

    /// <summary>A layer that does not take a shape says so in a sentence that names it.</summary>
    private static void CheckWrongShapes(Func<Layer> make, Shape[] inputs)
    {
        Layer layer = make();
        layer.Apply([.. inputs.Select(shape => Input.Of(shape))]);
        Shape longer = inputs[0].Rank == 0 ? Shape.Create([7]) : inputs[0].With(inputs[0].Rank - 1, inputs[0][^1] + 1);
        foreach (Shape wrong in (Shape[])[inputs[0].Insert(0, 5), longer])
        {
            if (Record.Exception(() => layer.Apply([Input.Of(wrong), .. inputs.Skip(1).Select(shape => Input.Of(shape))])) is { } error)
            {
                Assert.IsAssignableFrom<ArgumentException>(error);
                Assert.Contains(layer.Name, error.Message, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>What files keep of a layer makes a layer with the same configuration.</summary>
    private static void CheckConfig(Layer layer)
    {
        if (!LayerRegistry.All.CanRead(layer.KerasClass)) return;
        JsonObject written = KerasObjects.Write(layer)!;
        using var unasked = new UnaskedArguments();
        Assert.Equal(written.ToJsonString(), KerasObjects.Write(LayerRegistry.All.Read(written, "layer"))!.ToJsonString());
        Assert.Empty(unasked.Places);
    }

    /// <summary>Numbers between −1 and 1, all different, the same on every machine.</summary>
    public static Tensor Numbers(Shape shape, DType dtype, int seed)
    {
        var values = new double[shape.Size];
        for (int i = 0; i < values.Length; i++) values[i] = Math.Sin(1 + i * 1.7 + seed * 0.9);
        return Tensor.From(values, shape).Cast(dtype);
    }
}
