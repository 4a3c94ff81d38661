/* SPDX-License-Identifier: GPL-2.0-only */
/* What somebody meant who wrote a word that nobody knows: the known word that the fewest slips lead to. */
#ifndef L2H_MEANT_H
#define L2H_MEANT_H

struct l2h_meant {
  const char *word;   /* as it was written */
  const char *before; /* what stands before known words, as "--"; NULL: nothing */
  char hint[96];      /* "; did you mean 'WORD'?" of the nearest word, and empty while none is near */
  int cost;           /* of the changes that lead to it */
};

/* Looks at one of the words there are. Near is one change for a short word and one more for each further four letters;
   a change is a letter too many, missing or wrong, or two that have changed places (V. I. Levenshtein, Doklady 163,
   845, 1965; F. J. Damerau, CACM 7, 171, 1964). Begins with the rest of the struct 0. */
void l2h_meant_try(struct l2h_meant *meant, const char *known);

#endif
