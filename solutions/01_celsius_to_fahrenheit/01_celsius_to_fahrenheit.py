# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Celsius to Fahrenheit: your first model
#
# You can convert degrees Celsius into degrees Fahrenheit. **Can a computer
# find the rule if nobody tells it?** It gets seven examples, and nothing
# else:
#
# ![Seven points, temperatures in Celsius and Fahrenheit. A line that slopes down before training turns, in four pictures, into one that goes through all points.](images/what_will_work.png)
#
# *What your model will do: from left to right, its line before training and
# after 50, 200 and 500 steps. The dots are the examples.*
#
# You will build, train and use a model, and then do its training by hand to
# see that there is no magic in it. You need Python and a little NumPy. You
# don't need a GPU, nor any mathematics beyond $y = w x + b$.

# %% [markdown] lang="zh" of="fb120c41"
# # 摄氏度换华氏度：你的第一个模型
#
# 怎样把摄氏度换算成华氏度，你是知道的。**如果没人把这条规则告诉计算机，它能自己找出来吗**？我们只给它 7 个例子，别的什么也不给：
#
# ![7 个点，表示摄氏温度和华氏温度。四幅图里，训练前向下倾斜的直线逐步变成穿过所有点的直线。](images/what_will_work.png)
#
# *你的模型会这样变化：从左到右，依次是训练前，以及训练 50 步、200 步、500 步之后的直线。圆点就是那些例子。*
#
# 你会搭建、训练并使用一个模型，然后亲手把训练过程算一遍，看清里面并没有什么魔法。你需要会 Python，再懂一点 NumPy。不需要 GPU，数学也只用到 $y = w x + b$。

# %% [markdown]
# ## Contents
#
# - [1 - What is machine learning?](#1)
# - [2 - The examples](#2)
# - [3 - The model](#3), with [exercise 1, celsius_model](#ex-1)
# - [4 - Compile and train](#4), with [exercise 2, train_model](#ex-2)
# - [5 - What happens in `fit`](#5)
# - [6 - More layers](#6), with [exercise 3, three_layer_model](#ex-3)
# - [7 - What you can do now](#7)
# - [Before you submit](#before-you-submit)

# %% [markdown] lang="zh" of="9cd56b77"
# ## 目录
#
# - [1 - 什么是机器学习？](#1)
# - [2 - 样本](#2)
# - [3 - 模型](#3)，含[练习 1：celsius_model](#ex-1)
# - [4 - 编译和训练](#4)，含[练习 2：train_model](#ex-2)
# - [5 - `fit` 做了什么](#5)
# - [6 - 多加几层](#6)，含[练习 3：three_layer_model](#ex-3)
# - [7 - 你现在会做什么](#7)
# - [提交之前](#before-you-submit)

# %% [markdown]
# <a id="1"></a>
# ## 1 - What is machine learning?
#
# To convert 100 °C you would write $F = 1.8 \cdot C + 32$ into a program,
# and get 212 °F. *You* knew the rule. The computer only calculated.
#
# Many rules can't be written down. Which numbers in a photograph make a
# cat? Then it is better to show examples, and let the computer find a rule
# that fits them.
#
# ![Top: a program takes the rule and an input and gives the answer. Bottom: training takes inputs and answers and gives the rule.](images/rules_or_examples.svg)
#
# *Figure 1. A program takes a rule and gives answers. Machine learning
# takes answers and gives a rule.*
#
# ![Four boxes, one inside the other, from the outside: artificial intelligence, machine learning, neural networks, deep learning.](images/ai_ml_dl.svg)
#
# *Figure 2. Four names, one inside the other. In everyday talk "machine
# learning" and "deep learning" are often used interchangeably.*
#
# - **Artificial intelligence** wants computers to do what takes
#   intelligence when people do it.
# - **Machine learning** gets there by training with examples, not by
#   programming rules.
# - **Neural networks** are one tool for that: layers of simple
#   calculations, inspired by the nerve cells of the brain.
# - **Deep learning** means neural networks with many layers.
#
# Such models find skin cancer in photographs, steer cars and play games.
# The great hope is that computers learn by watching the best experts, in
# medicine, in law, or at the wheel, and help everybody else to become
# nearly as good. A trained model can be put into a web page, a phone or a
# car.
#
# Learning is called **supervised** if every example comes with its right
# answer, as in this whole course. Without answers it is *unsupervised*.

# %% [markdown] lang="zh" of="4935aee4"
# <a id="1"></a>
# ## 1 - 什么是机器学习？
#
# 要换算 100 °C，你会在程序里写上 $F = 1.8 \cdot C + 32$，得到 212 °F。知道规则的是*你*，计算机只管计算。
#
# 很多规则写不出来。照片里的哪些数字合起来是一只猫？这种情况下，不如给计算机看例子，让它自己找出符合这些例子的规则。
#
# ![上：程序拿到规则和输入，给出答案。下：训练拿到输入和答案，给出规则。](images/rules_or_examples.svg)
#
# *图 1：程序拿到规则，给出答案；机器学习拿到答案，给出规则。*
#
# ![四个方框，一个套一个，从外到内依次是：人工智能、机器学习、神经网络、深度学习。](images/ai_ml_dl.svg)
#
# *图 2：四个名称，一个套一个。平时说话，“机器学习”和“深度学习”常常混着用。*
#
# - **人工智能**（artificial intelligence）：人做起来需要智能的事，让计算机也能做。
# - **机器学习**（machine learning）：靠例子训练，而不是编写规则，来做到这一点。
# - **神经网络**（neural network）：实现机器学习的工具之一，由一层层简单计算组成，灵感来自大脑的神经细胞。
# - **深度学习**（deep learning）：就是层数很多的神经网络。
#
# 这样的模型能从照片里发现皮肤癌，能开车，会玩游戏。人们最大的期望，是让计算机观察医疗、法律、驾驶等领域最优秀的专家，向他们学习，再帮助其他人做得几乎一样好。训练好的模型可以放进网页、手机或汽车。
#
# 如果每个例子都附有正确答案，这种学习就叫**监督学习**（supervised learning），整门课讲的都是它。没有答案，就是*无监督学习*（unsupervised learning）。

