/* The floor of a scan: list /proc, open, read and close each command line. For each line of input one pass; prints its microseconds and
 * its count. */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static char buffer[1 << 16];

int main(void) {
    char line[16], path[280];
    puts("ready");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        struct timespec a, b;
        int count = 0;
        clock_gettime(CLOCK_MONOTONIC, &a);
        DIR *proc = opendir("/proc");
        for (struct dirent *entry; proc && (entry = readdir(proc));) {
            if (!isdigit((unsigned char)entry->d_name[0])) continue;
            snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
            int file = open(path, O_RDONLY | O_CLOEXEC);
            if (file < 0) continue;
            while (read(file, buffer, sizeof buffer) > 0) {}
            close(file);
            count++;
        }
        if (proc) closedir(proc);
        clock_gettime(CLOCK_MONOTONIC, &b);
        printf("%lld %d\n", (b.tv_sec - a.tv_sec) * 1000000LL + (b.tv_nsec - a.tv_nsec) / 1000, count);
        fflush(stdout);
    }
    return 0;
}
