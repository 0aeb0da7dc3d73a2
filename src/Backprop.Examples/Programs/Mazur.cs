using Backprop.Differentiation;
using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>Two inputs, two hidden units, two outputs, all sigmoid; one step of descent with every factor, then ten thousand. Biases are not trained.</summary>
internal static class Mazur
{
    private const double Rate = 0.5;

    public static void Run(Sheet sheet)
    {
        Node x = (Tensor)new double[,] { { 0.05, 0.10 } }, target = (Tensor)new double[,] { { 0.01, 0.99 } };
        Variable hidden = Variable.Of("w1..w4", new double[,] { { 0.15, 0.25 }, { 0.20, 0.30 } });
        Variable output = Variable.Of("w5..w8", new double[,] { { 0.40, 0.50 }, { 0.45, 0.55 } });
        Node netH = MatMul(x, hidden) + 0.35, outH = Sigmoid(netH);
        Node netO = MatMul(outH, output) + 0.60, outO = Sigmoid(netO);
        Node errors = 0.5 * Square(target - outO), loss = Sum(errors);
        Sheet.Row net = sheet.Of(netH), outs = sheet.Of(outH), nets = sheet.Of(netO), outputs = sheet.Of(outO), parts = sheet.Of(errors);
        net.Is("net_h1", 0, 0);
        outs.Is("out_h1", 0, 0).Is("out_h2", 0, 1);
        nets.Is("net_o1", 0, 0);
        outputs.Is("out_o1", 0, 0).Is("out_o2", 0, 1);
        parts.Is("E_o1", 0, 0).Is("E_o2", 0, 1);
        sheet.Is("E_total_before", loss);

        GradientRecord record = Gradient.Record(loss, [hidden, output]);
        sheet.Of(record.Of(outO)).Is("dE/dout_o1", 0, 0);
        sheet.Of(outO * (1 - outO)).Is("dout_o1/dnet_o1", 0, 0);
        sheet.Of(record.Of(netO)).Is("delta_o1", 0, 0).Is("delta_o2", 0, 1);
        sheet.Of(record.Of(output)).Is("dE/dw5", 0, 0).Is("dE/dw6", 1, 0).Is("dE/dw7", 0, 1).Is("dE/dw8", 1, 1);
        sheet.Of(record.Of(netO) * Reshape(SliceAxis(output, 0, 0, 1), [1, 2])).Is("dE_o1/dout_h1", 0, 0).Is("dE_o2/dout_h1", 0, 1);
        sheet.Of(record.Of(outH)).Is("dE/dout_h1", 0, 0);
        sheet.Of(outH * (1 - outH)).Is("dout_h1/dnet_h1", 0, 0);
        sheet.Of(record.Of(hidden)).Is("dE/dw1", 0, 0).Is("dE/dw2", 1, 0).Is("dE/dw3", 0, 1).Is("dE/dw4", 1, 1);

        Plan step = Plan.Of([loss, outO], [new Update(hidden, hidden - Rate * record.Of(hidden)), new Update(output, output - Rate * record.Of(output))]);
        (Tensor oldHidden, Tensor oldOutput) = (hidden.Value.Clone(), output.Value.Clone());
        step.Run();
        sheet.Of(output).Is("w5_new", 0, 0).Is("w6_new", 1, 0).Is("w7_new", 0, 1).Is("w8_new", 1, 1);
        sheet.Of(hidden).Is("w1_new", 0, 0).Is("w2_new", 1, 0).Is("w3_new", 0, 1).Is("w4_new", 1, 1);
        sheet.Is("E_total_after_1", loss);
        for (int i = 1; i < 10_000; i++) step.Run();
        sheet.Is("E_total_after_10000", loss);
        sheet.Of(outO).Is("out_o1_after_10000", 0, 0).Is("out_o2_after_10000", 0, 1);

        // Where the printed 0.291027924 comes from: the hidden layer's gradient with output weights that the step had already changed.
        hidden.Assign(oldHidden);
        output.Assign(oldOutput);
        Node late = output - Rate * record.Of(output);
        Node staleHidden = hidden - Rate * MatMul(Transpose(x), MatMul(record.Of(netO), Transpose(late)) * outH * (1 - outH));
        var claim = new Dictionary<string, Tensor> { ["hidden/kernel"] = staleHidden.Evaluate(), ["output/kernel"] = late.Evaluate() };
        hidden.Assign(claim["hidden/kernel"]);
        output.Assign(claim["output/kernel"]);
        sheet.Note($"The loss after one such step: {Sheet.Digits(loss.EvaluateScalar(), 9)}, as published.");
        var model = new Sequential(dtype: DType.Float64) { new Dense(2, "sigmoid", inputDim: 2, name: "hidden"), new Dense(2, "sigmoid", name: "output") };
        model.SetWeights([oldHidden, new double[] { 0.35, 0.35 }, oldOutput, new double[] { 0.6, 0.6 }]);
        model.Compile(new Optimizers.Sgd(Rate), "mse");
        sheet.Audit(Audit.Of(model, x.Evaluate(), target.Evaluate()).Updated(claim), "updated-weight-in-chain");
    }
}
