import sys
from pathlib import Path

# The generator of random notebooks is a module; pytest's importlib mode leaves its folder out.
sys.path.insert(0, str(Path(__file__).parent))
