using Backprop.Explanations.Derivations;
using Backprop.Training;

namespace Backprop.Explanations;

/// <summary>Explains models.</summary>
public static class ModelExplaining
{
    extension(Model model)
    {
        /// <summary>
        /// Explains the next training step on some samples, taken as one batch: <c>model.Explain(x[0], y[0]).Of("dense/kernel", 0, 1)</c>.
        /// A single sample may come without its batch axis.
        /// </summary>
        /// <param name="x">The inputs.</param>
        /// <param name="y">The targets.</param>
        /// <param name="sampleWeight">The samples' weights. Default all 1.</param>
        /// <exception cref="InvalidOperationException">The model was not compiled.</exception>
        /// <exception cref="ArgumentException">The samples do not fit the model.</exception>
        public ModelExplanation Explain(TensorSet x, TensorSet y, TensorSet? sampleWeight = null)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            (StepExpression step, TrainingData data) = model.StepFor(x, y, sampleWeight);
            var feeds = step.Placeholders.Zip(data.All).ToDictionary(pair => pair.First, pair => pair.Second);
            return new ModelExplanation(model, step, feeds);
        }
    }
}
