using System.Globalization;
using Backprop.Differentiation;
using Backprop.Explanations.Auditing;
using Backprop.Explanations.Derivations;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Explanations;

/// <summary>Checks the gradients of models.</summary>
public static class ModelGradientChecking
{
    /// <summary>The numbers of each weight that are looked at one by one by default.</summary>
    public const int DefaultMaximum = 12;

    extension(Model model)
    {
        /// <summary>
        /// Compares the gradient of every weight that trains with finite differences of the loss, on some samples, in training mode and with the next step's random numbers.
        /// A float32 model is raised to float64 for the comparison, and to how many digits its own gradients agree with those is said of each weight. The model is not changed.
        /// </summary>
        /// <param name="x">The inputs.</param>
        /// <param name="y">The targets.</param>
        /// <param name="maximum">The most numbers of each weight to look at one by one; of larger weights a random direction through all is looked at too.</param>
        /// <param name="seed">For the choice of numbers.</param>
        /// <param name="sampleWeight">Factors of the samples' losses. Default none.</param>
        /// <exception cref="InvalidOperationException">The model was not compiled.</exception>
        /// <exception cref="ArgumentException">The samples do not fit the model.</exception>
        public GradientCheckResult CheckGradients(TensorSet x, TensorSet y, int maximum = DefaultMaximum, int seed = 0, TensorSet? sampleWeight = null)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            (_, TrainingData data) = model.StepFor(x, y, sampleWeight);
            return Check(model, data, maximum, seed);
        }

        /// <summary>The same for one number of one weight, with the whole sweep over steps.</summary>
        /// <param name="x">The inputs.</param>
        /// <param name="y">The targets.</param>
        /// <param name="weight">The weight's path, such as "dense/kernel".</param>
        /// <param name="index">One index per axis.</param>
        /// <param name="sampleWeight">Factors of the samples' losses. Default none.</param>
        /// <exception cref="ArgumentException">There is no such weight that trains, the index is outside of it, or the samples do not fit.</exception>
        public GradientCheckBlock CheckGradient(TensorSet x, TensorSet y, string weight, ReadOnlySpan<int> index, TensorSet? sampleWeight = null)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            Weight found = model.TrainableWeights.FirstOrDefault(one => one.Path == weight) ?? throw new ArgumentException($"The model {model.Name} has no trainable weight {weight}.", nameof(weight));
            int element = Positions.Element(found.Shape, weight, index);
            (_, TrainingData data) = model.StepFor(x, y, sampleWeight);
            return Check(model, data, 1, 0, (found.Variable, element)).Blocks[0];
        }

        /// <summary>The same on samples that are drawn at random for the model's inputs and its loss.</summary>
        /// <param name="rows">How many samples. Default 4.</param>
        /// <param name="maximum">The most numbers of each weight to look at one by one.</param>
        /// <param name="seed">For the samples and the choice of numbers.</param>
        /// <exception cref="InvalidOperationException">The model was not compiled, or does not say which inputs it takes.</exception>
        public GradientCheckResult CheckGradients(int rows = 4, int maximum = DefaultMaximum, int seed = 0)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
            (TensorSet x, TensorSet y) = DrawnBatch.Of(model, rows, seed);
            (_, TrainingData data) = model.StepFor(x, y);
            return Check(model, data, maximum, seed);
        }
    }

    private static GradientCheckResult Check(Model model, TrainingData data, int maximum, int seed, (Variable Weight, int Element)? only = null)
    {
        Node own = StepForm.Build(model, new StepSetup(data)).Loss;
        Variable[] weights = [.. model.TrainableWeights.Select(weight => weight.Variable).Distinct().Where(variable => only is not { } one || ReferenceEquals(variable, one.Weight))];
        string[] paths = [.. weights.Select(variable => model.Weights.First(weight => ReferenceEquals(weight.Variable, variable)).Path)];
        // Copies, which finite differences may move.
        Variable[] wide = [.. weights.Select((variable, i) => Variable.Of(paths[i], variable.Value.Cast(DType.Float64).Clone()))];
        Node loss = Wide(own, weights, wide);
        IReadOnlyList<Node> gradients = Gradient.Of(loss, wide);
        var blocks = new List<GradientCheckBlock>();
        GradientCheck.Compare(loss, loss, gradients, [.. wide], 1, new CheckRandom(seed), maximum, blocks, only?.Element);
        if (own.DType == DType.Float32)
        {
            Trace narrow = Trace.Run(Gradient.Of(own, weights)), exact = Trace.Run(gradients);
            IReadOnlyList<Node> narrowGradients = Gradient.Of(own, weights);
            blocks = [.. blocks.Select((block, i) => block with { Remark = Digits(narrow[narrowGradients[i]].ToArray<double>(), exact[gradients[i]].ToArray<double>()) })];
        }

        return new GradientCheckResult(model.Name, blocks);
    }

    private static Node Wide(Node own, Variable[] weights, Variable[] wide)
    {
        Node loss = own;
        Dictionary<Node, Node> replacements = new(ReferenceEqualityComparer.Instance);
        if (own.DType == DType.Float32)
        {
            var leaves = new Dictionary<Variable, Variable>(ReferenceEqualityComparer.Instance);
            loss = Rewriting.Convert([own], DType.Float64, leaves)[own];
            for (int i = 0; i < weights.Length; i++) replacements[leaves.GetValueOrDefault(weights[i], weights[i])] = wide[i];
        }
        else
        {
            for (int i = 0; i < weights.Length; i++) replacements[weights[i]] = wide[i];
        }

        return Rewriting.Substitute(loss, replacements);
    }

    private static string Digits(double[] narrow, double[] exact)
    {
        double scale = exact.Length == 0 ? 0 : exact.Max(Math.Abs);
        double digits = narrow.Zip(exact, (a, b) => Tolerances.Digits(a, b, scale)).DefaultIfEmpty(17).Min();
        return string.Create(CultureInfo.InvariantCulture, $"checked in float64; the model's float32 gradient agrees with that to {digits:F1} digits");
    }
}
