using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using Backprop.Kernels;

namespace Backprop.Tests.Kernels;

/// <summary>
/// Every loop over vectors is compiled with optimizations at its first call, for the reasons that <see cref="Kernel"/> gives. Whoever adds a kernel and forgets to say so does not notice
/// where vectors have 512 bits.
/// </summary>
public sealed class CompilationTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    [Fact]
    public void Loops_over_vectors_are_optimized_at_their_first_call()
    {
        MethodBase[] loops = [.. typeof(Kernel).Assembly.GetTypes().SelectMany(type => type.GetMethods(All)).Where(IsLoopOverVectors)];
        Assert.NotEmpty(loops);
        string[] missing = [.. loops.Where(method => !IsOptimizedAtOnce(method)).Select(method => $"{method.DeclaringType!.Name}.{method.Name}")];
        Assert.True(missing is [], "Without AggressiveOptimization: " + string.Join(", ", missing));
    }

    /// <summary>What is put in where it is called is optimized with its caller.</summary>
    private static bool IsOptimizedAtOnce(MethodBase method) =>
        (method.MethodImplementationFlags & (MethodImplAttributes.AggressiveOptimization | MethodImplAttributes.AggressiveInlining)) != 0;

    /// <summary>Whether a method jumps back, and calls something on vectors between there and the jump.</summary>
    private static bool IsLoopOverVectors(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var calls = new List<(int At, int Token)>();
        var loops = new List<(int Start, int End)>();
        for (int at = 0; at < code.Length;)
        {
            int start = at;
            OpCode operation = s_codes[code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at]];
            at += operation.Size;
            int operand = at, next = at += Length(operation, code, at);
            if (operation.OperandType == OperandType.ShortInlineBrTarget) Note(next + (sbyte)code[operand]);
            else if (operation.OperandType == OperandType.InlineBrTarget) Note(next + BitConverter.ToInt32(code, operand));
            else if (operation.OperandType == OperandType.InlineMethod) calls.Add((start, BitConverter.ToInt32(code, operand)));

            void Note(int target)
            {
                if (target < start) loops.Add((target, start));
            }
        }

        return calls.Exists(call => loops.Exists(loop => call.At >= loop.Start && call.At < loop.End) && IsOnVectors(method, call.Token));
    }

    private static int Length(OpCode operation, byte[] code, int at) => operation.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
        _ => 4,
    };

    private static bool IsOnVectors(MethodBase caller, int token)
    {
        MethodBase called = caller.Module.ResolveMethod(token, caller.DeclaringType!.GetGenericArguments(), caller is MethodInfo { IsGenericMethod: true } ? caller.GetGenericArguments() : [])!;
        return called.GetParameters().Select(parameter => parameter.ParameterType).Append((called as MethodInfo)?.ReturnType).Any(IsVector);
    }

    private static bool IsVector(Type? type)
    {
        if (type is { HasElementType: true }) type = type.GetElementType();
        return type is { IsGenericType: true } && type.GetGenericTypeDefinition() is Type definition && (definition == typeof(Vector512<>) || definition == typeof(Vector256<>) || definition == typeof(Vector128<>));
    }
}
