/*
 * Kills its process inside a call that SQLite makes. KILL_INSIDE, which the process sets itself,
 * names it: "write -wal 3" is the third write to a file whose name ends with "-wal". Half of a
 * write is still made.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int has_end(int file, const char *end) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  ssize_t tail = strlen(end);
  path[length > 0 ? length : 0] = 0;
  return length >= tail && strcmp(path + length - tail, end) == 0;
}

static int is_now(const char *call, int file) {
  static int seen = 0;
  char armed[32], end[32];
  int nth;
  const char *point = getenv("KILL_INSIDE");
  if (!point || sscanf(point, "%31s %31s %d", armed, end, &nth) != 3) return 0;
  if (strcmp(armed, call) != 0 || !has_end(file, end)) return 0;
  return __sync_add_and_fetch(&seen, 1) == nth;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t count) {
  if (is_now("write", file)) {
    REAL(write)(file, bytes, count / 2);
    die();
  }
  return REAL(write)(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
  if (is_now("write", file)) {
    REAL(pwrite)(file, bytes, count / 2, at);
    die();
  }
  return REAL(pwrite)(file, bytes, count, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
  if (is_now("write", file)) {
    REAL(pwrite64)(file, bytes, count / 2, at);
    die();
  }
  return REAL(pwrite64)(file, bytes, count, at);
}

int fsync(int file) {
  if (is_now("sync", file)) die();
  return REAL(fsync)(file);
}

int fdatasync(int file) {
  if (is_now("sync", file)) die();
  return REAL(fdatasync)(file);
}

int ftruncate(int file, off_t length) {
  if (is_now("truncate", file)) die();
  return REAL(ftruncate)(file, length);
}

int ftruncate64(int file, off64_t length) {
  if (is_now("truncate", file)) die();
  return REAL(ftruncate64)(file, length);
}
