using Backprop.Differentiation;
using Backprop.Explanations;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Tests.Operations;

public sealed class CatalogueTests
{
    public static TheoryData<string> Names => [.. Catalogue.All.Select(operation => operation.GetType().Name).Distinct()];

    [Fact]
    public void NoOperationIsForgotten()
    {
        IEnumerable<Type> concrete = typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract);
        IEnumerable<Type> listed = Catalogue.All.Select(operation => operation.GetType());
        Assert.Empty(concrete.Except(listed).Select(type => type.Name));
    }

    [Fact]
    public void EveryOperationHasSamplesOrSaysWhyNot()
    {
        foreach (Operation operation in Catalogue.All) Assert.True(operation.NotDifferentiable is not null || operation.Samples().Any(), $"{operation.Name} has neither samples nor a reason.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheRuleAgreesWithFiniteDifferences(string name)
    {
        foreach (Sample sample in Samples(name).Where(sample => sample.Operation.NotDifferentiable is null))
        {
            GradientCheckResult result = GradientCheck.Of(sample);
            // Two inputs may happen to lie at a kink of each other, as for the larger of two numbers: then other ones are drawn.
            for (int seed = 1; seed <= 5 && result.Verdict == GradientVerdict.Kink; seed++) result = GradientCheck.Of(sample, seed);
            Assert.True(result.Verdict == GradientVerdict.Agrees, $"{string.Join(", ", sample.Inputs.Select(input => input.Shape))}: {result}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WhatHasNoGradientSaysSo(string name)
    {
        foreach (Sample sample in Samples(name).Where(sample => sample.Operation.NotDifferentiable is not null))
        {
            Node[] inputs = [.. SampleDrawing.Draw(sample, 0).Select((value, i) => Variable.Of($"x{i}", value))];
            Node output = OperationNode.Of(sample.Operation, inputs);
            if (!output.DType.IsFloat || inputs.FirstOrDefault(input => input.DType.IsFloat) is not { } with) continue;
            Node sum = Functions.Sum(output);
            Assert.Contains(sample.Operation.Name, Assert.Throws<InvalidOperationException>(() => Gradient.Of(sum, with)).Message, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<Sample> Samples(string name) => Catalogue.All.Where(operation => operation.GetType().Name == name).SelectMany(operation => operation.Samples());
}
