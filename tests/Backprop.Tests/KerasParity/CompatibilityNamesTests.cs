using System.Text.RegularExpressions;
using Backprop.Activations;
using Backprop.Constraints;
using Backprop.Initializers;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Metrics;
using Backprop.Optimizers;
using Backprop.Regularizers;
using Backprop.Schedules;
using Backprop.Testing;
using Backprop.Training;

namespace Backprop.Tests.KerasParity;

/// <summary>docs/keras-compatibility.md says of everything that Keras has, or that we have, whether it is there.</summary>
public sealed partial class CompatibilityNamesTests
{
    /// <summary>What a program meets in Keras 3.15, by kind; names alone, as Keras writes them.</summary>
    private static readonly string[] s_keras =
    [
        // Layers.
        "Input InputLayer Dense EinsumDense Activation Identity Lambda Masking Embedding Wrapper ReversibleEmbedding TernaryDense ReLU LeakyReLU ELU PReLU Softmax",
        "Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConv2D",
        "MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D",
        "GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D AdaptiveAveragePooling1D AdaptiveMaxPooling1D",
        "SimpleRNN SimpleRNNCell LSTM LSTMCell GRU GRUCell RNN StackedRNNCells Bidirectional TimeDistributed ConvLSTM1D ConvLSTM2D ConvLSTM3D",
        "MultiHeadAttention Attention AdditiveAttention GroupQueryAttention BatchNormalization LayerNormalization GroupNormalization RMSNormalization UnitNormalization SpectralNormalization",
        "Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D GaussianNoise GaussianDropout AlphaDropout ActivityRegularization",
        "Flatten Reshape Permute RepeatVector Cropping1D Cropping2D Cropping3D ZeroPadding1D ZeroPadding2D ZeroPadding3D UpSampling1D UpSampling2D UpSampling3D",
        "Add Subtract Multiply Average Maximum Minimum Concatenate Dot Rescaling Normalization CategoryEncoding StringLookup IntegerLookup TextVectorization Discretization",
        "Resizing CenterCrop RandomFlip RandomRotation RandomZoom TFSMLayer JaxLayer FlaxLayer TorchModuleWrapper",
        // Activations.
        "relu relu6 leaky_relu elu selu celu sigmoid hard_sigmoid log_sigmoid sparse_sigmoid tanh hard_tanh tanh_shrink softsign softplus squareplus sparse_plus exponential linear gelu silu hard_silu",
        "mish glu soft_shrink hard_shrink threshold softmax log_softmax sparsemax",
        // Initializers, regularizers, constraints.
        "Zeros Ones Constant Identity STFT RandomNormal TruncatedNormal RandomUniform VarianceScaling GlorotUniform GlorotNormal HeUniform HeNormal LecunUniform LecunNormal Orthogonal",
        "L1 L2 L1L2 OrthogonalRegularizer MaxNorm UnitNorm MinMaxNorm NonNeg",
        // Losses.
        "MeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredLogarithmicError Huber LogCosh CosineSimilarity KLDivergence Poisson Hinge SquaredHinge CategoricalHinge",
        "BinaryCrossentropy CategoricalCrossentropy SparseCategoricalCrossentropy BinaryFocalCrossentropy CategoricalFocalCrossentropy Dice Tversky Circle CTC CategoricalGeneralizedCrossEntropy",
        // Metrics.
        "Mean Sum MeanMetricWrapper Accuracy BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy TopKCategoricalAccuracy SparseTopKCategoricalAccuracy RootMeanSquaredError LogCoshError R2Score",
        "TruePositives TrueNegatives FalsePositives FalseNegatives Precision Recall AUC PrecisionAtRecall RecallAtPrecision SensitivityAtSpecificity SpecificityAtSensitivity",
        "F1Score FBetaScore IoU BinaryIoU MeanIoU OneHotIoU OneHotMeanIoU PearsonCorrelation ConcordanceCorrelation",
        // Optimizers and schedules.
        "SGD RMSprop Adagrad Adadelta Adam AdamW Adamax Nadam Ftrl Lion Lamb Adafactor Muon ScheduleFreeAdamW LossScaleOptimizer MultiOptimizer",
        "ExponentialDecay InverseTimeDecay PolynomialDecay CosineDecay CosineDecayRestarts PiecewiseConstantDecay LearningRateSchedule",
        // Callbacks.
        "EarlyStopping ModelCheckpoint ReduceLROnPlateau LearningRateScheduler CSVLogger TensorBoard TerminateOnNaN LambdaCallback BackupAndRestore RemoteMonitor SwapEMAWeights OrbaxCheckpoint",
        "CallbackList History ProgbarLogger",
    ];

    [Fact]
    public void Everything_in_Keras_is_there_or_named()
    {
        HashSet<string> words = Words();
        Assert.All(s_keras.SelectMany(line => line.Split(' ')), name => Assert.Contains(Plain(name), words));
    }

    [Fact]
    public void Every_public_class_is_named()
    {
        HashSet<string> words = Words();
        Type[] kinds = [typeof(Layer), typeof(ActivationFunction), typeof(Initializer), typeof(Regularizer), typeof(Constraint), typeof(Loss), typeof(Metric), typeof(Optimizer), typeof(LearningRateSchedule), typeof(Callback)];
        Type[] classes = [.. typeof(Layer).Assembly.GetExportedTypes().Where(type => !type.IsAbstract && kinds.Any(type.IsSubclassOf))];
        Assert.All(kinds, kind => Assert.Contains(classes, type => type.IsSubclassOf(kind)));
        Assert.Empty(classes.Where(type => !words.Contains(Plain(type.Name))).Select(type => type.Name));
    }

    private static HashSet<string> Words() => [.. Word().Matches(File.ReadAllText(Repository.At("docs/keras-compatibility.md"))).Select(match => Plain(match.Value))];

    /// <summary>C# and Keras write some names with other capitals.</summary>
    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
