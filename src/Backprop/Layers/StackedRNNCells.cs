using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// Several cells as one: in every time step each reads the output of the one before. The states are those of all cells, one after the other.
/// Source: keras/src/layers/rnn/stacked_rnn_cells.py.
/// </summary>
public sealed class StackedRNNCells : RecurrentCell
{
    /// <summary>Describes the cell.</summary>
    /// <param name="cells">The cells, from the input on.</param>
    /// <param name="name">The name. Default stacked_rnn_cells.</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentException">There is no cell.</exception>
    public StackedRNNCells(IReadOnlyList<RecurrentCell> cells, string? name = null, DType? dtype = null, bool trainable = true)
        : base(name, dtype, trainable)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count == 0) throw new ArgumentException("Cells that are stacked are one or more; none was given.", nameof(cells));
        Cells = [.. cells];
        var counts = new Dictionary<string, int>();
        foreach (RecurrentCell cell in Cells)
        {
            // Files count the members of a list by class.
            string kind = KerasNames.SnakeCase(cell.KerasClass);
            int count = counts.GetValueOrDefault(kind);
            counts[kind] = count + 1;
            Track(cell, $"cells/{kind}{(count == 0 ? "" : $"_{count}")}");
            if (!trainable) cell.Trainable = false;
        }
    }

    /// <summary>The cells, from the input on.</summary>
    public IReadOnlyList<RecurrentCell> Cells { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> StateSizes => [.. Cells.SelectMany(cell => cell.StateSizes)];

    /// <inheritdoc/>
    public override int OutputSize => Cells[^1].OutputSize;

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("cells", new JsonArray([.. Cells.Select(cell => (JsonNode?)KerasObjects.Write(cell))]));

    /// <summary>The cell that <see cref="GetConfig"/> describes.</summary>
    public static StackedRNNCells FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new([.. config.Objects("cells", LayerRegistry.All).Select(cell => cell as RecurrentCell ?? throw config.Wrong("cells", "a list of recurrent cells"))]);
    }

    /// <inheritdoc/>
    protected override void Build(Shape inputShape)
    {
        foreach (RecurrentCell cell in Cells)
        {
            cell.EnsureBuilt([new TensorType(DType, inputShape)]);
            inputShape = [inputShape[0], cell.OutputSize];
        }
    }

    /// <inheritdoc/>
    protected override Node Prepare(Node x, CallContext context) => Cells[0].RunPrepare(x, context, Cells[0].Name);

    /// <inheritdoc/>
    protected override (Node Output, IReadOnlyList<Node> States) Step(Node x, IReadOnlyList<Node> states, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(context);
        var after = new List<Node>();
        foreach (RecurrentCell cell in Cells)
        {
            if (after.Count > 0) x = cell.RunPrepare(x, context, cell.Name);
            (x, IReadOnlyList<Node> own) = cell.RunStep(x, [.. states.Skip(after.Count).Take(cell.StateSizes.Count)], context, context.TimeStep, cell.Name);
            after.AddRange(own);
        }

        return (x, after);
    }
}
