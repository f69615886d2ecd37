/* Idle processes to look at: zoo COUNT MATCHES FOLDER STUBBORN [pairs]
 *
 * With "pairs", every second one is the child of another and not of this process.
 * The first MATCHES look like specialists with scripts below FOLDER, and of them the first STUBBORN ignore SIGTERM. Prints "ready" when all
 * have come to their own command line. They end with this process, and it ends when its standard input does. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static void child(int number, int matches, const char *folder, int stubborn, pid_t parent) {
    char script[4096], text[4096];
    char *specialist[] = {"python3", script, "--component", "numa", "--ai-id", "numa-ai", NULL};
    char *other[] = {"/usr/lib/example/worker", "--config", text, "--log-level=info", "--instance", script, NULL};
    char *environment[] = {"ZOO_CHILD=1", NULL};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    snprintf(script, sizeof script, number < matches ? "%s/shared/ai/tekton_ai_specialist.py" : "%.0s%d", folder, number);
    snprintf(text, sizeof text, "/etc/example/instances/%d/settings.properties", number);
    if (number < stubborn) signal(SIGTERM, SIG_IGN);
    execve("/proc/self/exe", number < matches ? specialist : other, environment);
    _exit(1);
}

int main(int argc, char **argv) {
    char byte;
    int running[2];
    if (getenv("ZOO_CHILD"))
        for (;;) pause();
    if (argc != 5 && argc != 6) return 2;
    signal(SIGCHLD, SIG_IGN);
    if (pipe2(running, O_CLOEXEC)) return 1;
    for (int i = 0; i < atoi(argv[1]); i += argc - 4) {
        pid_t self = getpid(), pid = fork();
        if (pid < 0) return 1;
        if (pid == 0) {
            signal(SIGCHLD, SIG_DFL);
            close(0);
            close(1);
            if (argc == 6) {
                pid_t first = getpid();
                pid = fork();
                if (pid < 0) _exit(1);
                if (pid == 0) child(i + 1, atoi(argv[2]), argv[3], atoi(argv[4]), first);
            }
            child(i, atoi(argv[2]), argv[3], atoi(argv[4]), self);
        }
    }
    close(running[1]);
    /* Each child holds the other end until its exec closes it. */
    while (read(running[0], &byte, 1) > 0) {}
    puts("ready");
    fflush(stdout);
    while (read(0, &byte, 1) > 0) {}
    return 0;
}
