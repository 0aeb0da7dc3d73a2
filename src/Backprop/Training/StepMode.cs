namespace Backprop.Training;

/// <summary>What a step is for.</summary>
internal enum StepMode
{
    Train,
    Test,
}
