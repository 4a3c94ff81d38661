# SPDX-License-Identifier: GPL-2.0-only
# Systems that LAMMPS has the forces of: threads and ranks change no bit, and every mistake has its message.
. "$(dirname "$0")/driver.sh"

script() { # NAME [sed expression...]
  cat >"$1" <<'LAMMPS'
units lj
boundary s s s
region cube block -3 3 -3 3 -3 3
create_box 1 cube
create_atoms 1 random 7 7 cube
mass 1 1.0
pair_style lj/cut 1000
pair_coeff 1 1 1.0 0.8908987181403393
variable l2h_length equal 1.0
variable l2h_energy equal 1.0
variable l2h_box equal 3.0
variable l2h_sphere equal 1.0
variable l2h_minimum equal -16.505384
LAMMPS
  edit "$@"
}

# ---- the same for any number of threads and ranks ----
script in.lj7
small_config run 's/lj:13/lammps:in.lj7/' 's/updates: 12/updates: 4/'
OMP_NUM_THREADS=1 expect 0 "done" "$learn2hop" train run.yaml --output one
OMP_NUM_THREADS=2 expect 0 "no GPU does lammps:in.lj7" "$learn2hop" train run.yaml --output two
same_training one two
OMP_NUM_THREADS=1 expect 0 "done" mpirun -n 2 --bind-to none --oversubscribe "$learn2hop" train run.yaml --output ranks
same_training one ranks

weights=one/run.learned
result() { sed 's/"seconds".*//' out.json; }
measure() { "$learn2hop" eval --weights $weights --system lammps:in.lj7 --starts 9 --json out.json; }
OMP_NUM_THREADS=1 expect 0 "mean" measure
one=$(result)
OMP_NUM_THREADS=2 expect 0 "mean" measure
[ "$one" = "$(result)" ] || fail "eval differs between numbers of threads: $one $(result)"

# ---- the example, cut short: five updates take the mean of its validation from -0.66 to -0.80 ----
mkdir -p examples/training
cp "$source_tree"/examples/training/in.cu13 examples/training
sed 's/updates: 20/updates: 5/' "$source_tree/examples/training/lammps-cu13.yaml" >cu13.yaml
expect 0 "done" "$learn2hop" train cu13.yaml
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "validation_score") column = i }
  $1 == "0" { before = $column } $1 == "5" { after = $column } END { exit !(after < before - 0.05) }' cu13/training.csv ||
  fail "the example does not learn: $(cat cu13/training.csv)"

# ---- other commands ----
expect 0 "hits         3 of 3" "$learn2hop" baseline basin-hopping-lbfgs --system lammps:in.lj7 --starts 3 --steps 3000
expect 0 "2 starts of" "$learn2hop" starts --system lammps:in.lj7 --starts 2 --output begun
expect 0 "2 starts of" "$learn2hop" starts --system lj:7 --starts 2 --output begun-lj
atoms() { sed '1,/^Atoms/d' "$1"; }
cmp -s <(atoms begun/start-1.data) <(atoms begun-lj/start-1.data) || fail "starts are not those of lj:7"
OMP_NUM_THREADS=1 expect 0 "share of peak" "$learn2hop" bench --system lammps:in.lj7

# ---- a checkpoint knows its script ----
script in.lj7 's/1.0 0.89/1.1 0.89/'
expect 1 "another configuration" "$learn2hop" train run.yaml --output one --resume
script in.lj7

# ---- mistakes ----
mistake() { # SED MESSAGE
  script in.bad "$1"
  expect 2 "$2" "$learn2hop" baseline fire --system lammps:in.bad --starts 1
  grep -qF "in.bad" output.txt || fail "the script is not named: $(cat output.txt)"
}
# ---- fixes: what leaves energy and forces functions of positions is in force, all others are refused by name ----
fixed() { # FIX...
  script in.fix
  printf '%s\n' "$@" >>in.fix
}
refuses() { # MESSAGE FIX...
  local message=$1
  shift
  fixed "$@"
  expect 2 "in.fix: $message" "$learn2hop" baseline fire --system lammps:in.fix --starts 1 --steps 10
}
refuses "fix m moves atoms" "fix m all move linear 0 0 0"
refuses "fix wall moves atoms" "fix wall all wall/reflect xlo -3 xhi 3"
refuses "fix h ends runs" "fix h all halt 1 v_l2h_length > 0 error soft"
refuses "fix hot makes forces that change" "fix hot all langevin 1.0 1.0 0.1 48279"
refuses "fix cold changes forces and not the energy" "group cold id 1:3" "fix cold cold setforce 0 NULL NULL"
refuses "fix m moves atoms" "fix m all move linear 0 0 0" "fix n all move linear 0 0 0" # each hid the other
refuses 'fix tie changes forces and not the energy: where it has an energy (walls, springs) write `fix_modify tie energy yes`' \
  "fix tie all spring tether 1 0 0 0 0"
