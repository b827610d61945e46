"""nbgrader's settings for this course: `nbgrader …` and formgrader read them too."""

from pathlib import Path

from grader.gradebook.formgrader_times import read_times_safely

c = get_config()  # noqa: F821 - put here by nbgrader's configuration loader
root = Path(__file__).resolve().parent

c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = "cnn"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
# nbgrader hands every other file of an assignment's source folder to the students.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "__pycache__",
    "*.pyc",
    "feedback",
    # the sources, which hold the solutions and the hidden tests
    *(p.name for p in root.glob("solutions/*/*.py") if p.name.startswith(p.parent.name)),
    "sample_class.py",
    "wrong_answers.py",
    "equivalent_mutants.toml",
    "translations.toml",
    "hints.*.toml",
]
# Submissions are read, run, scored and recorded by this course's engine; see README.md.
c.Autograde.exporter_class = "grader.gradebook.nbgrader_plugin.TolerantExporter"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = ["grader.gradebook.nbgrader_plugin.GradeInSandbox"]
# Feedback is this course's own page; `c.Grades.show_hidden_tests = True` lets it show hidden tests.
c.GenerateFeedback.exporter_class = "grader.gradebook.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = ["grader.gradebook.feedback.Grades"]
# What is collected is what the student submitted, and nothing that a link in it leads to.
c.ExchangeFactory.collect = "grader.gradebook.exchange_collect.Collect"
# Who did not submit through nbgrader's exchange keeps nobody else from getting feedback there.
c.ExchangeFactory.release_feedback = "grader.gradebook.release_feedback.ReleaseFeedback"
# A student's name is never a formula in the table of grades.
c.ExportApp.plugin_class = "grader.gradebook.csv_export.SafeCsvExport"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
# Validate runs the whole notebook, trainings too, maybe on a busy machine. nbgrader's own limits
# are 30 seconds a cell, and 4 to hear what it printed.
c.Execute.timeout = 600
c.Execute.iopub_timeout = 60
# formgrader's list of submissions survives a student's timestamp.txt, whatever it is.
read_times_safely()
