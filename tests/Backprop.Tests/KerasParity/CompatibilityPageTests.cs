using System.Text;
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

/// <summary>The lists in docs/keras-compatibility.md are those of the registries.</summary>
public sealed class CompatibilityPageTests
{
    private const string Begin = "<!-- from the registries -->", End = "<!-- end -->";

    [Fact]
    public void The_page_lists_what_there_is()
    {
        string path = Repository.At("docs/keras-compatibility.md");
        string page = File.ReadAllText(path).ReplaceLineEndings("\n");
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = page.IndexOf(End, StringComparison.Ordinal);
        string lists = "\n\n" + Lists() + "\n";
        if (Environment.GetEnvironmentVariable("BACKPROP_APPROVE") == "1") File.WriteAllText(path, page[..begin] + lists + page[end..]);
        else Assert.True(page[begin..end] == lists, "The lists differ from the registries. Run  ./test --approve --filter CompatibilityPageTests  and read the difference.");
    }

    private static string Lists()
    {
        var text = new StringBuilder("| kind | there are |\n| --- | --- |\n");
        // Models register themselves as layers when the first file is read, tests add classes of their own.
        string[] models = ["Sequential", "Functional", "Model"];
        Row("layers", LayerRegistry.All.ClassNames.Where(name => !name.Contains('>') && !models.Contains(name) && typeof(Layer).Assembly.GetType("Backprop.Layers." + name) is not null));
        Row("activations", ActivationRegistry.All.Names);
        Row("initializers", InitializerRegistry.All.ClassNames);
        Row("regularizers", RegularizerRegistry.All.ClassNames);
        Row("constraints", ConstraintRegistry.All.ClassNames);
        Row("losses", LossRegistry.All.ClassNames);
        Row("metrics", MetricRegistry.All.ClassNames);
        Row("optimizers", OptimizerRegistry.All.ClassNames);
        Row("schedules", ScheduleRegistry.All.ClassNames);
        Row("`keras.ops` between layers", KerasOperationTable.Names);
        text.Append("\nWhere numbers may differ from Keras', and by how much:\n\n| where | allowed | why |\n| --- | --- | --- |\n");
        foreach (ParityException exception in ParityException.All) text.Append($"| {exception.Where} | {exception.Allowed} | {exception.Reason} |\n");
        return text.ToString();

        void Row(string kind, IEnumerable<string> names) => text.Append($"| {kind} | {string.Join(", ", names.Distinct().Order(StringComparer.Ordinal))} |\n");
    }
}
