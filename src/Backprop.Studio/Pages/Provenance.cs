using System.Reflection;
using Backprop.Tensors;

namespace Backprop.Studio.Pages;

/// <summary>Where the numbers of a figure come from, in one line: what somebody needs to get the same ones.</summary>
internal static class Provenance
{
    public static string Version { get; } = typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public static string Line(Scene scene)
    {
        (string dtype, long seed) = scene.Recording.Before(scene.Step, model => (model.Weights.FirstOrDefault()?.Variable.DType.KerasName ?? "float32", model.Seed));
        return $"Backprop {Version} · {dtype} · sums in the kernels' own order · seed {seed} · experiment {scene.Experiment.Id} · step {scene.Step}";
    }
}
