using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>A graph made ready to run again and again.</summary>
public sealed unsafe class Plan
{
    private readonly Node[] _outputs;
    private readonly Update[] _updates;
    private readonly Node[] _guards;
    private readonly Dictionary<Placeholder, Tensor> _feeds = [];
    private Trace? _last;

    private Plan(Node[] outputs, Update[] updates, Node[] guards)
    {
        _outputs = outputs;
        _updates = updates;
        _guards = guards;
    }

    /// <summary>The value of an output in the last run, valid until the next.</summary>
    public Tensor this[Node node] => (_last ?? throw new InvalidOperationException("The plan has not run yet."))[node];

    /// <summary>Makes a plan.</summary>
    /// <param name="outputs">What to compute.</param>
    /// <param name="updates">New values of variables, applied together after each run.</param>
    /// <param name="guards">Nodes that must be finite for the updates to be applied.</param>
    public static Plan Of(IReadOnlyList<Node> outputs, IReadOnlyList<Update>? updates = null, IReadOnlyList<Node>? guards = null) => new([.. outputs], [.. updates ?? []], [.. guards ?? []]);

    /// <summary>Reads a placeholder's numbers from a part of a tensor, in place.</summary>
    public void Feed(Placeholder placeholder, Tensor source, long elementOffset = 0)
    {
        ArgumentNullException.ThrowIfNull(placeholder);
        ArgumentNullException.ThrowIfNull(source);
        _feeds[placeholder] = new Tensor(placeholder.DType, placeholder.Shape, source.Storage, source.ByteOffset + elementOffset * source.DType.Bytes);
    }

    /// <summary>Computes outputs and guards and, if all guards are finite, applies the updates; otherwise returns false and changes nothing.</summary>
    public bool Run()
    {
        _last = Trace.Run([.. _outputs, .. _updates.Select(update => update.Value), .. _guards], _feeds);
        foreach (Node guard in _guards)
        {
            for (int i = 0; i < _last[guard].Size; i++)
            {
                if (!double.IsFinite(_last[guard].At(i))) return false;
            }
        }

        foreach (Update update in _updates) _last[update.Value].CopyTo(update.Variable.Value);
        return true;
    }
}
