# SPDX-License-Identifier: GPL-2.0-only
# model.sh GPU_MODEL DOCUMENT: the document's first block of figures is what the program prints.
set -u
diff <("$1") <(sed -n '/^```$/,/^```$/{/^```$/d;p}' "$2") && exit 0
echo "put what $1 prints into the block of $2"
exit 1
