namespace Backprop.Kernels;
internal static unsafe class Workers { public static void Run(int chunks, delegate*<void*, int, void> body, void* state) { for (int i = 0; i < chunks; i++) body(state, i); } }
