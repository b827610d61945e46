"""Numbers of Linux's system calls, sorted by what a worker gets for them; see `seccomp`.

From Linux's ``arch/x86/entry/syscalls/syscall_64.tbl`` and ``include/uapi/asm-generic/unistd.h``.
A call in none of these tables is refused as one that this kernel does not have, so a new one of
Linux stays closed until someone has read what it does.

The question put to each call was: does it leave anything behind when the process has gone, can
another submission observe it, does it slow a neighbour down?
"""

import errno


def _numbers(table: str) -> dict[str, tuple[int, int]]:
    """Read a table: name, number on x86-64, number on arm64; - (here -1) where there is none."""
    lines = [line for line in table.splitlines() if not line.startswith("#")]
    entries = (entry.split() for entry in ",".join(lines).split(",") if entry.strip())
    return {name: (_number(x86_64), _number(arm64)) for name, x86_64, arm64 in entries}


def _number(text: str) -> int:
    return -1 if text == "-" else int(text)


# Allowed whatever their arguments: Python and TensorFlow need them. None of them leaves anything
# behind when the process has gone, changes what another submission can observe, or takes from a
# neighbour more than the worker's limits allow. Where a file is concerned, Landlock and the
# worker's own mounts say which.
ALLOWED = _numbers("""
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
""")
# Refused with EPERM, so that the exception in Python is a PermissionError. They would be refused
# as unknown anyway; the list says which dangers were thought of.
REFUSED = _numbers("""
# new processes and programs
fork 57 -, vfork 58 -, execve 59 221, execveat 322 281
# the network, and sockets between processes
socket 41 198, bind 49 200, listen 50 201, connect 42 203
# looking into other processes, slowing them down
ptrace 101 117, process_vm_readv 310 270, process_vm_writev 311 271, process_madvise 440 440,
process_mrelease 448 448, kcmp 312 272, pidfd_open 434 434, pidfd_getfd 438 438,
pidfd_send_signal 424 424, tkill 200 130, perf_event_open 298 241, setpriority 141 140,
ioprio_set 251 30, migrate_pages 256 238, move_pages 279 239
# a timer can send any signal, see `FATAL`
timer_create 222 107
# what stays behind when the process ends, or is not counted as its memory
shmget 29 194, semget 64 190, msgget 68 186, mq_open 240 180, add_key 248 217,
request_key 249 218, keyctl 250 219, memfd_create 319 279, memfd_secret 447 447
# rights and notes on folders that others use after or beside it: Landlock does not see these
chown 92 -, lchown 94 -, fchown 93 55, fchownat 260 54, setxattr 188 5, lsetxattr 189 6,
fsetxattr 190 7, setxattrat 463 463, removexattr 197 14, lremovexattr 198 15, fremovexattr 199 16,
removexattrat 466 466, file_setattr 469 469
# new namespaces, mounts, clocks, and large surfaces of the kernel
unshare 272 97, setns 308 268, mount 165 40, umount2 166 39, pivot_root 155 41, chroot 161 51,
open_by_handle_at 304 265, settimeofday 164 170, clock_settime 227 112, clock_adjtime 305 266,
adjtimex 159 171, bpf 321 280, syslog 103 116, userfaultfd 323 282, io_uring_setup 425 425,
io_uring_enter 426 426, io_uring_register 427 427
# watching what others do with a file or a folder
inotify_init 253 -, inotify_init1 294 26, inotify_add_watch 254 27, fanotify_init 300 262,
fanotify_mark 301 263, mincore 27 232
# asynchronous reads: the kernel has one small number of them for all
io_setup 206 0
# other users' names, groups, and capabilities
setpgid 109 154, setsid 112 157, capset 126 91
""")
# Refused as unknown, and callers have another way: the C library falls back from clone3, which
# hides its flags in memory, to clone; HDF5 goes on without its lock on a file that all share.
UNKNOWN = _numbers("clone3 435 435, flock 73 32")
# Said to be done, and not done. `shutil.copy2`, `tarfile` and `zipfile` set rights and times, HDF5
# and sqlite wait until a file is on the disk. Done for real on a file or folder that others see,
# each would be a note to them, or (`sync`, `mlock`) a way to slow them down.
IGNORED = _numbers("""
chmod 90 -, fchmod 91 52, fchmodat 268 53, fchmodat2 452 452, utime 132 -, utimes 235 -,
futimesat 261 -, utimensat 280 88, fsync 74 82, fdatasync 75 83, sync 162 81, syncfs 306 267,
sync_file_range 277 84, msync 26 227, mlock 149 228, mlock2 325 284, mlockall 151 230
# which parts of a shared file are in memory could be read from how long a look at it takes
fadvise64 221 223, readahead 187 213
""")
# Signals: only where the first argument is the process itself. name: (numbers, position of the
# signal).
TO_ITSELF = {
    "kill": ((62, 129), 1),
    "tgkill": ((234, 131), 2),
    "rt_sigqueueinfo": ((129, 138), 1),
    "rt_tgsigqueueinfo": ((297, 240), 2),
}
# Not SIGKILL and SIGSTOP: when one of them has ended or stopped a worker, it came from outside, and
# its submission is not to be blamed for it.
FATAL = (9, 19)
# Limits: the same, and 0 means the process itself. name: (numbers, position of the limit).
OF_ITSELF = {"prlimit64": ((302, 261), 1)}
# Not RLIMIT_CPU: where it ends, the kernel sends SIGKILL.
FATAL_LIMITS = (0,)
# Scheduling: the same, but only said to be done. Others can ask for it (`sched_getscheduler`).
IGNORED_OF_ITSELF = _numbers("""
sched_setaffinity 203 122, sched_setscheduler 144 119, sched_setparam 142 118,
sched_setattr 314 274
""")
# name: (numbers, position of the argument that matters, its allowed values, error for others).
ARGUMENTS = {
    # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_GETOWN, F_GETSIG, F_OFD_GETLK,
    # F_GETLEASE, F_DUPFD_CLOEXEC, F_GETPIPE_SZ, F_GET_SEALS. Not among them: signals by way of a
    # file, leases, hints and locks on files that others see, larger pipes out of a common store.
    "fcntl": (
        (72, 25),
        1,
        (0, 1, 2, 3, 4, 5, 9, 11, 36, 1025, 1030, 1032, 1034),
        errno.EINVAL,
    ),
    # TCGETS, TIOCGPGRP, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX. Not among them, and not
    # to be listed one by one: what file systems can note on a file that is only open for reading.
    "ioctl": (
        (16, 29),
        1,
        (0x5401, 0x540F, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451),
        errno.ENOTTY,
    ),
    # Of the process or thread itself: PDEATHSIG, DUMPABLE, NAME, SECCOMP, CAPBSET_READ, TIMERSLACK,
    # NO_NEW_PRIVS, THP_DISABLE. Not core scheduling, not merging of equal memory, not the tracer.
    "prctl": (
        (157, 167),
        0,
        (1, 2, 3, 4, 15, 16, 21, 23, 29, 30, 38, 39, 41, 42),
        errno.EINVAL,
    ),
    # Not MERGEABLE (equal memory of two processes becomes one), COLD and PAGEOUT (shared files).
    "madvise": (
        (28, 233),
        2,
        (0, 1, 2, 3, 4, 8, 9, 10, 11, 14, 15, 16, 17, 18, 19, 22, 23, 102, 103),
        errno.EINVAL,
    ),
    # The private commands: the global ones interrupt all processors.
    "membarrier": ((324, 283), 0, (0, 8, 16, 32, 64, 128, 256), errno.EINVAL),
    "setrlimit": ((160, 164), 0, tuple(range(1, 16)), errno.EPERM),  # not `FATAL_LIMITS`
    "socketpair": ((53, 199), 0, (1,), errno.EPERM),  # AF_UNIX: asyncio wakes itself with it
    # SO_TYPE, ERROR, SNDBUF, RCVBUF, LINGER, RCVTIMEO, SNDTIMEO, ACCEPTCONN, PROTOCOL, DOMAIN. Not
    # SO_COOKIE, a number that counts on for everybody.
    "getsockopt": ((55, 209), 2, (3, 4, 7, 8, 13, 20, 21, 30, 38, 39), errno.ENOPROTOOPT),
    "setsockopt": ((54, 208), 2, (7, 8, 13, 20, 21), errno.ENOPROTOOPT),
}
# Of these, commands that are said to be done: F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW. A
# lock on a file that all can read could be seen by others; sqlite wants one on its own file.
IGNORED_COMMANDS = {"fcntl": (6, 7, 37, 38)}
# name: (numbers, position of the flags, flags that must not be set, error if one is).
FLAGS = {
    # MAP_LOCKED and MAP_HUGETLB: memory of which there is little for all
    "mmap": ((9, 222), 3, 0x2000 | 0x40000, errno.ENOMEM),
}
