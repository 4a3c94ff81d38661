# SPDX-License-Identifier: GPL-2.0-only
# learn2hop minima, and --minima FILE.db of search, eval and baseline: what is listed, exported, merged and compared;
# ranks change nothing; two writers at once and twenty kills -9; files that are read-only, foreign, locked; a full disk.
. "$(dirname "$0")/driver.sh"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
minima() { "$learn2hop" minima "$@"; }
ask() { # FILE SQL: a database's answer, by SQLite itself
  python3 -c 'import sqlite3, sys
for row in sqlite3.connect(sys.argv[1], timeout=60).execute(sys.argv[2]): print(*row, sep="|")' "$1" "$2"
}
sound() { # FILE: SQLite finds no fault in it, and no minimum stands there twice
  [ "$(ask "$1" 'PRAGMA integrity_check')" = ok ] || fail "$1: $(ask "$1" 'PRAGMA integrity_check')"
  rm -f twice.db
  expect 0 "new minim" minima merge --into twice.db "$1"
  [ "$(ask "$1" 'SELECT count(*) FROM minimum')" = "$(ask twice.db 'SELECT count(*) FROM minimum')" ] ||
    fail "$1 has copies: $(tail -1 output.txt)"
}
# All but the dates, and the numbers of rows
rows="SELECT s.surface, m.energy, hex(m.positions), r.identity, t.count, t.walker, t.evaluations FROM minimum m
  JOIN system s ON s.id = m.system JOIN meeting t ON t.minimum = m.id JOIN run r ON r.id = t.run ORDER BY 1, 2, 4"
same_minima() { # A B
  cmp -s <(ask "$1" "$rows") <(ask "$2" "$rows") || fail "the minima of $1 and $2 differ"
}

# ---- a search, ranks, the same search again ----
# as many as there are: what lies above the highest of a full collection is not counted, and when it fills depends on the
# budget
search="search --system lj:38 --starts 5 --evaluations 3000 --keep 1000"
expect 0 "minima       " "$learn2hop" $search --seed 1 --minima one.db --json one.json
expect 0 "minima       " "$learn2hop" $search --seed 1 --minima one.xyz
kept=$(grep -o '"minima": [0-9]*' one.json | cut -d' ' -f2)
[ "$(grep -c Properties= one.xyz)" = "$kept" ] || fail "$kept minima kept, and $(grep -c Properties= one.xyz) in one.xyz"
expect 0 "minima       " mpirun -n 3 --bind-to none --oversubscribe "$learn2hop" $search --seed 1 --minima three.db
same_minima one.db three.db
cp one.db again.db
expect 0 "minima       " "$learn2hop" $search --seed 1 --minima again.db
same_minima one.db again.db
# what an XYZ file has, a database has, too, with the same counts
cut -d' ' -f2- one.xyz | grep -o "energy=[^ ]* count=[0-9]*" | sort >xyz.txt
expect 0 "of lj:38 in out.xyz" minima export one.db --output out.xyz
grep -o "energy=[^ ]* count=[0-9]*" out.xyz | sort >out.txt
[ "$(comm -23 xyz.txt out.txt | wc -l)" = 0 ] || fail "one.xyz has what one.db lacks: $(comm -23 xyz.txt out.txt | head -2)"
# --resume goes on with the same run
expect 0 "minima       " "$learn2hop" ${search/3000/1500} --seed 1 --minima grown.db --output grown
expect 0 "minima       " "$learn2hop" $search --seed 1 --minima grown.db --output grown --resume
[ "$(ask grown.db 'SELECT count(*) FROM run')" = 1 ] || fail "--resume is another run"
[ "$(ask grown.db 'SELECT sum(count) FROM meeting')" = "$(ask one.db 'SELECT sum(count) FROM meeting')" ] ||
  fail "a search in two parts counts other meetings"

