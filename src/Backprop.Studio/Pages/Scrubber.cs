using Backprop.Explanations.Derivations;

namespace Backprop.Studio.Pages;

/// <summary>A place in the training to go to.</summary>
/// <param name="Step">The step.</param>
/// <param name="Row">How many operations are done; null for all.</param>
internal readonly record struct Moment(int Step, int? Row);

/// <summary>Where one comes from here, forwards and backwards, by epoch, step (the samples of one update), layer and operation.</summary>
internal sealed class Scrubber(Scene scene)
{
    public Moment? OperationNext => scene.Row < scene.Operations.Count ? At(scene.Step, scene.Row + 1) : new Moment(scene.Step + 1, 0);

    public Moment? OperationBack => scene.Row > 0 ? At(scene.Step, scene.Row - 1) : scene.Step > 0 ? new Moment(scene.Step - 1, null) : null;

    public Moment? LayerNext => Boundaries().FirstOrDefault(row => row > scene.Row) is int row and > 0 ? At(scene.Step, row) : new Moment(scene.Step + 1, 0);

    public Moment? LayerBack => scene.Row > 0 ? At(scene.Step, Boundaries().LastOrDefault(row => row < scene.Row)) : scene.Step > 0 ? new Moment(scene.Step - 1, null) : null;

    public Moment? StepNext => new Moment(scene.Step + 1, Kept);

    public Moment? StepBack => scene.Step > 0 ? new Moment(scene.Step - 1, Kept) : null;

    public Moment? EpochNext => new Moment((scene.Epoch + 1) * scene.Recording.StepsInEpoch, Kept);

    public Moment? EpochBack => scene.Step > 0 ? new Moment(Math.Max(0, (scene.Step % scene.Recording.StepsInEpoch == 0 ? scene.Epoch - 1 : scene.Epoch) * scene.Recording.StepsInEpoch), Kept) : null;

    private int? Kept => scene.Row >= scene.Operations.Count ? null : scene.Row;

    /// <summary>The address of a moment.</summary>
    public string Link(Moment moment) => scene.State.With(("step", $"{moment.Step}"), ("row", moment.Row is { } row ? $"{row}" : PageState.All));

    private Moment At(int step, int row) => new(step, row >= scene.Operations.Count ? null : row);

    /// <summary>After how many operations a layer is done, going forwards, and again going backwards.</summary>
    private IEnumerable<int> Boundaries()
    {
        IReadOnlyList<StepRow> rows = scene.Operations;
        // What has no name belongs to the next that has one.
        var owners = new string?[rows.Count];
        for (int i = rows.Count - 1; i >= 0; i--) owners[i] = OwnerOf(rows[i]) ?? (i + 1 < rows.Count && rows[i + 1].Phase == rows[i].Phase ? owners[i + 1] : null);
        for (int i = 1; i < rows.Count; i++)
        {
            if (rows[i].Phase != rows[i - 1].Phase || (owners[i] is { } owner && owner != owners[i - 1])) yield return i;
        }

        yield return rows.Count;
    }

    private static string? OwnerOf(StepRow row)
    {
        string name = row.Name.Replace("∂loss/∂", "", StringComparison.Ordinal).Replace("new ", "", StringComparison.Ordinal);
        int slash = name.LastIndexOf('/');
        return name.StartsWith("loss", StringComparison.Ordinal) ? "loss" : slash > 0 ? name[..slash] : null;
    }
}
