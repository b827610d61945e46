"""Comparison of a learner's Keras model with the expected one, layer by layer.

`rows` makes the rows, `plain` reduces them, `differences` finds what differs (data: `report`),
`message` writes it down. Nothing here imports TensorFlow.
"""
