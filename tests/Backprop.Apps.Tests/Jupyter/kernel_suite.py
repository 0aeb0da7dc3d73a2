"""Jupyter's own suite for kernels (Debian: python3-jupyter-kernel-test), with its optional parts on, for the kernel of Backprop.

KernelSuiteTests.cs starts it, with JUPYTER_PATH pointing at a kernel.json called backprop.
"""
import unittest

import jupyter_kernel_test


class BackpropKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "backprop"
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("so it is");'
    completion_samples = [
        {"text": "Console.WriteL", "matches": {"WriteLine"}},
        {"text": "new Dens", "matches": {"Dense"}},
        {"text": "Math.Sq", "matches": {"Sqrt"}},
    ]
    complete_code_samples = ["1 + 2", "var x = 1;", "int F(int a)\n{\n    return a;\n}"]
    incomplete_code_samples = ["for (int i = 0; i < 3; i++)\n{", "Console.WriteLine(", "/* a comment"]
    invalid_code_samples = ["int int int;", ") + 1"]
    code_generate_error = 'throw new Exception("so it is");'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "new[] { 1, 2, 3 }", "result": "[1, 2, 3]"},
    ]
    code_display_data = [
        {"code": 'Display("<b>so</b>", "text/html");', "mime": "text/html"},
        {"code": 'Display(Markdown("**so**"));', "mime": "text/markdown"},
        {"code": 'Display(Latex("$x^2$"));', "mime": "text/latex"},
        {"code": 'Display(Svg("<svg xmlns=\'http://www.w3.org/2000/svg\'/>"));', "mime": "image/svg+xml"},
        {"code": "Display(Picture(Tensor.Full(0.5, DType.Float32, [4, 4])));", "mime": "image/png"},
        {"code": "Display(System.Text.Json.Nodes.JsonNode.Parse(\"[1]\"));", "mime": "application/json"},
        {"code": "Display(Tensor.Full(0.5, DType.Float32, [4, 4]));", "mime": "text/html"},
    ]
    code_history_pattern = "6 ? 7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Dense"
    code_page_something = 'ShowPage("a long text");'
    code_clear_output = "ClearOutput();"


if __name__ == "__main__":
    unittest.main(verbosity=2)
