"""Comparison of Keras models, layer by layer or as a whole, and of what they learn.

Rows of layers: `summary` makes them (with `wiring`), `sanitize` reduces them to plain values,
`align` pairs them, and `differences` compares the pairs (with `explain`, `formulas` and
`layer_arithmetic`). The result is a `difference_report`, which `difference_text`
(with `side_by_side`) and `difference_html` show, and `serialized` keeps.

Whole models: `same_model` compares the `graph`, settings, weights and behaviour of two models;
`sound_model` judges one of free architecture. `trainings` compares trainings, `arrays` arrays.

Importing any of this does not import TensorFlow.
"""
