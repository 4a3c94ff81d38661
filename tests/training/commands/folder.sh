# SPDX-License-Identifier: GPL-2.0-only
# What a command does with files that are there already, the user's or its own, and with what is no regular file.
. "$(dirname "$0")/driver.sh"

small_config run
expect 0 "done" "$learn2hop" train run.yaml --output whole
weights=$source_tree/potentials/lj13.learned
evaluate() { "$learn2hop" eval --weights "$weights" --system lj:13 --starts 1 --steps 1 "$@"; }
untouched() { # FOLDER: as it was when `before` was taken
  [ "$before" = "$(cat "$1"/* | cksum)" ] || fail "$1 was touched: $(ls -l "$1")"
}

# ---- devices, links, pipes and standard output are written into, and stay what they are ----
ln -s /dev/null null
ln -s target link
echo old >target
mkfifo pipe
expect 0 "mean" evaluate --json null
[ -L null ] && [ -c /dev/null ] || fail "--json replaced a link to a device"
expect 0 "mean" evaluate --json link --minima pipe.xyz
[ -L link ] && grep -q '"mean"' target || fail "--json replaced a link: $(ls -l link target)"
timeout 60 cat pipe >piped &
expect 0 "mean" evaluate --json pipe
[ -p pipe ] || fail "--json replaced a pipe"
wait $!
grep -q '"mean"' piped || fail "nothing came through the pipe: $(cat piped)"
evaluate --json /dev/stdout >both.txt 2>/dev/null || fail "no result on standard output"
grep -q '"mean"' both.txt && grep -q "hits" both.txt || fail "standard output lacks something: $(cat both.txt)"
evaluate --json /dev/stdout 2>/dev/null | grep -q '"mean"' || fail "no result into a pipe"
if mknod -m 666 device c 1 3 2>/dev/null; then
  expect 0 "mean" evaluate --json device
  [ -c device ] || fail "--json replaced a device"
fi

# ---- what cannot be a result is refused before the work ----
mkdir empty
for option in json minima; do
  expect 1 "empty: cannot be written: it is a folder" timeout 100 "$learn2hop" eval --weights "$weights" --system lj:13 \
    --starts 1000000 --steps 1000000 --$option empty
done

# ---- --resume takes away what a killed training left, and nothing of the user's ----
cp -r whole kept
for copy in checkpoint.1 checkpoint.2026-11-26 run.learned.0 run.latest.7 checkpoint.unfinished-mine; do
  cp kept/checkpoint "kept/$copy"
done
ln -s checkpoint kept/checkpoint.unfinished-0000000000000000
cp kept/checkpoint kept/checkpoint.unfinished-0123456789abcdef
count=$(ls kept | wc -l)
expect 0 "done" "$learn2hop" train run.yaml --output kept --resume
[ "$(ls kept | wc -l)" = $((count - 1)) ] || fail "--resume took away files of the user's: $(ls kept)"
[ -e kept/checkpoint.unfinished-0123456789abcdef ] && fail "half a checkpoint stays"
mkdir ab
touch ab/checkpoint.7 ab/run.learned.1 ab/checkpoint.unfinished-0123456789abcdef
expect 0 "done" "$learn2hop" train run.yaml --output 'a*'
[ "$(ls ab | wc -l)" = 3 ] || fail "--output 'a*' took files out of ab: $(ls ab)"

# ---- links under names that were once foreseeable ----
mkdir trap
echo whole >victim
for number in $(seq $$ $(($$ + 300))); do
  ln -s ../victim "trap/checkpoint.$number"
  ln -s ../victim "trap/run.learned.$number"
done
expect 0 "done" "$learn2hop" train run.yaml --output trap
[ "$(cat victim)" = whole ] || fail "a training wrote through a link"

