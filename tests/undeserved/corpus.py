"""All entries."""

import operations
import settings

CORPUS = [*operations.ENTRIES, *settings.ENTRIES]
HONEST = []
