using Backprop.Explanations.Memoizing;

namespace Backprop.Examples.Programs;

/// <summary>The fewest forward steps on a chain with few states held. What a 1000-layer network needed on its authors' machines is quoted, not computed.</summary>
internal static class CheckpointCounts
{
    public static void Run(Sheet sheet)
    {
        foreach ((int length, int checkpoints) in new[] { (10, 3), (10, 10), (56, 5), (100, 5), (100, 10) }) sheet.Is($"revolve_t({length},{checkpoints})", (double)Checkpointing.Cost(length, checkpoints).ForwardSteps);
        foreach (string name in new[] { "chen_resnet1000_memory_GB_before", "chen_resnet1000_memory_GB_after", "chen_extra_time_percent" }) sheet.Quote(name);
    }
}
