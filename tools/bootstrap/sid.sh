# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034   # cache and logs are set by the caller, step_* read by step
# Sources of Debian's sid, found and checked by apt, which verifies the signed index and the file's hash. A private apt
# folder leaves the machine's lists alone. A mirror that is some weeks old will do, so the index may be older than its term.

# fetch_from_sid PACKAGE NAME FILE HELP: its upstream tarball as FILE. NAME is what people call it, HELP what they can do
# without. Within the lock of the cache, see lammps.sh.
fetch_from_sid() {
    local package=$1 name=$2 tmp=$cache/tmp/apt log=$logs/fetch.log site uri file hash
    local help=$4
    command -v apt-get >/dev/null || die "$name can be fetched only with Debian's apt: $help"
    site=$(debian_site)
    [ -n "$site" ] || die "apt knows of no Debian archive to fetch $name from: $help"

    mkdir -p "$tmp/lists/partial" "$tmp/archives/partial"
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg signed=
    [ -e "$keyring" ] && signed="[signed-by=$keyring]"
    echo "deb-src $signed $site sid main" >"$tmp/sources"
    local options=(-o Dir::Etc::sourcelist="$tmp/sources" -o Dir::Etc::sourceparts=-
                   -o Dir::State::lists="$tmp/lists" -o Dir::Cache="$tmp"
                   -o APT::Sandbox::User=root -o Acquire::Retries=3
                   -o Acquire::Check-Valid-Until=false)
    say "Fetching $name from Debian ($site)"
    step_help="No $name: $help"
    step "$log" "Reading the source index" apt-get "${options[@]}" update --error-on=any
    read -r uri file _ hash < <(apt-get "${options[@]}" source --print-uris "$package" 2>/dev/null |
                                grep '\.orig\.tar\.gz ' | tr -d "'") || true
    [[ ${hash:-} == SHA256:* || ${hash:-} == SHA512:* ]] ||
        die "Debian's index names no $name source with a hash: $help"

    step_file=$3
    step "$log" "Fetching $file" /usr/lib/apt/apt-helper "${options[@]}" download-file "$uri" "$step_file" "$hash"
    step_file=
    step_help=
}

# The machine's own Debian mirror; the second form also works before apt-get update.
# shellcheck disable=SC2016   # apt replaces $(SITE)
debian_site() {
    { apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian'
      apt-get indextargets --no-release-info --format '$(SITE)' 'Created-By: Packages'
    } 2>/dev/null | sed -n 1p
}
