"""Starts processes for the tests and ends exactly those again; Zoo.java speaks to it, a line each way.

What it starts is a program of some hundred bytes that it writes itself, since no program of the host runs idly with any
argv: it waits for ever, and when a byte can be read from its standard input it execs the script beside it first.
"""
import base64
import os
import platform
import select
import signal
import struct
import sys
import time

HOME = sys.argv[1]
IDLE = os.path.join(HOME, "idle")
NEXT = os.path.join(HOME, "next")

own = {}  # children by pid: not yet reaped, so no other process can have the pid
others = {}  # further processes by pid, each with a pidfd: init or a parent of theirs may reap them
levers = {}  # by pid: the pipe whose byte makes it exec


def machine_code():
    path = NEXT.encode() + b"\0"
    if platform.machine() == "x86_64":
        before = bytes.fromhex(
            "31c0 31ff 488d7424f0 ba01000000 0f05 83f801"  # read(0, below the stack, 1) == 1 ?
            "7529 488b0c24 488d54cc10"  # no: to the pause; yes: rdx = environment
            "488d3d22000000 6a00 57 4889e6 b83b000000 0f05"  # execve(path, {path, NULL}, rdx)
            "bf7f000000 b83c000000 0f05"  # exit(127)
            "b822000000 0f05 ebf7"  # pause() for ever
        )
        return 62, before + path
    if platform.machine() == "aarch64":
        words = [
            0xD2800000, 0xD10043E1, 0xD2800022, 0xD28007E8, 0xD4000001, 0xF100041F,  # read(0, sp - 16, 1) == 1 ?
            0x54000181, 0xF94003E3, 0x910043E2, 0x8B030C42,  # no: to ppoll; yes: x2 = environment
            0x10000200, 0xA9BF7FE0, 0x910003E1, 0xD2801BA8, 0xD4000001,  # execve(path, {path, NULL}, x2)
            0xD2800FE0, 0xD2800BA8, 0xD4000001,  # exit(127)
            0xD2800000, 0xD2800001, 0xD2800002, 0xD2800003, 0xD2800004,
            0xD2800928, 0xD4000001, 0x17FFFFF9,  # ppoll(NULL, 0, NULL, NULL, 0) for ever
        ]
        return 183, struct.pack("<%dI" % len(words), *words) + path
    raise OSError("no idle program for " + platform.machine())


def write_programs():
    machine, code = machine_code()
    base, header = 0x400000, 64 + 56
    elf = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 2, machine, 1, base + header, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    size = header + len(code)
    elf += struct.pack("<IIQQQQQQ", 1, 5, 0, base, base, size, size, 0x10000)
    with open(IDLE, "wb") as file:
        file.write(elf + code)
    with open(NEXT, "w") as file:
        file.write("#!%s -IS\nimport base64, os\nfile = '%s.' + str(os.getpid())\n" % (sys.executable, NEXT))
        file.write("argv = [base64.b64decode(a) for a in open(file).read().split(',')]\nos.remove(file)\n")
        file.write("os.dup2(os.open('/dev/null', os.O_RDWR), 0)\nos.execve('%s', argv, os.environb)\n" % IDLE)
    os.chmod(IDLE, 0o755)
    os.chmod(NEXT, 0o755)


def spawn(argv, env, stubborn=False, session=False, uid=None, stdin=None, before_exec=None):
    """Starts the idle program and returns its pid once it has that argv."""
    ready, failed = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            null = os.open("/dev/null", os.O_RDWR)
            for stream in 0, 1, 2:
                os.dup2(null if stream or stdin is None else stdin, stream)
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            if session:
                os.setsid()
            if before_exec:
                before_exec()
            if uid is not None:
                os.setgroups([])
                os.setgid(uid)
                os.setuid(uid)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            if stubborn:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.execve(IDLE, argv, env)
        except BaseException as e:
            os.write(failed, repr(e).encode())
        finally:
            os._exit(127)
    os.close(failed)
    error = b""
    while True:
        part = os.read(ready, 4096)
        if not part:
            break
        error += part
    os.close(ready)
    if error:
        os.waitpid(pid, 0)
        raise OSError(error.decode())
    return pid


def keep(pid):
    own[pid] = True
    return pid


def keep_other(pid):
    others[pid] = os.pidfd_open(pid)
    return pid


def child(argv, env, options):
    uid = next((int(o[4:]) for o in options if o.startswith("uid=")), None)
    return [keep(spawn(argv, env, "stubborn" in options, "session" in options, uid))]


