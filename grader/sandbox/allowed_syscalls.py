"""System calls that a worker may make whatever their arguments: Python and TensorFlow need them.

None of them leaves anything behind when the process has gone, changes what another submission can
observe, or takes from a neighbour more than the worker's limits allow. Where a file is concerned,
Landlock and the worker's own mounts say which; see `syscalls` for all other calls.
"""

# name, number on x86-64, number on arm64; - where the architecture has no such call
_TABLE = """
# reading, writing, closing
read 0 63, write 1 64, open 2 -, openat 257 56, openat2 437 437, creat 85 -, close 3 57,
close_range 436 436, lseek 8 62, pread64 17 67, pwrite64 18 68, readv 19 65, writev 20 66,
preadv 295 69, pwritev 296 70, sendfile 40 71, copy_file_range 326 285, dup 32 23, dup2 33 -,
dup3 292 24, pipe 22 -, pipe2 293 59, truncate 76 45, ftruncate 77 46, fallocate 285 47
# what files there are; Landlock says which
stat 4 -, fstat 5 80, lstat 6 -, newfstatat 262 79, statx 332 291, access 21 -,
faccessat 269 48, faccessat2 439 439, getdents 78 -, getdents64 217 61, getcwd 79 17,
chdir 80 49, fchdir 81 50, rename 82 -, renameat 264 38, renameat2 316 276, mkdir 83 -,
mkdirat 258 34, rmdir 84 -, unlink 87 -, unlinkat 263 35, link 86 -, linkat 265 37,
symlink 88 -, symlinkat 266 36, readlink 89 -, readlinkat 267 78, mknod 133 -, mknodat 259 33,
umask 95 166, statfs 137 43, fstatfs 138 44, getxattr 191 8, lgetxattr 192 9, fgetxattr 193 10,
listxattr 194 11, llistxattr 195 12, flistxattr 196 13
# its own memory
munmap 11 215, mremap 25 216, mprotect 10 226, brk 12 214, munlock 150 229, munlockall 152 231,
get_mempolicy 239 236, pkey_mprotect 329 288, pkey_alloc 330 289, pkey_free 331 290
# its threads, and waiting for them
exit 60 93, exit_group 231 94, futex 202 98, futex_waitv 449 449, set_robust_list 273 99,
set_tid_address 218 96, rseq 334 293, sched_yield 24 124, getcpu 309 168,
restart_syscall 219 128, arch_prctl 158 -, wait4 61 260, waitid 247 95
# who and where it is
getpid 39 172, gettid 186 178, getppid 110 173, getuid 102 174, geteuid 107 175,
getgid 104 176, getegid 108 177, getresuid 118 148, getresgid 120 150, getgroups 115 158,
getpgrp 111 -, getpgid 121 155, getsid 124 156, capget 125 90, uname 63 160, sysinfo 99 179,
getrusage 98 165, times 100 153, getrlimit 97 163, getpriority 140 141,
sched_get_priority_max 146 125, sched_get_priority_min 147 126, sched_getaffinity 204 123,
sched_getscheduler 145 120, sched_getparam 143 121, sched_getattr 315 275,
sched_rr_get_interval 148 127
# time
time 201 -, gettimeofday 96 169, clock_gettime 228 113, clock_getres 229 114,
clock_nanosleep 230 115, nanosleep 35 101, pause 34 -, alarm 37 -, getitimer 36 102,
setitimer 38 103, timerfd_create 283 85, timerfd_settime 286 86,
timerfd_gettime 287 87
# its own signals
rt_sigaction 13 134, rt_sigprocmask 14 135, rt_sigreturn 15 139, rt_sigpending 127 136,
rt_sigtimedwait 128 137, rt_sigsuspend 130 133, sigaltstack 131 132, signalfd 282 -,
signalfd4 289 74
# waiting for files; the socket it was given
select 23 -, pselect6 270 72, poll 7 -, ppoll 271 73, epoll_create 213 -, epoll_create1 291 20,
epoll_ctl 233 21, epoll_wait 232 -, epoll_pwait 281 22, epoll_pwait2 441 441, eventfd 284 -,
eventfd2 290 19, sendto 44 206, recvfrom 45 207, sendmsg 46 211, recvmsg 47 212,
shutdown 48 210, getsockname 51 204, getpeername 52 205
# chance
getrandom 318 278
"""


def _numbers(table: str) -> dict[str, tuple[int, int]]:
    """The entries of a table, with -1 for a call that an architecture does not have."""
    lines = [line for line in table.splitlines() if not line.startswith("#")]
    entries = (entry.split() for entry in ",".join(lines).split(",") if entry.strip())
    return {name: (_number(x86_64), _number(arm64)) for name, x86_64, arm64 in entries}


def _number(text: str) -> int:
    return -1 if text == "-" else int(text)


ALLOWED = _numbers(_TABLE)
