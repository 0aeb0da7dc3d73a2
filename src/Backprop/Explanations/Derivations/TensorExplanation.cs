using System.Text.Json.Nodes;
using Backprop.Explanations.Cards;
using Backprop.Explanations.Pictures;
using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Explanations.Derivations;

/// <summary>The gradient of a whole weight, activation or input: the formula in matrices, as the graph computes it, and its numbers.</summary>
public sealed class TensorExplanation : Explanation
{
    private const int MostRows = 12;
    private readonly StepNumbers _step;
    private readonly Node _node;
    private readonly bool _isWeight;

    internal TensorExplanation(StepNumbers step, Node node, bool isWeight)
    {
        (_step, _node, _isWeight) = (step, node, isWeight);
        Gradient = step.Trace[step.Record.Of(node)];
        Values = step.Trace[node];
        After = isWeight ? step.After((Variable)node) : null;
    }

    /// <summary>The name, for example "dense/kernel".</summary>
    public string Name => _step.Symbols.Of(_node).Text;

    /// <summary>The gradient, exactly as the engine computes it.</summary>
    public Tensor Gradient { get; }

    /// <summary>The numbers themselves.</summary>
    public Tensor Values { get; }

    /// <summary>A weight's numbers after the step; null for what is no weight.</summary>
    public Tensor? After { get; }

    /// <inheritdoc/>
    public override Card Card(DerivationOptions? options = null) => new(Name, [.. _step.Preface(options ?? DerivationOptions.Default), .. Parts(options ?? DerivationOptions.Default)]);

    /// <inheritdoc/>
    public override string ToSvg(DerivationOptions? options = null) => GradientBars.Write(Name, [this], options ?? DerivationOptions.Default);

    /// <inheritdoc/>
    public override JsonObject ToJson(DerivationOptions? options = null)
    {
        var json = new JsonObject
        {
            ["kind"] = _isWeight ? "whole-weight" : "tensor",
            ["name"] = Name,
            ["shape"] = new JsonArray([.. _node.Shape.Select(length => (JsonNode)length)]),
            ["dtype"] = _node.DType.KerasName,
            ["formula"] = Formula(options ?? DerivationOptions.Default).ToString(),
            ["value"] = DerivationJson.Values(Gradient),
            ["numbers"] = DerivationJson.Values(Values),
            ["loss"] = _step.LossJson(),
        };
        if (After is not null) json["after"] = DerivationJson.Values(After);
        return json;
    }

    /// <summary>The gradient in matrices: adjoints of what has a name are δ, everything else is written as the graph has it.</summary>
    internal Formula Formula(DerivationOptions options)
    {
        Node gradient = _step.Record.Of(_node);
        var adjoints = new Dictionary<Node, Formula>(ReferenceEqualityComparer.Instance);
        foreach (Node named in _step.Trace.Nodes)
        {
            if (ReferenceEquals(named, _node) || named is Placeholder || _step.Symbols.Named(named) is not { } symbol || _step.Record.Adjoint(named) is not { } adjoint || adjoint is Constant || ReferenceEquals(adjoint, gradient)) continue;
            adjoints.TryAdd(adjoint, options.Notation.Derivative(symbol, []));
        }

        return TensorFormula.Write(gradient, node => adjoints.TryGetValue(node, out Formula? adjoint) ? adjoint : _step.Symbols.Named(node) is { } symbol ? options.Notation.Value(symbol, []) : null);
    }

    internal IEnumerable<CardPart> Parts(DerivationOptions options)
    {
        yield return new CardEquation(options.Notation.Derivative(_step.Symbols.Of(_node), []), [Formula(options)]);
        int[] shown = [.. Enumerable.Range(0, Gradient.Size).OrderByDescending(element => Math.Abs(Gradient.At(element))).Take(Math.Max(MostRows, options.Terms)).Order()];
        string[] columns = ["index", _isWeight ? "before" : "value", "gradient", .. After is null ? (string[])[] : ["after"]];
        yield return new CardTable(columns, [.. shown.Select(element => (IReadOnlyList<string>)
        [
            string.Join(',', Positions.Index(_node.Shape, element)), options.Digits.Write(Values.At(element)), options.Digits.Write(Gradient.At(element)),
            .. After is null ? (string[])[] : [options.Digits.Write(After.At(element))],
        ])]);
        if (shown.Length < Gradient.Size)
        {
            double rest = Enumerable.Range(0, Gradient.Size).Except(shown).Sum(element => Gradient.At(element) * Gradient.At(element));
            yield return new CardSentence($"The {shown.Length} largest gradients of {Gradient.Size:N0}; the length of all is {options.Digits.Write(Math.Sqrt(rest + shown.Sum(element => Gradient.At(element) * Gradient.At(element))))}, of those not shown {options.Digits.Write(Math.Sqrt(rest))}.");
        }
    }
}
