"""What the machine has run out of, as the kernel counts it: memory, or processes and threads.

A worker that died, or code that failed, while one of these counters went up may be the machine's
victim.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.sandbox.control_groups import control_groups, number


@dataclass(frozen=True)
class MachineEvents:
    """How often, since the machine or the control group was started.

    Attributes
    ----------
    killed_for_memory:
        The kernel has killed a process because memory was short.
    no_process:
        It has refused a new process or thread because the control group had too many.
    """

    killed_for_memory: int
    no_process: int

    def since(self, before: MachineEvents) -> str:
        """What has happened since then, as a part of a sentence; empty if nothing has."""
        happened = []
        if self.killed_for_memory > before.killed_for_memory:
            happened.append("the machine ran out of memory")
        if self.no_process > before.no_process:
            happened.append("the machine allowed no more processes and threads")
        return " and ".join(happened)


def machine_events() -> MachineEvents:
    """The counters now; those that this machine does not have count as 0."""
    memory, processes = [number("/proc/vmstat", "oom_kill")], [0]
    for folder in control_groups():
        memory.append(number(folder / "memory.events", "oom_kill"))
        memory.append(number(folder / "memory.oom_control", "oom_kill"))
        processes.append(number(folder / "pids.events", "max"))
    return MachineEvents(sum(memory), sum(processes))
