"""Fresh tasks: pictures of classes that did not exist when an answer was written.

A trained test gives the student's function a task of its own to learn, and judges what was learned
on new pictures of the same classes. Every class is a random smooth pattern, drawn from a seed that
only the grader's secret tells (`grader.fresh_tasks.secret`), so no weights brought along can know
it. In plain Jupyter the seed is random.

Only tests import this package, and of it the engine imports only `seed` and `secret`: in the
student worker an empty folder is mounted over it. Importing it is instant; NumPy and SciPy are
imported when a task is drawn.
"""

from grader.fresh_tasks.averages import with_renewed_averages
from grader.fresh_tasks.task import FreshTask, Pose, fresh_task

__all__ = ["FreshTask", "Pose", "fresh_task", "with_renewed_averages"]