# ---- list ----
expect 0 "lj:38, surface " minima list one.db --lowest 3
[ "$(wc -l <output.txt)" = 5 ] || fail "not 3 rows: $(cat output.txt)"
sed -n 3p output.txt | grep -q "^ *1  *-173.928427  *0.000000 " || fail "the lowest: $(cat output.txt)"
cmp -s <(sed '1,2d' output.txt | tr -s ' ' | cut -d' ' -f3 | sort -n) <(sed '1,2d' output.txt | tr -s ' ' | cut -d' ' -f3) ||
  fail "not lowest first: $(cat output.txt)"
expect 0 "walker" minima list one.db --json list.json
python3 - <<'PY' || fail "list.json: $(head -5 list.json)"
import json
system, = json.load(open("list.json"))
assert system["system"] == "lj:38" and system["atoms"] == 38 and system["units"] == "lj" and system["runs"] == 1
low = system["lowest"]
assert len(low) == 20 and [m["rank"] for m in low] == list(range(1, 21))
assert all(a["energy"] <= b["energy"] for a, b in zip(low, low[1:])) and abs(low[0]["energy"] + 173.928427) < 1e-6
assert low[0]["seed"] == 1 and low[0]["evaluations"] > 0 and low[0]["command"] == "search" and low[0]["weights"] is None
PY
expect 0 "from" minima list one.db --by-energy 0.5
[ "$(sed '1,2d' output.txt | awk '{minima += $3; met += $4} END {print minima, met}')" = \
  "$(ask one.db 'SELECT count(DISTINCT minimum), sum(count) FROM meeting' | tr '|' ' ')" ] ||
  fail "counts by energy do not sum to all: $(cat output.txt)"

# ---- eval, baseline, several systems ----
expect 0 "hits" "$learn2hop" eval --system lj:13 --weights "$source_tree/potentials/lj13.learned" --starts 12 \
  --steps 300 --minima one.db
expect 0 "hits" "$learn2hop" baseline fire --system lj:13 --starts 12 --steps 300 --minima one.db
expect 0 "baseline fire" minima list one.db --system lj:13
grep -q "eval lj13.learned" output.txt || fail "no weights in $(cat output.txt)"
grep -q "lj:38" output.txt && fail "--system lj:13 lists lj:38"
[ "$(ask one.db 'SELECT sum(count) FROM meeting t JOIN run r ON r.id = t.run WHERE command = "eval"')" = 12 ] ||
  fail "eval's 12 starts are not 12 meetings"
expect 2 "--quench gd ends above minima" "$learn2hop" eval --system lj:13 --quench gd --minima one.db \
  --weights "$source_tree/potentials/lj13.learned"
expect 1 "has several systems, lj:13" minima export one.db --output out.xyz
expect 1 "has no system lj:12; it has lj:13 (" minima list one.db --system lj:12

# ---- export: what others read ----
expect 0 "minima of lj:38" minima export one.db --system lj:38 --lowest 4 --output out.xyz
[ "$(grep -c "^Ar " out.xyz)" = 152 ] || fail "4 times 38 atoms of Ar: $(head -3 out.xyz)"
expect 0 "by 4 of 4 seeds" "$learn2hop" search --system lj:38 --from out.xyz --starts 4 --until-global-minimum
expect 0 "by 4 of 4 seeds" "$learn2hop" search --system lj:38 --from one.db --starts 4 --until-global-minimum
expect 1 "has no minimum of lj:37" "$learn2hop" search --system lj:37 --from one.db
expect 0 "minima of lj:38" minima export one.db --system lj:38 --lowest 2 --element Ne --output out.xyz
[ "$(grep -c "^Ne " out.xyz)" = 76 ] || fail "no Ne: $(head -3 out.xyz)"
expect 1 "--element Ne,Ar: more elements than species: 1" minima export one.db --system lj:38 --element Ne,Ar --output x
expect 1 "no element where that of species 1 should stand" minima export one.db --system lj:38 --element neon --output x
expect 0 "exchange" "$learn2hop" search --system gupta:Ag5Au8 --starts 2 --evaluations 800 --set exchange=1 \
  --minima alloy.db
