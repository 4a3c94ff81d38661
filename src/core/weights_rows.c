/* SPDX-License-Identifier: GPL-2.0-only */
#include "core/weights_rows.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/hash.h"

/* Rows NAME.1, NAME.2 and so on. */
static int visit_numbered(const char *name, int rows, int count, float *values, l2h_visit_row *visit, void *with)
{
  char label[48];
  for (int row = 0; row < rows; row++) {
    snprintf(label, sizeof label, "%s.%d", name, row + 1);
    if (visit(with, label, count, values + row * count) != 0)
      return -1;
  }
  return 0;
}

static int visit_first(const struct l2h_model *model, struct l2h_network *network, l2h_visit_row *visit, void *with)
{
  char label[48];
  for (int row = 0; row < l2h_inputs(model); row++) {
    if (!l2h_input_active(model, row))
      continue;
    l2h_input_name(model, row, label);
    if (visit(with, label, L2H_HIDDEN, network->first[row]) != 0)
      return -1;
  }
  return visit(with, "first_bias", L2H_HIDDEN, network->first_bias);
}

int l2h_visit_rows(const struct l2h_model *model, struct l2h_network *network, l2h_visit_row *visit, void *with)
{
  if (visit(with, "alpha", 1, &network->alpha) != 0 || visit(with, "beta", 1, &network->beta) != 0 ||
      visit(with, "gamma", 1, &network->gamma) != 0 || visit_first(model, network, visit, with) != 0 ||
      visit_numbered("second", L2H_HIDDEN, L2H_HIDDEN, network->second[0], visit, with) != 0 ||
      visit(with, "second_bias", L2H_HIDDEN, network->second_bias) != 0 ||
      visit_numbered("output", L2H_HIDDEN, L2H_OUTPUTS, network->output[0], visit, with) != 0)
    return -1;
  return visit(with, "output_bias", L2H_OUTPUTS, network->output_bias);
}

void l2h_checksum_line(char line[32], const char *text, size_t length)
{
  snprintf(line, 32, L2H_CHECKSUM " %016" PRIx64 "\n", l2h_hash(0, text, length));
}
