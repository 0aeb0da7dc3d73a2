namespace Backprop.Layers;

/// <summary>What a layer is called with besides its inputs, under Keras' names: a mask, an initial state, whether attention looks only back.</summary>
/// <typeparam name="T">What stands for a value: a node, or a value in a model that is being described.</typeparam>
public sealed class CallOptions<T>
{
    /// <summary>Values, for example "mask", "initial_state" (several), "attention_mask".</summary>
    public Dictionary<string, IReadOnlyList<T>> Inputs { get; } = [];

    /// <summary>Switches, for example "use_causal_mask". "training" overrules, for this layer and its parts, what the graph is for.</summary>
    public Dictionary<string, bool> Flags { get; } = [];

    /// <summary>Adds values, unless they are null.</summary>
    public CallOptions<T> With(string name, params T?[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        T[] given = [.. values.OfType<T>()];
        if (given.Length > 0) Inputs[name] = given;
        return this;
    }

    /// <summary>Sets a switch, unless it is null.</summary>
    public CallOptions<T> With(string name, bool? flag)
    {
        if (flag is { } value) Flags[name] = value;
        return this;
    }

    /// <summary>The same with other values.</summary>
    internal CallOptions<TResult> Map<TResult>(Func<T, TResult> map)
    {
        var mapped = new CallOptions<TResult>();
        foreach ((string name, IReadOnlyList<T> values) in Inputs) mapped.Inputs[name] = [.. values.Select(map)];
        foreach ((string name, bool flag) in Flags) mapped.Flags[name] = flag;
        return mapped;
    }
}
