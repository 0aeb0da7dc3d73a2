// The command is run inside this process with the console's output redirected, and FsCheck writes to the console: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
