using System.Buffers.Binary;
using System.Numerics;

namespace Backprop.Layers;

/// <summary>
/// A hash with a key, SipHash-2-4, by which Keras' Hashing layer sorts texts into bins when it has a salt: without the key nobody can choose texts that all
/// fall into one bin. Source: J.-P. Aumasson, D. Bernstein (2012); tf.strings.to_hash_bucket_strong.
/// </summary>
internal static class SipHash
{
    public static ulong Hash(ulong key0, ulong key1, ReadOnlySpan<byte> s)
    {
        ulong v0 = key0 ^ 0x736f6d6570736575, v1 = key1 ^ 0x646f72616e646f6d, v2 = key0 ^ 0x6c7967656e657261, v3 = key1 ^ 0x7465646279746573;
        int whole = s.Length & ~7;
        for (int at = 0; at < whole; at += 8) Absorb(BinaryPrimitives.ReadUInt64LittleEndian(s[at..]));
        // The last word holds the remaining bytes and, in its highest byte, the length.
        ulong last = (ulong)s.Length << 56;
        for (int i = whole; i < s.Length; i++) last |= (ulong)s[i] << (8 * (i - whole));
        Absorb(last);
        v2 ^= 0xff;
        for (int round = 0; round < 4; round++) Round();
        return v0 ^ v1 ^ v2 ^ v3;

        void Absorb(ulong word)
        {
            v3 ^= word;
            Round();
            Round();
            v0 ^= word;
        }

        void Round()
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
