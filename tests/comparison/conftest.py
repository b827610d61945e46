import sys
from pathlib import Path

# The cases are a module that can also be run; pytest's importlib mode leaves its folder out.
sys.path.insert(0, str(Path(__file__).parent))
