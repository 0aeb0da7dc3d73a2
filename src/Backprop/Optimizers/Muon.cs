using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Schedules;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>
/// For matrices: the momentum with its lengths in all directions made nearly equal. m ← μm + g; G = g + μm (without Nesterov: m);
/// X = G/(‖G‖ + 1e-7), then some times X ← aX + (bA + cA²)X with A = XXᵀ (on Gᵀ where G has more rows than columns);
/// w ← w − lr·√max(rows, columns)·rms·X. Other weights, embeddings and excluded layers follow <see cref="Adam"/> with a weight decay of its own.
/// Sources: Jordan et al., "Muon" (2024); Liu et al., "Muon is scalable for LLM training" (2025); keras/src/optimizers/muon.py.
/// </summary>
public sealed class Muon : Optimizer
{
    private readonly AdamRule _adam;

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">The learning rate lr. Default 0.001.</param>
    /// <param name="adamBeta1">β₁ of the weights that follow Adam. Default 0.9.</param>
    /// <param name="adamBeta2">β₂ of the weights that follow Adam. Default 0.999.</param>
    /// <param name="adamWeightDecay">The weight decay of the weights that follow Adam, or null. Default 0.004.</param>
    /// <param name="epsilon">ε of the weights that follow Adam. Default 1e-7.</param>
    /// <param name="weightDecay">The weight decay of matrices, or null. Default 0.004.</param>
    /// <param name="excludeLayers">Regular expressions: weights in whose path one is found follow Adam. Default none.</param>
    /// <param name="excludeEmbeddings">Whether weights with "embedding" in their path follow Adam. Default true.</param>
    /// <param name="muonA">a. Default 3.4445.</param>
    /// <param name="muonB">b. Default −4.775.</param>
    /// <param name="muonC">c. Default 2.0315.</param>
    /// <param name="adamLearningRateRatio">By what the learning rate is multiplied where Adam is followed. Default 1.</param>
    /// <param name="momentum">μ, how much of the momentum is kept. Default 0.95.</param>
    /// <param name="newtonSchulzSteps">How often X is improved. Default 5.</param>
    /// <param name="nesterov">Whether the momentum is taken ahead. Default true.</param>
    /// <param name="rmsRate">rms, the root mean square of a step in units of lr; null for steps of length lr in every direction. Default 0.2.</param>
    /// <param name="name">The name. Default "muon".</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Muon(
        LearningRate? learningRate = null,
        double adamBeta1 = 0.9,
        double adamBeta2 = 0.999,
        double? adamWeightDecay = 0.004,
        double epsilon = 1e-7,
        double? weightDecay = 0.004,
        IReadOnlyList<string>? excludeLayers = null,
        bool excludeEmbeddings = true,
        double muonA = 3.4445,
        double muonB = -4.775,
        double muonC = 2.0315,
        double adamLearningRateRatio = 1,
        double momentum = 0.95,
        int newtonSchulzSteps = 5,
        bool nesterov = true,
        double? rmsRate = 0.2,
        string? name = null)
        : base(learningRate ?? 0.001, name)
    {
        if (newtonSchulzSteps is < 0 or > 100) throw new ArgumentOutOfRangeException(nameof(newtonSchulzSteps), $"There can be 0 to 100 Newton-Schulz steps, not {newtonSchulzSteps}. Usual are 5.");
        _adam = new AdamRule(adamBeta1, adamBeta2, epsilon, amsgrad: false);
        (AdamBeta1, AdamBeta2, Epsilon) = (adamBeta1, adamBeta2, epsilon);
        (AdamWeightDecay, WeightDecay) = (Arguments.WeightDecay(adamWeightDecay, nameof(adamWeightDecay)), weightDecay);
        (ExcludeLayers, ExcludeEmbeddings) = ([.. excludeLayers ?? []], excludeEmbeddings);
        (MuonA, MuonB, MuonC, AdamLearningRateRatio) = (muonA, muonB, muonC, Arguments.NotNegative(adamLearningRateRatio));
        (Momentum, NewtonSchulzSteps, Nesterov, RmsRate) = (Arguments.Decay(momentum), newtonSchulzSteps, nesterov, rmsRate);
    }

    /// <summary>β₁ of the weights that follow Adam.</summary>
    public double AdamBeta1 { get; }

    /// <summary>β₂ of the weights that follow Adam.</summary>
    public double AdamBeta2 { get; }

    /// <summary>The weight decay of the weights that follow Adam.</summary>
    public double? AdamWeightDecay { get; }

    /// <summary>ε of the weights that follow Adam.</summary>
    public double Epsilon { get; }

    /// <summary>Regular expressions: weights in whose path one is found follow Adam.</summary>
    public IReadOnlyList<string> ExcludeLayers { get; }

    /// <summary>Whether weights with "embedding" in their path follow Adam.</summary>
    public bool ExcludeEmbeddings { get; }

    /// <summary>a of the iteration.</summary>
    public double MuonA { get; }

    /// <summary>b of the iteration.</summary>
    public double MuonB { get; }

    /// <summary>c of the iteration.</summary>
    public double MuonC { get; }

    /// <summary>By what the learning rate is multiplied where Adam is followed.</summary>
    public double AdamLearningRateRatio { get; }

    /// <summary>μ, how much of the momentum is kept.</summary>
    public double Momentum { get; }

    /// <summary>How often X is improved.</summary>
    public int NewtonSchulzSteps { get; }

    /// <summary>Whether the momentum is taken ahead.</summary>
    public bool Nesterov { get; }

    /// <summary>The root mean square of a step in units of the learning rate; null for none.</summary>
    public double? RmsRate { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots => [new("momentum"), new("velocity")];

    /// <inheritdoc/>
    protected override Tensor? Start(Slot slot, Variable weight)
    {
        ArgumentNullException.ThrowIfNull(slot);
        return slot.Name == "velocity" && !FollowsAdam(weight) ? null : base.Start(slot, weight);
    }

    /// <inheritdoc/>
    protected override double? DecayOf(Variable weight) => FollowsAdam(weight) ? AdamWeightDecay : WeightDecay;

    /// <inheritdoc/>
    protected override Node Update(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        (Node w, Node g) = (step.W, step.G);
        if (step.Has("velocity")) return _adam.Update(step, AdamLearningRateRatio == 1 ? step.LearningRate : step.LearningRate * AdamLearningRateRatio);
        Node m = step["momentum"] = step["momentum"] + (g + step["momentum"] * (Momentum - 1));
        Node x = Orthogonal(Nesterov ? g + Momentum * m : m) * step.LearningRate;
        return w - (RmsRate is { } rate ? x * (Math.Sqrt(Math.Max(w.Shape[0], w.Shape[1])) * rate) : x);
    }

    /// <summary>The iteration of Newton and Schulz towards UVᵀ of the singular value decomposition USVᵀ.</summary>
    private Node Orthogonal(Node g)
    {
        bool isTall = g.Shape[0] > g.Shape[1];
        Node x = isTall ? Transpose(g) : g;
        x /= Sqrt(Sum(Square(x))) + 1e-7;
        for (int i = 0; i < NewtonSchulzSteps; i++)
        {
            Node a = MatMul(x, Transpose(x));
            x = MuonA * x + MatMul(MuonB * a + MatMul(MuonC * a, a), x);
        }

        return isTall ? Transpose(x) : x;
    }

    private bool FollowsAdam(Variable weight) =>
        weight.Shape.Rank != 2
        || (ExcludeEmbeddings && weight.Name.Contains("embedding", StringComparison.OrdinalIgnoreCase))
        || IsFound(ExcludeLayers, weight.Name);

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig()
        .Set("adam_beta_1", AdamBeta1).Set("adam_beta_2", AdamBeta2).Set("epsilon", Epsilon)
        .Set("exclude_layers", ExcludeLayers)
        .Set("muon_a", MuonA).Set("muon_b", MuonB).Set("muon_c", MuonC)
        .Set("adam_lr_ratio", AdamLearningRateRatio)
        .Set("momentum", Momentum).Set("ns_steps", NewtonSchulzSteps).Set("nesterov", Nesterov)
        .Set("exclude_embeddings", ExcludeEmbeddings)
        .Set("adam_weight_decay", AdamWeightDecay)
        .Set("rms_rate", RmsRate);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Muon FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(
            RateFromConfig(config),
            config.Double("adam_beta_1", 0.9),
            config.Double("adam_beta_2", 0.999),
            config.Keys.Contains("adam_weight_decay") ? config.OptionalDouble("adam_weight_decay") : 0.004,
            config.Double("epsilon", 1e-7),
            excludeLayers: config.OptionalTexts("exclude_layers"),
            excludeEmbeddings: config.Bool("exclude_embeddings", true),
            muonA: config.Double("muon_a", 3.4445),
            muonB: config.Double("muon_b", -4.775),
            muonC: config.Double("muon_c", 2.0315),
            adamLearningRateRatio: config.Double("adam_lr_ratio", 1),
            momentum: config.Double("momentum", 0.95),
            newtonSchulzSteps: config.Int("ns_steps", 5),
            nesterov: config.Bool("nesterov", true),
            rmsRate: config.Keys.Contains("rms_rate") ? config.OptionalDouble("rms_rate") : 0.2);
    }
}
