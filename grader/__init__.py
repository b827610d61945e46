"""The course's grader. CONTRIBUTING.md says what each folder is for, and who may import whom."""
