#!/usr/bin/env bash
# A disk that becomes full while a store on it is loaded: tests/full_disk.sh ATTAIN
#
# On a file system of a few megabytes a first load goes well. Then loads come until one does not fit: it must end with
# the exit code for data or for an internal error, say what was being written, and leave the last version as it was.
# When there is room again, the same load goes through. Mounting needs root; without it nothing is tried.
set -euo pipefail

attain="$(realpath "${1:?the program is missing: tests/full_disk.sh ATTAIN}")"
work="$(mktemp -d)"
disk="$work/disk"
mkdir "$disk"
trap 'umount "$disk" 2>/dev/null || true; rm -rf "$work"' EXIT

if ! mount -t tmpfs -o size=6m tmpfs "$disk" 2>"$work/mount.err"; then
    echo "skipped: no small file system can be mounted here: $(cat "$work/mount.err")"
    exit 0
fi

fail() {
    echo "full disk: $1"
    cat "$work/out" "$work/err" 2>/dev/null || true
    exit 1
}

# load FILE STORE: the exit code in $code, what was said in $work/out and $work/err.
load() {
    code=0
    "$attain" ingest "$1" --table orders --store "$2" >"$work/out" 2>"$work/err" || code=$?
}

# What the store answers, but for its version, which counts its loads.
revenue() {
    "$attain" kpi revenue_net --grain year --store "$1" 2>/dev/null | sed 's/,return_date,[0-9]*,/,return_date,,/'
}

# refused STORE: the load ended as it must on a full disk.
refused() {
    [[ "$code" == 3 || "$code" == 4 ]] || fail "a load without room ended with $code"
    grep -q -E '^error: .*(writing|creating|naming)' "$work/err" || fail 'the message does not say what was being written'
    grep -q -i 'no space left' "$work/err" || fail 'the message does not say that there is no room'
    grep -q '^hint: make room' "$work/err" || fail 'the message does not say what to do'
    ! grep -q 'panicked' "$work/err" || fail 'a panic reached the person'
    if find "$1" -name '*.tmp' | grep .; then
        fail 'a temporary file was left'
    fi
}

"$attain" generate --lines 20000 --seed 11 --quiet --out "$work/company"
head -n 2001 "$work/company/orders.csv" >"$work/early.csv"
store="$disk/store"

load "$work/early.csv" "$store"
((code == 0)) || fail "the first load ended with $code"
before="$(revenue "$store")"

# Every room that is left from none to enough for some of the load's files: it fails at another step each time.
tried=0
for left in 0 128 256 384 512 $(seq 560 8 760); do
    free="$(df --output=avail -k "$disk" | tail -n 1)"
    dd if=/dev/zero of="$disk/filler" bs=1k count="$((free - left))" status=none
    load "$work/company/orders.csv" "$store"
    if ((code != 0)); then
        refused "$store"
        tried=$((tried + 1))
    fi
    rm "$disk/filler"
    if ((code == 0)); then
        break
    fi
    [[ "$(revenue "$store")" == "$before" ]] || fail "the old version changed with $left kB left"
done
((tried >= 5)) || fail "only $tried loads found the disk full"

load "$work/company/orders.csv" "$store"
((code == 0)) || fail "with room again the load ended with $code"
after="$(revenue "$store")"
[[ "$after" != "$before" ]] || fail 'the load that went through is not visible'
load "$work/company/orders.csv" "$work/elsewhere"
[[ "$(revenue "$work/elsewhere")" == "$after" ]] || fail 'the store holds something else than a store that was never full'

# A first load without room leaves nothing at all.
rm -rf "$store"
free="$(df --output=avail -k "$disk" | tail -n 1)"
dd if=/dev/zero of="$disk/filler" bs=1k count="$((free - 64))" status=none
load "$work/company/orders.csv" "$store"
refused "$disk"
[[ ! -e "$store" ]] || fail 'a first load that failed left a store'
echo "a full disk was met $((tried + 1)) times, and nothing was lost"
