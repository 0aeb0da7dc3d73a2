using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Backprop.Explanations.Cards;
using Backprop.Explanations.Derivations;
using Backprop.Studio.Experiments;
using Backprop.Studio.Pages;

namespace Backprop.Studio.Exports;

/// <summary>What can be saved of a scene, each file made from the numbers and not from the page; all carry the line that says where the numbers come from.</summary>
internal static class ExportFiles
{
    /// <summary>A file's text and type; null where there is no such file.</summary>
    public static (string Text, string Type)? Write(Scene scene, string file)
    {
        string line = Provenance.Line(scene);
        Explanation Selected() => scene.Selected ?? throw new StudioException(scene.Problem ?? "Nothing is selected.");
        return file switch
        {
            "card.txt" => (Selected().Card(scene.Options).ToString() + $"\n\n{line}\n", "text/plain"),
            "card.md" => (Selected().Card(scene.Options).ToMarkdown() + $"\n\n{line}\n", "text/markdown"),
            "card.tex" => ($"% {line}\n" + Selected().Card(scene.Options).ToLatex(), "application/x-tex"),
            "card.mml" => (Selected().Card(scene.Options).ToMathMl(), "application/mathml+xml"),
            "card.json" => (With(Selected().ToJson(scene.Options), line), "application/json"),
            "paths.svg" => (PictureHtml.WithLine(Selected().ToSvg(scene.Options), line), "image/svg+xml"),
            "network.svg" => (PictureHtml.WithLine(Stage.File(scene), line), "image/svg+xml"),
            "numbers.csv" => (Numbers(scene, line), "text/csv"),
            "numbers.json" => (With(scene.Trace.ToJson(scene.Options), line), "application/json"),
            "curve.csv" => ($"# {line}\nstep,loss\n" + string.Concat(scene.Recording.Losses.Select((loss, step) => $"{step},{Whole(loss)}\n")), "text/csv"),
            "curve.tex" => (Pgfplots(scene, line), "application/x-tex"),
            "curve.svg" => (Curve(scene, line), "image/svg+xml"),
            "surface.csv" => (SurfaceGrid(scene, line), "text/csv"),
            "experiment.json" => (scene.Experiment.Text + "\n", "application/json"),
            "moment.json" => (Moment(scene), "application/json"),
            _ => null,
        };
    }

    private static string Whole(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string With(JsonObject json, string line)
    {
        json["provenance"] = line;
        return json.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    private static string Numbers(Scene scene, string line)
    {
        var text = new StringBuilder($"# {line}\nphase,name,index,value,gradient\n");
        foreach (StepRow row in scene.Trace.Rows)
        {
            for (int i = 0; i < row.Value.Size; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{row.Phase.ToString().ToLowerInvariant()},\"{row.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{string.Join(' ', row.Value.Shape.IndexOf(i))},{Whole(row.Value.At(i))},{(row.Gradient is null ? "" : Whole(row.Gradient.At(i)))}\n");
            }
        }

        return text.ToString();
    }

    private static string Pgfplots(Scene scene, string line) =>
        $"% {line}\n\\documentclass{{standalone}}\n\\usepackage{{pgfplots}}\n\\pgfplotsset{{compat=1.16}}\n\\begin{{document}}\n\\begin{{tikzpicture}}\n\\begin{{axis}}[xlabel={{step}}, ylabel={{loss}}]\n\\addplot[mark=none] coordinates {{\n"
        + string.Concat(CurveChart.Choice(scene.Recording.Losses.Length, 2000).Select(step => $"({step},{Whole(scene.Recording.Losses[step])})\n")) + "};\n\\end{axis}\n\\end{tikzpicture}\n\\end{document}\n";

    private static string Curve(Scene scene, string line)
    {
        string svg = CurveChart.Svg(scene, smooth: false);
        return PictureHtml.WithLine(svg.Insert(svg.IndexOf('>', StringComparison.Ordinal) + 1, $"<style>{PictureHtml.Style}</style>"), line);
    }

    private static string SurfaceGrid(Scene scene, string line)
    {
        Surface surface = Surface.Of(scene) ?? throw new StudioException("This network takes no rows of numbers, so there is no grid.");
        var text = new StringBuilder($"# {line}\nx0,x1,{string.Join(',', surface.Planes.Select(plane => $"\"{plane.Name}\""))}\n");
        for (int point = 0; point < surface.First.Length * surface.Second.Length; point++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Whole(surface.First[point % surface.First.Length])},{Whole(surface.Second[point / surface.First.Length])}");
            foreach (SurfacePlane plane in surface.Planes) text.Append(',').Append(Whole(plane.Values[point]));
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The network as it is before the step, with the step's samples: what <c>backprop explain</c> reads to print the same card.</summary>
    private static string Moment(Scene scene)
    {
        if (scene.Experiment.File is not null) throw new StudioException("This network is too large to be written out: use its file.");
        JsonObject json = scene.Experiment.Json();
        SampleDataOf(json, scene);
        json["weights"] = scene.Recording.Before(scene.Step, model => new JsonObject(model.Weights.Select(weight => KeyValuePair.Create(weight.Path, (JsonNode?)NumberText.Of(weight.Variable.Value)))));
        return json.ToJsonString() + "\n";
    }

    private static void SampleDataOf(JsonObject json, Scene scene)
    {
        var batch = scene.Recording.Batch(scene.Step);
        json["x"] = batch.X.Count == 1 ? NumberText.Of(batch.X[0]) : new JsonArray([.. batch.X.Select(tensor => (JsonNode)NumberText.Of(tensor))]);
        json["y"] = batch.Y.Count == 1 ? NumberText.Of(batch.Y[0]) : new JsonArray([.. batch.Y.Select(tensor => (JsonNode)NumberText.Of(tensor))]);
        if (batch.SampleWeight is { } weight) json["sample_weight"] = NumberText.Of(weight[0]);
    }
}
