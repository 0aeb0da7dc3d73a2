using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Training;
using FsCheck;
using FsCheck.Fluent;

namespace Backprop.Tests.Training.Files;

/// <summary>Random models, trained a little, saved and read: everything is the same to the bit, also one step later where no layer draws random numbers.</summary>
public sealed class RandomModelFileTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(40).WithReplay(20261123, 17);

    private static readonly Arbitrary<int[]> s_programs = Arb.From(Gen.Choose(0, int.MaxValue).ArrayOf(60), program => program.Length == 0 ? [] : [program[..^1], program[1..]]);

    [Fact]
    public void A_model_that_was_saved_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        var classes = new HashSet<string>();
        Prop.ForAll(s_programs, program =>
        {
            var random = new RandomModels(program);
            Model model = random.Build();
            classes.UnionWith(random.Classes);
            TensorSet x = random.X.ToArray(), y = random.Y.ToArray();
            model.Fit(x, y, batchSize: 4, epochs: 2, shuffle: false);
            string path = folder.At("model.keras");
            model.Save(path);
            Model loaded = Model.Load(path);
            Assert.Equal(model.ToJson().ToJsonString(), loaded.ToJson().ToJsonString());
            AssertSame(model, loaded, x);

            // As in Keras, files do not keep how often a layer has drawn random numbers.
            if (random.Classes.Overlaps(["Dropout", "GaussianNoise", "SpatialDropout1D"])) return;
            Assert.Equal(model.TrainOnBatch(x, y), loaded.TrainOnBatch(x, y));
            AssertSame(model, loaded, x);
        }).Check(s_config);
        Assert.InRange(classes.Count, 25, int.MaxValue);
    }

    [Fact]
    public void Weights_come_back_from_every_form_of_file()
    {
        using var folder = new TemporaryFolder();
        Prop.ForAll(s_programs, program =>
        {
            var random = new RandomModels(program);
            Model model = random.Build();
            TensorSet x = random.X.ToArray(), y = random.Y.ToArray();
            model.Fit(x, y, batchSize: 4, shuffle: false);
            foreach (string name in new[] { "a.weights.h5", "a.npz", "a.safetensors" })
            {
                string path = folder.At(name);
                model.SaveWeights(path);
                Model other = model.Clone(seed: 99);
                other.LoadWeights(path);
                AssertSame(model, other, x);
            }
        }).Check(s_config.WithMaxTest(15));
    }

    private static void AssertSame(Model model, Model loaded, TensorSet x)
    {
        Assert.Equal(model.Weights.Select(weight => (weight.Path, weight.Shape, weight.Variable.DType, weight.IsTrainable)), loaded.Weights.Select(weight => (weight.Path, weight.Shape, weight.Variable.DType, weight.IsTrainable)));
        foreach ((Backprop.Layers.Weight own, Backprop.Layers.Weight other) in model.Weights.Zip(loaded.Weights)) Assert.Equal(Bits(own.Variable.Value), Bits(other.Variable.Value));
        foreach ((Tensor own, Tensor other) in model.PredictAll(x).Zip(loaded.PredictAll(x))) Assert.Equal(Bits(own), Bits(other));
    }

    private static long[] Bits(Tensor tensor) => [.. tensor.Cast(DType.Float64).ToArray<double>().Select(BitConverter.DoubleToInt64Bits)];
}
