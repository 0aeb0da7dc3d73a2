using Backprop.Formats;
using Backprop.Tensors;

namespace Backprop.Tests.Formats;

/// <summary>HDF5 files with random groups, datasets of every type and shape, and attributes; the same seed makes the same file.</summary>
internal static class RandomTree
{
    private static readonly string[] Words = ["kernel", "bias", "gamma:0", "日本語", "ä", "a b", "Z", "vars", "0", "10", "2", "_x", "moving_mean", "🙂"];

    public static Hdf5Builder Make(int seed, int most = 40)
    {
        var random = new Random(seed);
        var builder = new Hdf5Builder();
        List<Hdf5GroupBuilder> groups = [builder.Root];
        int count = random.Next(most);
        for (int i = 0; i < count; i++)
        {
            Hdf5GroupBuilder parent = groups[random.Next(groups.Count)];
            string name = $"{Words[random.Next(Words.Length)]}{i}";
            Hdf5ObjectBuilder made;
            if (random.Next(3) == 0)
            {
                Hdf5GroupBuilder group = parent.Group(name);
                groups.Add(group);
                made = group;
            }
            else
            {
                made = random.Next(8) == 0 ? parent.AddDataset(name, Texts(random)) : parent.AddDataset(name, Numbers(random));
            }

            for (int k = random.Next(4); k > 0; k--) Attribute(made, $"{Words[random.Next(Words.Length)]}{k}", random);
        }

        return builder;
    }

    public static Tensor Numbers(Random random)
    {
        var lengths = new int[random.Next(4)];
        for (int axis = 0; axis < lengths.Length; axis++) lengths[axis] = random.Next(12) == 0 ? 0 : random.Next(1, 6);
        var shape = Shape.Create(lengths);
        var tensor = new Tensor((DType)random.Next(5), shape);
        Span<byte> bytes = StoredNumbers.Bytes(tensor);
        random.NextBytes(bytes);
        if (tensor.DType == DType.Bool)
        {
            foreach (ref byte value in bytes) value &= 1;
        }

        return tensor;
    }

    private static string[] Texts(Random random) => [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Text(random))];

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(random.Next(10) == 0 ? 3000 : 5)).Select(_ => Words[random.Next(Words.Length)]));

    private static void Attribute(Hdf5ObjectBuilder owner, string name, Random random)
    {
        switch (random.Next(3))
        {
            case 0: owner.SetAttribute(name, Text(random)); break;
            case 1: owner.SetAttribute(name, Texts(random)); break;
            default: owner.SetAttribute(name, Numbers(random)); break;
        }
    }
}
