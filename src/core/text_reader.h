/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads a text file of words line by line, comments from # to the end of a line, as LAMMPS's potential files have them.
   Every message names file and line. */
#ifndef L2H_TEXT_READER_H
#define L2H_TEXT_READER_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

struct l2h_text_reader {
  const char *name, *next, *end;
  const char *begin; /* of the current line */
  int line;
  char words[4096]; /* the current line, cut into words */
  char *word[256];
  int count;
  struct l2h_error *error;
};

/* Starts before the first line of `text`; `name` stands in messages. */
void l2h_text_start(struct l2h_text_reader *reader, const char *name, const char *text, size_t length,
                    struct l2h_error *error);

/* The next line that holds words, without its comment: 1, 0 at the end, -1 with a message. */
int l2h_text_next(struct l2h_text_reader *reader);

/* Fills the error with "name:line: ..." and returns -1. */
int l2h_text_fail(const struct l2h_text_reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A finite number, the whole word; `what` stands in messages. */
int l2h_text_number(const struct l2h_text_reader *reader, const char *word, const char *what, double *value);

/* A whole number from least to most, digits alone, the whole word. */
int l2h_text_whole(const struct l2h_text_reader *reader, const char *word, const char *what, uint64_t least,
                   uint64_t most, uint64_t *value);

/* What is wrong with a text that is to follow such a KEY, in words that go on after "it"; NULL if nothing. A line break
   or a KEY in it would not be read back. */
const char *l2h_provenance_fault(const char *value);

/* What follows KEY (DATE:, UNITS:, CONTRIBUTOR:, CITATION:) on the file's first line, up to the next key or the
   end; empty where it has none. */
void l2h_text_provenance(const char *text, size_t length, const char *key, char *value, size_t room);
/* The one word after UNITS: there. */
void l2h_text_units(const char *text, size_t length, char *units, size_t room);

#endif
