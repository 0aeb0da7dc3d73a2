using System.Diagnostics;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// Expressions compiled into a flat list of kernel calls over one block of memory, to be run again and again: the outputs are computed,
/// then, if every guard is finite, all updates are applied together. After the first run, running allocates nothing.
/// A plan belongs to one thread at a time.
/// </summary>
public sealed class Plan
{
    private readonly IReadOnlyList<Node> _results;
    private readonly Planner _planner;
    private readonly Kernel[] _kernels;
    private readonly Kernel[] _updates;
    private readonly Kernel[] _joined;
    private readonly Kernel[] _joinedUpdates;
    private readonly Tensor[] _guards;

    private Plan(Planner planner, IReadOnlyList<Node> results)
    {
        _planner = planner;
        _results = results;
        _kernels = [.. planner.Kernels];
        _updates = [.. planner.UpdateKernels];
        _joined = SmallCall.Join(_kernels);
        _joinedUpdates = SmallCall.Join(_updates);
        _guards = [.. planner.Guards];
    }

    /// <summary>The kernel calls of one run: what a small network's step costs.</summary>
    public int KernelCount => _kernels.Length + _updates.Length;

    /// <summary>What each kernel call computes, in order: the operations of a fused program are joined by " → ".</summary>
    public IReadOnlyList<PlannedCall> Calls => _planner.Calls;

    /// <summary>The bytes for intermediate values; those that never live at the same time share them.</summary>
    public long ArenaBytes => _planner.ArenaBytes;

    /// <summary>The most bytes of intermediate values that live at the same time: the least that any arena for this order of calls could have.</summary>
    internal long LiveBytes => _planner.LiveBytes;

    /// <summary>How many elementwise programs were prepared for all calls together.</summary>
    internal int PreparedPrograms => _planner.PreparedPrograms;

    /// <summary>Compiles expressions.</summary>
    /// <param name="outputs">What to compute.</param>
    /// <param name="updates">Variables and their next values; at most one per variable.</param>
    /// <param name="guards">Expressions that must hold no NaN and no infinity for the updates to be applied.</param>
    /// <param name="memoryBudget">Bytes that values in between may take. Where they would take more, values are computed again instead of kept, each once at most; the results are
    /// the same to the bit. Default null: everything is kept that is read later.</param>
    /// <exception cref="ArgumentException">A variable is updated twice, or with a value of another type.</exception>
    /// <exception cref="InvalidOperationException">Not even so much computing again keeps to the budget; the message says how many bytes are needed.</exception>
    public static Plan Of(IReadOnlyList<Node> outputs, IReadOnlyList<Update>? updates = null, IReadOnlyList<Node>? guards = null, long? memoryBudget = null)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        updates ??= [];
        guards ??= [];
        var seen = new HashSet<Variable>(NodeComparer.Instance);
        foreach (Update update in updates)
        {
            if (!seen.Add(update.Variable)) throw new ArgumentException($"The variable {update.Variable.Name} is updated twice in one step; write one expression for its next value.", nameof(updates));
            if (update.Value.Type != update.Variable.Type) throw new ArgumentException($"The variable {update.Variable.Name} is {update.Variable.Type}; its next value is {update.Value.Type}.", nameof(updates));
        }

        return new Plan(new Planner(outputs, updates, guards, memoryBudget), [.. outputs, .. guards, .. updates.Select(update => update.Value)]);
    }

    /// <summary>The value of an output after a run, valid until the next.</summary>
    /// <exception cref="KeyNotFoundException">The node is not an output of the plan.</exception>
    public Tensor this[Node output] => _planner.Outputs.TryGetValue(output, out Tensor? value) ? value : throw new KeyNotFoundException($"{output} is not an output of this plan.");

    /// <summary>Lets a placeholder read a tensor, or a part of it, in place: nothing is copied, so the numbers must stay until the run is over.</summary>
    /// <param name="placeholder">A placeholder; one that the expressions do not use is ignored.</param>
    /// <param name="source">Where the numbers lie.</param>
    /// <param name="elementOffset">The position of the placeholder's first element in the source.</param>
    /// <exception cref="ArgumentException">The number type differs, or the source is too short.</exception>
    public void Feed(Placeholder placeholder, Tensor source, long elementOffset = 0)
    {
        ArgumentNullException.ThrowIfNull(placeholder);
        ArgumentNullException.ThrowIfNull(source);
        if (source.DType != placeholder.DType) throw new ArgumentException($"The placeholder {placeholder.Name} takes {placeholder.DType.KerasName}; it was given {source.DType.KerasName}.", nameof(source));
        Fed(placeholder)?.Feed(source, elementOffset);
    }

    /// <summary>What feeds a placeholder, for whoever does it in every step; null where the expressions do not use it.</summary>
    internal FedPlaceholder? Fed(Placeholder placeholder) => _planner.Fed.GetValueOrDefault(placeholder);

    /// <summary>Computes the outputs and applies the updates.</summary>
    /// <returns>False if a guard held NaN or infinity: then no variable was changed.</returns>
    /// <exception cref="InvalidOperationException">A placeholder was never fed.</exception>
    public bool Run()
    {
        if (!_planner.AllFed) _planner.CheckFed();
        foreach (Kernel kernel in _joined) kernel.Run();
        bool finite = GuardsAreFinite();
        if (finite)
        {
            foreach (Kernel kernel in _joinedUpdates) kernel.Run();
        }

        // Kernels hold bare pointers while they run.
        GC.KeepAlive(this);
        return finite;
    }

    /// <summary>Runs the plan and measures every call: where the time of a step goes. Updates are applied in every run.</summary>
    /// <param name="runs">How often; the shortest time of each call is kept, so that what else the machine does counts little. Default 10.</param>
    /// <returns>One entry for each of <see cref="Calls"/>, in order. Looking at the guards takes time, too, and is not among them.</returns>
    /// <exception cref="InvalidOperationException">A placeholder was never fed.</exception>
    public IReadOnlyList<CallTime> Profile(int runs = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        // The first run makes the code and touches the memory.
        Run();
        Kernel[] all = [.. _kernels, .. _updates];
        var shortest = new long[all.Length];
        var starts = new long[all.Length];
        Array.Fill(shortest, long.MaxValue);
        for (int run = 0; run < runs; run++)
        {
            long begin = Stopwatch.GetTimestamp(), last = begin;
            for (int i = 0; i < all.Length; i++)
            {
                if (i == _kernels.Length && !GuardsAreFinite()) break;
                last = Stopwatch.GetTimestamp();
                all[i].Run();
                long now = Stopwatch.GetTimestamp();
                (shortest[i], starts[i]) = (Math.Min(shortest[i], now - last), last - begin);
            }
        }

        GC.KeepAlive(this);
        return [.. Calls.Select((call, i) => new CallTime(call, starts[i] / (double)Stopwatch.Frequency, shortest[i] == long.MaxValue ? 0 : shortest[i] / (double)Stopwatch.Frequency))];
    }

    /// <summary>Computes everything once more with every node's value kept, from what is fed and the variables as they are. Nothing is updated.</summary>
    public Trace Trace() => Plans.Trace.Run(_results, _planner.Feeds());

    private unsafe bool GuardsAreFinite()
    {
        foreach (Tensor guard in _guards)
        {
            if (!FiniteCheck.IsFinite(guard.Pointer, guard.Size, guard.DType)) return false;
        }

        return true;
    }
}
