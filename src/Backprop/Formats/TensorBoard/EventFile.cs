using System.Globalization;
using System.Runtime.InteropServices;

namespace Backprop.Formats;

/// <summary>
/// A file of events that TensorBoard reads: numbers over time, histograms, models. Each is an Event of tensorflow/core/util/event.proto with a Summary in the form of
/// TensorFlow 2: a tensor, and the name of the part of TensorBoard that shows it.
/// </summary>
internal sealed class EventFile : IDisposable
{
    // Fields of the messages, by their numbers in TensorFlow's .proto files.
    private const int EventTime = 1, EventStep = 2, EventVersion = 3, EventGraph = 4, EventSummary = 5;
    private const int SummaryValue = 1, ValueTag = 1, ValueTensor = 8, ValueMetadata = 9;
    private const int MetadataPlugin = 1, MetadataClass = 4, PluginName = 1, PluginContent = 2;
    private const int TensorType = 1, TensorShape = 2, TensorContent = 4, TensorStrings = 8, ShapeAxis = 2, AxisLength = 1;
    private const int Float = 1, Double = 2, Text = 7;
    private const int ScalarClass = 1, TensorClass = 2;
    private const int HistogramColumns = 3;

    private static int s_files;

    private readonly RecordFile _records;
    private readonly TimeProvider _clock;

    /// <summary>Makes a new file in a folder, which is made when it is missing.</summary>
    public EventFile(string folder, TimeProvider clock)
    {
        Directory.CreateDirectory(folder);
        _clock = clock;
        string name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{_clock.GetUtcNow().ToUnixTimeSeconds()}.backprop.{Environment.ProcessId}.{Interlocked.Increment(ref s_files) - 1}.v2");
        _records = new RecordFile(Path.Combine(folder, name));
        _records.Add(Event(0).Add(EventVersion, "brain.Event:2").Bytes);
    }

    /// <summary>Adds a number.</summary>
    public void Scalar(string tag, double value, long step)
    {
        float number = (float)value;
        Write(tag, step, "scalars", "", ScalarClass, new ProtoMessage().Add(TensorType, Float).Add(TensorShape, new ProtoMessage()).Add(TensorContent, MemoryMarshal.AsBytes([number])));
    }

    /// <summary>Adds a histogram.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="buckets">For each bucket where it begins, where it ends, and how many numbers lie in it, one after another.</param>
    /// <param name="step">The step.</param>
    public void Histogram(string tag, ReadOnlySpan<double> buckets, long step)
    {
        var shape = new ProtoMessage().Add(ShapeAxis, new ProtoMessage().Add(AxisLength, buckets.Length / HistogramColumns)).Add(ShapeAxis, new ProtoMessage().Add(AxisLength, HistogramColumns));
        Write(tag, step, "histograms", "", TensorClass, new ProtoMessage().Add(TensorType, Double).Add(TensorShape, shape).Add(TensorContent, MemoryMarshal.AsBytes(buckets)));
    }

    /// <summary>Adds a model as Keras' JSON.</summary>
    public void KerasModel(string tag, string json) =>
        Write(tag, 0, "graph_keras_model", "1", null, new ProtoMessage().Add(TensorType, Text).Add(TensorShape, new ProtoMessage()).Add(TensorStrings, json));

    /// <summary>Adds a graph: for each node its name, its kind and the names of its inputs.</summary>
    public void Graph(IEnumerable<(string Name, string Kind, IEnumerable<string> Inputs)> nodes)
    {
        const int graphNode = 1, nodeName = 1, nodeKind = 2, nodeInput = 3;
        var graph = new ProtoMessage();
        foreach ((string name, string kind, IEnumerable<string> inputs) in nodes)
        {
            ProtoMessage node = new ProtoMessage().Add(nodeName, name).Add(nodeKind, kind);
            foreach (string input in inputs) node.Add(nodeInput, input);
            graph.Add(graphNode, node);
        }

        _records.Add(Event(0).Add(EventGraph, graph).Bytes);
    }

    public void Dispose() => _records.Dispose();

    private void Write(string tag, long step, string plugin, string content, int? kind, ProtoMessage tensor)
    {
        ProtoMessage metadata = new ProtoMessage().Add(MetadataPlugin, new ProtoMessage().Add(PluginName, plugin).Add(PluginContent, content));
        if (kind is { } known) metadata.Add(MetadataClass, known);
        ProtoMessage value = new ProtoMessage().Add(ValueTag, tag).Add(ValueTensor, tensor).Add(ValueMetadata, metadata);
        _records.Add(Event(step).Add(EventSummary, new ProtoMessage().Add(SummaryValue, value)).Bytes);
    }

    private ProtoMessage Event(long step) => new ProtoMessage().Add(EventTime, (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds).Add(EventStep, step);
}
