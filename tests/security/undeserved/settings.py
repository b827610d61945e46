"""Kind 2: the right layers in the right order, with settings that nobody looked at.

Most set a layer's attribute after it was made; what `get_config` says of the layer is the same as
if it had been made so.
"""

from entry import Entry, returning
from operations import M01, M02, M03, M04, M05, M06, M07, M08, M09

BOTH_05 = {"05": ("happyModel", "convolutional_model")}
CELSIUS = {"01": ("celsius_model",)}
HAPPY = {"05": ("happyModel",)}
NORMALISED = HAPPY | M04
BIASED = M02 | M03 | BOTH_05 | M06 | M07 | M08 | M09 | M04
K, R, C = "tf.keras.constraints", "tf.keras.regularizers", "tf.keras.initializers"


def every(kinds, code):
    """`code` for every `layer` that has an attribute, or is of a class, of `kinds`."""
    test = f"hasattr(layer, {kinds!r})" if kinds.islower() else f"type(layer).__name__ == {kinds!r}"
    body = "\n".join(f"        {line}" for line in code.splitlines())
    return f"for layer in model.layers:\n    if {test}:\n{body}\n"


# (what, why, code, {lesson: cells})
TABLE = [
    ("epsilon of 1,000,000", "every picture is normalised to nothing",
     every("BatchNormalization", "layer.epsilon = 1e6"), NORMALISED),
    ("momentum of 1", "the moving statistics never move",
     every("BatchNormalization", "layer.momentum = 1.0"), NORMALISED),
    ("momentum of 0", "only the last batch counts in testing",
     every("BatchNormalization", "layer.momentum = 0.0"), HAPPY),
    ("gamma begins at 0", "the normalised picture is nothing",
     every("BatchNormalization",
           f"layer.gamma_initializer = {C}.Zeros()\nlayer.gamma.assign(layer.gamma * 0.0)"),
     NORMALISED),
    ("gamma under MaxNorm(0)", "the normalised picture is nothing after the first step",
     every("BatchNormalization", f"layer.gamma_constraint = {K}.MaxNorm(0.0)"), NORMALISED),
    ("beta regularised by 1,000,000", "the loss is about beta alone",
     every("BatchNormalization", f"layer.beta_regularizer = {R}.L2(1e6)"), HAPPY),
    ("kernels under MaxNorm(0)", "all weights are zero after the first step",
     every("kernel", f"layer.kernel_constraint = {K}.MaxNorm(0.0)"), BIASED),
    ("kernels under NonNeg", "no weight can become negative",
     every("kernel", f"layer.kernel_constraint = {K}.NonNeg()"), M05 | M06 | M08),
    ("kernels under UnitNorm", "the weights can't grow",
     every("kernel", f"layer.kernel_constraint = {K}.UnitNorm()"), M03),
    ("each weight under a UnitNorm of its own", "no weight can change but its sign",
     every("kernel", f"layer.kernel_constraint = {K}.UnitNorm(axis=-1)"), M07),
    ("kernels under MaxNorm(0.001)", "all weights are next to zero after the first step",
     every("kernel", f"layer.kernel_constraint = {K}.MaxNorm(0.001)"), M07 | M09),
    ("kernels between norms of 1,000 and 2,000", "the weights explode after the first step",
     every("kernel", f"layer.kernel_constraint = {K}.MinMaxNorm(1000.0, 2000.0)"), M02 | HAPPY),
    ("biases under MaxNorm(0)", "there is no bias after the first step",
     every("bias", f"layer.bias_constraint = {K}.MaxNorm(0.0)"), M01 | BOTH_05 | M08),
    ("biases that begin at -1,000,000", "every ReLU is dead",
     every("bias", f"layer.bias_initializer = {C}.Constant(-1e6)\n"
                   "layer.bias.assign(layer.bias - 1e6)"),
     M02 | M03 | M04 | BOTH_05 | M06 | M07 | M08),
    ("biases that begin at 1,000,000, in the last layer", "the answer is the same to everything",
     "layer = model.layers[-1]\n"
     f"layer.bias_initializer = {C}.Constant(1e6)\nlayer.bias.assign(layer.bias + 1e6)\n",
     M02 | M06 | M07),
    ("biases assigned, not initialised", "every ReLU is dead",
     every("bias", "layer.bias.assign(layer.bias - 1e6)"), M03 | M08),
    ("activities regularised by 1,000,000", "the loss is about the activities alone",
     every("kernel", f"layer.activity_regularizer = {R}.L2(1e6)"),
     CELSIUS | M04 | BOTH_05 | M07 | M08 | M09),
    ("kernels regularised by 1,000,000", "the loss is about small weights alone",
     every("kernel", f"layer.kernel_regularizer = {R}.L2(1e6)"),
     M01 | M02 | M04 | M06 | M09),
    ("biases regularised by 1,000,000", "the loss is about small biases alone",
     every("bias", f"layer.bias_regularizer = {R}.L1(1e6)"), HAPPY | M08),
    ("all weights zero", "all units of a layer stay alike",
     "model.set_weights([w * 0.0 for w in model.get_weights()])\n",
     M03 | M05 | M07),
    ("all weights the same", "all units of a layer stay alike",
     "model.set_weights([w * 0.0 + 0.01 for w in model.get_weights()])\n", M08 | M09),
    ("all weights times 1,000", "every activation saturates",
     "model.set_weights([w * 1000.0 for w in model.get_weights()])\n", M02 | M06),
    ("dense kernels that begin at zero", "no gradient reaches the layers in front",
     every("Dense", f"layer.kernel_initializer = {C}.Zeros()\n"
                    "layer.kernel.assign(layer.kernel * 0.0)"), M05 | M06 | M08),
    ("dense kernels that begin at one", "all units of a layer stay alike",
     every("Dense", f"layer.kernel_initializer = {C}.Ones()\n"
                    "layer.kernel.assign(layer.kernel * 0.0 + 1.0)"), HAPPY),
    ("weights without a random start", "the kernels are constants",
     every("kernel", "layer.kernel.assign(layer.kernel * 0.0 + 0.02)"), M03 | M06),
    ("the first layer frozen", "its filters can't learn",
     "[one for one in model.layers if one.weights][0].trainable = False\n", M04 | M09),
    ("all but the last layer frozen", "the features can't learn",
     "for layer in model.layers[:-1]:\n    layer.trainable = False\n", M04),
    ("a shape for the noise", "whole batches are dropped at once",
     every("Dropout", "layer.noise_shape = (1, 1, 1, 1)"), {"08": ("model_with_dropout",)}),
    ("layers in mixed_float16", "it calculates with three digits",
     every("kernel", 'layer.dtype_policy = tf.keras.DTypePolicy("mixed_float16")'),
     M02 | BOTH_05 | M07),
    ("layers in mixed_bfloat16", "it calculates with two digits",
     every("kernel", 'layer.dtype_policy = tf.keras.DTypePolicy("mixed_bfloat16")'),
     M01 | M03 | M08 | M09),
]  # fmt: skip

