"""Running the tests: student code in a student worker, each test in a test runner."""
