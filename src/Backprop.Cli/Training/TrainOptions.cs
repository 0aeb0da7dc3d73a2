using System.CommandLine;
using Backprop.Activations;
using Backprop.Cli.Output;
using Backprop.Losses;
using Backprop.Metrics;
using Backprop.Optimizers;
using Backprop.Tensors;

namespace Backprop.Cli.Training;

/// <summary>The options of <c>backprop train</c> that say how to train, with their defaults in the descriptions.</summary>
internal sealed class TrainOptions
{
    private readonly Option<int[]?> _hidden = OptionKinds.Counts("--hidden", "Units of the hidden layers. Default 16 for tables, 256,128 for images; none for no hidden layer.");
    private readonly Option<string?> _activation = OptionKinds.Registered("--activation", "Activation of the hidden layers. Default relu.", ActivationRegistry.All);
    private readonly Option<int?> _epochs = OptionKinds.Count("--epochs", "How often all samples are gone through. Default 10 for images; for a table 20 to 300, the more the smaller it is.");
    private readonly Option<int?> _batchSize = OptionKinds.Count("--batch-size", "Samples in one step. Default 128 for images; 32 for tables, 16 below 1,000 rows.");
    private readonly Option<string?> _optimizer = OptionKinds.Registered("--optimizer", "How weights follow gradients. Default adam.", OptimizerRegistry.All);
    private readonly Option<double?> _learningRate = OptionKinds.Number("--learning-rate", "The length of the steps. Default: the optimizer's own.", "a number, 0 or more (usual are 0.1 to 0.00001)", number => number >= 0);
    private readonly Option<bool> _noShuffle = OptionKinds.Flag("--no-shuffle", "Take the samples in the order of the file.");
    private readonly Option<int?> _seed = OptionKinds.Count("--seed", "Where first weights, order and test part follow from. Default 0.", 0);
    private readonly Option<double?> _initialWeights = OptionKinds.Number("--initial-weights", "Start every weight at this number, and every bias at 0.", "a number", _ => true);
    private readonly Option<bool> _noStandardize = OptionKinds.Flag("--no-standardize", "Give the network the numbers as they are in the file.");
    private readonly Option<double?> _testSplit = OptionKinds.Number("--test-split", "The part of the samples held back to measure on; 0 for none. Default 0.2.", "a number from 0 to less than 1", number => number is >= 0 and < 1);
    private readonly Option<string?> _loss = OptionKinds.Registered("--loss", "What training makes small. Default: follows from the target.", LossRegistry.All);
    private readonly Option<string[]?> _metrics = OptionKinds.Names("--metrics", "Numbers to watch. Default: follows from the target.");
    private readonly Option<string?> _dtype = OptionKinds.Word("--dtype", "The number type. Default float32.", "float32", "float64");
    private readonly Option<int?> _crossValidation = OptionKinds.Count("--cross-validation", "Train N times, each time measuring on another N-th of the samples.", 2, 1000);
    private readonly Option<int?> _threads = OptionKinds.Count("--threads", "Threads to compute on; the numbers do not depend on it. Default: all processors.", 1, 1024);
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Write the trained model to this file, model.keras, which Keras opens, too." };
    private readonly Option<bool> _force = OutputFile.ForceOption();
    private readonly Option<string?> _svg = new("--svg") { Description = "Draw the loss by epoch: the picture is written to this file, name.svg." };
    private readonly Option<string?> _resume = new("--resume") { Description = "Go on training this model, with its optimizer's state, instead of a new one." };
    private readonly Option<bool> _json = OptionKinds.Flag("--json", "Write one JSON document, and nothing else.");

    public IEnumerable<Option> All =>
    [
        _hidden, _activation, _epochs, _batchSize, _optimizer, _learningRate, _noShuffle, _seed, _initialWeights, _noStandardize, _testSplit, _loss, _metrics, _dtype, _crossValidation, _threads, _output, _svg, _force, _resume, _json,
    ];

    public TrainSettings Read(ParseResult parsed)
    {
        foreach (string metric in parsed.GetValue(_metrics) ?? [])
        {
            // Names such as "accuracy" stand for a class that depends on the data; the library checks both.
            _ = (MetricChoice)metric;
        }

        return new TrainSettings
        {
            Hidden = parsed.GetResult(_hidden) is null ? null : parsed.GetValue(_hidden),
            Activation = parsed.GetValue(_activation) ?? "relu",
            Epochs = parsed.GetValue(_epochs),
            BatchSize = parsed.GetValue(_batchSize),
            Optimizer = parsed.GetValue(_optimizer) ?? "adam",
            LearningRate = parsed.GetValue(_learningRate),
            Shuffle = !parsed.GetValue(_noShuffle),
            Seed = parsed.GetValue(_seed) ?? 0,
            InitialWeights = parsed.GetValue(_initialWeights),
            Standardize = !parsed.GetValue(_noStandardize),
            TestSplit = parsed.GetValue(_testSplit),
            Loss = parsed.GetValue(_loss),
            Metrics = parsed.GetResult(_metrics) is null ? null : parsed.GetValue(_metrics),
            DType = parsed.GetValue(_dtype) == "float64" ? DType.Float64 : DType.Float32,
            DTypeIsGiven = parsed.GetValue(_dtype) is not null,
            CrossValidation = parsed.GetValue(_crossValidation),
            Threads = parsed.GetValue(_threads),
            Output = parsed.GetValue(_output),
            Svg = parsed.GetValue(_svg),
            Force = parsed.GetValue(_force),
            Resume = parsed.GetValue(_resume),
            Json = parsed.GetValue(_json),
        };
    }
}
