"""Fresh tasks: pictures of classes that did not exist when an answer was written.

A test that trains gives the student's function such a task to learn, and judges it on new pictures
of the same classes. Every class is a random smooth pattern. Its seed depends on the course's secret
(`grader.fresh_tasks.secret`), so weights that were trained before can't know it. In plain Jupyter
the seed is random.

Only tests import this package; the engine imports only `seed` and `secret` of it. In the student
worker an empty folder is mounted over it. NumPy and SciPy are imported when a task is drawn.
"""

from grader.fresh_tasks.averages import with_renewed_averages
from grader.fresh_tasks.seed import fresh_integers, fresh_rng
from grader.fresh_tasks.task import FreshTask, Pose, fresh_task

__all__ = [
    "FreshTask",
    "Pose",
    "fresh_integers",
    "fresh_rng",
    "fresh_task",
    "with_renewed_averages",
]
