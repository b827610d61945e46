"""Comparison of a learner's Keras model with the expected one, layer by layer.

`summary` makes the rows, `sanitize` reduces them to plain values, `differences` finds what differs
(as data: `difference_report`), `difference_text` and `difference_html` show it. Nothing here
imports TensorFlow.
"""