expect 0 "minim" minima export alloy.db --output alloy.xyz
grep -q "^Ag " alloy.xyz && grep -q "^Au " alloy.xyz || fail "no silver and gold in $(head -4 alloy.xyz)"
expect 0 "lowest" "$learn2hop" search --system gupta:Ag5Au8 --from alloy.xyz --starts 1 --evaluations 100
expect 0 "displace" "$learn2hop" search --system sw:Si8 --starts 2 --evaluations 500 --minima crystal.db
expect 0 "minim" minima export crystal.db --output crystal.xyz
grep -q 'Lattice="5.4' crystal.xyz || fail "no cell in $(head -2 crystal.xyz)"
expect 0 "lowest" "$learn2hop" search --system sw:Si8 --from crystal.db --starts 1 --evaluations 200
expect 1 "holds one structure, and these are 3: name a folder" minima export one.db --system lj:38 --lowest 3 \
  --format lammps --output x.data
expect 0 "1 minimum of lj:38" minima export one.db --system lj:38 --lowest 1 --format lammps --output x.data
grep -q "^38 atoms" x.data || fail "x.data: $(head -3 x.data)"
expect 0 "3 minima of lj:38" minima export one.db --system lj:38 --lowest 3 --format lammps --output data/
[ "$(ls data | tr '\n' ' ')" = "minimum-1.data minimum-2.data minimum-3.data " ] || fail "data: $(ls data)"

# ---- add: structures of the user's ----
expect 0 "minima of lj:38" minima export one.db --system lj:38 --lowest 3 --output lowest.xyz
{ cat lowest.xyz; sed -n 1,40p lowest.xyz | awk 'NR > 2 {$2 += 0.05 * sin(NR)} {print}'; } >mine.xyz # and one that is not quenched
expect 0 "evaluations, lowest -173.928427; 3 new minima" minima add --into added.db --system lj:38 mine.xyz
grep -q "^mine.xyz: 4 structures, quenched in " output.txt || fail "mine.xyz: $(cat output.txt)"
expect 0 "; 0 new minima" minima add --into added.db --system lj:38 data/minimum-*.data
[ "$(ask added.db 'SELECT count(*), sum(count) FROM meeting')" = "6|7" ] || fail "four and three structures: $(cat output.txt)"
[ "$(ask added.db 'SELECT round(energy, 5) FROM minimum ORDER BY 1')" = \
  "$(ask one.db "SELECT round(energy, 5) FROM minimum WHERE system = (SELECT id FROM system WHERE name = 'lj:38')
     ORDER BY 1 LIMIT 3")" ] || fail "other minima than were added: $(ask added.db 'SELECT energy FROM minimum')"
cp added.db again.db
expect 0 "0 new minima" minima add --into again.db --system lj:38 mine.xyz
same_minima added.db again.db
printf '2\n\nX 0 0 0\nX 0 0 1e-40\n' >hole.xyz
expect 0 "1 of these structures have no minimum" minima add --into hole.db --system lj:2 hole.xyz
expect 1 "a structure of 38 atoms, and lj:37 has 37" minima add --into added.db --system lj:37 mine.xyz
expect 1 "one.db: is a database: learn2hop minima merge" minima add --into added.db --system lj:38 one.db
expect 2 "is missing" minima add --into added.db mine.xyz
expect 2 "mine.xyz: is no database" minima add --into mine.xyz --system lj:38 mine.xyz

# ---- point groups and motifs, where the libraries are ----
describe="$source_tree/tools/describe_minima.py"
if python3 -c "import libmsym, ovito" 2>/dev/null; then
  cp one.db described.db
  expect 0 "Oh     fcc" python3 "$describe" described.db --lowest 3
  expect 0 "Oh     fcc " minima list described.db
  expect 0 "in out.xyz" minima export described.db --system lj:38 --lowest 1 --output out.xyz
  grep -q 'point_group="Oh" motif="fcc"' out.xyz || fail "no point group in $(sed -n 2p out.xyz)"
