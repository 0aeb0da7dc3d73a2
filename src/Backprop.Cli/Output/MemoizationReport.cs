using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Backprop.Explanations.Memoizing;
using Backprop.Training;

namespace Backprop.Cli.Output;

/// <summary>The counts of <see cref="ModelMemoization"/> as text and as JSON. In JSON whole numbers of any size are text.</summary>
internal static class MemoizationReport
{
    private const int MostWeights = 12;
    private const int MostRows = 24;
    private const int LongestNumber = 24;

    public static void Print(Model model, ModelMemoization counted, int chain)
    {
        Terminal.Line($"{model.Name}, a batch of {counted.Rows}: the loss and the gradients of {Whole(counted.Paths.Entries)} numbers that train.");
        Terminal.Heading("The graph: equal nodes are one node, computed once");
        Terminal.Line($"forward pass         {Whole(counted.Forward.Nodes)} nodes");
        Terminal.Line($"backward pass        {Whole(counted.BackwardNodes)} nodes more");
        Terminal.Line($"used more than once  {Whole(counted.Graph.SharedNodes)} nodes");
        Terminal.Line($"as a tree            {Whole(counted.Graph.TreeNodes)} nodes, shared parts repeated wherever they are used");
        Terminal.Heading("Most shared");
        foreach (SharedNode node in counted.MostShared(8)) Terminal.Line($"{node.Name,-32} used {node.Uses} times, in the tree {Whole(node.Copies)}");
        Terminal.Heading("Paths from the weights' numbers to the loss");
        foreach (WeightPaths weight in counted.Paths.Weights.Take(MostWeights)) Terminal.Line($"{counted.NameOf(weight.Variable),-32} {Whole(weight.Entries),12} numbers {Whole(weight.Paths),24} paths");
        if (counted.Paths.Weights.Count > MostWeights) Terminal.Line($"… and {counted.Paths.Weights.Count - MostWeights} weights more");
        Terminal.Line($"{"all",-32} {Whole(counted.Paths.Entries),12} numbers {Whole(counted.Paths.Paths),24} paths");
        Terminal.Heading("Multiplications for all gradients (factors that are always 1 or -1 cost none)");
        Terminal.Line($"nothing shared: every path by itself  {Whole(counted.Paths.UnsharedMultiplications)}");
        Terminal.Line($"forward mode: one sweep per number    {Whole(counted.Paths.ForwardMultiplications)}");
        Terminal.Line($"δ shared: reverse mode                {Whole(counted.Paths.SharedMultiplications)}");
        Terminal.Heading("Two shelves");
        Terminal.Line($"values kept for the backward pass  {counted.Values.Nodes.Count,6} of {Whole(counted.Values.Bytes)} bytes (what checkpoints trade for time)");
        Terminal.Line($"δ shared by all that come before   {counted.Adjoints.Nodes.Count,6} of {Whole(counted.Adjoints.Bytes)} bytes (the memoization)");
        Terminal.Heading($"Checkpoints on a chain of {chain} equal steps");
        PrintChain(chain);
    }

    public static JsonObject Document(Model model, ModelMemoization counted, int chain) => new()
    {
        ["command"] = "memoization",
        ["model"] = model.Name,
        ["rows"] = counted.Rows,
        ["forward_nodes"] = counted.Forward.Nodes,
        ["backward_nodes"] = counted.BackwardNodes,
        ["shared_nodes"] = counted.Graph.SharedNodes,
        ["tree_nodes"] = Text(counted.Graph.TreeNodes),
        ["most_shared"] = new JsonArray([.. counted.MostShared().Select(node => (JsonNode)new JsonObject { ["node"] = node.Name, ["uses"] = node.Uses, ["copies_in_tree"] = Text(node.Copies) })]),
        ["weights"] = new JsonArray([.. counted.Paths.Weights.Select(weight => (JsonNode)new JsonObject { ["weight"] = counted.NameOf(weight.Variable), ["numbers"] = weight.Entries, ["paths"] = Text(weight.Paths) })]),
        ["paths"] = Text(counted.Paths.Paths),
        ["multiplications"] = new JsonObject
        {
            ["nothing_shared"] = Text(counted.Paths.UnsharedMultiplications),
            ["forward_mode"] = Text(counted.Paths.ForwardMultiplications),
            ["reverse_mode"] = Text(counted.Paths.SharedMultiplications),
        },
        ["values_kept"] = Shelf(counted.Values),
        ["adjoints"] = Shelf(counted.Adjoints),
        ["chain"] = chain,
        ["checkpoints"] = new JsonArray([.. Checkpointing.Of(chain).Select(cost => (JsonNode)new JsonObject { ["checkpoints"] = cost.Checkpoints, ["forward_steps"] = Text(cost.ForwardSteps), ["recomputed"] = Text(cost.Recomputed), ["repetitions"] = cost.Repetitions })]),
    };

    private static void PrintChain(int chain)
    {
        IReadOnlyList<CheckpointCost> costs = Checkpointing.Of(chain);
        Terminal.Line($"{"states held",12} {"forward steps",16} {"of them again",16}  a step is computed at most");
        foreach (CheckpointCost cost in costs.Where(cost => IsShown(cost.Checkpoints, chain))) Terminal.Line($"{cost.Checkpoints,12} {Whole(cost.ForwardSteps),16} {Whole(cost.Recomputed),16}  {Math.Max(1, cost.Repetitions)} times");
        if (chain > MostRows) Terminal.Line($"(a choice of the {chain} rows; --json lists all)");
        CheckpointCost least = costs.First(cost => cost.Recomputed <= chain - 1);
        CheckpointCost pieces = Checkpointing.Pieces(chain, Math.Max(1, (int)Math.Round(Math.Sqrt(chain))));
        Terminal.Line($"One more forward pass at most: {least.Checkpoints} states instead of {chain}. Keeping every √n-th state takes {pieces.Checkpoints} states and computes {Whole(pieces.Recomputed)} steps again.");
        Terminal.Line("No order of work needs fewer steps with as many states (Griewank and Walther, 2000).");
    }

    private static bool IsShown(int checkpoints, int chain) => chain <= MostRows || checkpoints <= 10 || checkpoints == chain || BitOperations.IsPow2(checkpoints);

    private static JsonObject Shelf(MemoryShelf shelf) => new() { ["nodes"] = shelf.Nodes.Count, ["bytes"] = shelf.Bytes };

    private static string Text(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>All digits, or, of very long numbers, the first ones with the power of ten.</summary>
    private static string Whole(BigInteger number)
    {
        string text = number.ToString("N0", CultureInfo.InvariantCulture);
        return text.Length <= LongestNumber ? text : number.ToString("E3", CultureInfo.InvariantCulture);
    }
}
