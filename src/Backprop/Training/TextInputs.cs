using Backprop.Layers;

namespace Backprop.Training;

/// <summary>Text never enters a graph, so an input of texts is an input for the numbers of the layer that reads them.</summary>
internal static class TextInputs
{
    /// <summary>The input as the layer behind it, or the model that begins with such a layer, takes it; null where that takes no texts.</summary>
    public static InputLayer? Of(InputLayer input, Layer taker) => taker switch
    {
        ITextLayer text => input.For(text),
        Model { InputTypes: [var type] } model when Find(model, 0) is not null => new InputLayer(input.TextShape!.Value, type.Shape[1..], input.Name),
        _ => null,
    };

    /// <summary>The layer that reads the texts of an input of a model, also in a model inside of it; null where there is none.</summary>
    public static ITextLayer? Find(Model model, int input)
    {
        if (model.Graph is not { } graph || input >= graph.Inputs.Count) return null;
        SymbolicTensor value = graph.Inputs[input];
        foreach (LayerCall call in graph.Calls)
        {
            int place = call.Inputs.ToList().IndexOf(value);
            if (place < 0) continue;
            if (call.Layer is ITextLayer text) return text;
            if (call.Layer is Model inner && Find(inner, place) is { } found) return found;
        }

        return null;
    }
}
