using System.Text.Json.Nodes;

namespace Backprop.Jupyter;

/// <summary>Something that a cell has shown, and that can be shown otherwise in the same place.</summary>
public sealed class DisplayedValue
{
    private readonly string _id;
    private readonly Action<string, JsonObject> _show;

    internal DisplayedValue(string id, Action<string, JsonObject> show) => (_id, _show) = (id, show);

    /// <summary>Shows another value in its place, in every place where it stands.</summary>
    /// <param name="value">The new value.</param>
    public void Update(object? value) => Show("update_display_data", Formatters.Format(value));

    internal void Show(string message, MimeBundle bundle) => _show(message, new JsonObject
    {
        ["data"] = bundle.Data.DeepClone(),
        ["metadata"] = new JsonObject(),
        ["transient"] = new JsonObject { ["display_id"] = _id },
    });
}
