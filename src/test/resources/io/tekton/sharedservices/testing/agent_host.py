"""An agent's host process: starts tools as it is asked to, a line each; AgentHost.java speaks to it.

Its first argument is the tool's script; further ones are commands that it carries out at once, whose answers it writes
into the file that its environment names. It answers with pids, the tool's first; 0 where there is none.
"""
import ctypes
import os
import subprocess
import sys

TOOL = [sys.executable, "-IS", sys.argv[1]]
PR_SET_CHILD_SUBREAPER = 36

kept = []


def start(command, **more):
    more.setdefault("stdin", subprocess.PIPE)
    child = subprocess.Popen(command, stdout=subprocess.PIPE, **more)
    kept.append(child)
    return child


def first_line(process):
    return process.stdout.readline().decode().strip()


def answer(verb, rest):
    if verb == "child":
        return start(TOOL + rest).pid
    if verb == "session":
        return start(TOOL + rest, start_new_session=True).pid
    if verb == "as":
        drop = ["setpriv", "--reuid=" + rest[0], "--regid=" + rest[0], "--clear-groups"]
        child = start(drop + TOOL + rest[1:])
        first_line(child)
        return child.pid
    if verb == "serve":
        child = start(TOOL + rest)
        return child.pid, first_line(child)
    if verb == "nohup":
        line = 'nohup "$@" </dev/null >/dev/null 2>&1 & echo $!; read line'
        return first_line(start(["sh", "-c", line, "sh"] + TOOL + rest))
    if verb == "tmux":
        new = ["tmux", "-L", rest[0], "-f", "/dev/null", "new-session", "-d", "-P", "-F", "#{pane_pid} #{pid}"]
        return subprocess.run(new + TOOL + rest[1:], check=True, stdout=subprocess.PIPE).stdout.decode().strip()
    if verb == "end":
        last = kept.pop()
        last.stdin.close()
        last.wait()
        return 0
    if verb == "kill":
        last = kept.pop()
        last.kill()
        last.wait()
        return 0
    if verb == "adopt":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        return 0
    if verb == "worker":
        worker = start([sys.executable, "-IS"] + sys.argv[:2])
        pids = []
        for kind in rest:
            worker.stdin.write(("child " + kind + "\n").encode())
            worker.stdin.flush()
            pids.append(first_line(worker))
        return " ".join(pids)
    if verb == "exec":
        print(0, flush=True)
        os.execv(sys.executable, TOOL + ["--was-a-host"])
    raise OSError("unknown verb " + verb)


def said(line):
    verb, *rest = line.split()
    found = answer(verb, rest)
    return " ".join(str(word) for word in found) if isinstance(found, tuple) else str(found)


if len(sys.argv) > 2:
    text = "\n".join(said(line) for line in sys.argv[2:]) + "\n"
    with open(os.environ["ANSWERS"] + ".new", "w") as file:
        file.write(text)
    os.rename(os.environ["ANSWERS"] + ".new", os.environ["ANSWERS"])
for line in sys.stdin:
    print(said(line), flush=True)
