namespace Backprop.Training;

/// <summary>A step of training produced NaN or infinity. The weights are as they were before that step.</summary>
public sealed class NumericException : ArithmeticException
{
    internal NumericException(string message)
        : base(message)
    {
    }
}
