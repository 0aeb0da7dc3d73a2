namespace Backprop.Cli;

/// <summary>The commands, in the order of the help text: one line each.</summary>
internal static class Commands
{
    /// <param name="cancellation">Set when the user presses Ctrl+C.</param>
    public static IEnumerable<ICliCommand> All(CancellationToken cancellation) =>
    [
        new TourCommand(cancellation),
        new LessonCommand(),
        new ExamplesCommand(),
        new TrainCommand(cancellation),
        new SummaryCommand(),
        new PredictCommand(cancellation),
        new EvaluateCommand(cancellation),
        new PlotCommand(),
        new InspectCommand(),
        new ConvertCommand(),
        new ProfileCommand(),
        new ExplainCommand(),
        new DeriveCommand(),
        new StepCommand(),
        new AuditCommand(),
        new GradcheckCommand(),
        new MemoizationCommand(),
        new JupyterCommand(),
        new StudioCommand(),
    ];
}
