namespace Backprop.Training;

/// <summary>
/// What holds for every training, evaluation and prediction that a piece of code starts, without the code naming it: a program that runs other people's code,
/// such as a notebook, stops them and sees how far they are.
/// </summary>
/// <remarks>A training that is stopped ends between two steps with <see cref="OperationCanceledException"/>; its model keeps the weights of the last step.</remarks>
/// <param name="cancellation">When it is set, trainings end as if the token had been given to <c>Fit</c>.</param>
/// <param name="progress">Told about trainings that are given no progress of their own, at most twenty times a second, on the thread that trains; may be null.</param>
public sealed class TrainingScope(CancellationToken cancellation, IProgress<TrainingProgress>? progress = null)
{
    private static readonly AsyncLocal<TrainingScope?> s_current = new();

    private int _underWay;

    /// <summary>Whether a training within this scope is under way.</summary>
    public bool IsTraining => Volatile.Read(ref _underWay) > 0;

    /// <summary>The scope that holds here, or null.</summary>
    internal static TrainingScope? Current => s_current.Value;

    internal CancellationToken Cancellation => cancellation;

    internal IProgress<TrainingProgress>? Progress => progress;

    /// <summary>Runs <paramref name="code"/>, and what it awaits, within this scope.</summary>
    /// <typeparam name="T">What it returns.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="code"/> is null.</exception>
    public T Run<T>(Func<T> code)
    {
        ArgumentNullException.ThrowIfNull(code);
        TrainingScope? before = s_current.Value;
        s_current.Value = this;
        try
        {
            return code();
        }
        finally
        {
            s_current.Value = before;
        }
    }

    internal void Enter() => Interlocked.Increment(ref _underWay);

    internal void Leave() => Interlocked.Decrement(ref _underWay);
}
