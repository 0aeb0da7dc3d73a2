using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;
using Constant = Backprop.Graphs.Constant;

namespace Backprop.Tests.Layers;

/// <summary>How masks travel through layers that join or reshape; those of other layers stand in their own tests.</summary>
public sealed class MaskTests
{
    private static readonly Tensor s_numbers = Tensor.From([2.0, 3, 4, 5, 6, 7], [1, 3, 2]);

    [Fact]
    public void A_sum_is_real_where_one_of_its_parts_is_and_all_have_masks()
    {
        Assert.Equal([true, true, false], Masks(new Add(), [true, false, false], [false, true, false])!);
        Assert.Null(Masks(new Add(), [true, false, false], null));
        Assert.Null(Masks(new Dot(2), [true, false, false], [false, true, false]));
    }

    [Fact]
    public void A_concatenation_is_real_where_one_of_its_parts_is()
    {
        Assert.Equal([true, true, false], Masks(new Concatenate(), [true, false, false], [false, true, false])!);
        Assert.Equal([true, false, false, false, true, false], Masks(new Concatenate(1), [true, false, false], [false, true, false])!);
        Assert.Equal([true, false, false, true, true, true], Masks(new Concatenate(1), [true, false, false], null)!);
        Assert.Null(Masks(new Concatenate(), null, null));
    }

    [Fact]
    public void A_product_takes_what_is_not_real_for_one()
    {
        Assert.Equal([2.0, 3, 4, 5, 0, 0], Apply(new Multiply(), [true, false, false], [false, true, false]).Node.Evaluate().ToArray<double>());
        Assert.Equal([4.0, 9, 4, 5, 6, 7], Apply(new Multiply(), [true, false, false], null).Node.Evaluate().ToArray<double>());
    }

    [Fact]
    public void Masks_end_at_layers_that_reshape()
    {
        Assert.Null(Masks(new Flatten(), [true, false, false]));
        Assert.Null(Masks(new Reshape([2, 3]), [true, false, false]));
        Assert.Equal([true, false, false], Masks(new Dense(2), [true, false, false])!);
    }

    [Fact]
    public void Channels_that_come_first_are_flattened_as_if_they_came_last()
    {
        Layer layer = new Flatten(DataFormat.ChannelsFirst);
        Assert.Equal([2, 4, 6, 3, 5, 7], layer.Apply(Tensor.From([2.0, 3, 4, 5, 6, 7], [1, 3, 2]), new CallContext()).Evaluate().ToArray<double>());
        LayerContract.Check(() => new Flatten(DataFormat.ChannelsFirst), [[2, 3, 4]], [24]);
    }

    [Fact]
    public void Axes_of_a_product_may_count_from_the_end()
    {
        LayerContract.Check(() => new Dot(-1), [[2, 3], [4, 3]], [2, 4]);
        LayerContract.Check(() => new Dot(-1, secondAxis: -2), [[2, 3], [3, 4]], [2, 4]);
    }

    private static bool[]? Masks(Layer layer, params bool[]?[] masks)
    {
        (Node node, CallContext context) = Apply(layer, masks);
        return context.MaskOf(node)?.Evaluate().ToArray<bool>();
    }

    private static (Node Node, CallContext Context) Apply(Layer layer, params bool[]?[] masks)
    {
        var context = new CallContext();
        // Equal nodes are one node, and with it their masks: the inputs must differ.
        Node[] inputs = [.. masks.Select((_, i) => (Node)Variable.Of($"x{i}", s_numbers))];
        for (int i = 0; i < masks.Length; i++)
        {
            if (masks[i] is { } mask) context.SetMask(inputs[i], Constant.Of(Tensor.From(mask, [1, mask.Length])));
        }

        return (layer.Apply(inputs, context), context);
    }
}
