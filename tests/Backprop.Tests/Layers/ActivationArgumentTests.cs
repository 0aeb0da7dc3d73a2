using Backprop.Activations;
using Backprop.Layers;
using Backprop.Testing;
using Backprop.Training;

namespace Backprop.Tests.Layers;

/// <summary>A file has no place for an activation's arguments: they are refused and never lost on the way.</summary>
public sealed class ActivationArgumentTests
{
    [Fact]
    public void Arguments_of_its_own_are_refused()
    {
        ActivationFunction[] functions =
        [
            new Celu(2), new Elu(0.5), new Gelu(approximate: true), new Glu(1), new HardShrink(1), new LeakyRelu(0.3), new LogSoftmax(1), new Relu(0.1), new Relu(0, 6),
            new Relu(0, null, 1), new Activations.Softmax(1), new SoftShrink(1), new Sparsemax(1), new Squareplus(2), new Threshold(1), new Threshold(0, 1),
        ];
        Assert.All(functions, function => Assert.Contains($"this {function.Name} ", Assert.Throws<NotSupportedException>(() => function.ToJson()).Message, StringComparison.Ordinal));

        // Every function whose constructor has arguments is among them.
        Assert.Equal(
            typeof(Elu).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(ActivationFunction)) && type.GetConstructors().Any(constructor => constructor.GetParameters().Length > 0)).Select(type => type.Name).Order(StringComparer.Ordinal),
            functions.Select(function => function.GetType().Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Default_arguments_are_the_name() =>
        Assert.All(ActivationRegistry.All.Names, name => Assert.Equal(ActivationRegistry.All.Get(name).Name, ActivationRegistry.All.Get(name).ToJson().GetValue<string>()));

    [Fact]
    public void A_model_with_them_is_not_saved_and_its_weights_are()
    {
        using var folder = new TemporaryFolder();
        var model = new Sequential { new InputLayer([3]), new Dense(2, new Elu(0.5)) };
        Assert.Contains("ELU", Assert.Throws<NotSupportedException>(() => model.Save(folder.At("model.keras"))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
        model.SaveWeights(folder.At("model.weights.h5"));
        Assert.Single(Directory.GetFiles(folder.Path));
    }
}
