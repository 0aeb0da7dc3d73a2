namespace Backprop.Graphs;

/// <summary>What a part of a formula is: how it is set, in text or in print.</summary>
internal enum FormulaKind
{
    /// <summary>A name or a number.</summary>
    Symbol,

    /// <summary>A name with a layer above and indices below.</summary>
    Indexed,

    /// <summary>A function of its arguments.</summary>
    Call,

    /// <summary>A sign between two operands.</summary>
    Infix,

    /// <summary>A sign before its operand.</summary>
    Prefix,

    /// <summary>A sign behind its operand.</summary>
    Postfix,

    /// <summary>A derivative, ∂a/∂b.</summary>
    Partial,
}
