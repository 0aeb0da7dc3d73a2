using Backprop.Activations;
using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// What Keras' three cells share: a kernel for the input, a recurrent kernel for the output of the step before, a bias, an activation, and dropout
/// on both. The kernels of all gates stand side by side: kernel (in, gates·units), recurrent kernel (units, gates·units).
/// Source: keras/src/layers/rnn/dropout_rnn_cell.py.
/// </summary>
public abstract class StandardCell : RecurrentCell
{
    private readonly CellArguments _arguments;

    private protected StandardCell(CellArguments arguments)
        : base(arguments.Name, arguments.DType, arguments.Trainable)
    {
        if (arguments.Units < 1) throw new ArgumentOutOfRangeException(nameof(arguments), $"A recurrent layer needs 1 unit or more, not {arguments.Units}.");
        if (double.IsNaN(arguments.Dropout) || double.IsNaN(arguments.RecurrentDropout)) throw new ArgumentOutOfRangeException(nameof(arguments), "The rates of dropout are probabilities from 0 to 1, not NaN.");
        _arguments = arguments with
        {
            Activation = arguments.Activation ?? new Activations.Tanh(),
            RecurrentActivation = arguments.RecurrentActivation ?? new Activations.Sigmoid(),
            KernelInitializer = arguments.KernelInitializer ?? new GlorotUniform(),
            RecurrentInitializer = arguments.RecurrentInitializer ?? new Orthogonal(),
            BiasInitializer = arguments.BiasInitializer ?? new Initializers.Zeros(),
            // As Keras does, quietly.
            Dropout = Math.Clamp(arguments.Dropout, 0, 1),
            RecurrentDropout = Math.Clamp(arguments.RecurrentDropout, 0, 1),
        };
    }

    /// <summary>The length of the output and of each state.</summary>
    public int Units => _arguments.Units;

    /// <summary>The function of the new content.</summary>
    public ActivationFunction Activation => _arguments.Activation!;

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias => _arguments.UseBias;

    /// <summary>The probability with which a feature of the input is dropped in training, for a whole sequence.</summary>
    public double Dropout => _arguments.Dropout;

    /// <summary>The probability with which a unit of the state before is dropped in training, for a whole sequence.</summary>
    public double RecurrentDropout => _arguments.RecurrentDropout;

    /// <summary>A seed of its own for dropout, or null for the model's.</summary>
    public long? Seed => _arguments.Seed;

    /// <summary>How many parts the kernels have.</summary>
    private protected abstract int Gates { get; }

    private protected ActivationFunction RecurrentFunction => _arguments.RecurrentActivation!;

    private protected Variable Kernel { get; private set; } = null!;

    private protected Variable RecurrentKernel { get; private set; } = null!;

    private protected Variable? Bias { get; private set; }

    private protected virtual Shape BiasShape => [Gates * Units];

    private protected virtual Initializer StartOfBias(Initializer given) => given;

    /// <summary>Whether a rate of 1 drops everything or, as in LSTM and GRU, nothing.</summary>
    private protected virtual bool DropsAll => false;

    /// <summary>With recurrent dropout each gate has masks of its own, as in Keras.</summary>
    private bool HasMaskPerGate => RecurrentDropout != 0 && Gates > 1;

    /// <inheritdoc/>
    public override Config GetConfig() => Describe(base.GetConfig(), null);

    /// <summary>Adds the arguments under Keras' names; the layers that have such a cell show them as their own.</summary>
    internal abstract Config Describe(Config config, RecurrentLayer? layer);

    private protected Config DescribeStart(Config config, bool hasRecurrentActivation)
    {
        config.Set("units", Units).Set("activation", Activation.ToJson());
        if (hasRecurrentActivation) config.Set("recurrent_activation", RecurrentFunction.ToJson());
        return config.Set("use_bias", UseBias);
    }

