using Backprop.Studio;

return await StudioProgram.RunAsync(args, Console.Out, Console.Error).ConfigureAwait(false);