# ---- a new training takes no folder with another's work ----
for file in training.csv validation.csv run.latest run.learned; do
  mkdir "with-$file"
  cp "whole/$file" "with-$file/"
  before=$(cat "with-$file"/* | cksum)
  expect 1 "with-$file/$file" "$learn2hop" train run.yaml --output "with-$file"
  expect 1 "there is no checkpoint to go on from" "$learn2hop" train run.yaml --output "with-$file" --resume
  untouched "with-$file"
done

# ---- --resume where there is nothing yet: what kill -9 leaves before the first checkpoint, and no folder at all ----
mkdir early
head -1 whole/training.csv >early/training.csv
head -1 whole/validation.csv >early/validation.csv
touch early/training.log
for folder in early none; do
  expect 0 "there is no checkpoint in $folder to resume from: it begins from the start" \
    "$learn2hop" train run.yaml --output $folder --resume
  same_training whole $folder
done

# ---- tables shorter than the checkpoint knows, or gone ----
small_config more 's/updates: 12/updates: 16/'
mv more.yaml run.yaml
expect 0 "done" "$learn2hop" train run.yaml --output longer
cp -r whole short
truncate -s 700 short/training.csv
rm short/validation.csv
expect 0 "training.csv has" "$learn2hop" train run.yaml --output short --resume
grep -q "rows are missing" output.txt || fail "no word of missing rows: $(cat output.txt)"
grep -q "validation.csv is no longer there" output.txt || fail "no word of the missing table: $(cat output.txt)"
[ "$(tr -d '\0' <short/training.csv | cksum)" = "$(cksum <short/training.csv)" ] || fail "0 bytes in training.csv"
columns=$(head -1 short/training.csv | tr , '\n' | wc -l)
awk -F, -v columns="$columns" 'NF != columns { exit 1 }' short/training.csv || fail "half a row: $(cat short/training.csv)"
cmp -s <(tail -4 short/training.csv | cut -d, -f1,3-16) <(tail -4 longer/training.csv | cut -d, -f1,3-16) ||
  fail "the rows that were made again differ"
[ "$(head -1 short/validation.csv)" = "$(head -1 whole/validation.csv)" ] || fail "no header: $(cat short/validation.csv)"
cmp -s <(rows_of short/run.learned) <(rows_of longer/run.learned) || fail "the weights differ"

# ---- a potential file that has changed since ----
cp "$source_tree/potentials/Au.gupta" my.gupta
small_config gold 's/lj:13/gupta:Au5@my.gupta/' 's/updates: 12/updates: 4/'
expect 0 "done" "$learn2hop" train gold.yaml
sed -i 's/updates: 4/updates: 8/' gold.yaml
before=$(cat gold/* | cksum)
sed -i 's/^\(Au *Au .* \)[0-9.]* *$/\12.0/' my.gupta
expect 1 "gupta:Au5@my.gupta is no longer the same" "$learn2hop" train gold.yaml --resume
untouched gold
cp "$source_tree/potentials/Au.gupta" my.gupta
expect 0 "done" "$learn2hop" train gold.yaml --resume

# ---- a training that diverges ends with status 1 and keeps its last good checkpoint and weights ----
small_config wild 's/estimator: esmc/estimator: es/' 's/horizon: 60/horizon: 10/' 's/updates: 12/updates: 400/' \
  's/learning_rate: 0.005/learning_rate: 10/' 's/warm_start}/warm_start, alpha: 10}\nstep_limit: 10/' \
  's/radial, //; /average/d; s/starts: 10/starts: 4/'
expect 1 "the training has diverged: a weight is" "$learn2hop" train wild.yaml
grep -q "done" wild/training.log && fail "a training that diverged says that it is done"
grep -q "failed: .* diverged" wild/training.log || fail "no word of it in the log: $(tail -2 wild/training.log)"
expect 0 "updates" "$learn2hop" info wild/wild.learned
expect 0 "updates" "$learn2hop" info wild/wild.latest
expect 1 "the training has diverged" "$learn2hop" train wild.yaml --resume

# ---- why standard output failed ----
expect 1 "standard output: No space left on device" sh -c "'$learn2hop' train run.yaml --output full >/dev/full"
expect 1 "standard output: No space left on device" sh -c "'$learn2hop' info '$weights' >/dev/full"

# ---- weights that were changed or cut ----
sed 's/^\(gradient.1.log [^ ]*\)[0-9] /\19 /' "$weights" >changed.learned
cmp -s "$weights" changed.learned && sed 's/^\(gradient.1.log [^ ]*\)[0-9] /\18 /' "$weights" >changed.learned
expect 1 "the checksum is not that of the lines before it" "$learn2hop" info changed.learned
sed '$d' "$weights" >unchecked.learned
expect 0 "checksum       none" "$learn2hop" info unchecked.learned
expect 0 "unchecked.learned has no checksum" "$learn2hop" eval --weights unchecked.learned --system lj:13 --starts 1 --steps 1
head -c -1 unchecked.learned >cut.learned
expect 1 "the file is cut short" "$learn2hop" info cut.learned

finish