# %% [markdown]
# <a id="2"></a>
# ## 2 - The examples
#
# TensorFlow may print a few lines in red, about the processor or a missing
# GPU. They are notes, not errors. Training starts from random numbers; the
# seed makes them the same ones each time you run the notebook.

# %% [markdown] lang="zh" of="56fefbab"
# <a id="2"></a>
# ## 2 - 样本
#
# TensorFlow 可能会打印几行红字，说的是处理器，或者没有找到 GPU。这些只是提示，不是错误。训练从随机数开始；设好随机种子，每次运行 notebook 得到的随机数就都一样。

# %%
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from test_utils import comparator, same_training, summary

tf.keras.utils.set_random_seed(1)

# %% [markdown]
# - **Feature**: what goes into the model. Here, a temperature in °C.
# - **Label**: what should come out. Here, the same temperature in °F.
# - **Example**: a feature and its label, as a pair.

# %% [markdown] lang="zh" of="c3b7f7c5"
# - **特征**（feature）：输入模型的东西。这里是以 °C 为单位的温度。
# - **标签**（label）：模型应该输出的东西。这里是同一温度的 °F 值。
# - **样本**（example）：一个特征和它的标签，合成一对。

# %%
celsius = np.array([-40, -10, 0, 8, 15, 22, 38], dtype=float)
fahrenheit = np.array([-40, 14, 32, 46, 59, 72, 100], dtype=float)

plt.figure(figsize=(5, 3.5))
plt.plot(celsius, fahrenheit, "o")
plt.xlabel("feature: temperature (°C)")
plt.ylabel("label: temperature (°F)")
plt.grid(alpha=0.3)
plt.show()

# %% [markdown]
# *Figure 3. The seven examples. They lie on a line; the model does not know
# which.*
#
# The labels are rounded: 8 °C is really 46.4 °F. Real data is like that.
# Keep it in mind for later.

# %% [markdown] lang="zh" of="64d94133"
# *图 3：7 个样本。它们在一条直线上，但模型不知道是哪一条。*
#
# 这些标签取过整：8 °C 其实是 46.4 °F。真实数据就是这样。先记住这一点，后面会用到。

# %% [markdown]
# <a id="3"></a>
# ## 3 - The model
#
# A neural network is a stack of **layers**, and a layer consists of
# **units** (neurons). In a **dense** layer each unit is connected to all
# values that come in. It multiplies each of them by a **weight**, adds the
# products, and adds a **bias**.
#
# ![Three inputs x1, x2, x3, connected to two units a1 and a2, which are connected to one output. Beside it the formula of a1.](images/dense_layer.svg)
#
# *Figure 4. Three inputs, a dense layer of two units, and one of a single
# unit. Each line stands for a weight.*
#
# The first unit of figure 4 calculates
#
# $$a_1 = w_{11} x_1 + w_{12} x_2 + w_{13} x_3 + b_1 .$$
#
# **Predict:** how many weights and biases does the network of figure 4
# have? Keras counts them for you. A layer is a `Dense`, and `Sequential`
# puts layers together. The list begins with the shape of *one* example.

# %% [markdown] lang="zh" of="42166dc7"
# <a id="3"></a>
# ## 3 - 模型
#
# 神经网络由一层层的**层**（layer）叠成，每一层又由若干**单元**（unit，也叫神经元）组成。在**全连接层**（dense layer）里，每个单元都和所有输入值相连。它给每个输入值乘上一个**权重**（weight），把乘积加起来，再加上一个**偏置**（bias）。
#
# ![三个输入 x1、x2、x3 连到两个单元 a1 和 a2，这两个单元再连到一个输出。旁边是 a1 的公式。](images/dense_layer.svg)
#
# *图 4：三个输入、一个有两个单元的全连接层，以及一个只有一个单元的全连接层。每条线代表一个权重。*
#
# 图 4 的第一个单元计算的是：
#
# $$a_1 = w_{11} x_1 + w_{12} x_2 + w_{13} x_3 + b_1 .$$
#
# **先猜一猜**：图 4 的网络一共有多少个权重和偏置？Keras 会替你数。一个 `Dense` 就是一层，`Sequential` 把各层连起来。列表的第一项是*一个*样本的形状。

# %%
demo = tf.keras.Sequential([
    tf.keras.Input(shape=(3,)),
    tf.keras.layers.Dense(units=2),
    tf.keras.layers.Dense(units=1),
])
demo.summary()

# %% [markdown]
# The first layer has $3 \cdot 2$ weights and 2 biases, the second
# $2 \cdot 1$ weights and 1 bias. `None` stands for the number of examples,
# which may be any. Older code writes `Dense(units=2, input_shape=[3])`
# instead of the `Input`. It means the same, and brings a warning.
#
# With a single input and a single unit only $\hat{y} = w x + b$ is left,
# the form of $F = 1.8 \cdot C + 32$. So one unit is enough for us, if
# training finds a $w$ near $1.8$ and a $b$ near $32$.

# %% [markdown] lang="zh" of="5cf846ca"
# 第一层有 $3 \cdot 2$ 个权重和 2 个偏置，第二层有 $2 \cdot 1$ 个权重和 1 个偏置。`None` 代表样本的个数，多少都可以。旧代码不用 `Input`，而是写 `Dense(units=2, input_shape=[3])`。意思一样，只是会出现警告。
#
# 如果只有一个输入、一个单元，就只剩下 $\hat{y} = w x + b$，形式和 $F = 1.8 \cdot C + 32$ 相同。所以一个单元就够了，只要训练能找到接近 $1.8$ 的 $w$ 和接近 $32$ 的 $b$。

# %% [markdown]
# <a id="ex-1"></a>
# ### Exercise 1 - celsius_model
#
# Write `celsius_model`. It returns the smallest Sequential model that can
# learn our rule: a single number goes in, a single number comes out. Leave
# all other settings at their defaults, and don't compile it yet.

# %% [markdown] lang="zh" of="cdb16ae1"
# <a id="ex-1"></a>
# ### 练习 1 - celsius_model
#
# 编写 `celsius_model`。它返回能学会这条规则的最小 Sequential 模型：输入一个数，输出一个数。其余设置都用默认值，也先不要编译。

# %% nbgrader={"grade_id": "celsius_model", "solution": true}
# GRADED FUNCTION: celsius_model

