import sys
from pathlib import Path

# The attacks are modules that can also be run; pytest's importlib mode leaves their folder out.
sys.path.insert(0, str(Path(__file__).parent))
