using Backprop.Differentiation;
using Backprop.Explanations;
using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;
using FsCheck;
using FsCheck.Fluent;

namespace Backprop.Tests.Graphs;

public sealed class RandomExpressionTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(25).WithReplay(20260723, 17);

    private static readonly Arbitrary<int[]> s_programs = Arb.From(Gen.Choose(0, int.MaxValue).ArrayOf(25), program => program.Length == 0 ? [] : [program[..^1], program[1..]]);

    private static Tensor[] Points()
    {
        var random = new CheckRandom(1);
        return [.. RandomExpressions.InputShapes.Select(random.Tensor)];
    }

    [Fact]
    public void GradientsAgreeWithFiniteDifferences() => Prop.ForAll(s_programs, program =>
    {
        GradientCheck.Of(inputs => RandomExpressions.Build(program, inputs), Points(), secondOrder: false).AssertAgrees();
    }).Check(s_config);

    [Fact]
    public void SecondGradientsAgreeToo() => Prop.ForAll(s_programs, program =>
    {
        GradientCheck.Of(inputs => RandomExpressions.Build(program[..Math.Min(8, program.Length)], inputs), Points(), maximum: 2).AssertAgrees();
    }).Check(s_config.WithMaxTest(5));

    [Fact]
    public void APlanGivesTheBitsOfATrace() => Prop.ForAll(s_programs, program =>
    {
        Variable[] inputs = [.. Points().Select((point, i) => Variable.Of($"x{i}", point))];
        Node scalar = RandomExpressions.Build(program, inputs);
        Node[] outputs = [scalar, .. Gradient.Of(scalar, inputs)];
        Trace trace = Trace.Run(outputs);
        var plan = Plan.Of(outputs);
        for (int run = 0; run < 2; run++)
        {
            plan.Run();
            foreach (Node output in outputs) Assert.Equal(Bits(trace[output]), Bits(plan[output]));
        }
    }).Check(s_config);

    [Fact]
    public void TheSameProgramGivesTheSameNode() => Prop.ForAll(s_programs, program =>
    {
        Variable[] inputs = [.. Points().Select((point, i) => Variable.Of($"x{i}", point))];
        Node first = RandomExpressions.Build(program, inputs);
        Assert.Same(first, RandomExpressions.Build(program, inputs));
        foreach ((Node gradient, Node again) in Gradient.Of(first, inputs).Zip(Gradient.Of(first, inputs))) Assert.Same(gradient, again);
    }).Check(s_config);

    [Fact]
    public void TheProgramsAreNotTrivial()
    {
        int most = 0;
        Prop.ForAll(s_programs, program =>
        {
            Node[] inputs = [.. Points().Select((point, i) => Variable.Of($"x{i}", point))];
            int count = Graph.Order(RandomExpressions.Build(program, inputs)).OfType<OperationNode>().Count();
            Assert.InRange(count, 0, RandomExpressions.MostOperations + 1);
            most = Math.Max(most, count);
        }).Check(s_config);
        Assert.InRange(most, 25, RandomExpressions.MostOperations + 1);
    }

    private static long[] Bits(Tensor tensor) => [.. tensor.ToArray<double>().Select(BitConverter.DoubleToInt64Bits)];
}