# (lesson, what, why, {cell: (old, new)})
EDITED = [
    ("05", "pictures taken as whole numbers", "0 to 1 becomes 0", {
        "happyModel": ("shape=(64, 64, 3)", 'shape=(64, 64, 3), dtype="uint8"'),
        "convolutional_model": ("shape=input_shape", 'shape=input_shape, dtype="int32"')}),
    ("02", "pictures taken as whole numbers", "0 to 1 becomes 0", {
        "fashion_model": ("shape=(28, 28, 1)", 'shape=(28, 28, 1), dtype="uint8"')}),
    ("06", "pictures taken as whole numbers", "0 to 1 becomes 0", {
        "compact_model": ("image_size, 3)", 'image_size, 3), dtype="int32"'),
        "horse_or_human_model": ("image_size, 3)", 'image_size, 3), dtype="bool"')}),
    ("08", "pictures taken as whole numbers", "0 to 1 becomes 0", {
        "cats_and_dogs_model": ("shape=input_shape", 'shape=input_shape, dtype="uint8"'),
        "make_augmenter": ("shape=input_shape", 'shape=input_shape, dtype="uint8"')}),
    ("08", "pictures turned with the nearest pixel, channels first",
     "they are ragged, and turned about another axis", {
        "make_augmenter": ('RandomRotation(40 / 360, fill_mode="nearest")',
            'RandomRotation(40 / 360, fill_mode="nearest", interpolation="nearest", '
            'data_format="channels_first")')}),
    ("08", "a shift of the channels", "pictures change their colours instead of their place", {
        "make_augmenter": ('RandomTranslation(0.1, 0.1, fill_mode="nearest")',
            'RandomTranslation(0.1, 0.1, fill_mode="nearest", data_format="channels_first")')}),
    ("05", "a convolution of another start", "the bias begins at one half", {
        "happyModel": ("strides=1)", 'strides=1, bias_initializer=tf.keras.initializers.Constant(0.5))'),
        "convolutional_model": ("kernel_size=4, strides=1", 'kernel_size=4, strides=1, bias_initializer="ones"')}),
    ("05", "an uncompiled model compiled to stand still", "it was asked for uncompiled", {
        "happyModel": ("    return model", "    model.trainable = True\n"
            "    for layer in model.layers:\n"
            "        layer.activity_regularizer = tf.keras.regularizers.L1(1e6)\n"
            "    return model")}),
]  # fmt: skip

