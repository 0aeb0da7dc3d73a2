using System.Text.Json;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Training;

namespace Backprop.Tests.KerasParity;

/// <summary>The forms in which Keras and tools after it write models, files that must be refused, and architectures of real size.</summary>
public sealed class KerasParityFileTests
{
    public static IEnumerable<TheoryDataRow<string>> Files => Entries("files", "files.json", "files").Select(entry => new TheoryDataRow<string>(entry.GetProperty("file").GetString()!)).OrNotRun();

    public static IEnumerable<TheoryDataRow<string>> Refused => Entries("refused", "refused.json", "files").Select(entry => new TheoryDataRow<string>(entry.GetProperty("file").GetString()!)).OrNotRun();

    public static IEnumerable<TheoryDataRow<string>> Applications => Entries("applications", "applications.json", "models").Select(entry => new TheoryDataRow<string>(entry.GetProperty("file").GetString()!)).OrNotRun();

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Files))]
    public void Every_form_of_file_is_read(string file)
    {
        JsonElement entry = Entries("files", "files.json", "files").Single(one => one.GetProperty("file").GetString() == file);
        string path = ParityFolder.At("files", file);
        Model model;
        if (entry.GetProperty("kind").GetString() == "weights")
        {
            model = Model.Load(Trained);
            foreach (Backprop.Layers.Weight weight in model.Weights) weight.Assign(new Tensor(weight.Variable.DType, weight.Shape));
            model.LoadWeights(path);
        }
        else
        {
            model = Model.Load(path);
        }

        // Half precision and bfloat16 as their descriptions say.
        string what = entry.GetProperty("what").GetString()!;
        double tolerance = what.Contains("1e-2", StringComparison.Ordinal) ? 1e-2 : what.Contains("3e-2", StringComparison.Ordinal) ? 3e-2 : 2e-5;
        IReadOnlyList<Tensor> predicted = model.PredictAll(Data(model, entry.GetProperty("x")));
        new ParityTolerance(tolerance, tolerance / 10).Check(Numbers(entry.GetProperty("predict")), predicted[0].Cast(DType.Float64), file);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Refused))]
    public void A_bad_file_is_refused_with_one_sentence(string file)
    {
        string path = ParityFolder.At("refused", file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ModelFormatException refusal = Assert.Throws<ModelFormatException>(() =>
        {
            if (file.EndsWith(".weights.h5", StringComparison.Ordinal)) Model.Load(Trained).LoadWeights(path);
            else Model.Load(path);
        });
        Assert.Contains(Path.GetFileName(file), refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Applications))]
    public void An_application_predicts_what_it_does_in_Keras(string file)
    {
        JsonElement entry = Entries("applications", "applications.json", "models").Single(one => one.GetProperty("file").GetString() == file);
        IReadOnlyDictionary<string, Tensor> data = NpzFile.Load(ParityFolder.At("applications", entry.GetProperty("data").GetString()!));
        Model model = Model.Load(ParityFolder.At("applications", file));
        Assert.Equal(entry.GetProperty("parameters").GetInt64(), model.CountParams());
        Assert.Equal(entry.GetProperty("layers").GetInt32(), model.Layers.Count);
        ParityTolerance.Single.Check(data["predict.0"], model.PredictAll(TensorSet.Create([data["x.0"]]))[0], file);
    }

    /// <summary>The model that files of weights alone belong to; the project's where the folder has none.</summary>
    private static string Trained => File.Exists(ParityFolder.At("files", "trained.keras")) ? ParityFolder.At("files", "trained.keras") : Repository.At("tests/fixtures/keras-cases/files/trained.keras");

    private static IReadOnlyList<JsonElement> Entries(string folder, string file, string key)
    {
        string path = ParityFolder.At(folder, file);
        return File.Exists(path) ? [.. JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty(key).EnumerateArray()] : [];
    }

    private static TensorSet Data(Model model, JsonElement json)
    {
        if (json[0].ValueKind != JsonValueKind.Array || json[0][0].ValueKind != JsonValueKind.String) return TensorSet.Create([Numbers(json).Cast(DType.Float32)]);

        // Text is looked up before the model, which takes the numbers.
        string[] texts = [.. json.EnumerateArray().Select(row => row[0].GetString()!)];
        return TensorSet.Create([model.Layers.OfType<Backprop.Layers.StringLookup>().Single().Indices(texts)]);
    }

    private static Tensor Numbers(JsonElement json) => ParityFunctions.Tensor(json, DType.Float64);
}
