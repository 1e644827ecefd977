#!/usr/bin/env bash
# The whole program on class lists of 30 to 200 000 invented pupils, and with
# --compare the same sheet made by other tools in the same run. Prints rows of
# the tables in docs/speed.md.
#
#   benches/program.sh [--compare] [PUPILS…]
#
# Needs GNU time (Debian: time). --compare also needs Python 3 with venv: it
# installs the packages typst (which carries the compiler) and reportlab from
# PyPI into ~/.cache/pamyatka-compare. CARGO_TARGET_DIR is respected.
set -euo pipefail
cd "$(dirname "$0")/.."

# The package; the compiler in it calls itself 0.15.1.
typst_version=0.15.2
reportlab_version=5.1.0
cache="${XDG_CACHE_HOME:-$HOME/.cache}/pamyatka-compare"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
# What would take longer than this, in seconds of wall time, is not tried.
patience=300

compare=no
sizes=()
for arg in "$@"; do
    case "$arg" in
    --compare) compare=yes ;;
    *[!0-9]* | "") echo "usage: benches/program.sh [--compare] [PUPILS…]" >&2 && exit 2 ;;
    *) sizes+=("$arg") ;;
    esac
done
if ((${#sizes[@]} == 0)); then
    if [ "$compare" = yes ]; then sizes=(30 1000 5000 10000); else sizes=(30 1000 10000 200000); fi
fi
[ -x /usr/bin/time ] || { echo "/usr/bin/time is not installed" >&2 && exit 1; }

cargo build --locked --release --quiet
pamyatka="${CARGO_TARGET_DIR:-target}/release/pamyatka"
rustc -O --edition 2024 -o "$work/roster" benches/make_roster.rs
settings="$work/pamyatka.toml"
cp examples/pamyatka.toml "$settings"
common=(--config "$settings" --date 2026-11-22 --quiet --force --many)

head_row() {
    printf '%s, %s, %s cores\n\n' "$(date -u +%F)" \
        "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)"
    echo '| what | pupils | wall, s | CPU, s | peak, MB | file, MB | bytes a page |'
    echo '|---|---|---|---|---|---|---|'
}

# Runs a command, which leaves a PDF (or a folder of them), and prints a row.
# Of short runs the best of five counts. Fails if the command does.
row() {
    local what="$1" pupils="$2" out="$3" rounds=1 round best="" wall user sys peak bytes
    shift 3
    if ((pupils <= 1000)); then rounds=5; fi
    for ((round = 0; round < rounds; round++)); do
        rm -rf "$out"
        /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$@" >"$work/said" 2>&1 || return 1
        read -r wall user sys peak <"$work/time"
        if [ -z "$best" ] || awk "BEGIN { exit !($wall < ${best%% *}) }"; then
            best="$wall $user $sys $peak"
        fi
    done
    read -r wall user sys peak <<<"$best"
    bytes="$(find "$out" -type f -printf '%s\n' | awk '{ all += $1 } END { print all }')"
    awk -v what="$what" -v n="$pupils" -v wall="$wall" -v cpu="$user" -v sys="$sys" -v kb="$peak" -v b="$bytes" \
        'BEGIN { printf "| %s | %d | %.2f | %.2f | %.0f | %.2f | %.0f |\n", what, n, wall, cpu + sys, kb / 1024, b / 1e6, b / (2 * n) }'
    last_wall="$wall" last_peak="$peak"
}

list() {
    "$work/roster" "$1" >"$work/list.csv"
}

ours() {
    local pupils="$1"
    row "pamyatka, one file" "$pupils" "$work/out.pdf" \
        "$pamyatka" "$work/list.csv" -o "$work/out.pdf" "${common[@]}"
}

# One file a class, where the program can do it.
split() {
    local pupils="$1"
    rm -rf "$work/split" && mkdir "$work/split"
    cp "$work/list.csv" "$work/split.csv"
    "$pamyatka" print --help | grep -q -- --split || return 0
    row "pamyatka, \`--split class\`" "$pupils" "$work/split" \
        "$pamyatka" "$work/split.csv" --split class -o "$work/split" "${common[@]}" ||
        echo "--split class at $pupils: $(tail -n 1 "$work/said")" >&2
}

if [ "$compare" = no ]; then
    head_row
    for pupils in "${sizes[@]}"; do
        list "$pupils"
        ours "$pupils"
        split "$pupils"
    done
    exit
fi

# --- beside other tools -------------------------------------------------------

python="$cache/bin/python"
if ! "$python" -c 'import typst, reportlab' 2>/dev/null; then
    python3 -m venv "$cache"
    "$python" -m pip install --quiet "typst==$typst_version" "reportlab==$reportlab_version"
fi
"$python" -c "
from importlib.metadata import version
assert (version('typst'), version('reportlab')) == ('$typst_version', '$reportlab_version')"
scripts=benches/compare
codes="$work/codes"
"$python" "$scripts/sheet_reportlab.py" --codes "$codes"

declare -A modes=(
    [tagged]="PDF/UA-1 and PDF/A-2a"
    [plain]="no tags"
    [static]="no tags, sides as pictures"
)

head_row
declare -A before=()
# Runs NAME on PUPILS, unless by what the shorter list took it would need more
# patience or memory than there is.
try() {
    local name="$1" pupils="$2" short wall peak expected free
    shift 2
    if [ -n "${before[$name]:-}" ]; then
        read -r short wall peak <<<"${before[$name]}"
        free="$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)"
        expected="$(awk -v n="$pupils" -v m="$short" -v wall="$wall" -v peak="$peak" \
            -v patience="$patience" -v free="$free" 'BEGIN {
                if (wall * n / m > patience || peak * n / m > 0.6 * free)
                    printf "about %.0f s and %.1f GB expected", wall * n / m, peak * n / m / 1e6 }')"
        if [ -n "$expected" ]; then
            echo "| $name | $pupils | not run: $expected | | | | |"
            return 0
        fi
    fi
    if "$@"; then
        before[$name]="$pupils $last_wall $last_peak"
    else
        echo "| $name | $pupils | failed: $(tail -n 1 "$work/said" | cut -c 1-80) | | | | |"
    fi
}
for pupils in "${sizes[@]}"; do
    list "$pupils"
    # One kind of sheet for all (under 14, no account): the others draw no other.
    awk -F ';' 'BEGIN { OFS = ";" } NR > 1 { $5 = "14.03.2014"; $6 = ""; $7 = "" } 1' \
        "$work/list.csv" >"$work/same.csv"
    mv "$work/same.csv" "$work/list.csv"
    ours "$pupils"
    for mode in tagged plain static; do
        name="Typst $typst_version, ${modes[$mode]}"
        out="$work/typst.pdf"
        try "$name" "$pupils" row "$name" "$pupils" "$out" \
            "$python" "$scripts/sheet_typst.py" "$work/list.csv" "$out" "$codes" "$mode"
    done
    name="ReportLab $reportlab_version, no tags, sides as forms"
    out="$work/reportlab.pdf"
    try "$name" "$pupils" row "$name" "$pupils" "$out" \
        "$python" "$scripts/sheet_reportlab.py" "$work/list.csv" "$out"
done
