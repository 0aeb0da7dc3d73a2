using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;

namespace Backprop.Examples.Programs;

/// <summary>One step with momentum, the learning rate inside the velocity as in Keras: v ← μ·v − lr·g, w ← w + v.</summary>
internal static class Cs231nMomentum
{
    public static void Run(Sheet sheet)
    {
        Variable w = Variable.Of("w", Sheet.Even(-0.4, 0.6, 20)), velocity = Variable.Of("velocity", Sheet.Even(0.6, 0.9, 20));
        Node gradient = Sheet.Even(-0.6, 0.4, 20), next = 0.9 * velocity - 0.001 * gradient;
        Plan.Of([], [new Update(velocity, next), new Update(w, w + next)]).Run();
        Sheet.Row velocities = sheet.Of(velocity), weights = sheet.Of(w);
        for (int i = 0; i < 20; i++) velocities.Is($"velocity[{i}]", i);
        foreach (int i in new[] { 0, 12, 13, 14, 15, 16, 17, 18, 19 }) weights.Is($"w[{i}]", i);
    }
}
