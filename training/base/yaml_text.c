/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/yaml_text.h"

#include <stdbool.h>
#include <yaml.h>

/* To the next event; false at an error. *line: where it begins. */
static bool next_event(yaml_parser_t *parser, yaml_event_type_t *type, int *line)
{
  yaml_event_t event;
  if (!yaml_parser_parse(parser, &event)) {
    *line = (int)parser->problem_mark.line + 1;
    return false;
  }
  *type = event.type;
  *line = (int)event.start_mark.line + 1;
  yaml_event_delete(&event);
  return true;
}

int l2h_yaml_one_document(const char *name, const char *text, size_t length, struct l2h_error *error)
{
  yaml_parser_t parser;
  yaml_event_type_t type = YAML_NO_EVENT;
  int line = 1, result = 0;
  if (!yaml_parser_initialize(&parser))
    return l2h_fail(error, "%s: no memory to read it", name);
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
  while (type != YAML_DOCUMENT_END_EVENT && type != YAML_STREAM_END_EVENT && next_event(&parser, &type, &line))
    ;
  if (type == YAML_DOCUMENT_END_EVENT && (!next_event(&parser, &type, &line) || type != YAML_STREAM_END_EVENT))
    result = l2h_fail(error, "%s:%d: a second document begins here, which nobody would read: take it out", name, line);
  yaml_parser_delete(&parser);
  return result;
}
