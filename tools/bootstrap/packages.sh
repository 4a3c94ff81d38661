# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034   # logs is set by bootstrap, step_help read by step
# The Debian packages that the project is built, tested and shown with.

packages=(
    g++ cmake ninja-build pkgconf python3   # to build LAMMPS and this project
    libopenmpi-dev openmpi-bin
    libcyaml-dev libyaml-dev librandom123-dev liblbfgs-dev libxxhash-dev libsqlite3-dev libcmocka-dev
    python3-matplotlib                 # plots
    python3-ase python3-cffi python3-pytest # tests of the Python package
    python3-sphinx python3-myst-parser # pages as HTML, and whether their links lead somewhere
)

install_packages() {
    local missing
    if ! command -v apt-get dpkg-query >/dev/null; then
        check_tools
        return
    fi
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        say "Missing packages, which only root can install:" >&2
        say "apt-get install $missing"
        exit 1
    fi
    local start=$SECONDS log=$logs/packages.log
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=600)
    say "Installing missing packages: $missing"
    step_help="Look at the network and at apt's sources, then start again"
    step "$log" "Reading the package lists" "${apt[@]}" update
    # shellcheck disable=SC2086  # a list of words
    step "$log" "Installing packages" "${apt[@]}" --no-install-recommends install $missing
    step_help=
    missing=$(missing_packages)
    [ -z "$missing" ] || die "still missing after the installation: $missing (see $log)"
    say "Packages: installed in $((SECONDS - start)) s"
}

missing_packages() {
    local have
    have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null) || true
    for package in "${packages[@]}"; do
        [[ $'\n'$have$'\n' == *$'\n'"installed $package"$'\n'* ]] || printf '%s ' "$package"
    done | sed 's/ $//'
}

# Without apt only the programs can be looked for; CMake names missing libraries.
check_tools() {
    for tool in c++ cmake ninja python3 mpicxx mpirun; do
        command -v "$tool" >/dev/null || die "$tool is missing, and there is no apt to install it with.
Needed: a C and C++ compiler, CMake 3.25 or newer, Ninja, Python 3 with matplotlib,
an MPI, and the libraries libcyaml, Random123, liblbfgs, xxHash, SQLite and cmocka with their headers"
    done
}