elif ! python3 -c "import libmsym" 2>/dev/null && ! python3 -c "import ovito" 2>/dev/null; then
  expect 1 "pip install numpy libmsym ovito" python3 "$describe" one.db
fi

# ---- merge and compare ----
expect 0 "minima       " "$learn2hop" $search --seed 2 --minima two.db
expect 0 "one.db: " minima merge --into all.db one.db two.db
before=$(ask all.db 'SELECT (SELECT count(*) FROM minimum), (SELECT sum(count) FROM meeting), (SELECT count(*) FROM run)')
expect 0 "two.db: 0 new minima" minima merge --into all.db two.db one.db
[ "$before" = "$(ask all.db 'SELECT (SELECT count(*) FROM minimum), (SELECT sum(count) FROM meeting),
  (SELECT count(*) FROM run)')" ] || fail "merging again changes all.db"
sound all.db
expect 0 "in two.db alone" minima compare alloy.db two.db
expect 0 "met in B" minima compare one.db two.db --lowest 1000
python3 - <<'PY' || fail "compare: $(cat output.txt)"
import re
text = open("output.txt").read()
def row(name):
    return [float(x) for x in re.search(r"^ *" + name + r" +(\S+) +(\S+)$", text, re.M).groups()]
minima, both, alone = row("minima"), row("in both"), row("alone")
assert both[0] > 0 and both[0] + alone[0] == minima[0] and both[1] + alone[1] == minima[1]
rows = [line.split() for line in text.split("met in B")[1].splitlines() if re.match(r" +\d+ +-\d", line)]
assert len(rows) == both[0] + alone[0] + alone[1]
assert sum(r[2] != "-" and r[3] != "-" for r in rows) == both[0]
energies = [float(r[1]) for r in rows]
assert energies == sorted(energies) and row("lowest")[0] in energies
PY
expect 1 "all.db: is the file to merge into" minima merge --into all.db all.db
expect 1 "missing.db: cannot be opened: No such file" minima merge --into all.db missing.db
[ -e missing.db ] && fail "merge makes a file that it was to read"

# ---- two writers at once, killed twenty times; a reader ----
# A search writes for milliseconds a second, so that a kill seldom meets a write. A merge of thousands writes for long,
# and more than SQLite's cache holds, so that pages of a transaction that is not at its end are in the file already.
expect 0 "minima       " "$learn2hop" search --system lj:38 --starts 8 --evaluations 12000 --keep 3000 --seed 9 \
  --minima big.db
python3 - <<'PY'
import sqlite3
base = sqlite3.connect("big.db")
(most,), = base.execute("SELECT max(id) FROM minimum")
for k in range(1, 25): # the same places at other energies are other minima
    base.execute("INSERT INTO minimum SELECT id + ?, system, energy + ?, positions, forces, NULL, NULL FROM minimum"
                 " WHERE id <= ?", (k * most, 0.013 * k, most))
    base.execute("INSERT INTO meeting SELECT minimum + ?, run, count, walker, evaluations, date FROM meeting"
                 " WHERE minimum <= ?", (k * most, most))
base.commit()
PY
cat >reader.py <<'PY'
"""Reads until the file `stop` is there, keeps all that it has seen, and then looks for all of it."""
import os, sqlite3, time
def read():
    with sqlite3.connect("shared.db", timeout=60) as base:
        minima = dict(base.execute("SELECT id, hex(positions) || energy FROM minimum"))
        met = {row[:2]: row[2] for row in base.execute("SELECT minimum, run, count FROM meeting")}
    base.close()
    return minima, met
minima, met, reads = {}, {}, 0
while True:
    last = os.path.exists("stop")
    now = read()
    for row, what in minima.items():
        assert now[0].get(row) == what, "a minimum that was seen is gone"
    for row, count in met.items():
        assert now[1].get(row, 0) >= count, "a meeting that was seen is gone"
    minima, met = now
    reads += 1
    if last:
        break
    time.sleep(0.02)
print(reads, "reads,", len(minima), "minima seen and still there")
PY
expect 0 "new minim" minima merge --into shared.db one.db
python3 reader.py >reader.txt 2>&1 &
reader=$!
kills=0 amid=0 seed=100
start_search() {
  seed=$((seed + 1))
  "$learn2hop" search --system lj:38 --starts 3 --evaluations 100000000 --keep 500 --seed $seed --minima shared.db \
    >writer$1.txt 2>&1 &
}
start_merges() {
  while :; do "$learn2hop" minima merge --into shared.db big.db; sleep 0.3; done >writer$1.txt 2>&1 &
}
await_run() { # SEED PID: until that search has written
  until [ "$(ask shared.db "SELECT count(*) FROM meeting t JOIN run r ON r.id = t.run WHERE seed = '$1'")" -ge 1 ] ||
    ! kill -0 "$2" 2>/dev/null; do
    sleep 0.05
  done
}
kill_writer() { # PID
  sleep "$(printf '0.%03d' $((50 + RANDOM % 700)))"
  kill -9 -- -"$1" 2>/dev/null && kills=$((kills + 1))
  wait "$1" 2>/dev/null
  [ -s shared.db-journal ] && amid=$((amid + 1))
}
set -m # each writer a group of its own, so that a kill ends the loop and what it runs
for turn in 1 2 3 4 5 6 7 8 9 10; do
  start_search 0
  first=$!
  if [ $((turn % 2)) = 0 ]; then
    start_search 1
    second=$!
    await_run $((seed - 1)) $first
    await_run $seed $second
  else
    start_merges 1
    second=$!
  fi
  kill_writer $first
  kill_writer $second
  grep -h "learn2hop [a-z]*:" writer0.txt writer1.txt && fail "a writer complains: $(cat writer0.txt writer1.txt)"
done
set +m
touch stop
wait $reader || fail "the reader: $(cat reader.txt)"
echo "$kills kills, after $amid of them a journal lay there; $(cat reader.txt)"
[ $kills = 20 ] || fail "$kills kills instead of 20"
[ "$(ask shared.db "SELECT count(*) FROM run WHERE seed > 100")" -ge 10 ] || fail "searches did not come to write"
expect 0 "lj:38" minima list shared.db
sound shared.db
expect 0 "big.db: " minima merge --into shared.db big.db # and on it goes
[ "$(tail -1 output.txt)" = "$(minima merge --into shared.db big.db | tail -1)" ] || fail "merged again: $(cat output.txt)"

# ---- a write that was half done: pages in the file, the journal beside it, nobody there ----
half_written() { # FILE
  python3 - "$1" <<'PY'
import os, sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("PRAGMA cache_size = 1")
base.execute("BEGIN IMMEDIATE")
base.execute("UPDATE minimum SET energy = energy + 1, positions = zeroblob(length(positions))")
os._exit(0)
PY
  [ -s "$1-journal" ] || fail "no journal beside $1"
}
cp two.db half.db
half_written half.db
cmp -s two.db half.db && fail "nothing was written to half.db"
expect 0 "-173.9" minima list half.db
same_minima two.db half.db
[ -e half.db-journal ] && fail "the journal is still there"

# ---- locked ----
"$learn2hop" search --system lj:38 --starts 2 --evaluations 1000000000 --seed 5 --minima locked.db >search.txt 2>&1 &
pid=$!
until [ "$(ask locked.db 'SELECT count(*) FROM sqlite_schema WHERE name = "meeting"' 2>/dev/null)" = 1 ]; do
  kill -0 $pid 2>/dev/null || break
  sleep 0.05
done
python3 - <<'PY'
import sqlite3, time
base = sqlite3.connect("locked.db", isolation_level=None, timeout=60)
base.execute("BEGIN IMMEDIATE")
for _ in range(600): # until the search has said so
    time.sleep(0.1)
    if "until then the search goes on" in open("search.txt").read():
        break
base.execute("ROLLBACK")
PY
kill -TERM $pid
wait $pid || fail "a search whose database was locked for a while: status $?: $(cat search.txt)"
grep -q "another program has kept it locked for 1 s" search.txt || fail "no word of the lock: $(cat search.txt)"
[ "$(ask locked.db 'SELECT count(*) FROM minimum')" -ge 1 ] || fail "what waited for the lock was not written"

# ---- mistakes and files of others ----
expect 2 "what is to be done: list, export, add, merge or compare?" minima
expect 2 "there is no 'lits'" minima lits one.db
expect 2 "which database?" minima list
expect 2 "which two databases?" minima compare one.db
expect 2 "--into FILE.db" minima merge one.db
expect 2 "--output PATH is missing" minima export one.db
expect 2 "a width above 0" minima list one.db --by-energy 0
for verb in list export merge compare; do
  expect 0 "learn2hop minima $verb - " minima $verb --help
done
expect 0 "VERBS" minima --help
expect 1 "one.xyz: is no database" minima list one.xyz
cp one.xyz text.db
expect 1 "text.db: is no database" "$learn2hop" $search --minima text.db
cmp -s one.xyz text.db || fail "a file that is no database was written to"
python3 -c 'import sqlite3
base = sqlite3.connect("foreign.db"); base.execute("CREATE TABLE t (a)"); base.commit()
base = sqlite3.connect("newer.db"); base.execute("PRAGMA application_id = 0x4C32484D")
base.execute("PRAGMA user_version = 99"); base.commit()'
for command in "minima list" "$search --minima" "minima merge --into" ; do
  cp foreign.db copy.db
  words=$command
  [ "$command" = "minima merge --into" ] && more=one.db || more=
  expect 1 "another application's database (application_id 0, with 1 tables)" "$learn2hop" $words copy.db $more
  cmp -s foreign.db copy.db || fail "another application's database was written to"
  expect 1 "has schema version 99, and this learn2hop knows version 1" "$learn2hop" $words newer.db $more
done
head -c 30000 one.db >cut.db
expect 1 "cut.db: the database is damaged" minima list cut.db
: >empty.db
expect 1 "empty.db: is empty" minima list empty.db
expect 1 "nowhere/x.db: cannot be written: No such file" "$learn2hop" $search --minima nowhere/x.db

# ---- a disk that is read-only, and one that fills up ----
mkdir small
if mount -t tmpfs -o size=800k none small 2>/dev/null; then
  trap 'umount "$folder/small"; rm -rf "$folder"' EXIT
  expect 0 "new minim" minima merge --into small/m.db two.db
  mount -o remount,ro none small
  expect 0 "lj:38" minima list small/m.db
  expect 0 "lj:38" minima compare small/m.db one.db --system lj:38
  expect 1 "small/m.db: cannot be written" "$learn2hop" $search --minima small/m.db
  expect 1 "small/m.db: cannot be written" minima merge --into small/m.db one.db
  expect 1 "small/new.db: cannot be written: Read-only file system" "$learn2hop" $search --minima small/new.db
  mount -o remount,rw none small
  half_written small/m.db
  mount -o remount,ro none small
  expect 1 "small/m.db: a program was ended while it wrote there" minima list small/m.db
  mount -o remount,rw none small
  expect 0 "lj:38" minima list small/m.db
  ask small/m.db "$rows" >before.txt
  dd if=/dev/zero of=small/ballast bs=1k status=none 2>/dev/null
  expect 1 "o space left" minima merge --into small/m.db big.db
  expect 1 "o space left" "$learn2hop" search --system lj:38 --starts 5 --evaluations 3000 --seed 77 --minima small/m.db
  rm small/ballast
  cmp -s before.txt <(ask small/m.db "$rows") || fail "a full disk changes what was there"
  sound small/m.db
  expect 0 "new minim" minima merge --into small/m.db one.db
else
  echo "no right to mount a small disk here: left out"
fi

finish
