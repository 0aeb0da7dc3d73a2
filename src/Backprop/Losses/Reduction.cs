namespace Backprop.Losses;

/// <summary>How the losses of single samples become one number. Source: keras/src/losses/loss.py.</summary>
public enum Reduction
{
    /// <summary>Their weighted sum over their number (not over the sum of weights): the default.</summary>
    SumOverBatchSize,

    /// <summary>Their weighted sum.</summary>
    Sum,

    /// <summary>The same as <see cref="SumOverBatchSize"/>.</summary>
    Mean,

    /// <summary>Their weighted sum over the sum of the weights.</summary>
    MeanWithSampleWeight,

    /// <summary>They stay apart. Such a loss can be computed, but not trained on.</summary>
    None,
}
