"""`grader grade` without a part of the grader, to see what it costs or saves. For made-up classes.

python benchmarks/without.py {sandbox | used-tensorflow} ASSIGNMENT --course-dir DIR [...]
"""

import sys

from grader import cli
from grader.gradebook import course_runner
from grader.runner import engine
from grader.sandbox import fork_server_client, fork_servers
from grader.sandbox.protection import Protection

PART, words = sys.argv[1], sys.argv[2:]
if PART == "sandbox":
    for module in (engine, fork_servers, fork_server_client):
        module.protection = lambda: Protection("left out for this measurement", 0, False, False)
    words.append("--trust-submissions")
elif PART == "used-tensorflow":
    course_runner.MANY = sys.maxsize
else:
    sys.exit(__doc__)

if __name__ == "__main__":  # the planner's processes import this file
    sys.argv[1:] = ["grade", *words]
    cli.main()
