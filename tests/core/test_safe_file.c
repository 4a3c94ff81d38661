/* SPDX-License-Identifier: GPL-2.0-only */
/* What a path leads to decides how it is written: files are replaced whole, links stay, everything else is written
   into. Works in a folder of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/safe_file.h"

static char folder[] = "/tmp/learn2hop-test-XXXXXX";
static struct l2h_error error;

static int enter(void **state)
{
  (void)state;
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int names(void)
{
  int count = 0;
  DIR *entries = opendir(".");
  assert_non_null(entries);
  for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries))
    count += entry->d_name[0] != '.';
  closedir(entries);
  return count;
}

static int clear(void **state)
{
  (void)state;
  DIR *entries = opendir(".");
  for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries))
    remove(entry->d_name);
  closedir(entries);
  return names();
}

static int leave(void **state)
{
  (void)state;
  return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static void put(const char *path, const char *text)
{
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  fputs(text, stream);
  assert_int_equal(fclose(stream), 0);
}

static void assert_holds(const char *path, const char *text)
{
  size_t length;
  char *contents = l2h_file_contents(path, &length, &error);
  assert_non_null(contents);
  assert_string_equal(contents, text);
  free(contents);
}

static mode_t kind_of(const char *path)
{
  struct stat found;
  assert_int_equal(lstat(path, &found), 0);
  return found.st_mode & S_IFMT;
}

static int write_file(const char *path, const char *text)
{
  struct l2h_safe_file file;
  error.text[0] = 0;
  if (l2h_safe_file_open(&file, path, &error) != 0)
    return -1;
  fputs(text, file.stream);
  return l2h_safe_file_commit(&file, &error);
}

static void files_are_replaced(void **state)
{
  (void)state;
  struct stat found;
  assert_int_equal(write_file("file", "one"), 0);
  assert_holds("file", "one");
  assert_int_equal(chmod("file", 0640), 0);
  assert_int_equal(write_file("file", "two"), 0);
  assert_holds("file", "two");
  assert_int_equal(stat("file", &found), 0);
  assert_int_equal(found.st_mode & 0777, 0640);
  assert_int_equal(names(), 1);
}

static void an_unfinished_one_leaves_the_earlier(void **state)
{
  (void)state;
  struct l2h_safe_file file;
  put("file", "one");
  assert_int_equal(l2h_safe_file_open(&file, "file", &error), 0);
  fputs("two", file.stream);
  fflush(file.stream);
  assert_holds("file", "one");
  l2h_safe_file_discard(&file);
  assert_holds("file", "one");
  assert_int_equal(names(), 1);
}

/* A limit on the size of files stands in for a full disk. */
static void a_full_disk_leaves_the_earlier(void **state)
{
  (void)state;
  struct rlimit before, tight;
  put("file", "one");
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  tight = before;
  tight.rlim_cur = 2;
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
  const int result = write_file("file", "two");
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
  assert_int_equal(result, -1);
  assert_non_null(strstr(error.text, "file: could not be written to the end (File too large)"));
  assert_holds("file", "one");
  assert_int_equal(names(), 1);
}

static void links_stay(void **state)
{
  (void)state;
  put("target", "one");
  assert_int_equal(symlink("target", "link"), 0);
  assert_int_equal(symlink("link", "chain"), 0);
  assert_int_equal(symlink("to-come", "dangling"), 0);
  assert_int_equal(write_file("chain", "two"), 0);
  assert_int_equal(write_file("dangling", "three"), 0);
  assert_int_equal(kind_of("chain"), S_IFLNK);
  assert_int_equal(kind_of("link"), S_IFLNK);
  assert_int_equal(kind_of("dangling"), S_IFLNK);
  assert_holds("target", "two");
  assert_holds("to-come", "three");
  assert_int_equal(symlink("loop", "loop"), 0);
  assert_int_equal(write_file("loop", "four"), -1);
  assert_non_null(strstr(error.text, "loop: cannot be written: Too many levels of symbolic links"));
}

static void pipes_and_devices_are_written_into(void **state)
{
  (void)state;
  char text[4] = "";
  assert_int_equal(mkfifo("pipe", 0600), 0);
  const int reader = open("pipe", O_RDWR);
  assert_int_equal(write_file("pipe", "one"), 0);
  assert_int_equal(read(reader, text, 3), 3);
  assert_string_equal(text, "one");
  assert_int_equal(kind_of("pipe"), S_IFIFO);
  close(reader);
  assert_int_equal(symlink("/dev/null", "null"), 0);
  assert_int_equal(write_file("null", "two"), 0);
  assert_int_equal(kind_of("null"), S_IFLNK);
  assert_int_equal(kind_of("/dev/null"), S_IFCHR);
  assert_int_equal(symlink("/dev/full", "full"), 0);
  assert_int_equal(write_file("full", "three"), -1);
  assert_non_null(strstr(error.text, "full: could not be written to the end (No space left on device)"));
  assert_int_equal(kind_of("full"), S_IFLNK);
  assert_int_equal(names(), 3);
}

