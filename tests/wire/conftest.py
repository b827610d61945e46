import sys
from pathlib import Path

from hypothesis import settings

# The samples are a module of their own; pytest's importlib mode leaves its folder out.
sys.path.insert(0, str(Path(__file__).parent))

# The time of one example depends on what else the machine does.
settings.register_profile("wire", deadline=None)
settings.load_profile("wire")
