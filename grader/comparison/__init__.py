"""Comparison of Keras models, layer by layer or as a whole, and of what they learn.

Rows of layers: `summary` makes them (with `wiring`), `sanitize` reduces them to plain values,
`align` pairs them, `differences` compares the pairs (with `explain`, `formulas`,
`layer_arithmetic`) into a `difference_report`; `difference_text` and `difference_html` show it, `serialized` keeps it.

Whole models: `same_model` compares the `graph`, settings, weights and behaviour of two models;
`sound_model` judges one of free architecture. `trainings` compares trainings, `arrays` arrays.

Importing any of this does not import TensorFlow.
"""