    private protected Config DescribeInitializers(Config config) => config
        .Set("kernel_initializer", _arguments.KernelInitializer).Set("recurrent_initializer", _arguments.RecurrentInitializer)
        .Set("bias_initializer", _arguments.BiasInitializer);

    private protected Config DescribeRest(Config config, RecurrentLayer? layer)
    {
        config.Set("kernel_regularizer", _arguments.KernelRegularizer).Set("recurrent_regularizer", _arguments.RecurrentRegularizer)
            .Set("bias_regularizer", _arguments.BiasRegularizer);
        if (layer is not null) config.Set("activity_regularizer", layer.ActivityRegularizer);
        return config.Set("kernel_constraint", _arguments.KernelConstraint).Set("recurrent_constraint", _arguments.RecurrentConstraint)
            .Set("bias_constraint", _arguments.BiasConstraint).Set("dropout", Dropout).Set("recurrent_dropout", RecurrentDropout);
    }

    /// <inheritdoc/>
    protected override void Build(Shape inputShape)
    {
        if (inputShape.Rank != 2) throw new ArgumentException("it expects (batch, time, features); a single step of its cell is (batch, features)");
        CellArguments a = _arguments;
        Kernel = AddWeight("kernel", [inputShape[-1], Gates * Units], a.KernelInitializer, regularizer: a.KernelRegularizer, constraint: a.KernelConstraint);
        RecurrentKernel = AddWeight("recurrent_kernel", [Units, Gates * Units], a.RecurrentInitializer, regularizer: a.RecurrentRegularizer, constraint: a.RecurrentConstraint);
        if (UseBias) Bias = AddWeight("bias", BiasShape, StartOfBias(a.BiasInitializer!), regularizer: a.BiasRegularizer, constraint: a.BiasConstraint);
    }

    /// <summary>The input times the kernel, after dropout, for any number of steps.</summary>
    private protected Node InputProduct(Node x, CallContext context)
    {
        if (x.Shape.Rank is not (2 or 3) || x.Shape[-1] != Kernel.Shape[0]) throw new ArgumentException($"its kernel has shape {Kernel.Shape}, so it expects (batch, time, {Kernel.Shape[0]})");
        return Product(x, Kernel, Masks(x, Dropout, context));
    }

    /// <summary>The masks for the states of a sequence: none, one, or one per gate.</summary>
    private protected Node[] StateMasks(Node h, CallContext context) => Masks(h, RecurrentDropout, context);

    /// <summary>A product with some of the gates' columns of a kernel, dropping what the masks of these gates say.</summary>
    private protected Node Product(Node x, Node kernel, ReadOnlySpan<Node> masks)
    {
        if (masks.Length == 0) return MatMul(x, kernel);
        if (masks.Length == 1) return MatMul(Multiply(x, masks[0]), kernel);
        var parts = new Node[masks.Length];
        for (int gate = 0; gate < parts.Length; gate++) parts[gate] = MatMul(Multiply(x, masks[gate]), SliceAxis(kernel, 1, gate * Units, (gate + 1) * Units));
        return Concatenate(parts);
    }

    /// <summary>The columns of one gate.</summary>
    private protected Node Gate(Node z, int gate) => SliceAxis(z, -1, gate * Units, (gate + 1) * Units);

    private Node[] Masks(Node x, double rate, CallContext context)
    {
        if (!context.Training || rate == 0 || (rate == 1 && !DropsAll)) return [];
        // The same for all steps: x is (time, batch, features) or (batch, features).
        Shape shape = x.Shape[^2..];
        var masks = new Node[HasMaskPerGate ? Gates : 1];
        for (int i = 0; i < masks.Length; i++)
        {
            Node drawn = RandomUniform(context.NextOrigin(Seed), context.Step, shape, x.DType);
            masks[i] = Where(GreaterEqual(drawn, Like(drawn, rate)), Like(drawn, rate == 1 ? 0 : 1 / (1 - rate)), Like(drawn, 0));
        }

        return masks;
    }
}
