using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Operations;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Benchmarks.Workloads;

/// <summary>What is bound by memory: elementwise chains, softmax, normalisation, an optimizer.</summary>
internal static class Passes
{
    private const int Rows = 16_384, Columns = 1_024;

    public static IEnumerable<Workload> All()
    {
        const double Elements = (double)Rows * Columns;
        yield return Pass("chain", 3, (x, y) => Relu(0.5 * x + y));
        yield return Pass("softmax", 2, (x, _) => Softmax(x));
        yield return Pass("layer-normalization", 2, (x, _) => new LayerNormalization().Apply(x, new CallContext(false)));
        foreach (int parameters in new[] { 50_000, 500_000, 16_000_000 }) yield return Adam(parameters);

        static Workload Pass(string name, int arrays, Func<Node, Node, Node> of) =>
            new(name, "passes over memory", () => Prepare(of)) { Bytes = 4 * arrays * Elements, WorkingSet = 4 * arrays * Elements, Elements = Elements };
    }

    private static Step Prepare(Func<Node, Node, Node> of)
    {
        Variable x = Variable.Of("x", Numbers.Of([Rows, Columns])), y = Variable.Of("y", Numbers.Of([Rows, Columns]));
        Plan plan = Plan.Of([of(x, y)]);
        return Step.Of(() => plan.Run());
    }

    private static Workload Adam(int parameters)
    {
        return new Workload($"adam-{parameters}", "passes over memory", Prepare) { Bytes = 28.0 * parameters, WorkingSet = 16.0 * parameters, Elements = parameters, IsQuick = parameters < 1_000_000 };

        Step Prepare()
        {
            Variable weight = Variable.Of("w", Numbers.Of([parameters])), gradient = Variable.Of("g", Numbers.Of([parameters]));
            Plan plan = Plan.Of([], new Adam().Apply([new Parameter(weight, gradient)]));
            int repeats = Math.Max(1, 200_000 / parameters);
            return Step.Of(() => { for (int i = 0; i < repeats; i++) plan.Run(); }, repeats);
        }
    }
}
