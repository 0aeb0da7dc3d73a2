using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// A call on arrays of at most one vector (16 float32 numbers): a list of instructions whose addresses were found when it was made. A network as small as the seeds' spends its time
/// not on arithmetic but on getting there: loops that run once, scratch memory, copies of four bytes that the next call reads as a vector and has to wait for. So every
/// value here has a whole vector of memory to itself, is written and read as one, and calls that follow each other run as one list (<see cref="Join(IReadOnlyList{Kernel})"/>).
/// The functions are those of <see cref="ElementwiseProgram"/>, and sums go from the first number to the last, as in <see cref="MatrixProduct"/>: the bits are the same. (Only sums of more than 16 numbers
/// may be cut there, for one row or column, where they are not here.)
/// </summary>
internal sealed unsafe class SmallCall : Kernel
{
    /// <summary>The bytes of a vector: what every value has to itself.</summary>
    public const int Line = 64;

    private readonly Instruction[] _instructions;
    private readonly Moving[] _moving;
    private readonly object[] _kept;

    internal SmallCall(Instruction[] instructions, Moving[] moving, object[] kept) => (_instructions, _moving, _kept) = (instructions, moving, kept);

    public override void Run()
    {
        // What is fed lies elsewhere in every step.
        foreach (ref readonly Moving moving in _moving.AsSpan()) _instructions[moving.Instruction].Operand(moving.Operand) = (nint)moving.View.Pointer;
        foreach (ref readonly Instruction instruction in _instructions.AsSpan()) instruction.Code((void*)instruction.A, (void*)instruction.B, (void*)instruction.C, instruction.Destination, instruction.Count);
    }

    /// <summary>The same calls, those that follow each other and are small joined.</summary>
    public static Kernel[] Join(IReadOnlyList<Kernel> kernels)
    {
        var joined = new List<Kernel>();
        for (int i = 0; i < kernels.Count;)
        {
            int end = i;
            while (end < kernels.Count && kernels[end] is SmallCall) end++;
            if (end - i > 1) joined.Add(Join(kernels, i, end));
            else joined.Add(kernels[i]);
            i = Math.Max(i + 1, end);
        }

        return [.. joined];
    }

    private static SmallCall Join(IReadOnlyList<Kernel> kernels, int start, int end)
    {
        var instructions = new List<Instruction>();
        var moving = new List<Moving>();
        var kept = new List<object>();
        for (int i = start; i < end; i++)
        {
            var call = (SmallCall)kernels[i];
            foreach (Moving view in call._moving) moving.Add(view with { Instruction = view.Instruction + instructions.Count });
            instructions.AddRange(call._instructions);
            kept.AddRange(call._kept);
        }

        return new SmallCall([.. instructions], [.. moving], [.. kept.Distinct()]);
    }

    /// <summary>A function applied to addresses, as in <see cref="ElementwiseCode"/>.</summary>
    internal struct Instruction(delegate*<void*, void*, void*, void*, nint, void> code, byte* a, byte* b, byte* c, byte* destination, nint count)
    {
        public readonly delegate*<void*, void*, void*, void*, nint, void> Code = code;
        public readonly byte* Destination = destination;
        public readonly nint Count = count;
        public nint A = (nint)a, B = (nint)b, C = (nint)c;

        [System.Diagnostics.CodeAnalysis.UnscopedRef]
        public ref nint Operand(int operand) => ref operand == 0 ? ref A : ref operand == 1 ? ref B : ref C;
    }

    /// <summary>An operand that a placeholder's view says the address of.</summary>
    internal readonly record struct Moving(Tensor View, int Instruction, int Operand);
}
