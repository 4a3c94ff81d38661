/* SPDX-License-Identifier: GPL-2.0-only */
#include "baselines/parameter_file.h"

#include <cyaml/cyaml.h>
#include <stdlib.h>
#include <string.h>

#include "base/yaml_text.h"
#include "core/safe_file.h"

/* The file as its keys' texts: the method first, then the parameters in the table's order. */
struct texts {
  char *method, *parameter[L2H_BASELINE_PARAMETERS];
};

/* libcyaml's own messages, the last of them kept. */
static void keep_message(cyaml_log_t level, void *context, const char *format, va_list arguments)
{
  struct l2h_error *last = context;
  if (level >= CYAML_LOG_ERROR) {
    char line[256];
    vsnprintf(line, sizeof line, format, arguments);
    line[strcspn(line, "\n")] = 0;
    if (!strstr(line, "Backtrace") && !*last->text)
      snprintf(last->text, sizeof last->text, "%s", line);
  }
}

static cyaml_schema_field_t text_field(const char *key, size_t offset, bool needed)
{
  const cyaml_schema_field_t field = {
    .key = key,
    .data_offset = (uint32_t)offset,
    .value = {CYAML_VALUE_STRING(needed ? CYAML_FLAG_POINTER : CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, char *, 1,
                                 127)},
  };
  return field;
}

static void make_fields(const struct l2h_baseline *baseline, cyaml_schema_field_t *field)
{
  const int count = l2h_baseline_parameters(baseline);
  field[0] = text_field("method", offsetof(struct texts, method), true);
  for (int k = 0; k < count; k++)
    field[k + 1] =
      text_field(baseline->parameter[k].name, offsetof(struct texts, parameter) + (size_t)k * sizeof(char *), false);
  field[count + 1] = (cyaml_schema_field_t)CYAML_FIELD_END;
}

static int take_texts(const char *path, const struct l2h_baseline *baseline, const struct texts *texts,
                      double *parameter, struct l2h_error *error)
{
  for (int k = 0; k < l2h_baseline_parameters(baseline); k++) {
    char assignment[256];
    struct l2h_error why;
    if (!texts->parameter[k])
      continue;
    snprintf(assignment, sizeof assignment, "%s=%s", baseline->parameter[k].name, texts->parameter[k]);
    if (l2h_baseline_set(baseline, assignment, parameter, &why) != 0)
      return l2h_fail(error, "%s: %s", path, why.text);
  }
  return 0;
}

/* Loads the text and looks at it twice: whose parameters these are, whatever the other keys; then the keys, strictly.
 */
static int take_file(const char *path, const char *text, size_t length, const struct l2h_baseline *baseline,
                     double *parameter, struct l2h_error *error)
{
  cyaml_schema_field_t field[L2H_BASELINE_PARAMETERS + 2];
  make_fields(baseline, field);
  const cyaml_schema_value_t value = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct texts, field)};
  struct l2h_error message = {""};
  cyaml_config_t settings = {.log_fn = keep_message,
                             .log_ctx = &message,
                             .log_level = CYAML_LOG_ERROR,
                             .mem_fn = cyaml_mem,
                             .flags = CYAML_CFG_IGNORE_UNKNOWN_KEYS};
  int result = 0;
  for (int look = 0; look < 2 && result == 0; look++) {
    struct texts *texts = NULL;
    const cyaml_err_t status =
      cyaml_load_data((const uint8_t *)text, length, &settings, &value, (cyaml_data_t **)&texts, NULL);
    if (status != CYAML_OK)
      return l2h_fail(error, "%s: no parameters of %s (%s; %s); `learn2hop baseline %s` lists them", path,
                      baseline->name, cyaml_strerror(status), message.text, baseline->name);
    if (strcmp(texts->method, baseline->name) != 0)
      result = l2h_fail(error, "%s: these are parameters of %s, not of %s", path, texts->method, baseline->name);
    else if (look == 1)
      result = take_texts(path, baseline, texts, parameter, error);
    cyaml_free(&settings, &value, texts, 0);
    settings.flags = CYAML_CFG_DEFAULT;
  }
  return result;
}

int l2h_parameter_file_read(const char *path, const struct l2h_baseline *baseline, double *parameter,
                            struct l2h_error *error)
{
  size_t length;
  char *text = l2h_file_contents(path, &length, error);
  if (!text)
    return -1;
  const int result = l2h_yaml_one_document(path, text, length, error) != 0
    ? -1
    : take_file(path, text, length, baseline, parameter, error);
  free(text);
  return result;
}

void l2h_parameter_file_print(FILE *stream, const struct l2h_baseline *baseline, const double *parameter)
{
  fprintf(stream, "method: %s\n", baseline->name);
  for (int k = 0; k < l2h_baseline_parameters(baseline); k++)
    fprintf(stream, "%s: %.9g\n", baseline->parameter[k].name, parameter[k]);
}
