using System.Text.Json.Nodes;
using Backprop.Tensors;

namespace Backprop.Studio.Experiments;

/// <summary>Tensors as nested lists of numbers, with all their digits.</summary>
internal static class NumberText
{
    public static JsonNode Of(Tensor tensor)
    {
        int element = 0;
        return Level(0);

        JsonNode Level(int axis)
        {
            if (axis == tensor.Rank) return Number(tensor.At(element++));
            var list = new JsonArray();
            for (int i = 0; i < tensor.Shape[axis]; i++) list.Add(Level(axis + 1));
            return list;
        }
    }

    /// <summary>A number; what is not finite is written as a name, which the reader of claims takes.</summary>
    public static JsonNode Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
}
