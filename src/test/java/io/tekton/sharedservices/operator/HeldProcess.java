package io.tekton.sharedservices.operator;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.process.PythonProcess;

/**
 * Keeps a process from ending, whatever signal it gets: a tracer has it stop on its way out ({@code PTRACE_O_TRACEEXIT}
 * of {@code ptrace(2)}), and never lets it go on. So it survives SIGKILL, as one does that sleeps uninterruptibly.
 * Closing lets it end.
 */
final class HeldProcess implements AutoCloseable {
    private static final String TRACER = """
            import ctypes
            SEIZE, TRACE_EXIT = 0x4206, 0x40
            libc = ctypes.CDLL(None, use_errno=True)
            libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
            ready(ctypes.get_errno() if libc.ptrace(SEIZE, int(sys.argv[1]), None, TRACE_EXIT) else 0)
            wait()
            """;

    private final int pid;
    private final PythonProcess tracer;

    /** Skips the calling test where the system allows no process to trace another. */
    HeldProcess(int pid) {
        this.pid = pid;
        tracer = PythonProcess.run(TRACER, Integer.toString(pid));
        int errno = tracer.number(0);
        if (errno != 0) {
            tracer.close();
        }
        assumeTrue(errno == 0, "ptrace of another process is not allowed here: errno " + errno);
    }

    int pid() {
        return pid;
    }

    @Override
    public void close() {
        tracer.close();
    }
}
