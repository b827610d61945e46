"""Where code runs. A room takes a plan and gives verdicts; nothing else comes out of it."""