def celsius_model():
    """Build the smallest network there is, uncompiled.

    It maps temperatures of shape (m, 1) to y_hat of shape (m, 1).
    """
    # Call the result `model`.
    ### BEGIN SOLUTION
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(1,)),
        tf.keras.layers.Dense(units=1),
    ])
    ### END SOLUTION
    return model


# %% [markdown]
# The test prints one row for each layer: its class, the shape of its
# output, its number of parameters, its activation. `linear` means that
# nothing is done to $w x + b$.

# %% [markdown] lang="zh" of="740eebc5"
# 测试会为每一层打印一行：层的类名、输出的形状、参数个数、激活函数。`linear` 的意思是：对 $w x + b$ 什么也不做。

# %% nbgrader={"grade_id": "test_celsius_model", "grade": true, "points": 5, "locked": true}
one_unit = celsius_model()
kind = type(one_unit).__name__
assert kind != "tuple", (
    "celsius_model returned a tuple, expected the model alone. Is "
    "there a comma behind it?"
)
one_unit_rows = [
    row for row in summary(one_unit) if row[0] != "InputLayer"
]

for row in one_unit_rows:
    print(row)

assert kind in ("Sequential", "Functional"), (
    f"celsius_model returned a {kind}, a class of its own; expected "
    "a tf.keras.Sequential."
)
frozen = len(one_unit.non_trainable_weights)
assert frozen == 0, (
    f"Training can't change {frozen} of the model's values. Leave "
    "trainable at its default."
)
comparator(one_unit_rows, [["Dense", (None, 1), 2, "linear"]])
print("Hidden tests also compare the whole model: its wiring,"
      " settings and outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from test_utils import fresh_each_call, same_model  # noqa: E402


def one_unit_reference():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(1,)),
        tf.keras.layers.Dense(units=1),
    ])


same_model(one_unit, one_unit_reference(), call="celsius_model()")
fresh_each_call(celsius_model, first=one_unit)
### END HIDDEN TESTS

# %% [markdown]
# **Predict:** what does an untrained model answer for 0 °C? Its weight is
# random, and its bias is 0.

# %% [markdown] lang="zh" of="03337cf0"
# **先猜一猜**：给没训练过的模型输入 0 °C，它会回答什么？它的权重是随机的，偏置是 0。

# %%
print(celsius_model().predict(celsius.reshape(-1, 1), verbose=0))

# %% [markdown]
# <a id="4"></a>
# ## 4 - Compile and train
#
# Before training, a model is **compiled**. It gets two things:
#
# - A **loss function**: it measures how far the predictions are off. We
#   take the **mean squared error** (MSE),
#   $$J = \frac{1}{m} \sum_{i=1}^{m} \left(\hat{y}_i - y_i\right)^2 .$$
#   Because of the square, one large error costs more than many small ones.
# - An **optimizer**: it changes the weights so that the loss gets smaller.
#   We take **Adam** (adaptive moment estimation), a good choice for most
#   models.
#
# Adam needs a **learning rate**, the size of its steps. If it is too small,
# training takes too many steps; if it is too large, it jumps past the best
# values. Usual rates lie between $0.001$, the default, and $0.1$.
#
# Then `fit` trains the model. In one **epoch** it uses every example once,
# in **batches**, after each of which the weights are changed. A batch has
# 32 examples by default, so our seven make a single batch, and an epoch is
# one step.

# %% [markdown] lang="zh" of="b1931acb"
# <a id="4"></a>
# ## 4 - 编译和训练
#
# 训练之前，要先**编译**（compile）模型，给它两样东西：
#
# - **损失函数**（loss function）：衡量预测差了多少。我们用**均方误差**（mean squared error，MSE）：
#   $$J = \frac{1}{m} \sum_{i=1}^{m} \left(\hat{y}_i - y_i\right)^2 .$$
#   因为有平方，一个大误差的代价比许多小误差还大。
# - **优化器**（optimizer）：调整权重，让损失变小。我们用 **Adam**（adaptive moment estimation，自适应矩估计），它对大多数模型都是不错的选择。
#
# Adam 需要一个**学习率**（learning rate），也就是每一步迈多大。太小，训练要走太多步；太大，又会越过最好的值。常用的学习率从默认值 $0.001$ 到 $0.1$。
#
# 接着用 `fit` 训练模型。每个样本都用过一次，就是一**轮**（epoch）。样本分成**批次**（batch）输入，每个批次之后都会调整权重。默认一个批次有 32 个样本，我们的 7 个样本合成一个批次，所以一轮就是一步。

# %% [markdown]
# <a id="ex-2"></a>
# ### Exercise 2 - train_model
#
# Write `train_model`. It compiles the given model with the mean squared
# error (`"mean_squared_error"`) and `tf.keras.optimizers.Adam` with the
# learning rate $0.1$. Then it fits the model to the given features and
# labels, without printing (`verbose=0`), and returns what `fit` returns.
# Leave the batch size at its default.

# %% [markdown] lang="zh" of="d50d8359"
# <a id="ex-2"></a>
# ### 练习 2 - train_model
#
# 编写 `train_model`。它先编译传入的模型，用均方误差（`"mean_squared_error"`）和学习率为 $0.1$ 的 `tf.keras.optimizers.Adam`；再用传入的特征和标签训练模型，不打印任何内容（`verbose=0`）；最后返回 `fit` 的返回值。批次大小用默认值。

# %% nbgrader={"grade_id": "train_model", "solution": true}
# GRADED FUNCTION: train_model

def train_model(model, features, labels, epochs):
    """Compile a model for regression and train it in place.

    Features and labels are arrays of shape (m,). Returns the History
    of `fit`; its history["loss"] holds the loss of every epoch.
    """
    # Call what fit returns `history`.
    ### BEGIN SOLUTION
    model.compile(
        loss="mean_squared_error",
        optimizer=tf.keras.optimizers.Adam(0.1),
    )
    history = model.fit(features, labels, epochs=epochs, verbose=0)
    ### END SOLUTION
    return history


# %% [markdown]
# The next cell is for the test. It makes a fresh model that starts with the
# weight and the bias you name, and passes it to your function.

