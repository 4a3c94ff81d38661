/* SPDX-License-Identifier: GPL-2.0-only */
/* libcyaml reads the first document of a YAML text and passes over what follows it in silence. */
#ifndef L2H_YAML_TEXT_H
#define L2H_YAML_TEXT_H

#include <stddef.h>

#include "core/error.h"

/* Whether anything follows the first document: 0, or -1 with "name:line: what; remedy". A first document that is none
   is left to libcyaml to refuse. */
int l2h_yaml_one_document(const char *name, const char *text, size_t length, struct l2h_error *error);

#endif
