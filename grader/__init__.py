"""The course's grader. CONTRIBUTING.md says what each folder is for, and who may import whom."""

import sys

# nbformat imports jsonschema, and this would build a grammar of international web addresses in
# every process: half of the time until grading begins. No schema of a notebook asks for them.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
