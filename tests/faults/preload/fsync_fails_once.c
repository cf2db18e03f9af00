/*
 * Preloaded into a database, lets fsync and fdatasync fail with EIO once each time it is ordered: the order is a file
 * named by FSYNC_FAILS_ORDER, and whoever takes it away fails, if it syncs a file whose path holds FSYNC_FAILS_AT.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(int file)
{
    const char *part = getenv("FSYNC_FAILS_AT"), *order = getenv("FSYNC_FAILS_ORDER");
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || !part || !order)
        return 0;
    path[length] = 0;
    return strstr(path, part) && unlink(order) == 0;
}

static int synced(const char *how, int file)
{
    if (fails(file)) {
        errno = EIO;
        return -1;
    }
    return ((int (*)(int))dlsym(RTLD_NEXT, how))(file);
}

int fsync(int file) { return synced("fsync", file); }
int fdatasync(int file) { return synced("fdatasync", file); }
