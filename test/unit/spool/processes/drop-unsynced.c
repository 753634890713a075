/*
 * A disk that keeps only what was synced. Preloaded into a process, it copies each file of the
 * folder UNSYNCED_FOLDER into SYNCED_FOLDER whenever the process syncs it, and when it syncs the
 * folder, the folder's names. What a power failure leaves at worst is in SYNCED_FOLDER.
 * LOSE_SYNCS: syncs of files with this end of their name are lost, though they succeed.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void keep_names(const char *folder, const char *to) {
  char name[4200];
  snprintf(name, sizeof name, "%s/names", to);
  FILE *names = fopen(name, "w");
  DIR *entries = opendir(folder);
  for (struct dirent *one; entries && (one = readdir(entries));)
    if (names && one->d_name[0] != '.') fprintf(names, "%s\n", one->d_name);
  if (entries) closedir(entries);
  if (names) fclose(names);
}

static void keep_file(int file, const char *name, const char *to) {
  char next[4200], kept[4200], bytes[65536];
  snprintf(next, sizeof next, "%s/.next", to);
  snprintf(kept, sizeof kept, "%s/%s", to, name);
  int copy = open(next, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ssize_t count;
  for (off_t at = 0; (count = pread(file, bytes, sizeof bytes, at)) > 0; at += count)
    if (write(copy, bytes, count) != count) abort();
  close(copy);
  rename(next, kept);
}

static int has_end(const char *name, const char *end) {
  size_t length = strlen(name), tail = strlen(end);
  return length >= tail && strcmp(name + length - tail, end) == 0;
}

static int sync_and_keep(const char *call, int file) {
  const char *folder = getenv("UNSYNCED_FOLDER"), *to = getenv("SYNCED_FOLDER");
  const char *lost = getenv("LOSE_SYNCS");
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  path[length > 0 ? length : 0] = 0;
  size_t own = folder ? strlen(folder) : 0;
  if (own > 0 && to && strncmp(path, folder, own) == 0) {
    if (path[own] == 0) keep_names(folder, to);
    else if (!lost || !has_end(path, lost)) keep_file(file, path + own + 1, to);
  }
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, call);
  return real(file);
}

int fsync(int file) { return sync_and_keep("fsync", file); }
int fdatasync(int file) { return sync_and_keep("fdatasync", file); }
