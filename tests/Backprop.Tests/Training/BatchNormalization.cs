using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Training;

/// <summary>A layer as a user would write it: no derivative, no shape rule, and moving averages that chain when it is called twice.</summary>
internal sealed class BatchNormalization : Layer
{
    private const double Momentum = 0.99, Epsilon = 1e-3;

    private Variable? _gamma, _beta, _movingMean, _movingVariance;

    protected override void Build(Shape inputShape)
    {
        Shape features = [inputShape[-1]];
        _gamma = AddWeight("gamma", features, "ones");
        _beta = AddWeight("beta", features, "zeros");
        _movingMean = AddWeight("moving_mean", features, "zeros", trainable: false);
        _movingVariance = AddWeight("moving_variance", features, "ones", trainable: false);
    }

    protected override Node Call(Node x, CallContext context)
    {
        bool usesBatch = context.Training && Trainable;
        Node mean = usesBatch ? context.Record("mean", Mean(x, [0])) : context.Read(_movingMean!);
        Node variance = usesBatch ? context.Record("variance", Variance(x, [0])) : context.Read(_movingVariance!);
        if (usesBatch)
        {
            context.AddUpdate(_movingMean!, context.Read(_movingMean!) * Momentum + mean * (1 - Momentum));
            context.AddUpdate(_movingVariance!, context.Read(_movingVariance!) * Momentum + variance * (1 - Momentum));
        }

        return (x - mean) * ReciprocalSqrt(variance + Epsilon) * _gamma! + _beta!;
    }
}
