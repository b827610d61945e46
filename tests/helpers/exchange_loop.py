"""One assignment on its way through nbgrader's exchange: from its release to its feedback."""

import sys

from jupyter_hub import HubUser

INSTRUCTOR, RIGHT, WRONG = "instructor", "right", "wrong"  # the last two are students
COURSE, ASSIGNMENT = "cnn", "01_tiny"
ABOUT = {"course_id": COURSE, "assignment_id": ASSIGNMENT}
SOURCE = '''\
# %% nbgrader={"grade_id": "double", "solution": true}
def double(x):
    """Twice `x`."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_double", "grade": true, "points": 2}
assert double(2) == 4
### BEGIN HIDDEN TESTS
from grader.fresh_tasks import fresh_integers

[number] = fresh_integers("number", [3], [99], unlike=[2])  # from the course's secret
assert double(number) == 2 * number
### END HIDDEN TESTS
'''
ANSWERS = {
    RIGHT: "def double(x):\n    return x + x",
    # right as well if it can see the instructor's files, as whose user it is graded
    WRONG: "import os\n\ndef double(x):\n    return 2 * x if os.path.exists({course!r}) else x**2",
}


class ExchangeLoop:
    """The steps of instructor and students, each as their own user.

    Parameters
    ----------
    repository : Path
        This checkout, whose nbgrader_config.py the course gets.
    exchange : Path
        nbgrader's exchange, as all users are told in a configuration of theirs.
    users : dict of UnixUser
        By role.
    hub : str
        The address of the JupyterHub.
    """

    def __init__(self, repository, exchange, users, hub):
        self.repository, self.users, self.hub = repository, users, hub
        self.course, self.exchange = users[INSTRUCTOR].home / "course", exchange
        self.on_hub, self.steps = {}, []

    def run(self):
        self.set_up()
        self.release()
        for role in ANSWERS:
            self.submit(role)
        self.grade()
        self.give_feedback()

    def set_up(self):
        """Make the course as the README tells an instructor."""
        instructor = self.users[INSTRUCTOR]
        source = self.course / "solutions" / ASSIGNMENT
        settings = instructor.home / ".jupyter"
        instructor.run("chmod", "755", instructor.home)  # so that the course's own rights count
        instructor.run("mkdir", "--mode=700", self.course)
        instructor.run("mkdir", "--parents", source, settings)
        instructor.run("cp", self.repository / "nbgrader_config.py", self.course)
        instructor.write(source / f"{ASSIGNMENT}.py", SOURCE)
        instructor.write(
            settings / "nbgrader_config.py",
            f"c = get_config()\nc.CourseDirectory.root = {str(self.course)!r}\n",
        )

    def release(self):
        self._grader("release", ASSIGNMENT)
        self._log_in(INSTRUCTOR)
        self._formgrader("release")

    def submit(self, role):
        student = self._log_in(role)
        [released] = student.get("assignments", course_id=COURSE)["value"]
        [fetched] = student.post("assignments/fetch", **ABOUT)["value"]
        self._note(role, "assignment list: fetch", f"{released['status']}, {fetched['status']}")
        path = f"api/contents/{fetched['notebooks'][0]['path']}"
        notebook = student.get(path)["content"]
        [cell] = [c for c in notebook["cells"] if _grade_id(c) == "double"]
        cell["source"] = ANSWERS[role].format(course=str(self.course))
        student.put(path, {"type": "notebook", "content": notebook})
        listed = student.post("assignments/submit", **ABOUT)["value"]
        self._note(role, "assignment list: submit", ", ".join(one["status"] for one in listed))

    def grade(self):
        self._formgrader("collect")
        self._grader("grade", ASSIGNMENT)
        self._note(INSTRUCTOR, "formgrader: scores", self.scores())

    def give_feedback(self):
        self._nbgrader("generate_feedback", ASSIGNMENT)
        self._nbgrader("release_feedback", ASSIGNMENT)

    def forge(self, role, named, notebook):
        """As `role`, put a later submission in the exchange: under any name, of any notebook."""
        user, inbound = self.users[role], self.exchange / COURSE / "inbound"
        forged = inbound / f"{self.users[named].name}+{ASSIGNMENT}+2100-01-01 00:00:00 UTC+{role}"
        user.run("mkdir", "--mode=777", forged)
        user.run("ln", "--symbolic", notebook, forged / f"{ASSIGNMENT}.ipynb")
        user.write(forged / "timestamp.txt", "2100-01-01 00:00:00 UTC")

    def collect_again(self):
        """Collect what was submitted since; returns the notebooks that are collected, by role."""
        self._formgrader("collect")
        return {
            role: [
                path.read_text() for path in self.course.glob(f"submitted/{user.name}/**/*.ipynb")
            ]
            for role, user in self.users.items()
            if role in ANSWERS
        }

    def scores(self):
        """The score of each student, as formgrader shows it to the instructor."""
        shown = self.on_hub[INSTRUCTOR].get(f"formgrader/api/submissions/{ASSIGNMENT}")
        return {one["student"]: (one["score"], one["max_score"]) for one in shown}

    def fetch_feedback(self, role):
        """The pages that a student gets back, after asking for them in the list."""
        student = self.on_hub[role]
        listed = student.post("assignments/fetch_feedback", **ABOUT)["value"]
        [path] = [
            submission["local_feedback_path"]
            for one in listed
            if one["status"] == "submitted"
            for submission in one["submissions"]
        ]
        pages = student.get(f"api/contents/{path}")["content"]
        self._note(role, "assignment list: fetch feedback", f"{len(pages)} page")
        return [student.get(f"api/contents/{page['path']}")["content"] for page in pages]

    def _log_in(self, role):
        self.on_hub[role] = HubUser(self.hub, self.users[role].name)
        return self.on_hub[role]

    def _formgrader(self, action):
        reply = self.on_hub[INSTRUCTOR].post(f"formgrader/api/assignment/{ASSIGNMENT}/{action}")
        assert reply["success"], reply
        self._note(INSTRUCTOR, f"formgrader: {action}", reply["log"].strip().splitlines()[-1])

    def _grader(self, *words):
        self._command("-m", "grader", *words, "--course-dir", self.course)

    def _nbgrader(self, *words):
        self._command("-m", "nbgrader", *words)

    def _command(self, *words):
        output = self.users[INSTRUCTOR].run(sys.executable, *words)
        shown = " ".join(map(str, words)).replace(str(self.course), "COURSE")
        self._note(INSTRUCTOR, f"python {shown}", output.strip().splitlines()[-1])

    def _note(self, role, step, happened):
        self.steps.append((step, role, happened))


def _grade_id(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id")
