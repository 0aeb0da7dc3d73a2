using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Backprop.Jupyter;
using Backprop.Jupyter.Wire;

// Jupyter starts this program with the connection file that its kernel.json names; backprop jupyter install writes that.
TextWriter log = Console.Error;
if (args.Length != 1)
{
    log.WriteLine("This is the Jupyter kernel of Backprop; Jupyter starts it with a connection file. backprop jupyter install sets it up.");
    return 2;
}

try
{
    using var kernel = new KernelHost(ConnectionFile.Read(args[0]), log);
    using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
    {
        signal.Cancel = true;
        kernel.Interrupt();
    });
    using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
    {
        signal.Cancel = true;
        kernel.Stop();
    });
    await Task.WhenAny(kernel.Stopped, EndOfParent()).ConfigureAwait(false);
}
catch (ConnectionException error)
{
    log.WriteLine(error.Message);
    return 2;
}

return 0;

// A server that was killed cannot say so: its kernels end when it is gone.
static async Task EndOfParent()
{
    try
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), CultureInfo.InvariantCulture, out int parent) && parent > 1)
        {
            using var process = Process.GetProcessById(parent);
            await process.WaitForExitAsync().ConfigureAwait(false);
            return;
        }
    }
    catch (ArgumentException)
    {
        return; // it is gone already
    }

    await Task.Delay(Timeout.Infinite).ConfigureAwait(false);
}
