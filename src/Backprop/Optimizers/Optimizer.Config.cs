using System.Text.Json.Nodes;
using Backprop.Schedules;
using Backprop.Vocabulary;

namespace Backprop.Optimizers;

/// <content>What files say.</content>
public abstract partial class Optimizer
{
    /// <inheritdoc/>
    public string KerasModule => "keras.optimizers";

    /// <inheritdoc/>
    public virtual string KerasClass => GetType().Name;

    /// <inheritdoc/>
    public virtual string? RegisteredName => null;

    /// <summary>
    /// The arguments of the constructor, under Keras' names and in Keras' order. Name, learning rate and what else all optimizers share are written,
    /// and but for the learning rate read, here.
    /// </summary>
    public virtual Config GetConfig() => new Config()
        .Set("name", Name)
        .Set("learning_rate", Schedule is { } schedule ? KerasObjects.Write(schedule) : (JsonNode)Config.Number(LearningRate))
        .Set("weight_decay", WeightDecay)
        .Set("clipnorm", ClipNorm)
        .Set("global_clipnorm", GlobalClipNorm)
        .Set("clipvalue", ClipValue)
        .Set("use_ema", UseEma)
        .Set("ema_momentum", EmaMomentum)
        .Set("ema_overwrite_frequency", EmaOverwriteFrequency)
        .Set("loss_scale_factor", LossScaleFactor)
        .Set("gradient_accumulation_steps", GradientAccumulationSteps);

    /// <summary>The learning rate that a configuration asks for: a number or a schedule; null when it is missing. For <c>FromConfig</c> of a derived class.</summary>
    /// <exception cref="ConfigException">It is something else.</exception>
    protected static LearningRate? RateFromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Schedules.LearningRate.FromConfig(config);
    }

    /// <summary>Sets what all optimizers share, from a file. What is missing there stays as it is; null switches off.</summary>
    internal virtual void Configure(Config config)
    {
        _name = config.Ignore("jit_compile", "is_legacy_optimizer").OptionalText("name") ?? _name;
        if (config.Keys.Contains("weight_decay")) _weightDecay = Arguments.WeightDecay(config.OptionalDouble("weight_decay"), "weight_decay");
        _clipNorm = Clipping.Check(config.OptionalDouble("clipnorm"), "clipnorm");
        _globalClipNorm = Clipping.Check(config.OptionalDouble("global_clipnorm"), "global_clipnorm");
        _clipValue = Clipping.Check(config.OptionalDouble("clipvalue"), "clipvalue");
        _useEma = config.Bool("use_ema");
        _emaMomentum = Arguments.EmaMomentum(config.Double("ema_momentum", 0.99));
        _emaOverwriteFrequency = Arguments.EmaOverwriteFrequency(config.OptionalInt("ema_overwrite_frequency"));
        _lossScaleFactor = Arguments.LossScaleFactor(config.OptionalDouble("loss_scale_factor"));
        _gradientAccumulationSteps = Arguments.GradientAccumulationSteps(config.OptionalInt("gradient_accumulation_steps"));
    }
}
