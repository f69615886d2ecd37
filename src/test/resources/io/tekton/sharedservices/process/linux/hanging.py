"""A process whose command line cannot be read without end, by way of a FUSE file system that never answers a read.

Linux no longer reads arguments out of files (CVE-2018-1120), but it takes the lock of the process's memory. Here one thread
waits for a page of a file, which stays locked meanwhile, and another one maps the same file for direct access: that holds
the lock of the memory for writing and waits for the page. Needs root. Prints the pid, then waits for the end of its standard input. The file system is mounted in a mount namespace of
its own and ends with its server, which wakes all readers.
"""
import ctypes
import mmap
import os
import signal
import struct
import sys
import threading
import time

CLONE_NEWNS = 0x20000
MS_REC_PRIVATE = 0x44000
FOPEN_DIRECT_IO = 1
PAGE = 4096
libc = ctypes.CDLL(None, use_errno=True)


def check(result, what):
    if result != 0:
        sys.exit(what + ": " + os.strerror(ctypes.get_errno()))


def attributes(node):
    mode, size = (0o40755, 0) if node == 1 else (0o100644, PAGE)
    return struct.pack("<QQQQQQIIIIIIIIII", node, size, 0, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, PAGE, 0)


def serve(fuse, asked):
    opened = 0
    while True:
        request = os.read(fuse, 1 << 17)
        _, opcode, unique, node = struct.unpack_from("<IIQQ", request)
        if opcode == 26:  # INIT
            body = struct.pack("<IIIIHHI", 7, 12, PAGE, 0, 8, 8, PAGE)
        elif opcode == 1:  # LOOKUP
            body = struct.pack("<QQQQII", 2, 0, 3600, 3600, 0, 0) + attributes(2)
        elif opcode == 3:  # GETATTR
            body = struct.pack("<QII", 3600, 0, 0) + attributes(node)
        elif opcode == 14:  # OPEN
            body = struct.pack("<QII", 0, FOPEN_DIRECT_IO if opened else 0, 0)
            opened += 1
        else:
            if opcode == 15:  # READ: no answer, ever
                os.write(asked, b"!")
            continue
        os.write(fuse, struct.pack("<IiQ", 16 + len(body), 0, unique) + body)


def state(pid):
    with open("/proc/%d/stat" % pid) as stat:
        return stat.read().rpartition(") ")[2][0]


def wait_in_kernel(pid):
    """Until it sleeps uninterruptibly; looks several times, for it may do so briefly elsewhere."""
    deadline, seen = time.monotonic() + 10, 0
    while seen < 20:
        if time.monotonic() > deadline:
            sys.exit("pid %d does not hang" % pid)
        seen = seen + 1 if state(pid) == "D" else 0
        time.sleep(0.005)


def victim(folder, was_asked):
    cached = os.open(folder + "/arguments", os.O_RDONLY)
    direct = os.open(folder + "/arguments", os.O_RDONLY)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    threading.Thread(target=os.pread, args=(cached, 1, 0), daemon=True).start()
    os.read(was_asked, 1)
    libc.mmap(None, PAGE, mmap.PROT_READ, mmap.MAP_PRIVATE, direct, 0)
    os._exit(1)


def main():
    folder = sys.argv[1]
    check(libc.unshare(CLONE_NEWNS), "unshare")
    check(libc.mount(b"none", b"/", None, MS_REC_PRIVATE, None), "mount private")
    fuse = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
    options = "fd=%d,rootmode=40000,user_id=0,group_id=0" % fuse
    check(libc.mount(b"hanging", folder.encode(), b"fuse.hanging", 0, options.encode()), "mount fuse")
    # Whatever happens, the file system ends with this process, and nobody waits for it any longer.
    signal.alarm(60)
    was_asked, asked = os.pipe()
    pid = os.fork()
    if pid == 0:
        # Else the file system would live on with the victim.
        os.close(fuse)
        os.close(asked)
        try:
            victim(folder, was_asked)
        finally:
            os._exit(1)
    threading.Thread(target=serve, args=(fuse, asked), daemon=True).start()
    wait_in_kernel(pid)
    print(pid, flush=True)
    sys.stdin.read()
    os.kill(pid, signal.SIGKILL)
    os._exit(0)


main()