# %% [markdown] lang="zh" of="24d0cb6d"
# 下一个单元格供测试使用。它新建一个模型，初始的权重和偏置由你指定，然后把模型传给你的函数。

# %% nbgrader={"grade_id": "train_from", "locked": true}
def train_from(weight, bias, features, labels, epochs):
    """Have train_model train one unit that begins with given values.

    Returns the trained model and what train_model returned.
    """
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(1,)), tf.keras.layers.Dense(1),
    ])
    model.set_weights([np.array([[weight]]), np.array([bias])])
    return model, train_model(model, features, labels, epochs)


# %% [markdown]
# The test trains for three epochs on four pairs.

# %% [markdown] lang="zh" of="d7854daa"
# 测试用四对数据训练三轮。

# %% nbgrader={"grade_id": "test_train_model", "grade": true, "points": 10, "locked": true}
x_3 = np.array([-40.0, 0.0, 15.0, 38.0])
y_3 = np.array([-40.0, 32.0, 59.0, 100.0])
model_3, history_3 = train_from(1.0, 0.0, x_3, y_3, 3)

assert not isinstance(history_3, tuple), (
    "train_model returned a tuple, expected the History alone. Is "
    "there a comma behind it?"
)
assert hasattr(history_3, "history"), (
    "train_model returned an object of type "
    f"{type(history_3).__name__}, expected the History that fit "
    "returns. Write: history = model.fit(...)"
)
losses_3 = history_3.history["loss"]
print("losses:", [round(loss, 1) for loss in losses_3])
assert len(losses_3) == 3, (
    f"train_model(..., epochs=3) trained {len(losses_3)} epochs, "
    "expected 3. Give epochs=epochs to fit."
)
first_3 = float(((1.0 * x_3 + 0.0 - y_3) ** 2).mean())
assert abs(losses_3[0] - first_3) < 0.01 * first_3, (
    f"The first loss is {losses_3[0]:.1f}, expected {first_3:.1f}: "
    "the mean squared error of w = 1 and b = 0 over all given pairs."
)
adam = model_3.optimizer
assert type(adam).__name__ == "Adam", (
    f"The optimizer of the given model is {type(adam).__name__}, "
    "expected Adam."
)
weight_3 = float(np.ravel(model_3.get_weights()[0])[0])
assert abs(weight_3 - 1.3) < 0.02, (
    f"After three steps the weight went from 1 to {weight_3:.3f}, "
    "expected about 1.3: three steps of the learning rate 0.1."
)
print("\033[32mAll tests passed!\033[0m")
print("Hidden tests use other rules, up to 1,200 pairs and up to 260"
      " epochs; loss and weights have to agree with a training of "
      "their own.")

### BEGIN HIDDEN TESTS: values may be shown
from types import SimpleNamespace  # noqa: E402

from grader.fresh_tasks import fresh_rng  # noqa: E402


def compiled_as_asked(weight, bias):
    """The model of `train_from`, compiled by the test itself."""
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(1,)), tf.keras.layers.Dense(1),
    ])
    model.set_weights([np.array([[weight]]), np.array([bias])])
    model.compile(
        loss="mean_squared_error",
        optimizer=tf.keras.optimizers.Adam(0.1),
    )
    return model


def steps_of_one_batch(model, x, y, epochs):
    """What fit does if all pairs make one batch, in less time."""
    x, y = (tf.constant(v, tf.float32)[:, tf.newaxis] for v in (x, y))
    losses = []
    for _ in range(epochs):
        model.reset_metrics()
        losses.append(float(model.train_on_batch(x, y)))
    return SimpleNamespace(history={"loss": losses})


# Other rules than the one of the course: y = a x + b, nearly.
rng = fresh_rng("train_model")
a, b = rng.uniform(-4, 4, 2)
x = rng.uniform(-3, 3, 6)
y = a * x + b + rng.normal(0, 0.1, 6)

model, history = train_from(0.5, 1.0, x, y, 1)
first = float(((0.5 * x + 1.0 - y) ** 2).mean())
found = history.history["loss"][0]
assert abs(found - first) < 1e-3 * first, (
    f"On other pairs the first loss is {found:.4f}, but the mean "
    f"squared error of the untrained model is {first:.4f}. Compile "
    'with loss="mean_squared_error", and fit to the features and '
    "labels that train_model is given."
)
moved = np.abs(np.ravel(model.get_weights()[0]) - 0.5)[0]
assert abs(moved - 0.1) < 1e-3, (
    f"The first step changed the weight by {moved:.4f}, expected "
    "0.1: the first step of Adam is as long as its learning rate. "
    "Compile with optimizer=tf.keras.optimizers.Adam(0.1)."
)

# Many epochs, and numbers so large that they move on to the end.
warm = rng.uniform(-40, 40, 7)
for x, y, epochs in [
    (x, y, 25),
    (warm, a * warm + 30 + b, int(rng.integers(141, 261))),
]:
    call = f"train_model(model, features, labels, epochs={epochs})"
    pair = train_from(0.5, 1.0, x, y, epochs)
    own = compiled_as_asked(0.5, 1.0)
    own_history = steps_of_one_batch(own, x, y, epochs)
    same_training(*pair, own, own_history, call)

# Many batches per epoch, in any order: that changes little, since the
# values are large and the steps small. Features that rise tell
# whether all are used; each pair has a label of its own.
count = int(rng.integers(600, 1200))
many_x = np.sort(rng.uniform(0.5, 3, count))
slope = float(rng.uniform(900, 1200) * rng.choice([-1, 1]))
many_y = slope * many_x + 100 * b
call = f"train_model with {count} examples and epochs=3"
pair = train_from(slope / 2, 300.0, many_x, many_y, 3)
own = compiled_as_asked(slope / 2, 300.0)
own_history = own.fit(many_x, many_y, epochs=3, verbose=0)
same_training(*pair, own, own_history, call)
### END HIDDEN TESTS

# %% [markdown]
# ### 4.1 - 500 epochs
#
# First, something to compare with. Without any learning the best constant
# answer is the mean of the labels:

# %% [markdown] lang="zh" of="296fb70d"
# ### 4.1 - 训练 500 轮
#
# 先找一个比较的对象。如果什么都不学，只能回答同一个数，那么最好的答案是标签的平均值：

