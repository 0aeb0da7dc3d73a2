using System.CommandLine;

var root = new RootCommand("Neural networks whose every step can be seen: train, explain and check them.");

return await root.Parse(args).InvokeAsync();