refuses "fix cold changes forces" "fix tie all spring tether 1 0 0 0 0" "fix_modify tie energy yes" \
  "group cold id 1:3" "fix cold cold setforce 0 0 NULL"
fixed "fix tie all spring tether 1 0 0 0 0" "fix_modify tie energy yes" "fix time all nve"
expect 0 "hits         3 of 3" "$learn2hop" baseline basin-hopping-lbfgs --system lammps:in.fix --starts 3 --steps 3000

# ---- frozen atoms: a search keeps them where the script has them, all else refuses them ----
held() { # NAME FIX...: the first two atoms of seven at fixed places
  script "$1" 's/^create_atoms.*/create_atoms 1 single -0.6 0.25 0.0\ncreate_atoms 1 single 0.6 0.25 0.0\n&/; s/random 7 7/random 5 7/'
  local name=$1
  shift
  printf '%s\n' "$@" >>"$name"
}
rows_at_place() { grep -c "^X $1 0.250000000000 0.000000000000 0.000000e+00 0.000000e+00 0.000000e+00" "$2"; }
everywhere() { # FILE: how many structures there are
  [ "$(rows_at_place -0.600000000000 "$1")" = "$2" ] && [ "$(rows_at_place 0.600000000000 "$1")" = "$2" ]
}
held in.one "group cold id 1" "fix cold cold setforce 0 0 0"
refused="in.one: freezes 1 of 7 atoms (fix setforce), which only \`learn2hop search\`"
expect 2 "$refused" "$learn2hop" eval --weights $weights --system lammps:in.one --starts 4
expect 2 "$refused" "$learn2hop" baseline basin-hopping-lbfgs --system lammps:in.one
expect 2 "$refused" "$learn2hop" starts --system lammps:in.one --starts 1 --output frozen
expect 2 "$refused" "$learn2hop" bench --system lammps:in.one
small_config frozen 's/lj:13/lammps:in.one/'
expect 1 "$refused" "$learn2hop" train frozen.yaml
# one atom's place takes nothing away: the known minimum of seven atoms is met from every start
expect 0 "hits         4 of 4" "$learn2hop" search --system lammps:in.one --starts 4 --until-global-minimum --minima one.xyz
[ "$(rows_at_place -0.600000000000 one.xyz)" = "$(grep -c energy= one.xyz)" ] || fail "a frozen atom moved: $(cat one.xyz)"
# a pair held farther apart than its bond costs energy; two fixes that hold the same atom do not hide each other
held in.two "group cold id 1" "group both id 1 2" "fix cold cold setforce 0 0 0" "fix both both setforce 0 0 0"
search_two() { "$learn2hop" search --system lammps:in.two --starts 3 --evaluations 400 --seed 2 "$@"; }
OMP_NUM_THREADS=1 expect 0 "3 starts" search_two --minima two.xyz
OMP_NUM_THREADS=2 expect 0 "3 starts" search_two --minima threads.xyz
cmp -s two.xyz threads.xyz || fail "a search with frozen atoms differs between numbers of threads"
everywhere two.xyz "$(grep -c energy= two.xyz)" || fail "frozen atoms moved: $(cat two.xyz)"
awk -F'energy=' '/energy=/ && !($2 + 0 > -16.5) { exit 1 }' two.xyz || fail "a held pair is no stretched bond: $(cat two.xyz)"
expect 0 "3 starts" search_two --from two.xyz --minima again.xyz
everywhere again.xyz "$(grep -c energy= again.xyz)" || fail "frozen atoms moved from structures: $(cat again.xyz)"
sed 's/^X -0.6/X -0.59/' two.xyz >moved.xyz
expect 1 "moved.xyz: structure 1: a frozen atom of lammps:in.two, number 1" search_two --from moved.xyz
expect 0 "; $(grep -c energy= two.xyz) new min" "$learn2hop" minima add --into two.db --system lammps:in.two two.xyz
expect 0 "in held.xyz" "$learn2hop" minima export two.db --output held.xyz
sed -i "s/^Ar /X /" held.xyz
everywhere held.xyz "$(grep -c energy= two.xyz)" || fail "frozen atoms moved into the database: $(cat held.xyz)"
expect 1 "moved.xyz: structure 1: a frozen atom" "$learn2hop" minima add --into two.db --system lammps:in.two moved.xyz
held in.all "fix cold all setforce 0 0 0"
expect 1 "all 7 atoms of a search are frozen" "$learn2hop" search --system lammps:in.all