# %%
print("answer:", fahrenheit.mean().round(1),
      " mean squared error:", fahrenheit.var().round(1))

# %% [markdown]
# Now 500 epochs. With 7 examples each, the model sees an example 3500
# times. That takes some 15 seconds, nearly all of it spent on starting and
# ending epochs.

# %% [markdown] lang="zh" of="43916cd0"
# 现在训练 500 轮。每轮 7 个样本，模型一共看 3500 次样本。这大约要 15 秒，几乎全花在每一轮的开始和收尾上。

# %%
EPOCHS = 500

first_model = celsius_model()
first_history = train_model(
    first_model, celsius, fahrenheit, EPOCHS
)
print("Finished training the model")

# %% [markdown]
# `fit` returns a `History` object. Its `history` is a dictionary; under
# `"loss"` it keeps the loss of each epoch. Plot it whenever you train.

# %% [markdown] lang="zh" of="f0b883e7"
# `fit` 返回一个 `History` 对象。它的 `history` 是字典，每一轮的损失存在 `"loss"` 下面。每次训练，都把它画出来看看。

# %%
losses = first_history.history["loss"]

plt.figure(figsize=(7, 4))
plt.plot(range(1, EPOCHS + 1), losses)
plt.axhline(fahrenheit.var(), color="gray", linestyle=":",
            label="always the mean")
plt.xlabel("epoch")
plt.ylabel("loss: mean squared error (°F²)")
plt.legend()
plt.grid(alpha=0.3)
plt.show()
print(f"first loss {losses[0]:8.1f}")
print(f"last loss  {losses[-1]:8.1f}")

# %% [markdown]
# *Figure 5. The loss of each epoch.*
#
# What to look at: the curve falls steeply at first, then slowly. At the end
# it is low but still falling. A mean squared error of 7 means that the
# model is off by about $\sqrt{7} \approx 2.6$ degrees. Always naming the
# mean would be off by 42.

# %% [markdown] lang="zh" of="451685cd"
# *图 5：每一轮的损失。*
#
# 看图要点：曲线先陡降，后缓降。到最后，损失已经很低，但还在下降。均方误差是 7，说明模型大约差 $\sqrt{7} \approx 2.6$ 度。如果总是回答平均值，要差 42 度。

# %% [markdown]
# ### 4.2 - Predict
#
# What is 100 °C in Fahrenheit? It was not among the examples. `predict`
# takes an array of examples and returns one row for each.

# %% [markdown] lang="zh" of="5c51d534"
# ### 4.2 - 预测
#
# 100 °C 是多少华氏度？样本里没有它。`predict` 接收一个由样本组成的数组，为每个样本返回一行。

# %%
new = np.array([100.0, -100.0, -20.0, 4.0, 30.0, 50.0])
y_hat = first_model.predict(new.reshape(-1, 1), verbose=0)[:, 0]
for c, f in zip(new, y_hat):
    print(f"{c:5.0f} °C: predicted {f:7.1f} °F, true {1.8*c+32:6.1f}")

# %% [markdown]
# For 100 °C the model says about 211.3, and 212 is right. But look at the
# other errors: near 0 °C it is off by almost 3 degrees, at −100 °C by
# almost 5. Why is it so good at 100? Its two numbers tell.

# %% [markdown] lang="zh" of="a32fa49f"
# 对 100 °C，模型的回答约为 211.3，正确答案是 212。但再看看其他误差：0 °C 附近差了将近 3 度，−100 °C 差了将近 5 度。为什么偏偏在 100 °C 这么准？看看它的两个数就明白了。

# %%
weight, bias = first_model.layers[0].get_weights()
print("weight:", weight, " bias:", bias)

# %% [markdown]
# The weight is a little above $1.8$, and the bias is still on its way to
# $32$: 500 epochs end a little early for it. At 100 °C the two errors
# nearly cancel. All the same, training has found the formula, and nobody
# had written it down.

# %% [markdown] lang="zh" of="8da9d520"
# 权重比 $1.8$ 略大，偏置还在往 $32$ 走：对它来说，500 轮结束得早了一点。在 100 °C 处，两个误差几乎抵消。尽管如此，训练还是找到了公式，而并没有人把公式写出来。

# %% [markdown]
# <a id="5"></a>
# ## 5 - What happens in `fit`
#
# In every step the same four things happen.
#
# ![Features go through the model and give predictions (forward pass). The loss compares them with the labels. The backward pass gives the gradient, and the optimizer changes w and b. Then it starts again.](images/training_step.svg)
#
# *Figure 6. One step of training.*
#
# 1. **Forward pass.** The features go through the model and come out as
#    predictions $\hat{y}$. In the first step they are nonsense, since the
#    weight is random.
# 2. **Loss.** The loss function compares the predictions with the labels.
# 3. **Backward pass** (backpropagation). It calculates the **gradient**:
#    for each weight and bias, how much the loss would change if it were a
#    little larger. The calculation starts at the output and goes back layer
#    by layer.
# 4. **Update.** The optimizer changes each of them a little, in the
#    direction in which the loss falls.
#
# Repeating this is called **gradient descent**. Adam is one way to do it.
#
# **Note what does not change: the calculation itself.** It is $w x + b$
# before training and after it. Only the numbers $w$ and $b$ are learned.
# That holds for the largest network, too.

# %% [markdown] lang="zh" of="0a8eb3f2"
# <a id="5"></a>
# ## 5 - `fit` 做了什么
#
# 每一步都重复同样的四件事。
#
# ![特征经过模型，得到预测（前向传播）。损失把预测和标签作比较。反向传播给出梯度，优化器调整 w 和 b。然后重新开始。](images/training_step.svg)
#
# *图 6：训练中的一步。*
#
# 1. **前向传播**（forward pass）。特征经过模型，变成预测 $\hat{y}$。因为权重是随机的，第一步的预测毫无意义。
# 2. **损失**（loss）。损失函数把预测和标签作比较。
# 3. **反向传播**（backward pass，backpropagation）。这一步计算**梯度**（gradient）：对每个权重和偏置，算出它稍微变大一点，损失会变多少。计算从输出开始，一层一层往回走。
# 4. **更新**（update）。优化器把每个权重和偏置都稍微改一点，方向是让损失下降的方向。
#
# 反复这样做，就叫**梯度下降**（gradient descent）。Adam 是其中一种做法。
#
# **注意没有变的东西：计算本身**。不管训练前还是训练后，算的都是 $w x + b$。学到的只是 $w$ 和 $b$ 这两个数。再大的网络也是如此。

