"""A scan the way the Python original did it. For each line of input one pass; prints its microseconds
and its count. With "once": one pass, and over."""

import sys
import time

import psutil

PATTERNS = ["tekton_ai_specialist", "ai_specialist_app", "generic_specialist", "enhanced_tekton_ai_launcher", "ci_tool_", "-ai"]


def scan():
    found = []
    for process in psutil.process_iter(["pid", "name", "cmdline", "create_time"]):
        try:
            text = " ".join(process.info["cmdline"] or [])
            if any(pattern in text for pattern in PATTERNS):
                found.append((process.info["pid"], text, time.time() - process.info["create_time"]))
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def whole_scan():
    """psutil lets the end of a process in the middle of its first look through as an error: then the pass begins anew."""
    while True:
        try:
            return scan()
        except OSError:
            continue


if "once" in sys.argv:
    print(len(whole_scan()))
    sys.exit()
print("ready", flush=True)
for _ in sys.stdin:
    began = time.perf_counter()
    count = len(whole_scan())
    print(int((time.perf_counter() - began) * 1e6), count, flush=True)
