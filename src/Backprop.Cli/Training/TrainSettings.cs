using Backprop.Tensors;

namespace Backprop.Cli.Training;

/// <summary>What the user asked for; null where the data decides.</summary>
internal sealed record TrainSettings
{
    public int[]? Hidden { get; init; }
    public string Activation { get; init; } = "relu";
    public int? Epochs { get; init; }
    public int? BatchSize { get; init; }
    public string Optimizer { get; init; } = "adam";
    public double? LearningRate { get; init; }
    public bool Shuffle { get; init; } = true;
    public int Seed { get; init; }
    public double? InitialWeights { get; init; }
    public bool Standardize { get; init; } = true;
    public double? TestSplit { get; init; }
    public string? Loss { get; init; }
    public string[]? Metrics { get; init; }
    public DType DType { get; init; } = DType.Float32;
    public bool DTypeIsGiven { get; init; }
    public int? CrossValidation { get; init; }
    public int? Threads { get; init; }
    public string? Output { get; init; }
    public string? Svg { get; init; }
    public bool Force { get; init; }
    public string? Resume { get; init; }
    public bool Json { get; init; }
}

/// <summary>Where the samples come from: a table, a pair of image files, or a data set by name.</summary>
internal sealed record SourceSettings
{
    public string? File { get; init; }
    public string? Target { get; init; }
    public string[]? Columns { get; init; }
    public string? Task { get; init; }
    public char? Separator { get; init; }
    public bool? Header { get; init; }
    public string Missing { get; init; } = "error";
    public bool SkipBadRows { get; init; }
    public string[] Categories { get; init; } = [];
    public string? Images { get; init; }
    public string? ImageSize { get; init; }
    public bool Grayscale { get; init; }
    public string? Labels { get; init; }
    public string? TestImages { get; init; }
    public string? TestLabels { get; init; }
    public string? DataSet { get; init; }
}
