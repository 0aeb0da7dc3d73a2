using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Backprop.Layers;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Tests.Layers;
using Backprop.Training;

namespace Backprop.Tests.Training;

/// <summary>The event files are read here by another way than they are written: a reader made after TensorFlow's .proto files, with the checksum computed bit by bit.</summary>
public sealed class TensorBoardTests
{
    private static readonly Tensor s_x = LayerContract.Numbers([20, 3], DType.Float32, 1);
    private static readonly Tensor s_y = LayerContract.Numbers([20, 1], DType.Float32, 2);

    [Fact]
    public void The_checksum_is_that_of_the_standard() => Assert.Equal(0xE3069283, Crc32C(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Losses_and_metrics_stand_where_TensorBoard_looks_for_them()
    {
        using var folder = new TemporaryFolder();
        History history = Model().Fit(s_x, s_y, batchSize: 5, epochs: 3, validationData: new ValidationData(s_x, s_y), callbacks: [new TensorBoard(folder.At("logs"), updateFreq: 2)]);
        List<Event> train = Read(folder.At("logs/train")), validation = Read(folder.At("logs/validation"));
        Assert.Equal("brain.Event:2", train[0].Version);
        Assert.InRange(train[0].Time, 1.7e9, 1e11);
        Assert.Equal(history["loss"].Select(value => (float)value), Scalars(train, "epoch_loss"));
        Assert.Equal(history["mae"].Select(value => (float)value), Scalars(train, "epoch_mae"));
        Assert.Equal(history["val_loss"].Select(value => (float)value), Scalars(validation, "epoch_loss"));
        Assert.Equal([0.01f, 0.01f, 0.01f], Scalars(train, "epoch_learning_rate"));
        Assert.Equal([0L, 1, 2], train.Where(one => one.Tag == "epoch_loss").Select(one => one.Step));
        Assert.Equal([2L, 4, 6, 8, 10, 12], train.Where(one => one.Tag == "batch_loss").Select(one => one.Step));
        Assert.Equal([4L, 8, 12], validation.Where(one => one.Tag == "evaluation_loss_vs_iterations").Select(one => one.Step));
        Assert.All(train.Where(one => one.Tag == "epoch_loss"), one => Assert.Equal(("scalars", 1), (one.Plugin, one.DataClass)));
    }

    [Fact]
    public void Histograms_count_every_weight()
    {
        using var folder = new TemporaryFolder();
        Model model = Model();
        model.Fit(s_x, s_y, epochs: 3, callbacks: [new TensorBoard(folder.At("logs"), histogramFreq: 2)]);
        List<Event> events = Read(folder.At("logs/train"));
        Event[] kernels = [.. events.Where(one => one.Tag == "dense/kernel/histogram")];
        Assert.Equal([0L, 2], kernels.Select(one => one.Step));
        Assert.All(kernels, one => Assert.Equal(("histograms", 2, 2), (one.Plugin, one.DataClass, one.TensorType)));
        Assert.Equal([30, 3], kernels[1].Shape);
        double[] rows = MemoryMarshal.Cast<byte, double>(kernels[1].Content).ToArray(), weights = model.GetLayer("dense").Weights[0].Variable.Value.ToArray<double>();
        Assert.Equal((weights.Min(), weights.Max()), (rows[0], rows[^2]));
        for (int i = 0; i < 29; i++)
        {
            Assert.Equal(rows[(3 * i) + 1], rows[3 * (i + 1)]);
            Assert.Equal(weights.Count(weight => weight >= rows[3 * i] && weight < rows[(3 * i) + 1]), rows[(3 * i) + 2]);
        }

        Assert.Equal(weights.Length, Enumerable.Range(0, 30).Sum(i => rows[(3 * i) + 2]));
    }

    [Fact]
    public void The_model_is_there_as_Keras_describes_it_and_as_a_graph()
    {
        using var folder = new TemporaryFolder();
        Model().Fit(s_x, s_y, callbacks: [new TensorBoard(folder.At("logs"))]);
        List<Event> events = Read(folder.At("logs/train"));
        Event keras = Assert.Single(events, one => one.Tag == "keras");
        Assert.Equal(("graph_keras_model", "1", 7), (keras.Plugin, keras.PluginContent, keras.TensorType));
        Assert.Equal("Sequential", JsonNode.Parse(keras.Text!)!["class_name"]!.GetValue<string>());
        List<(string Name, string Kind, List<string> Inputs)> nodes = Assert.Single(events, one => one.Nodes is not null).Nodes!;
        Assert.Equal([("dense", "Dense"), ("dense_1", "Dense")], nodes.Skip(1).Select(node => (node.Name, node.Kind)));
        Assert.Equal([nodes[0].Name], nodes[1].Inputs);
        Assert.Equal(["dense"], nodes[2].Inputs);
    }

    private static Sequential Model()
    {
        var model = new Sequential { new InputLayer([3]), new Dense(4, "tanh"), new Dense(1) };
        model.Compile(new Sgd(0.01), "mse", ["mae"]);
        return model;
    }

    private static IEnumerable<float> Scalars(List<Event> events, string tag) => events.Where(one => one.Tag == tag).Select(one => MemoryMarshal.Read<float>(one.Content));

    private static List<Event> Read(string folder)
    {
        byte[] file = File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder, "*tfevents*")));
        var events = new List<Event>();
        for (int at = 0; at < file.Length;)
        {
            int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at)));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            byte[] record = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(Masked(record), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            events.Add(Event.Of(record));
            at += 16 + length;
        }

        return events;
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint crc = Crc32C(bytes);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u);
    }

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        return crc ^ 0xFFFFFFFF;
    }

    private sealed class Event
    {
        public double Time { get; private init; }
        public long Step { get; private init; }
        public string? Version { get; private init; }
        public string? Tag { get; private init; }
        public string? Plugin { get; private init; }
        public string? PluginContent { get; private init; }
        public int DataClass { get; private init; }
        public int TensorType { get; private init; }
        public int[] Shape { get; private init; } = [];
        public byte[] Content { get; private init; } = [];
        public string? Text { get; private init; }
        public List<(string Name, string Kind, List<string> Inputs)>? Nodes { get; private init; }

        public static Event Of(byte[] record)
        {
            ILookup<int, object> fields = Fields(record);
            byte[]? summary = fields[5].Cast<byte[]>().SingleOrDefault();
            ILookup<int, object> value = Fields(summary is null ? [] : (byte[])Fields(summary)[1].Single());
            ILookup<int, object> tensor = Inner(value, 8), metadata = Inner(value, 9), plugin = Inner(metadata, 1);
            return new Event
            {
                Time = BitConverter.Int64BitsToDouble((long)fields[1].Single()),
                Step = fields[2].Cast<long>().SingleOrDefault(),
                Version = Utf8(fields[3]),
                Nodes = fields[4].Cast<byte[]>().Select(graph => Fields(graph)[1].Select(node => Fields((byte[])node)).Select(node => (Utf8(node[1])!, Utf8(node[2])!, node[3].Select(input => Encoding.UTF8.GetString((byte[])input)).ToList())).ToList()).SingleOrDefault(),
                Tag = Utf8(value[1]),
                Plugin = Utf8(plugin[1]),
                PluginContent = Utf8(plugin[2]),
                DataClass = (int)metadata[4].Cast<long>().SingleOrDefault(),
                TensorType = (int)tensor[1].Cast<long>().SingleOrDefault(),
                Shape = [.. Inner(tensor, 2)[2].Select(axis => (int)(long)Fields((byte[])axis)[1].Single())],
                Content = tensor[4].Cast<byte[]>().SingleOrDefault() ?? [],
                Text = Utf8(tensor[8]),
            };
        }

        private static ILookup<int, object> Inner(ILookup<int, object> fields, int field) => Fields(fields[field].Cast<byte[]>().SingleOrDefault() ?? []);

        private static string? Utf8(IEnumerable<object> values) => values.Cast<byte[]>().Select(Encoding.UTF8.GetString).SingleOrDefault();

        private static ILookup<int, object> Fields(byte[] message)
        {
            var fields = new List<(int Field, object Value)>();
            using var stream = new BinaryReader(new MemoryStream(message));
            while (stream.BaseStream.Position < message.Length)
            {
                int key = stream.Read7BitEncodedInt();
                object value = (key & 7) switch
                {
                    0 => stream.Read7BitEncodedInt64(),
                    1 => stream.ReadInt64(),
                    2 => stream.ReadBytes(stream.Read7BitEncodedInt()),
                    5 => (long)stream.ReadInt32(),
                    _ => throw new InvalidDataException(),
                };
                fields.Add((key >> 3, value));
            }

            return fields.ToLookup(field => field.Field, field => field.Value);
        }
    }
}
