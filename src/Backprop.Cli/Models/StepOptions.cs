using System.CommandLine;
using Backprop.Explanations;
using Backprop.Explanations.Auditing;
using Backprop.Explanations.Derivations;
using Backprop.Training;

namespace Backprop.Cli.Models;

/// <summary>The options that give a training step its samples.</summary>
internal sealed class StepOptions
{
    private readonly Option<string?> _x = new("--x") { Description = "The inputs: JSON text, or a .json, .npy, .npz or .csv file. A single sample may come without its batch axis." };
    private readonly Option<string?> _y = new("--y") { Description = "The targets, in the same forms." };
    private readonly Option<string?> _data = new("--data") { Description = "A file with x and y instead of --x and --y: .json in the form of a claim (docs/audit.md), or .npz." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_x, _y, _data]) command.Add(option);
    }

    /// <summary>Whether samples are given at all.</summary>
    public bool IsGiven(ParseResult parsed) => (parsed.GetValue(_x) ?? parsed.GetValue(_y) ?? parsed.GetValue(_data)) is not null;

    /// <summary>The samples.</summary>
    /// <exception cref="BadInputException">They are not given, or given twice.</exception>
    public SampleData Data(ParseResult parsed)
    {
        (string? x, string? y, string? data) = (parsed.GetValue(_x), parsed.GetValue(_y), parsed.GetValue(_data));
        if (data is not null) return x is null && y is null ? SampleData.Load(data) : throw new BadInputException("The samples are given twice: --data stands for --x and --y.");
        if (x is null || y is null) throw new BadInputException("On which samples? Give --x and --y, or --data with a file that has both.");
        return SampleData.Read(x, y);
    }

    /// <summary>The model of a step.</summary>
    public static Argument<string> ModelArgument() => new("model") { Description = "A compiled model: .keras, a folder with its members, or .h5; or a claim (docs/audit.md), .json, which has its own samples." };

    /// <summary>The next training step of a model in a file, or of a claim's network, on the samples.</summary>
    public ModelExplanation Explain(ParseResult parsed, string path)
    {
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && File.Exists(path))
        {
            AuditClaim claim = AuditClaim.Load(path);
            SampleData samples = IsGiven(parsed) ? Data(parsed) : new SampleData(claim.X, claim.Y, claim.SampleWeight);
            return claim.Model.Explain(samples.X, samples.Y, samples.SampleWeight);
        }

        SampleData data = Data(parsed);
        Model model = Model.Load(path);
        if (!model.IsCompiled) throw new BadInputException($"{Path.GetFileName(path)} was saved without a loss and an optimizer, so it has no gradients: compile the model before it is saved.");
        return model.Explain(data.X, data.Y, data.SampleWeight);
    }
}
