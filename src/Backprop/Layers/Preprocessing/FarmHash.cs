using System.Buffers.Binary;
using System.Numerics;

namespace Backprop.Layers;

/// <summary>
/// The hash by which Keras shares unknown tokens out: FarmHash's Fingerprint64, which is the same on every machine.
/// Source: G. Pike, FarmHash (2014), farmhashna::Hash64; tf.strings.to_hash_bucket_fast.
/// </summary>
internal static class FarmHash
{
    private const ulong K0 = 0xc3a5c85c97cb3127, K1 = 0xb492b66fbe98f273, K2 = 0x9ae16a3b2f90404f;

    public static ulong Fingerprint(ReadOnlySpan<byte> s) => s.Length switch
    {
        <= 16 => UpTo16(s),
        <= 32 => UpTo32(s),
        <= 64 => UpTo64(s),
        _ => Long(s),
    };

    private static ulong UpTo16(ReadOnlySpan<byte> s)
    {
        uint length = (uint)s.Length;
        ulong multiplier = K2 + length * 2;
        if (length >= 8)
        {
            ulong a = Word(s, 0) + K2, b = Word(s, s.Length - 8);
            ulong c = BitOperations.RotateRight(b, 37) * multiplier + a, d = (BitOperations.RotateRight(a, 25) + b) * multiplier;
            return Mix(c, d, multiplier);
        }

        if (length >= 4) return Mix(length + ((ulong)HalfWord(s, 0) << 3), HalfWord(s, s.Length - 4), multiplier);
        if (length == 0) return K2;
        uint y = s[0] + ((uint)s[(int)(length >> 1)] << 8), z = length + ((uint)s[^1] << 2);
        return Shift(y * K2 ^ z * K0) * K2;
    }

    private static ulong UpTo32(ReadOnlySpan<byte> s)
    {
        ulong multiplier = K2 + (ulong)s.Length * 2;
        ulong a = Word(s, 0) * K1, b = Word(s, 8), c = Word(s, s.Length - 8) * multiplier, d = Word(s, s.Length - 16) * K2;
        return Mix(BitOperations.RotateRight(a + b, 43) + BitOperations.RotateRight(c, 30) + d, a + BitOperations.RotateRight(b + K2, 18) + c, multiplier);
    }

    private static ulong UpTo64(ReadOnlySpan<byte> s)
    {
        ulong multiplier = K2 + (ulong)s.Length * 2;
        ulong a = Word(s, 0) * K2, b = Word(s, 8), c = Word(s, s.Length - 8) * multiplier, d = Word(s, s.Length - 16) * K2;
        ulong y = BitOperations.RotateRight(a + b, 43) + BitOperations.RotateRight(c, 30) + d;
        ulong z = Mix(y, a + BitOperations.RotateRight(b + K2, 18) + c, multiplier);
        ulong e = Word(s, 16) * multiplier, f = Word(s, 24), g = (y + Word(s, s.Length - 32)) * multiplier, h = (z + Word(s, s.Length - 24)) * multiplier;
        return Mix(BitOperations.RotateRight(e + f, 43) + BitOperations.RotateRight(g, 30) + h, e + BitOperations.RotateRight(f + a, 18) + g, multiplier);
    }

    private static ulong Long(ReadOnlySpan<byte> s)
    {
        const ulong Seed = 81;
        ulong x = unchecked(Seed * K2 + Word(s, 0)), y = unchecked(Seed * K1 + 113), z = Shift(y * K2 + 113) * K2;
        (ulong First, ulong Second) v = default, w = default;
        int end = (s.Length - 1) / 64 * 64, rest = (s.Length - 1) & 63;
        for (int at = 0; at < end; at += 64)
        {
            x = BitOperations.RotateRight(x + y + v.First + Word(s, at + 8), 37) * K1;
            y = BitOperations.RotateRight(y + v.Second + Word(s, at + 48), 42) * K1;
            x ^= w.Second;
            y += v.First + Word(s, at + 40);
            z = BitOperations.RotateRight(z + w.First, 33) * K1;
            v = Weak(s, at, v.Second * K1, x + w.First);
            w = Weak(s, at + 32, z + w.Second, y + Word(s, at + 16));
            (z, x) = (x, z);
        }

        ulong multiplier = K1 + ((z & 0xff) << 1);
        int last = end + rest - 63;
        w.First += (ulong)rest;
        v.First += w.First;
        w.First += v.First;
        x = BitOperations.RotateRight(x + y + v.First + Word(s, last + 8), 37) * multiplier;
        y = BitOperations.RotateRight(y + v.Second + Word(s, last + 48), 42) * multiplier;
        x ^= w.Second * 9;
        y += v.First * 9 + Word(s, last + 40);
        z = BitOperations.RotateRight(z + w.First, 33) * multiplier;
        v = Weak(s, last, v.Second * multiplier, x + w.First);
        w = Weak(s, last + 32, z + w.Second, y + Word(s, last + 16));
        (z, x) = (x, z);
        return Mix(Mix(v.First, w.First, multiplier) + Shift(y) * K0 + z, Mix(v.Second, w.Second, multiplier) + x, multiplier);
    }

    private static (ulong First, ulong Second) Weak(ReadOnlySpan<byte> s, int at, ulong a, ulong b)
    {
        ulong z = Word(s, at + 24);
        a += Word(s, at);
        b = BitOperations.RotateRight(b + a + z, 21);
        ulong c = a;
        a += Word(s, at + 8) + Word(s, at + 16);
        b += BitOperations.RotateRight(a, 44);
        return (a + z, b + c);
    }

    private static ulong Mix(ulong u, ulong v, ulong multiplier)
    {
        ulong a = Shift((u ^ v) * multiplier), b = Shift((v ^ a) * multiplier);
        return b * multiplier;
    }

    private static ulong Shift(ulong value) => value ^ (value >> 47);

    private static ulong Word(ReadOnlySpan<byte> s, int at) => BinaryPrimitives.ReadUInt64LittleEndian(s[at..]);

    private static uint HalfWord(ReadOnlySpan<byte> s, int at) => BinaryPrimitives.ReadUInt32LittleEndian(s[at..]);
}
