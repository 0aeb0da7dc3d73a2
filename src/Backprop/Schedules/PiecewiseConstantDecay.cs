using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Schedules;

/// <summary>
/// The rate goes down in steps: values[0] up to and including step boundaries[0], then values[1], and so on.
/// Source: keras/src/optimizers/schedules/learning_rate_schedule.py.
/// </summary>
public sealed class PiecewiseConstantDecay : LearningRateSchedule
{
    /// <summary>Describes the schedule.</summary>
    /// <param name="boundaries">The last step of each piece but the last, ascending.</param>
    /// <param name="values">The rate of each piece: one more than boundaries.</param>
    /// <exception cref="ArgumentException">There is not one value more than boundaries, or they do not ascend.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative or not finite.</exception>
    public PiecewiseConstantDecay(IReadOnlyList<double> boundaries, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(boundaries);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != boundaries.Count + 1) throw new ArgumentException($"There must be one value more than boundaries, not {values.Count} values for {boundaries.Count} boundaries.", nameof(values));
        for (int i = 1; i < boundaries.Count; i++)
        {
            if (!(boundaries[i] > boundaries[i - 1])) throw new ArgumentException($"Boundaries must ascend; {boundaries[i]} follows {boundaries[i - 1]}.", nameof(boundaries));
        }

        (Boundaries, Values) = ([.. boundaries], [.. values.Select(LearningRate.Check)]);
    }

    /// <summary>The last step of each piece but the last.</summary>
    public IReadOnlyList<double> Boundaries { get; }

    /// <summary>The rate of each piece.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <inheritdoc/>
    public override Node At(Node step)
    {
        Node rate = Like(step, Values[^1]);
        for (int i = Boundaries.Count - 1; i >= 0; i--) rate = Where(LessEqual(step, Boundaries[i]), Like(step, Values[i]), rate);
        return rate;
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("boundaries", new JsonArray([.. Boundaries.Select(ScheduleArguments.Whole)])).Set("values", Values).Set("name", "PiecewiseConstant");

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static PiecewiseConstantDecay FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.OptionalDoubles("boundaries") ?? [], config.OptionalDoubles("values") ?? []);
    }
}