# %% [markdown]
# ### 5.1 - Gradient descent by hand
#
# For one unit and the mean squared error the gradient is short:
#
# $$\frac{\partial J}{\partial w} = \frac{2}{m} \sum_i (\hat{y}_i - y_i)\,
# x_i ,$$
#
# $$\frac{\partial J}{\partial b} = \frac{2}{m} \sum_i (\hat{y}_i - y_i) .$$
#
# So the whole training fits in a dozen lines of NumPy. This is the plainest
# kind of gradient descent, without Adam's refinements.

# %% [markdown] lang="zh" of="a9c21bb7"
# ### 5.1 - 亲手做梯度下降
#
# 只有一个单元，损失又是均方误差，梯度就很简短：
#
# $$\frac{\partial J}{\partial w} = \frac{2}{m} \sum_i (\hat{y}_i - y_i)\,
# x_i ,$$
#
# $$\frac{\partial J}{\partial b} = \frac{2}{m} \sum_i (\hat{y}_i - y_i) .$$
#
# 所以，整个训练过程用十来行 NumPy 就能写完。这是最朴素的梯度下降，没有 Adam 的那些改进。

# %%
def descend(x, y, learning_rate, steps):
    """Plain gradient descent for y_hat = w x + b, from w = b = 0.

    Returns w, b and the list of losses, one per step.
    """
    w, b, losses = 0.0, 0.0, []
    for _ in range(steps):
        y_hat = w * x + b                       # 1. forward pass
        error = y_hat - y
        losses.append((error**2).mean())        # 2. loss
        dw = 2 * (error * x).mean()             # 3. gradient
        db = 2 * error.mean()
        w = w - learning_rate * dw              # 4. update
        b = b - learning_rate * db
    return w, b, losses


w, b, losses = descend(celsius, fahrenheit, 0.001, 5000)
print(f"w = {w:.3f}, b = {b:.3f}, last loss = {losses[-1]:.4f}")

# %% [markdown]
# It ends at $w = 1.798$ and $b = 31.95$, with a loss of $0.063$. More
# training would change nothing: this is the line with the least mean
# squared error. It misses $1.8$ and $32$ by a little, because the labels
# are rounded. No model is better than its data.

# %% [markdown] lang="zh" of="745be6ea"
# 最后得到 $w = 1.798$、$b = 31.95$，损失是 $0.063$。再训练下去也不会有变化：这就是均方误差最小的直线。它和 $1.8$、$32$ 差一点点，因为标签取过整。模型再好，也好不过它的数据。

# %% [markdown]
# ### 5.2 - The learning rate
#
# **Predict:** three learning rates, the same 200 steps. Which one will be
# best, and what will the others do?

# %% [markdown] lang="zh" of="2701a796"
# ### 5.2 - 学习率
#
# **先猜一猜**：三个学习率，都训练 200 步。哪个最好？另外两个会怎样？

# %%
plt.figure(figsize=(7, 4))
for rate in ("0.00001", "0.001", "0.0018"):
    losses = descend(celsius, fahrenheit, float(rate), 200)[2]
    plt.plot(losses, label="learning rate " + rate)
plt.yscale("log")
plt.xlabel("step")
plt.ylabel("loss: mean squared error (°F²)")
plt.legend()
plt.grid(alpha=0.3)
plt.show()

# %% [markdown]
# *Figure 7. Three learning rates. The loss axis is logarithmic.*
#
# What to look at:
#
# - **Too small** ($0.00001$): the loss falls, but far too slowly.
# - **Good** ($0.001$): it falls quickly, then steadily.
# - **Too large** ($0.0018$): each step goes past the best value, and lands
#   a little further away on the other side. The loss *rises*.
#
# Plain gradient descent needs such small rates here because the features
# are as large as 40. Adam measures its steps differently: each value moves
# by about the learning rate, however large the gradient is. So $0.1$ suits
# it.
#
# The next cell has a helper that trains with Adam in one second. It repeats
# the seven pairs 500 times and calls that one epoch, in batches of seven.
# The steps are the same 500 as before; only the overhead of 499 epochs is
# gone.

# %% [markdown] lang="zh" of="277fbc38"
# *图 7：三个学习率。损失轴用对数刻度。*
#
# 看图要点：
#
# - **太小**（$0.00001$）：损失在下降，但实在太慢。
# - **合适**（$0.001$）：先快速下降，然后稳定下降。
# - **太大**（$0.0018$）：每一步都越过最好的值，落到另一边，而且离得更远一点。损失反而*上升*。
#
# 普通梯度下降在这里要用这么小的学习率，是因为特征的值大到 40。Adam 确定每步大小的方法不同：不管梯度多大，每个值移动的距离都大约等于学习率。所以 $0.1$ 适合它。
#
# 下一个单元格里有一个辅助函数，用 Adam 训练只要一秒。它把 7 对数据重复 500 遍，算作一轮，每个批次 7 个。还是和之前一样的 500 步，只是省掉了另外 499 轮的额外开销。

# %% nbgrader={"grade_id": "train_quickly", "locked": true}
def train_quickly(model, learning_rate=0.1, steps=500):
    """Train on the seven pairs with Adam, one batch of 7 a step.

    Returns the model.
    """
    model.compile(
        loss="mean_squared_error",
        optimizer=tf.keras.optimizers.Adam(learning_rate),
    )
    c = np.array([-40.0, -10.0, 0.0, 8.0, 15.0, 22.0, 38.0])
    f = np.array([-40.0, 14.0, 32.0, 46.0, 59.0, 72.0, 100.0])
    model.fit(
        np.tile(c, steps), np.tile(f, steps),
        batch_size=7, shuffle=False, verbose=0,
    )
    return model


# %%
for rate in (0.001, 0.01, 0.1, 1.0):
    tried = train_quickly(celsius_model(), rate)
    weight, bias = tried.get_weights()
    print(f"learning rate {rate:5.3f}: w = {weight[0, 0]:6.3f}, "
          f"b = {bias[0]:6.3f}")