# ---- a script that ends the program ----
script in.quit '$aquit'
small_config quit 's/lj:13/lammps:in.quit/'
expect 1 "in.quit: the script ends the program (quit)" "$learn2hop" eval --weights $weights --system lammps:in.quit
expect 1 "in.quit: the script ends the program (quit)" "$learn2hop" train quit.yaml
expect 1 "in.quit: the script ends the program (quit)" mpirun -n 2 --oversubscribe "$learn2hop" train quit.yaml
[ -e quit ] && fail "a script that quits made a folder"

# ---- a script is a program: its shell commands run once to look at it, and once for each thread ----
for threads in 1 2; do
  rm -f ran.txt
  script in.shell '1ishell echo ran >>ran.txt'
  OMP_NUM_THREADS=$threads expect 0 "mean" "$learn2hop" baseline fire --system lammps:in.shell --starts 4 --steps 10
  [ "$(wc -l <ran.txt)" = $((threads + 1)) ] || fail "shell ran $(wc -l <ran.txt) times at $threads threads"
done

# ---- energies that cannot be computed are never the end of it ----
script in.torn '$avariable nothing atom 0.0\nvariable much atom 1e13' \
  '$afix up all addforce v_nothing 0.0 0.0 energy v_much\nfix_modify up energy yes'
expect 1 "no start ended where the energy can be computed" "$learn2hop" baseline fire --system lammps:in.torn --starts 2 \
  --steps 1 --minima torn.xyz
grep -q "unbound      2 of 2" output.txt || fail "unbound ends are not counted: $(cat output.txt)"
[ -e torn.xyz ] && fail "what is no minimum is written as one: $(head -2 torn.xyz)"

# ---- a checkpoint knows the files that its script names ----
echo "pair_coeff 1 1 1.0 0.8908987181403393" >pair.in
script in.parts 's/^pair_coeff.*/include pair.in/'
small_config parts 's/lj:13/lammps:in.parts/' 's/updates: 12/updates: 2/' '/^validate/d'
expect 0 "done" "$learn2hop" train parts.yaml
sed -i 's/updates: 2/updates: 3/' parts.yaml
sed -i 's/1.0 0.89/2.0 0.89/' pair.in
expect 1 "another configuration" "$learn2hop" train parts.yaml --resume
sed -i 's/2.0 0.89/1.0 0.89/' pair.in
expect 0 "done" "$learn2hop" train parts.yaml --resume

