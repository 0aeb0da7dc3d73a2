using Backprop.Kernels;

namespace Backprop.Plans;

/// <summary>The formulas that have a loop of their own. A program that computes just one of them runs it; every other program is interpreted step by step, to the same bits. (Sigmoid and tanh gain nothing: what they compute outweighs what passes through the cache.)</summary>
internal static class ElementwiseFormulas
{
    public static IReadOnlyList<ElementwiseFormula> All { get; } =
    [
        ElementwiseFormula.Of<AdamFormula>(),
        ElementwiseFormula.Of<LstmGradientFormula>(),
    ];
}
