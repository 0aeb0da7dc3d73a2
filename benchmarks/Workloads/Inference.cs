using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Benchmarks.Workloads;

/// <summary>Predictions of one sample.</summary>
internal static class Inference
{
    public static IEnumerable<Workload> All()
    {
        // Every weight of the dense network is read once; the convolutions compute.
        ReferenceModel mlp = ReferenceModel.Of("mlp-32"), convnet = ReferenceModel.Of("convnet-64");
        double bytes = 4.0 * mlp.Model.CountParams();
        yield return new Workload("mlp-predict-1", "inference, batch 1", () => Predict("mlp-32")) { Bytes = bytes, WorkingSet = bytes, IsQuick = true };
        yield return new Workload("convnet-predict-1", "inference, batch 1", () => Predict("convnet-64")) { MultiplyAdds = convnet.ForwardMultiplyAdds / 64, IsQuick = true };
    }

    private static Step Predict(string name)
    {
        ReferenceModel reference = ReferenceModel.Of(name);
        Model model = reference.Model;
        Tensor one = reference.X[0..1];
        return Step.Of(() => { for (int i = 0; i < 10; i++) model.Predict(one); }, 10);
    }
}
