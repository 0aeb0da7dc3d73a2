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

/// <summary>Three inputs, two hidden units, one output, log-loss and a penalty on the weights; one step. The numbers by hand in the source contain slips, which its test does not see.</summary>
internal static class ScikitLearnFit
{
    public static void Run(Sheet sheet)
    {
        const double Rate = 0.1, Alpha = 0.1;
        Tensor row = new double[,] { { 0.6, 0.8, 0.7 } };
        Variable w1 = Variable.Of("W1", new double[,] { { 0.1, 0.2 }, { 0.3, 0.1 }, { 0.5, 0 } }), b1 = Variable.Of("b1", 0.1, 0.1);
        Variable w2 = Variable.Of("W2", new double[,] { { 0.1 }, { 0.2 } }), b2 = Variable.Of("b2", 1);
        Node z = MatMul((Node)row, w1) + b1, hidden = Sigmoid(z), score = MatMul(hidden, w2) + b2;
        // The target is 0, and the penalty is half of α times the squares.
        Node loss = Sum(Softplus(score)) + Alpha / 2 * (Sum(Square(w1)) + Sum(Square(w2)));
        sheet.Of(hidden).Is("h1", 0, 0).Is("h2", 0, 1);
        sheet.Is("o1", Sigmoid(score));
        sheet.Of(Gradient.Of(loss, z)).Is("d11", 0, 0).Is("d12", 0, 1);
        Tensor[] before = [w1.Value.Clone(), b1.Value.Clone(), w2.Value.Clone(), b2.Value.Clone()];
        Node[] gradients = [Gradient.Of(loss, w1), Gradient.Of(loss, b1), Gradient.Of(loss, w2), Gradient.Of(loss, b2)];
        Sheet.Row first = sheet.Of(gradients[0]), last = sheet.Of(gradients[2]);
        for (int i = 0; i < 3; i++) first.Is($"W1grad{i + 1}1", i, 0).Is($"W1grad{i + 1}2", i, 1);
        for (int i = 0; i < 2; i++) last.Is($"W2grad{i + 1}", i, 0);

        // As the source's comment has them: 0.6 where the third input, 0.7, belongs.
        double[] delta = Gradient.Of(loss, z).Evaluate().ToArray<double>();
        double[] slip = gradients[0].Evaluate().ToArray<double>();
        (slip[4], slip[5]) = (0.6 * delta[0] + 0.1 * 0.5, 0.6 * delta[1]);
        Tensor[] stepped = [.. new[] { w1 - Rate * gradients[0], b1 - Rate * gradients[1], w2 - Rate * gradients[2], b2 - Rate * gradients[3] }.Select(node => node.Evaluate())];
        w1.Assign(stepped[0]);
        b1.Assign(stepped[1]);
        w2.Assign(stepped[2]);
        b2.Assign(stepped[3]);
        Sheet.Row newFirst = sheet.Of(w1), newLast = sheet.Of(w2);
        for (int i = 0; i < 3; i++) newFirst.Is($"W1_new_{i + 1}1", i, 0).Is($"W1_new_{i + 1}2", i, 1);
        for (int i = 0; i < 2; i++) newLast.Is($"W2_new_{i + 1}", i, 0);
        sheet.Of(b1).Is("b1_new_1", 0).Is("b1_new_2", 1);
        sheet.Is("b2_new", b2);
        sheet.Is("prob_after", Sigmoid(score));

        var model = new Sequential(dtype: DType.Float64)
        {
            new Dense(2, "sigmoid", inputDim: 3, kernelRegularizer: new Regularizers.L2(Alpha / 2), name: "hidden"),
            new Dense(1, "sigmoid", kernelRegularizer: new Regularizers.L2(Alpha / 2), name: "output"),
        };
        model.SetWeights(before);
        model.Compile(new Optimizers.Sgd(Rate), "binary_crossentropy");
        sheet.Audit(Audit.Of(model, row, new double[,] { { 0 } }).Gradients(new Dictionary<string, Tensor> { ["hidden/kernel"] = Tensor.From(slip, [3, 2]) }), "unexplained");
    }
}
