"""Steps that a course may have instead of nbgrader's."""

from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor


class Stub(NbGraderPreprocessor):
    """Clears answers, and is no `ClearSolutions`."""

    def preprocess_cell(self, cell, resources, index):
        if utils.is_solution(cell):
            cell.source = "# own stub"
        return cell, resources


class DropMarked(NbGraderPreprocessor):
    """Takes away lines that end in ``#-``, and is no `ClearHiddenTests`."""

    def preprocess_cell(self, cell, resources, index):
        lines = cell.source.split("\n")
        cell.source = "\n".join(line for line in lines if not line.endswith("#-"))
        return cell, resources
