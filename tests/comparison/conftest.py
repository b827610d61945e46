import sys
from pathlib import Path

from hypothesis import settings

# The cases are a module that can also be run; pytest's importlib mode leaves its folder out.
sys.path.insert(0, str(Path(__file__).parent))

# The time of one example depends on what else the machine does; the tests of speed measure it.
settings.register_profile("comparison", deadline=None)
settings.load_profile("comparison")
