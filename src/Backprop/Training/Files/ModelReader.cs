using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Formats;
using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>Makes models of files. Nothing in a file is run, no type is looked up by a name from it, no other file is opened, and sizes are checked before memory is taken.</summary>
internal static class ModelReader
{
    // Each model inside a model, or layer inside a layer, costs about eight levels.
    private const int MostLevels = 256;

    // The newest Keras whose files were tried.
    private static readonly Version Newest = new(3, 15);

    /// <summary>A model from a .keras file, a folder with the same members, or an .h5 file.</summary>
    public static Model Read(string path, bool compile)
    {
        if (!File.Exists(path) && !Directory.Exists(path)) throw new FileNotFoundException($"There is no model \"{path}\".", path);
        return IsHdf5(path) ? ReadLegacy(path, compile) : ReadArchive(path, compile);
    }

    /// <summary>Whether a file begins as HDF5 does.</summary>
    public static bool IsHdf5(string path)
    {
        if (!File.Exists(path)) return false;
        Span<byte> beginning = stackalloc byte[8];
        using FileStream stream = File.OpenRead(path);
        return stream.ReadAtLeast(beginning, 8, throwOnEndOfStream: false) == 8 && Hdf5File.IsHdf5(beginning);
    }

    /// <summary>JSON from a file, nested at most so deep as models are.</summary>
    public static JsonObject Parse(string text, string file)
    {
        try
        {
            JsonNode? json = JsonNode.Parse(BareNumbers.Quote(text), documentOptions: new JsonDocumentOptions { MaxDepth = MostLevels });
            return json as JsonObject ?? throw new ModelFormatException(file, null, $"it holds {Config.Short(json)} where the description of a model, an object in braces, is expected.");
        }
        catch (JsonException e)
        {
            throw new ModelFormatException(file, e.LineNumber is { } line ? $"line {line + 1}" : null, "it is not JSON that describes a model; the file is damaged or nests too deep.", e);
        }
    }

    private static Model ReadArchive(string path, bool compile)
    {
        using ModelArchive archive = ModelArchive.Open(path);
        string file = $"{archive.Name}/{ModelArchive.Config}";
        JsonObject json = Parse(archive.ReadText(ModelArchive.Config), file);
        WarnOfNewer(archive);
        using Hdf5File weights = archive.OpenHdf5(ModelArchive.Hdf5Weights);
        StoredWeights stored = new StoredWeights($"{archive.Name}/{ModelArchive.Hdf5Weights}").Add(weights.Root);
        Model model = Build(json, file, stored, compile ? json["compile_config"] : null);
        LayerAssets.Load(model, archive);
        new WeightReader(model, stored).Read();
        return model;
    }

    /// <summary>A newer Keras may have written what is read as something else here.</summary>
    private static void WarnOfNewer(ModelArchive archive)
    {
        if (!archive.Has(ModelArchive.Metadata)) return;
        JsonNode? version = Parse(archive.ReadText(ModelArchive.Metadata), $"{archive.Name}/{ModelArchive.Metadata}")["keras_version"];
        if (version?.GetValueKind() == JsonValueKind.String && Version.TryParse(version.GetValue<string>(), out Version? writer) && writer.Major > Newest.Major)
        {
            Warning.Write($"{archive.Name} was written by Keras {writer}; files of Keras {Newest} and older are known here.");
        }
    }

    private static void WarnOfUnasked(string file, IReadOnlyList<string> places)
    {
        if (places.Count == 0) return;
        Warning.Write($"{file} sets what is not known here and was passed over: {Warning.Few(places)}.");
    }

    /// <summary>The older form: one HDF5 file with the configuration as text and a list of weights for each layer.</summary>
    private static Model ReadLegacy(string path, bool compile)
    {
        using Hdf5File file = Hdf5File.Open(path);
        string name = Path.GetFileName(path);
        if (!file.Root.Attributes.TryGetValue("model_config", out Hdf5Attribute? config)) throw new ModelFormatException(name, null, "it holds weights but no model. Make the model, then call LoadWeights.");
        JsonObject json = Parse(config.ReadString(), $"{name}/model_config");
        JsonNode? training = file.Root.Attributes.TryGetValue("training_config", out Hdf5Attribute? compiled) ? Parse(compiled.ReadString(), $"{name}/training_config") : null;
        StoredWeights stored = new StoredWeights(name).Add(file.Root);
        Model model = Build(json, $"{name}/model_config", stored, compile ? LegacyModel.TrainingConfig(training) : null);
        LegacyModel.ReadWeights(model, file.Root, stored);
        return model;
    }

    private static Model Build(JsonObject json, string file, StoredWeights stored, JsonNode? compiled)
    {
        try
        {
            using var allowance = new WeightAllowance(stored.Numbers);
            using var unasked = new UnaskedArguments();
            Model model = ModelConfig.Read(json, "config");
            BuildShapes.Check(model, json, "config");
            if (!model.HasWeights && json["build_config"] is JsonObject build && build["input_shape"] is JsonArray) Shape(model, new Config(build, "build_config"));
            if (!model.HasWeights && stored.Numbers > 0) throw new ConfigException("config", "it does not say what the input looks like, so the weights have no place. Save the model after it has seen data.");
            if (compiled is not null and not JsonObject) throw new ConfigException("compile_config", $"it holds {Config.Short(compiled)} where an object in braces is expected.");
            if (compiled is JsonObject compilation) CompileConfig.Read(model, new Config(compilation, "compile_config"));
            WarnOfUnasked(file, unasked.Places);
            return model;
        }
        catch (ConfigException e)
        {
            throw new ModelFormatException(file, e.Path, e.Reason, e);
        }
    }

    private static void Shape(Model model, Config build) => ModelConfig.At(build.At("input_shape"), () => model.InferTypes([new TensorType(model.DType, build.Shape("input_shape"))]));
}
