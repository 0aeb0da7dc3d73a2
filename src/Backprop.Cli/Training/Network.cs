using Backprop.Initializers;
using Backprop.Layers;
using Backprop.Metrics;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Cli.Training;

/// <summary>Makes the model that the settings and the data call for.</summary>
internal static class Network
{
    /// <summary>The model to train: a new one, or the one to go on with.</summary>
    public static Model Prepare(Samples samples, TaskChoice task, TrainSettings settings, Plan plan)
    {
        if (settings.Resume is not { } path) return Create(samples, task, settings, plan);
        Model model = Model.Load(path);
        if (!model.IsCompiled) throw new BadInputException($"{Path.GetFileName(path)} was saved without optimizer and loss; there is no training to go on with.");
        if (settings.LearningRate is { } rate) model.Optimizer.LearningRate = rate;
        return model;
    }

    /// <summary>A compiled model: standardisation, hidden layers, output. Mean and deviation are those of the samples it will learn from.</summary>
    public static Sequential Create(Samples samples, TaskChoice task, TrainSettings settings, Plan plan)
    {
        var model = new Sequential(dtype: settings.DType, seed: settings.Seed) { new InputLayer(Row(samples.X), settings.DType) };
        if (plan.Standardize)
        {
            // All pixels of images share a mean and a deviation; each column of a table has its own.
            var standardize = new Normalization(axis: samples.IsImages ? null : -1, dtype: settings.DType);
            standardize.Adapt(samples.X);
            model.Add(standardize);
        }

        if (samples.IsImages) model.Add(new Flatten());
        foreach (int units in plan.Hidden) model.Add(new Dense(units, settings.Activation, kernelInitializer: Kernel(settings)));
        model.Add(new Dense(task.Units, task.Activation, kernelInitializer: Kernel(settings)));
        if (plan.Standardize && samples.Classes is null)
        {
            // Targets of any size are learned alike: the network's output is in deviations from the mean, and this layer scales it back.
            var scaleBack = new Normalization(invert: true, dtype: settings.DType);
            scaleBack.Adapt(samples.Y);
            model.Add(scaleBack);
        }

        Optimizer optimizer = settings.Optimizer;
        if (settings.LearningRate is { } rate) optimizer.LearningRate = rate;
        model.Compile(optimizer, task.Loss, [.. task.Metrics.Select(name => (MetricChoice)name)]);
        return model;
    }

    private static Constant? Kernel(TrainSettings settings) => settings.InitialWeights is { } start ? new Constant(start) : null;

    private static Shape Row(Tensor x) => x.Shape.Remove(0);
}