# %% [markdown]
# With $0.001$, 500 steps are far too few: neither value has moved by more
# than about $0.5$. With $0.01$ the weight has gone too far, because the
# bias can't keep up with it. With $0.1$ the model is nearly there. Even
# $1.0$ works on a problem as smooth as this one; don't count on that with a
# larger network.

# %% [markdown] lang="zh" of="21d00b4d"
# 学习率用 $0.001$，500 步远远不够：两个值移动的距离都不超过 $0.5$ 左右。用 $0.01$，权重走过了头，因为偏置跟不上它。用 $0.1$，模型差一点就到了。这个问题很平滑，连 $1.0$ 也行得通；换成更大的网络，就别指望了。

# %% [markdown]
# <a id="6"></a>
# ## 6 - More layers
#
# One unit was enough. What if we had not known? Then we would have tried a
# larger network, such as the one on the right:
#
# ![Left: one unit takes C, multiplies it by a weight and adds a bias. Right: a network of three layers with 4, 4 and 1 units, each unit connected to all of the layer before.](images/units.svg)
#
# *Figure 8. Left: the model you have. Right: the one you build next.*

# %% [markdown] lang="zh" of="764e3fa1"
# <a id="6"></a>
# ## 6 - 多加几层
#
# 一个单元就够了。可如果事先不知道呢？那我们会试一个更大的网络，比如右边这个：
#
# ![左：一个单元接收 C，乘上一个权重，再加上一个偏置。右：三层网络，各层有 4、4、1 个单元，每个单元都和前一层的所有单元相连。](images/units.svg)
#
# *图 8：左边是你已有的模型，右边是接下来要搭的模型。*

# %% [markdown]
# <a id="ex-3"></a>
# ### Exercise 3 - three_layer_model
#
# Write `three_layer_model`: the network on the right of figure 8, with
# `Dense` layers `l0`, `l1` and `l2`. No activations, and don't compile it.
#
# Only the first layer has to know the shape of the input. Each of the
# others takes what the layer before it gives.

# %% [markdown] lang="zh" of="e99a7220"
# <a id="ex-3"></a>
# ### 练习 3 - three_layer_model
#
# 编写 `three_layer_model`：也就是图 8 右边的网络，三个 `Dense` 层叫 `l0`、`l1` 和 `l2`。不加激活函数，也不要编译。
#
# 只有第一层需要知道输入的形状。后面每一层都直接接收前一层的输出。

# %% nbgrader={"grade_id": "three_layer_model", "solution": true}
# GRADED FUNCTION: three_layer_model

def three_layer_model():
    """Build a network of three dense layers with 4, 4 and 1 units.

    Uncompiled. It maps temperatures of shape (m, 1) to y_hat of shape
    (m, 1).
    """
    # Call the result `model`.
    ### BEGIN SOLUTION
    l0 = tf.keras.layers.Dense(units=4)
    l1 = tf.keras.layers.Dense(units=4)
    l2 = tf.keras.layers.Dense(units=1)
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(1,)), l0, l1, l2,
    ])
    ### END SOLUTION
    return model


# %% nbgrader={"grade_id": "test_three_layer_model", "grade": true, "points": 5, "locked": true}
three_layers = three_layer_model()
kind = type(three_layers).__name__
assert kind != "tuple", (
    "three_layer_model returned a tuple, expected the model alone. "
    "Is there a comma behind it?"
)
three_layer_rows = [
    row for row in summary(three_layers) if row[0] != "InputLayer"
]

for row in three_layer_rows:
    print(row)

assert kind in ("Sequential", "Functional"), (
    f"three_layer_model returned a {kind}, a class of its own; "
    "expected a tf.keras.Sequential."
)
frozen = sum(
    w.numpy().size for w in three_layers.non_trainable_weights
)
assert frozen == 0, (
    f"Training can't change {frozen} of the model's values. Leave "
    "trainable at its default."
)
kernels = [
    w.numpy() for w in three_layers.weights if len(w.shape) > 1
]
assert all(np.ptp(k) > 1e-4 for k in kernels if k.size > 2), (
    "The first weights are all alike, expected random ones. Leave "
    "kernel_initializer at its default."
)
output = [
    ["Dense", (None, 4), 8, "linear"],
    ["Dense", (None, 4), 20, "linear"],
    ["Dense", (None, 1), 5, "linear"],
]
comparator(three_layer_rows, output)
print("Hidden tests also compare the whole model: its wiring,"
      " settings and outputs.")

### BEGIN HIDDEN TESTS: values may be shown
from test_utils import fresh_each_call, same_model  # noqa: E402


def three_layer_reference():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(1,)),
        tf.keras.layers.Dense(units=4),
        tf.keras.layers.Dense(units=4),
        tf.keras.layers.Dense(units=1),
    ])


same_model(
    three_layers, three_layer_reference(), call="three_layer_model()"
)
fresh_each_call(three_layer_model, first=three_layers)
### END HIDDEN TESTS

# %% [markdown]
# **Predict:** it is trained like the first model. Will you find $1.8$ and
# $32$ among its 33 weights and biases?

# %% [markdown] lang="zh" of="5b4ec361"
# **先猜一猜**：它的训练方法和第一个模型一样。在它的 33 个权重和偏置里，你能找到 $1.8$ 和 $32$ 吗？

# %%
deep_model = train_quickly(three_layer_model())
print(deep_model.predict(np.array([[100.0]]), verbose=0))
for number, layer in enumerate(deep_model.layers):
    print(f"\nl{number}:")
    for values in layer.get_weights():
        print(values.round(3))

# %% [markdown]
# The prediction for 100 °C is $211.75$, better than before. But $1.8$ and
# $32$ are nowhere. None of the 33 numbers means anything by itself. Train
# again and you get 33 others, and the same answers.
#
# That is the normal case. **We can't compare the weights of a network with
# the rule we look for**, because usually we don't know the rule. If we did,
# we would simply program it. We judge a network by its answers.
#
# Just this once we can look inside. Without activations each layer is a
# matrix product plus a bias, so the three together are again a line:

