"""The course's grader: author → notebook → submission → rooms → verdict → gradebook → page."""
