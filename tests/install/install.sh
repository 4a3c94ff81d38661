#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# install.sh BUILD SOURCE CMAKE CC VERSION [LMP]: installs BUILD into an empty prefix, moves that elsewhere, and uses it
# from there, without a variable that says where it is.
set -euo pipefail
build=$1 source=$2 cmake=$3 cc=$4 version=$5 lmp=${6:-}
unset LAMMPS_POTENTIALS LAMMPS_PLUGIN_PATH LD_LIBRARY_PATH

fail() { printf 'install: %s\n' "$*" >&2; exit 1; }
has() { grep -q -- "$2" "$1" || { cat "$1" >&2; fail "no '$2' in that"; }; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$cmake" --install "$build" --prefix "$work/first" >"$work/log"
mkdir "$work/moved"
prefix=$work/moved/here
mv "$work/first" "$prefix"
cd "$work"

# the command line: weights by name, and a search with them
"$prefix/bin/learn2hop" --version >out
has out "learn2hop $version"
"$prefix/bin/learn2hop" info lj13-fast.learned >out
has out horizon
strace=$(command -v strace || true)
if [ -n "$strace" ]; then   # they are the ones beside it, not those of the source
    "$strace" -e trace=openat -o trace "$prefix/bin/learn2hop" info lj13-fast.learned >out
    has trace "$prefix/share/learn2hop/potentials/lj13-fast.learned"
fi
sed 's/horizon 150/horizon 151/' "$prefix/share/learn2hop/potentials/lj13-fast.learned" | grep -v '^checksum' >"$prefix/share/learn2hop/potentials/mine.learned"
(PATH=$prefix/bin:$PATH; cd /; learn2hop info mine.learned) >out     # called by a name that is looked up
has out horizon
"$prefix/bin/learn2hop" search --system gupta:Au13 --starts 1 --evaluations 300 --weights mine.learned --minima minima.xyz >out 2>&1
[ -s minima.xyz ] || fail "no minima were kept"
has out "search of gupta:Au13"
if "$prefix/bin/learn2hop" info nothing.learned 2>out; then fail "weights that are not there were found"; fi
has out "$prefix/share/learn2hop/potentials"

# manual pages
[ -s "$prefix/share/man/man1/learn2hop.1" ] || fail "no learn2hop.1"
for command in train search minima eval baseline tune starts trace bench info; do
    has "$prefix/share/man/man1/learn2hop-$command.1" '^.SH SYNOPSIS'
done
if command -v man >/dev/null; then
    man -l "$prefix/share/man/man1/learn2hop-search.1" >out 2>warnings
    has out "until-global-minimum"
    [ ! -s warnings ] || { cat warnings; fail "man complains"; }
fi

# documentation: README leads to what lies beside it, and bash completes what it says
readme=$prefix/share/doc/learn2hop/README.md
for link in $(grep -o '](\([^)#]*\)' "$readme" | sed 's/^](//' | grep -v '^http' | sort -u); do
    [ -e "${readme%/*}/$link" ] || fail "README.md leads to $link, which is not installed"
done
for script in partitions/collect.sh restart/search.sh paper/run; do
    [ -x "$prefix/share/doc/learn2hop/examples/$script" ] || fail "nobody can run the installed examples/$script"
done
[ -s "$prefix/share/bash-completion/completions/learn2hop" ] || fail "no completion"

has "$prefix/share/doc/learn2hop/CITATION.cff" "^version: $version"

# the library: a program in C by the installed headers, by its soname; nothing else of it shows
short=${version%.*}
"$cc" -std=c11 -Wall -Werror -I"$prefix/include/learn2hop" "$source/user.c" -o user -L"$prefix/lib" -llearn2hop_search \
    -Wl,-rpath,"$prefix/lib" -lm
readelf -d user >out
has out "liblearn2hop_search.so.$short"
./user "$prefix/share/learn2hop/potentials/lj13.learned" >out
has out "-3.000000 after"
nm -D --defined-only "$prefix/lib/liblearn2hop_search.so" | awk '{ print $3 }' >out
if grep -v '^l2h_\(library\|move\|optimizer\|policy\|search\|walker\|walkers\|weights\)_' out; then fail "the library shows that"; fi
for function in l2h_weights_read l2h_kernels_best l2h_lbfgs_begin; do
    if grep -x "$function" out; then fail "the library shows its inside"; fi
done

# run paths: none into the build
for file in "$prefix/bin/learn2hop" "$prefix"/lib/liblearn2hop_search.so "$prefix"/lib/lammps/plugins/*.so; do
    [ ! -e "$file" ] || if readelf -d "$file" | grep -E "R(UN)?PATH.*$build"; then fail "$file looks into the build"; fi
done

# the plugin: found by its folder, weights by name
[ -n "$lmp" ] || exit 0
cat >in.lj13 <<'END'
units lj
boundary s s s
lattice sc 1.0
region box block -2 2 -2 2 -2 2
create_box 1 box
create_atoms 1 random 13 17 NULL overlap 0.8 maxtry 1000
mass 1 1.0
pair_style lj/hop
pair_coeff * * 1.0 1.0
min_style learned
min_modify weights mine.learned
minimize 0 1e-8 200 2000
END
LAMMPS_PLUGIN_PATH=$prefix/lib/lammps/plugins "$lmp" -in in.lj13 -log none >out 2>&1 || { cat out >&2; fail "LAMMPS failed"; }
has out "Reading weights file mine.learned"
has out "Total wall time"
