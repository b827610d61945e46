"""All entries: those that must have no points, and the honest ones that must keep all."""

import locked_cells
import luck
import operations
import other_spellings
import second_reading
import settings
import trained

CORPUS = [
    *operations.ENTRIES,
    *settings.ENTRIES,
    *locked_cells.ENTRIES,
    *trained.ENTRIES,
    *luck.ENTRIES,
    *second_reading.ENTRIES,
]
HONEST = [*locked_cells.HONEST, *other_spellings.HONEST]
