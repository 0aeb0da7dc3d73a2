using System.Globalization;
using System.Text.RegularExpressions;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Benchmarks.Workloads;

/// <summary>Matrix products through a plan of one node. The floor is the peak alone, as the goals are written.</summary>
internal static partial class Products
{
    private static readonly int[] s_quick = [64, 128, 384, 512, 1024];

    public static IEnumerable<Workload> All()
    {
        foreach (int n in new[] { 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 2048 }) yield return Of(n, n, n, "", s_quick.Contains(n));
        foreach (int n in new[] { 128, 512 })
        {
            yield return Of(n, n, n, "-tn", n == 512);
            yield return Of(n, n, n, "-nt", n == 512);
        }

        foreach (int m in new[] { 1, 8, 32 })
        {
            yield return Of(m, 784, 512, "", m != 8);
            yield return Of(m, 512, 784, "-nt", false);
            yield return Of(m, 256, 10, "", false);
        }

        yield return Of(128, 784, 512, "", true);
        yield return Of(127, 127, 127, "", false);
        yield return Of(511, 257, 129, "", true);
    }

    /// <summary>The product that a name describes, such as product-8x256x10-nt, or null.</summary>
    public static Workload? Named(string name)
    {
        Match match = Pattern().Match(name);
        return match.Success ? Of(Size("m"), Size("k"), Size("n"), match.Groups["form"].Value, isQuick: true) : null;

        int Size(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("^product-(?<m>[1-9][0-9]{0,4})x(?<k>[1-9][0-9]{0,4})x(?<n>[1-9][0-9]{0,4})(?<form>-tn|-nt)?$")]
    private static partial Regex Pattern();

    /// <summary>m×k by k×n; -tn: the first is stored transposed, -nt: the second.</summary>
    public static Workload Of(int m, int k, int n, string form, bool isQuick, int threads = 1)
    {
        return new Workload($"product-{m}x{k}x{n}{form}", "matrix product", Prepare) { MultiplyAdds = (double)m * k * n, IsQuick = isQuick, Threads = threads };

        Step Prepare()
        {
            Variable a = Variable.Of("a", Numbers.Of(form == "-tn" ? [k, m] : [m, k])), b = Variable.Of("b", Numbers.Of(form == "-nt" ? [n, k] : [k, n]));
            Plan plan = Plan.Of([OperationNode.Of(new MatMul(form == "-tn", form == "-nt"), a, b)]);
            int repeats = Math.Max(1, (int)(1e7 / ((double)m * n * k)));
            return Step.Of(() => { for (int i = 0; i < repeats; i++) plan.Run(); }, repeats);
        }
    }
}
