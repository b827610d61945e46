"""Imported first by our own processes: leaves out what slows every start and nobody here needs."""

import sys

# Where it is installed, jsonschema imports it, and it builds a grammar for IRIs in most of a
# second. The schema of notebooks has no IRIs.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