def family(argv, env, child_argv, child_env, options):
    """A process, and a child of it in a session of its own, which it reaps, or does not where it is lazy."""
    said, say = os.pipe()

    def have_child():
        pid = spawn(child_argv, child_env, stubborn="stubborn" in options, session=True)
        os.write(say, str(pid).encode())

    parent = keep(spawn(argv, env, before_exec=have_child))
    born = keep_other(int(os.read(said, 32)))
    os.close(said)
    os.close(say)
    return [parent, born]


def double_forked(argv, env, options):
    said, say = os.pipe()
    between = os.fork()
    if between == 0:
        try:
            os.setsid()
            os.write(say, str(spawn(argv, env, "stubborn" in options)).encode())
        finally:
            os._exit(0)
    os.waitpid(between, 0)
    os.close(say)
    pid = keep_other(int(os.read(said, 32)))
    os.close(said)
    return [pid]


def changeling(argv, env, later):
    end, lever = os.pipe()
    pid = keep(spawn(argv, env, stdin=end))
    os.close(end)
    levers[pid] = (lever, later)
    return [pid]


def change(pid):
    lever, later = levers.pop(pid)
    with open("%s.%d" % (NEXT, pid), "w") as file:
        file.write(",".join(base64.b64encode(a).decode() for a in later))
    wanted = b"".join(a + b"\0" for a in later)
    os.write(lever, b"!")
    os.close(lever)
    until("pid %d has its new argv" % pid, lambda: cmdline(pid) == wanted)
    return [pid]


def newcomer(wanted, argv, env, options):
    """Starts one that has exactly this pid, which must be free."""
    for _ in range(2000):
        with open("/proc/sys/kernel/ns_last_pid", "w") as file:
            file.write(str(wanted - 1))
        pid = spawn(argv, env, "stubborn" in options)
        if pid == wanted:
            return [keep(pid)]
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    raise OSError("pid %d could not be had" % wanted)


def cmdline(pid):
    try:
        with open("/proc/%d/cmdline" % pid, "rb") as file:
            return file.read()
    except OSError:
        return None


def until(what, holds):
    deadline = time.monotonic() + 20
    while not holds():
        if time.monotonic() > deadline:
            raise OSError("20 s passed before " + what)
        time.sleep(0.001)


def send(pid, number):
    """Signals one of ours, and never another that has its pid now."""
    try:
        if pid in own:
            os.kill(pid, number)
        elif pid in others:
            signal.pidfd_send_signal(others[pid], number)
        else:
            raise OSError("pid %d is none of ours, or has ended" % pid)
    except ProcessLookupError:
        pass


def end(pid):
    send(pid, signal.SIGKILL)
    if pid in own:
        os.waitpid(pid, 0)
        del own[pid]
    elif not select.select([others[pid]], [], [], 20)[0]:  # by its pidfd: the pid may be somebody else's at once
        raise OSError("20 s passed before pid %d had ended" % pid)
    return [pid]


def reap():
    for pid in list(own):
        if os.waitpid(pid, os.WNOHANG)[0]:
            del own[pid]


def end_all():
    for pid in list(others) + list(own):
        send(pid, signal.SIGKILL)
    for pid in list(own):
        os.waitpid(pid, 0)
    for pidfd in others.values():
        select.select([pidfd], [], [], 20)


def words(token):
    return [] if token == "." else [base64.b64decode(w) for w in token.split(",")]


def variables(token):
    return dict(w.split(b"=", 1) for w in words(token))


def answer(line):
    verb, *rest = line.split(" ")
    options = rest.pop().split(",") if rest and not rest[-1].isdigit() else []
    if verb == "child":
        return child(words(rest[0]), variables(rest[1]), options)
    if verb == "family":
        return family(words(rest[0]), variables(rest[1]), words(rest[2]), variables(rest[3]), options)
    if verb == "double-forked":
        return double_forked(words(rest[0]), variables(rest[1]), options)
    if verb == "changeling":
        return changeling(words(rest[0]), variables(rest[1]), words(rest[2]))
    if verb == "newcomer":
        return newcomer(int(rest[0]), words(rest[1]), variables(rest[2]), options)
    if verb == "change":
        return change(int(rest[0]))
    if verb == "end":
        return end(int(rest[0]))
    raise OSError("unknown verb " + verb)


def main():
    write_programs()
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    pending = b""
    try:
        while True:
            readable = select.select([0, woken], [], [])[0]
            if woken in readable:
                os.read(woken, 4096)
                reap()
            if 0 not in readable:
                continue
            got = os.read(0, 1 << 20)
            if not got:
                return
            *lines, pending = (pending + got).split(b"\n")
            for line in lines:
                try:
                    said = " ".join(str(pid) for pid in answer(line.decode()))
                except Exception as e:
                    said = "! " + repr(e)
                sys.stdout.write(said + "\n")
                sys.stdout.flush()
    finally:
        end_all()


main()