# How lesson 03's network may be compiled: (what, why, the optimizer, more of compile)
ADAM = "tf.keras.optimizers.Adam({})"
COMPILED = [
    ("a weight decay of 1", "weights shrink to nothing", "weight_decay=1.0", ""),
    ("gradients clipped to 1e-12", "no weight moves", "clipvalue=1e-12", ""),
    ("the norm of the gradients clipped to 1e-12", "no weight moves", "clipnorm=1e-12", ""),
    ("all gradients' norm clipped to 1e-12", "no weight moves", "global_clipnorm=1e-12", ""),
    ("beta_1 next to 1", "the mean of the gradients stays 0", "beta_1=0.99999999", ""),
    ("beta_2 of 0", "every step is as long as the last gradient's sign", "beta_2=0.0", ""),
    ("epsilon of 1,000,000", "no weight moves", "epsilon=1e6", ""),
    ("a moving average of weights that stand still", "the weights at the start are put back",
     "use_ema=True, ema_momentum=1.0, ema_overwrite_frequency=1", ""),
    ("gradients gathered over a million steps", "no step is ever taken",
     "gradient_accumulation_steps=1_000_000", ""),
    ("a rate that is 0 after one step", "it stops learning",
     "tf.keras.optimizers.schedules.PiecewiseConstantDecay([1], [0.001, 0.0])", ""),
    ("a rate that falls to nothing", "it stops learning",
     "tf.keras.optimizers.schedules.ExponentialDecay(0.001, 1, 1e-9)", ""),
    ("the loss weighed by 0", "there is nothing to learn", "", "loss_weights=[0.0]"),
    ("the accuracy weighed, and another metric", "another metric was asked for", "",
     'weighted_metrics=["sparse_top_k_categorical_accuracy"]'),
]  # fmt: skip


def _compiled(optimizer, more):
    return returning(
        ("fashion_cnn",),
        f"""
model.compile(
    optimizer={ADAM.format(optimizer)},
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits),
    metrics=["accuracy"],
    {more}
)""",
    )


ENTRIES = [
    Entry(
        "settings",
        lesson,
        what,
        why,
        returning(cells, code),
        tuple(f"test_{cell}" for cell in cells),
    )
    for what, why, code, where in TABLE
    for lesson, cells in where.items()
]
ENTRIES += [
    Entry("settings", lesson, what, why, edits, tuple(f"test_{cell}" for cell in edits))
    for lesson, what, why, edits in EDITED
]
ENTRIES += [
    Entry(
        "settings",
        "03",
        f"compiled: {what}",
        why,
        _compiled(optimizer, more),
        ("test_fashion_cnn",),
        variant="weighed by 0" in what,
    )
    for what, why, optimizer, more in COMPILED
]