expect 2 "nowhere: cannot be read: No such file" "$learn2hop" baseline fire --system lammps:nowhere
mistake '/l2h_length/d' 'the variable l2h_length is missing: write `variable l2h_length equal NUMBER`'
mistake '/l2h_energy/d' 'the variable l2h_energy is missing'
mistake 's/l2h_length equal/l2h_length index/' 'variable l2h_length is not of style equal'
mistake 's/l2h_energy equal 1.0/l2h_energy equal -1/' 'l2h_energy is -1: take a number above 0'
mistake 's/equal -16.5/equal 16.5/' 'a bound structure is below 0'
mistake 's/pair_style lj/pair_style jl/' "Unrecognized pair style 'jl/cut'"
mistake '/pair_coeff/d' 'pair coeff'
mistake '/pair_/d' 'has no pair_style'
mistake 's/1 random 7/1 random 1/' 'makes 1 atoms: systems have from 2 to 1000'
mistake '/create_atoms/d' 'makes 0 atoms'
mistake '2,$d' 'makes no box'
mistake 's/create_box 1/create_box 5/; s/mass 1/mass */' 'has 5 atom types: systems have up to 4'
mistake 's/boundary s s s/boundary p p s/' 'periodic in some directions only: write `boundary s s s`'
mistake 's/boundary s s s/boundary p p p/; s/-3 3 -3 3 -3 3/-3 3 -3 3 -3 4/' 'a periodic box that is no cube'
mistake 's/boundary s s s/boundary p p p/; s/-3 3 -3 3 -3 3/-1 1 -1 1 -1 1/' 'too small for the inputs'
mistake 's/^create_atoms.*/&\ngroup gone id 1 2\ndelete_atoms group gone compress no/' 'atom ids are not 1 to 5: write `reset_atoms id`'
small_config wrong 's/lj:13/lammps:in.wrong/'
script in.wrong '/l2h_length/d'
expect 1 "wrong.yaml:3: systems.name: in.wrong: the variable l2h_length is missing" "$learn2hop" train wrong.yaml
expect 1 "--device cuda: lammps:in.lj7 runs on the CPU alone" "$learn2hop" eval --weights $weights \
  --system lammps:in.lj7 --device cuda
expect 1 "--device cuda: lammps:in.lj7 runs on the CPU alone" "$learn2hop" train run.yaml --output cuda --device cuda
[ -e cuda ] && fail "a refused training made a folder"

script in.metal 's/pair_style.*/pair_style eam\/alloy/' 's/pair_coeff.*/pair_coeff * * Nowhere.eam.alloy Cu/'
expect 2 "export LAMMPS_POTENTIALS=FOLDER, where LAMMPS's own potentials lie" "$learn2hop" search --system lammps:in.metal
printf '%s\n' one two three '1 Cu' '5 0.1 5 0.5 2' '29 63.5 3.6 fcc' '0 0 0 0 0' '0 0 0 0 0' '0 0 0 0 0' >Cu.eam.alloy
script in.metal 's/pair_style.*/pair_style eam\/alloy/' 's/pair_coeff.*/pair_coeff * * Cu.eam.alloy Ni/'
expect 2 "No matching element in EAM potential file" "$learn2hop" search --system lammps:in.metal
grep -q "export LAMMPS_POTENTIALS" output.txt && fail "a wrong element is blamed on the folder of potentials"
script in.ready 's/^pair_coeff.*/&\nminimize 0 1e-6 100 1000/'
expect 2 "in.ready: line 9: minimize: " "$learn2hop" search --system lammps:in.ready

# ---- scales: what a script lacks is found, and pasted into it is what it needed ----
script in.bare '/l2h_/d'
expect 2 "\`learn2hop info --scales lammps:in.bare\` finds it" "$learn2hop" baseline fire --system lammps:in.bare --starts 1
expect 0 "min_modify length_scale 1 energy_scale 1" "$learn2hop" info --scales lammps:in.bare
grep -qx "variable l2h_length equal 1" output.txt || fail "no length scale: $(cat output.txt)"
cat output.txt >>in.bare
expect 0 "mean" "$learn2hop" baseline fire --system lammps:in.bare --starts 1 --steps 10
expect 1 "in.quit: the script ends the program (quit)" "$learn2hop" info --scales lammps:in.quit
expect 1 "cannot be read" "$learn2hop" info --scales lammps:nowhere
expect 2 "'lj:7' is no lammps:SCRIPT" "$learn2hop" info --scales lj:7
expect 2 "a weights file or --scales, not both" "$learn2hop" info $weights --scales lammps:in.bare

# ---- libraries ----
library() { LEARN2HOP_LIBLAMMPS=$1 "$learn2hop" baseline fire --system lammps:in.lj7 --starts 1; }
expect 2 "set LEARN2HOP_LIBLAMMPS to the liblammps.so" library /nowhere/liblammps.so
expect 2 "in.lj7: LAMMPS cannot be loaded (/nowhere/liblammps.so" library /nowhere/liblammps.so
expect 2 "has no function lammps_open" library libm.so.6

finish
