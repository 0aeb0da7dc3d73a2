using Backprop.Explanations;
using Backprop.Explanations.Auditing;
using Backprop.Explanations.Derivations;
using Backprop.Studio.Experiments;
using Backprop.Training;

namespace Backprop.Studio.Pages;

/// <summary>A mistake planted into the gradients of a small network, with what can be seen of it and some answers to choose from.</summary>
internal sealed class Quiz
{
    private const string Network = """{"layers": [{"units": 2, "activation": "sigmoid"}, {"units": 1, "activation": "linear"}], "weights": {"dense/kernel": [[0.1, -0.2], [0.4, 0.3]], "dense/bias": [0, 0.1], "dense_1/kernel": [[0.5], [-0.6]], "dense_1/bias": [0.2]}, "loss": "mse", "optimizer": {"name": "sgd", "learning_rate": 0.1}, "batch_size": 3, "x": [[1, 2], [3, -1], [0.5, 0.25]], "y": [[1], [0], [0.5]]}""";
    private const int Answers = 5;

    private static readonly Lazy<(Model Model, SampleData Data, IReadOnlyList<PlantedMistake> Mistakes, ModelExplanation Right)> s_network = new(() =>
    {
        (Model model, SampleData data) = Experiment.Parse(Network).Build();
        // One of each kind; a mistake that looks like an earlier one would have two right answers.
        PlantedMistake[] kinds = [.. Audit.Of(model, data.X, data.Y).PlantedMistakes().GroupBy(one => one.Code).Select(group => group.First())];
        return (model, data, [.. kinds.Where(one => Audit.Of(model, data.X, data.Y).Gradients(one.Gradients).Findings is [{ } finding] && finding.Code == one.Code)], model.Explain(data.X, data.Y));
    });

    private readonly PlantedMistake _planted;

    private Quiz(PlantedMistake planted, int number)
    {
        _planted = planted;
        (Model model, SampleData data, IReadOnlyList<PlantedMistake> mistakes, ModelExplanation right) = s_network.Value;
        Report = Audit.Of(model, data.X, data.Y).Gradients(planted.Gradients);
        Symptoms = [.. planted.Gradients.SelectMany(entry => Enumerable.Range(0, entry.Value.Size).Select(i => (entry.Value.Shape.NameOf(entry.Key, i), entry.Value.At(i), right.GradientOf(entry.Key).At(i))))];
        // The others come from elsewhere in the catalogue; always the same ones for a number, so that a link leads to the same question.
        Choices = [.. Enumerable.Range(0, Answers).Select(i => mistakes[(number + (i * 7)) % mistakes.Count]).DistinctBy(one => one.Code).OrderBy(one => one.Code, StringComparer.Ordinal).Select(one => (one.Code, one.Name))];
    }

    /// <summary>How many kinds of mistakes there are.</summary>
    public static int Count => s_network.Value.Mistakes.Count;

    public IReadOnlyList<(string Name, double Theirs, double Right)> Symptoms { get; }

    public IReadOnlyList<(string Code, string Name)> Choices { get; }

    /// <summary>What was done, as a sentence without its full stop.</summary>
    public string Done => _planted.Done;

    public AuditReport Report { get; }

    public static Quiz Of(int number) => new(s_network.Value.Mistakes[number % Count], number % Count);

    public bool IsRight(string code) => code == _planted.Code;
}
