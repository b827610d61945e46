"""All attacks, in the order of the table that `python tests/security/attacks/table.py` prints.

`make test` takes every second one, and none that takes long; `make test-training` takes all.
"""

import attacks_by_leftovers
import attacks_by_models
import attacks_by_notebooks
import attacks_by_notes
import attacks_by_source
import attacks_by_values
import attacks_on_neighbours
import attacks_on_resources
import attacks_on_secrets
import attacks_on_tests
import attacks_on_the_protocol
import attacks_on_training
from sampling import WITH_TRAINING, sampled

ALL = [
    *attacks_on_tests.ATTACKS,
    *attacks_by_values.ATTACKS,
    *attacks_by_models.ATTACKS,
    *attacks_on_the_protocol.ATTACKS,
    *attacks_on_secrets.ATTACKS,
    *attacks_on_neighbours.ATTACKS,
    *attacks_by_leftovers.ATTACKS,
    *attacks_by_notes.ATTACKS,
    *attacks_on_resources.ATTACKS,
    *attacks_by_notebooks.ATTACKS,
    *attacks_by_source.ATTACKS,
    *attacks_on_training.ATTACKS,
]
CORPUS = sampled([attack for attack in ALL if WITH_TRAINING or not attack.slow], 5)