# %% [markdown] lang="zh" of="ab0993b9"
# 对 100 °C 的预测是 $211.75$，比之前更好。可是哪里也找不到 $1.8$ 和 $32$。这 33 个数，单独看哪一个都没有意义。再训练一次，你会得到另外 33 个数，答案却相同。
#
# 这才是常态。**我们不能拿网络的权重和要找的规则相比**，因为我们通常不知道规则。要是知道，直接写成程序就行了。评判一个网络，要看它的答案。
#
# 只有这一次，我们可以看看里面。没有激活函数，每一层都是矩阵乘积加偏置，所以三层合起来仍是一条直线：

# %%
(W0, b0), (W1, b1), (W2, b2) = [
    layer.get_weights() for layer in deep_model.layers
]
slope = W0 @ W1 @ W2
intercept = (b0 @ W1 + b1) @ W2 + b2
print("slope:", slope, " intercept:", intercept)

# %% [markdown]
# There they are: $1.798$ and $31.95$, the same line that gradient descent
# by hand has found. Three layers without activations can do no more than
# one; they only got there in fewer steps. In the next lesson an
# **activation** will change that.
#
# How many layers, and how many units? There is no formula. You try several
# networks and keep what works. A network may even have several outputs,
# and learn several tasks at once.

# %% [markdown] lang="zh" of="6614f2d7"
# 找到了：$1.798$ 和 $31.95$，正是亲手做梯度下降得到的那条直线。没有激活函数，三层能做的并不比一层多，只是用更少的步数就到了。下一课里，**激活函数**会改变这一点。
#
# 该用几层、几个单元？没有公式。你要多试几个网络，留下效果好的。一个网络甚至可以有几个输出，同时学习几个任务。

# %% [markdown]
# <a id="7"></a>
# ## 7 - What you can do now
#
# - say what features, labels and examples are
# - build, compile, train and use a model in Keras:
#
#   ```python
#   l0 = tf.keras.layers.Dense(units=1)
#   model = tf.keras.Sequential([tf.keras.Input(shape=(1,)), l0])
#   model.compile(loss="mean_squared_error",
#                 optimizer=tf.keras.optimizers.Adam(0.1))
#   history = model.fit(celsius, fahrenheit, epochs=500, verbose=0)
#   model.predict(np.array([[100.0]]))
#   ```
#
# - explain a step of training: forward pass, loss, gradient, update
# - say what weights tell you, and when they tell you nothing
#
# **Three questions**
#
# 1. A dense layer of 10 units gets 5 inputs. How many weights and biases
#    does it have?
# 2. Your loss rises from step to step. What do you change first?
# 3. The model is off by almost 3 degrees at 0 °C, although 0 °C is one of its
#    examples. How can that be?
#
# <details><summary>Answers</summary>
#
# 1. $5 \cdot 10$ weights and 10 biases, together 60.
# 2. The learning rate: make it smaller.
# 3. A model is not a list of its examples. It has found one line for all
#    of them, and its training was not finished.
#
# </details>
#
# **An open task.** Find out how far the model can be trusted. Give it two
# examples instead of seven, or add a wrong one, such as (20 °C, 20 °F).
# Before you train, predict what the line will look like.
#
# **Further reading**
#
# - Google's Machine Learning Crash Course has lessons on gradient descent
#   and the loss:
#   <https://developers.google.com/machine-learning/crash-course>
# - D. Kingma and J. Ba, *Adam: A Method for Stochastic Optimization*, ICLR
#   2015, <https://arxiv.org/abs/1412.6980>

# %% [markdown] lang="zh" of="f2f17f6b"
# <a id="7"></a>
# ## 7 - 你现在会做什么
#
# - 说出什么是特征、标签和样本
# - 用 Keras 搭建、编译、训练和使用模型：
#
#   ```python
#   l0 = tf.keras.layers.Dense(units=1)
#   model = tf.keras.Sequential([tf.keras.Input(shape=(1,)), l0])
#   model.compile(loss="mean_squared_error",
#                 optimizer=tf.keras.optimizers.Adam(0.1))
#   history = model.fit(celsius, fahrenheit, epochs=500, verbose=0)
#   model.predict(np.array([[100.0]]))
#   ```
#
# - 解释训练中的一步：前向传播、损失、梯度、更新
# - 说明权重能告诉你什么，以及什么情况下它什么也说明不了
#
# **三个问题**
#
# 1. 一个全连接层有 10 个单元，接收 5 个输入。它有多少个权重和偏置？
# 2. 你的损失一步步上升。你先改什么？
# 3. 0 °C 是模型的样本之一，模型却在 0 °C 差了将近 3 度。怎么会这样？
#
# <details><summary>答案</summary>
#
# 1. $5 \cdot 10$ 个权重和 10 个偏置，共 60 个。
# 2. 学习率：调小它。
# 3. 模型不是一张样本清单。它为所有样本找了一条直线，而且训练还没结束。
#
# </details>
#
# **开放任务**：看看这个模型可以信到什么程度。只给它两个样本，而不是 7 个；或者加一个错误的样本，比如（20 °C，20 °F）。训练之前，先预测那条直线会是什么样。
#
# **延伸阅读**
#
# - Google 的 Machine Learning Crash Course 有关于梯度下降和损失的课：<https://developers.google.com/machine-learning/crash-course>
# - D. Kingma 和 J. Ba，*Adam: A Method for Stochastic Optimization*，ICLR 2015，<https://arxiv.org/abs/1412.6980>

# %% [markdown]
# <a id="before-you-submit"></a>
# ## Before you submit
#
# Three cells are graded, the ones with `raise NotImplementedError()`: 5, 10
# and 5 points. Restart the kernel, run all cells, save. Extra cells and
# prints cost nothing. `check()` and `hint()` from `test_utils` help while
# you work. Hidden tests use other inputs than the ones you see. All rules
# are in the README of the course.

# %% [markdown] lang="zh" of="cf54c3c4"
# <a id="before-you-submit"></a>
# ## 提交之前
#
# 评分单元格有三个，也就是带 `raise NotImplementedError()` 的那三个，分别是 5 分、10 分和 5 分。提交前，重启内核，运行全部单元格，再保存。多加单元格、多打印内容都不扣分。做题时，`test_utils` 的 `check()` 和 `hint()` 可以帮你。隐藏测试用的输入和你看到的不同。所有规则见课程的 README。
