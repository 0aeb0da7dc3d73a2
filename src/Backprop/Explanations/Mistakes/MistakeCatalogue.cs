namespace Backprop.Explanations.Mistakes;

/// <summary>All mistakes, in the order that decides among those that give the same numbers. To add one, add a line.</summary>
internal static class MistakeCatalogue
{
    /// <summary>The mistakes that have hypotheses.</summary>
    public static IReadOnlyList<Mistake> All { get; } = Numbered(
        new FactorTwo(),
        new SumForMean(),
        new MeanForSum(),
        new DividedTwice(),
        new OutputsIgnored(),
        new WrongSign(),
        new RateIncluded(),
        new WrongLogarithm(),
        new LossWeightIgnored(),
        new ConstantFactor(),
        new Transposed(),
        new WrongOrder(),
        new UnitsExchanged(),
        new Shifted(),
        new BiasAveraged(),
        new BiasFromOneSample(),
        new BiasOfNextLayer(),
        new ActivationDerivativeMissing(),
        new ActivationDerivativeTwice(),
        new DerivativeAtOutput(),
        new WrongActivationDerivative(),
        new FusedWithoutCrossEntropy(),
        new ReluMaskOfGradient(),
        new UpdatedWeightInChain(),
        new KernelNotTransposed(),
        new PathMissing(),
        new SoftmaxDiagonal(),
        new InputForActivation(),
        new ChainCut(),
        new Frozen(),
        new SharedWeightLastUse(),
        new LastStepOnly(),
        new RecurrentPathMissing(),
        new ResidualMissing(),
        new StatisticsConstant(),
        new InferenceStatistics(),
        new PoolEverywhere(),
        new KernelFlipped(),
        new ScatterOverwrites(),
        new AttentionScaleMissing(),
        new MaskIgnored(),
        new RegulariserMissing(),
        new RegulariserHalf(),
        new BiasRegularised(),
        new SampleMissing(),
        new TargetsMisaligned(),
        new SampleWeightIgnored(),
        new LabelSmoothingIgnored(),
        new NotZeroed(),
        new Clipped(),
        new OptimizerStep(),
        new BiasFromWeight(),
        new Ascended(),
        new NotUpdated(),
        new UpdatedTwice(),
        new WrongRate());

    private static Mistake[] Numbered(params Mistake[] mistakes)
    {
        for (int i = 0; i < mistakes.Length; i++) mistakes[i].Order = i;
        return mistakes;
    }
}
