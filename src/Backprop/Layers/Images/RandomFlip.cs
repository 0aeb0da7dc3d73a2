using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// In training every other image, by chance, is mirrored; otherwise nothing happens. With both axes, an image is mirrored along both or neither, as in Keras.
/// Source: keras/src/layers/preprocessing/image_preprocessing/random_flip.py.
/// </summary>
public sealed class RandomFlip : SpatialLayer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="mode">Along which axes. Default both.</param>
    /// <param name="seed">A seed of its own. Default the model's.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default random_flip, random_flip_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    public RandomFlip(FlipMode mode = FlipMode.HorizontalAndVertical, long? seed = null, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(2, dataFormat, name, dtype) => (Mode, Seed) = (mode, seed);

    /// <summary>Along which axes.</summary>
    public FlipMode Mode { get; }

    /// <summary>A seed of its own, or null for the model's.</summary>
    public long? Seed { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("seed", Seed).SetOption("mode", Mode).SetOption("data_format", DataFormat);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static RandomFlip FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Option("mode", FlipMode.HorizontalAndVertical), config.OptionalLong("seed"), config.Option("data_format", DataFormat.ChannelsLast));
    }

    private protected override Node CallChannelsLast(Node x, CallContext context)
    {
        if (!context.Training) return x;
        Node flipped = x;
        if (Mode != FlipMode.Vertical) flipped = Functions.SliceAxis(flipped, 2, null, null, -1);
        if (Mode != FlipMode.Horizontal) flipped = Functions.SliceAxis(flipped, 1, null, null, -1);
        Node drawn = Functions.RandomUniform(context.NextOrigin(Seed), context.Step, [x.Shape[0], 1, 1, 1], x.DType);
        return Functions.Where(Functions.Less(drawn, 0.5), flipped, x);
    }
}
