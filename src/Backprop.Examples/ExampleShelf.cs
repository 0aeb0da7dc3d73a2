using Backprop.Examples.Programs;
using Backprop.Vocabulary;

namespace Backprop.Examples;

/// <summary>The worked examples, each with the program that computes it.</summary>
internal static class ExampleShelf
{
    private static readonly Dictionary<string, Action<Sheet>> s_programs = new()
    {
        ["mazur-2-2-2"] = Mazur.Run,
        ["cs231n-mul"] = Cs231nMultiply.Run,
        ["cs231n-add-mul"] = Cs231nAddMultiply.Run,
        ["cs231n-sigmoid-neuron"] = Cs231nSigmoidNeuron.Run,
        ["cs231n-losses"] = Cs231nLosses.Run,
        ["cs231n-softmax-ce-grad"] = Cs231nSoftmaxGradient.Run,
        ["micrograd-readme"] = MicrogradReadme.Run,
        ["zero-to-hero-L"] = ZeroToHeroL.Run,
        ["zero-to-hero-reuse"] = ZeroToHeroReuse.Run,
        ["hackers-guide-neuron"] = HackersGuideNeuron.Run,
        ["colah-graph"] = ColahGraph.Run,
        ["pytorch-autograd-blitz"] = PyTorchBlitz.Run,
        ["tf-gradienttape"] = TensorFlowTape.Run,
        ["jax-quickstart"] = JaxQuickstart.Run,
        ["nielsen-one-neuron"] = NielsenOneNeuron.Run,
        ["goodfellow-xor"] = GoodfellowXor.Run,
        ["hinton-cafeteria"] = HintonCafeteria.Run,
        ["negnevitsky-xor"] = NegnevitskyXor.Run,
        ["sklearn-mlp-test-fit"] = ScikitLearnFit.Run,
        ["ng-L-model-backward"] = NgBackward.Run,
        ["ng-cost"] = NgCost.Run,
        ["ng-gradient-check-n"] = NgGradientCheck.Run,
        ["ml-ex4-nncostfunction"] = MachineLearningEx4.Run,
        ["cs231n-two-layer-linspace"] = Cs231nTwoLayers.Run,
        ["cs231n-sgd-momentum"] = Cs231nMomentum.Run,
        ["cs231n-adam"] = Cs231nAdam.Run,
        ["seed-regression-as-published"] = SeedRegression.Run,
        ["seed-classification-as-published"] = SeedClassification.Run,
        ["seed-fibonacci"] = SeedFibonacci.Run,
        ["checkpointing-counts"] = CheckpointCounts.Run,
        ["backprop-trace-xor-step"] = BackpropTraceXor.Run,
        ["pytorch-polynomial-limit"] = PyTorchPolynomial.Run,
    };

    /// <summary>The example with a name, or the only one whose name begins so.</summary>
    /// <exception cref="ArgumentException">There is none, or there are several.</exception>
    public static WorkedExample Find(string name)
    {
        WorkedExample[] found = [.. WorkedExample.All.Where(one => one.Id.Equals(name, StringComparison.OrdinalIgnoreCase))];
        if (found.Length == 0) found = [.. WorkedExample.All.Where(one => one.Id.StartsWith(name, StringComparison.OrdinalIgnoreCase))];
        if (found.Length == 1) return found[0];
        if (found.Length > 1) throw new ArgumentException($"Several examples begin with {name}: {string.Join(", ", found.Select(one => one.Id))}.");
        string? nearest = KerasNames.Nearest(name, [.. WorkedExample.All.Select(one => one.Id)]);
        throw new ArgumentException($"There is no example {name}. {(nearest is null ? "" : $"Did you mean {nearest}? ")}All are listed by: backprop examples");
    }

    /// <summary>Computes an example.</summary>
    public static Sheet Run(WorkedExample example)
    {
        var sheet = new Sheet(example);
        s_programs[example.Id](sheet);
        return sheet;
    }
}