/* `--json /dev/stdout > file`, and `--json file > file`: what was printed before and after is all there. */
static void standard_output_keeps_its_place(void **state)
{
  (void)state;
  static const char *const paths[] = {"/dev/stdout", "file"};
  for (int i = 0; i < 2; i++) {
    fflush(stdout);
    const int before = dup(STDOUT_FILENO), there = open("file", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(there, STDOUT_FILENO);
    printf("one ");
    const int result = write_file(paths[i], "two ");
    printf("three");
    fflush(stdout);
    dup2(before, STDOUT_FILENO);
    close(before);
    close(there);
    assert_int_equal(result, 0);
    assert_holds("file", "one two three");
  }
}

static void folders_are_refused(void **state)
{
  (void)state;
  assert_int_equal(mkdir("here", 0700), 0);
  assert_int_equal(write_file("here", "one"), -1);
  assert_non_null(strstr(error.text, "here: cannot be written: it is a folder"));
  assert_int_equal(write_file("nowhere/file", "one"), -1);
  assert_string_equal(error.text, "nowhere/file: cannot be written: No such file or directory");
  assert_int_equal(write_file("", "one"), -1);
  assert_int_equal(names(), 1);
}

/* Links under the names that were once foreseeable are not followed, and no two names are the same. */
static void nobody_foresees_the_temporary_file(void **state)
{
  (void)state;
  char foreseen[64];
  struct l2h_safe_file first, second;
  put("victim", "whole");
  snprintf(foreseen, sizeof foreseen, "file.%ld", (long)getpid());
  assert_int_equal(symlink("victim", foreseen), 0);
  assert_int_equal(l2h_safe_file_open(&first, "file", &error), 0);
  assert_int_equal(l2h_safe_file_open(&second, "file", &error), 0);
  assert_string_not_equal(first.temporary, second.temporary);
  assert_int_equal(kind_of(first.temporary), S_IFREG);
  l2h_safe_file_discard(&second);
  fputs("one", first.stream);
  assert_int_equal(l2h_safe_file_commit(&first, &error), 0);
  assert_holds("victim", "whole");
  assert_holds("file", "one");
}

/* Of all that lies beside a file, what open() left when its program was killed goes, and nothing else. */
static void a_sweep_takes_nothing_of_the_users(void **state)
{
  (void)state;
  static const char *const kept[] = {"a*",
                                     "a*.1",
                                     "a*.2026-11-26",
                                     "a*.unfinished-",
                                     "a*.unfinished-0123456789abcde",
                                     "a*.unfinished-0123456789ABCDEF",
                                     "a*.unfinished-0123456789abcdef0",
                                     "ab.unfinished-0123456789abcdef",
                                     "a*.unfinished-1111111111111111.bak"};
  const int count = (int)(sizeof kept / sizeof kept[0]);
  for (int k = 0; k < count; k++)
    put(kept[k], "mine");
  assert_int_equal(symlink("a*", "a*.unfinished-2222222222222222"), 0);
  struct l2h_safe_file file;
  assert_int_equal(l2h_safe_file_open(&file, "a*", &error), 0);
  fclose(file.stream); /* killed here */
  put("a*.unfinished-0000000000000000", "half");
  assert_int_equal(symlink("a*", "link"), 0);
  l2h_safe_file_sweep("link");
  assert_int_equal(access(file.temporary, F_OK), -1);
  assert_int_equal(access("a*.unfinished-0000000000000000", F_OK), -1);
  for (int k = 0; k < count; k++)
    assert_int_equal(access(kept[k], F_OK), 0);
  assert_int_equal(names(), count + 2);
}

static void asking_beforehand_leaves_nothing(void **state)
{
  (void)state;
  assert_int_equal(l2h_file_writable(NULL, &error), 0);
  assert_int_equal(l2h_file_writable("new", &error), 0);
  assert_int_equal(names(), 0);
  put("old", "one");
  assert_int_equal(l2h_file_writable("old", &error), 0);
  assert_holds("old", "one");
  assert_int_equal(mkfifo("pipe", 0600), 0);
  assert_int_equal(l2h_file_writable("pipe", &error), 0); /* without waiting for its reader */
  assert_int_equal(l2h_file_writable("/dev/null", &error), 0);
  assert_int_equal(mkdir("here", 0700), 0);
  assert_int_equal(l2h_file_writable("here", &error), -1);
  assert_non_null(strstr(error.text, "here: cannot be written: it is a folder"));
  assert_int_equal(l2h_file_writable("nowhere/file", &error), -1);
  assert_int_equal(l2h_file_writable("old/file", &error), -1);
  assert_non_null(strstr(error.text, "old/file: cannot be written: Not a directory"));
  if (geteuid() != 0) { /* root may write anywhere */
    assert_int_equal(chmod("old", 0400), 0);
    assert_int_equal(l2h_file_writable("old", &error), -1);
    assert_non_null(strstr(error.text, "old: cannot be written: Permission denied"));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(files_are_replaced, clear),
    cmocka_unit_test_teardown(an_unfinished_one_leaves_the_earlier, clear),
    cmocka_unit_test_teardown(a_full_disk_leaves_the_earlier, clear),
    cmocka_unit_test_teardown(links_stay, clear),
    cmocka_unit_test_teardown(pipes_and_devices_are_written_into, clear),
    cmocka_unit_test_teardown(standard_output_keeps_its_place, clear),
    cmocka_unit_test_teardown(folders_are_refused, clear),
    cmocka_unit_test_teardown(nobody_foresees_the_temporary_file, clear),
    cmocka_unit_test_teardown(a_sweep_takes_nothing_of_the_users, clear),
    cmocka_unit_test_teardown(asking_beforehand_leaves_nothing, clear),
  };
  return cmocka_run_group_tests_name("safe_file", tests, enter, leave);
}
