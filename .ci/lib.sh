#!/usr/bin/env bash
# Shared by .ci/run, .ci/doors, .ci/papers and .ci/readers, which source it: places, tools
# that a new machine lacks, and one of every kind of file that we make.
#
#   PAMYATKA          another program to judge than that of the package
#   PAMYATKA_TARGET   another folder for cargo's build
#   PAMYATKA_DOORS    another folder for what packaging/build keeps
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cache="${XDG_CACHE_HOME:-$HOME/.cache}"
tools="$cache/pamyatka-tools"
export CARGO_TARGET_DIR="${PAMYATKA_TARGET:-$cache/pamyatka-target}"
built="${PAMYATKA_DOORS:-$cache/pamyatka-doors}"
pamyatka="${PAMYATKA:-$built/deb/x86_64-unknown-linux-gnu/packaged/pamyatka}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
# The day is fixed, so that the same sheets are judged every time.
day=(--date 2026-11-22)

section() { printf '\n=== %s (%d s)\n' "$1" "$SECONDS"; }
fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

# --- tools ------------------------------------------------------------------

# Debian's packages, each as command=package.
need() {
    local tool packages=() sudo=""
    for tool in "$@"; do
        command -v "${tool%%=*}" >/dev/null || packages+=("${tool#*=}")
    done
    if ((${#packages[@]})); then
        [ "$(id -u)" -eq 0 ] || sudo=sudo
        $sudo apt-get update -q
        DEBIAN_FRONTEND=noninteractive $sudo apt-get install -qy --no-install-recommends "${packages[@]}"
    fi
    for tool in "$@"; do
        command -v "${tool%%=*}" >/dev/null || fail "${tool%%=*} is not installed"
    done
}

# Fills the folder NAME of our tools once: provide NAME COMMAND…; the command
# finds the folder in $into.
provide() {
    local name="$1"
    [ -d "$tools/$name" ] && return
    export into="$tools/$name.part"
    rm -rf "$into" && mkdir -p "$into"
    "${@:2}" || fail "$name is not installed"
    mv "$into" "$tools/$name"
}

# An artefact of Maven as $into/NAME-VERSION.jar.
jar() { mvn -q dependency:copy -Dartifact="$1" -DoutputDirectory="$into"; }

# --- files ------------------------------------------------------------------

# Adds a file to $work/papers and a line to $work/papers.tsv: what is known of it
# without looking into it. listed FILE PAGES BOOKMARKS CODES ADDRESSES [LIST]:
# CODES is `every` page, `some`, `many` (more on a page than a decoder always
# finds) or `none`; ADDRESSES are what it links to, with commas; LIST holds the
# pupils who are named, in order, on the same number of pages each.
listed() {
    local file="$work/papers/${1##*/}"
    [ ! -e "$file" ] || fail "two papers are called ${1##*/}"
    mv "$1" "$file"
    printf '%s\t' "$file" "${@:2:4}" "${6:--}" | sed 's/\t$/\n/' >>"$work/papers.tsv"
}

portal=https://www.gosuslugi.ru
diary=https://cop.admhmao.ru

pupils() { grep -c . < <(tail -n +2 "$1"); }

# A set of handouts: name, list, number of classes, then the flags that make it.
handouts() {
    local name="$1" list="$2" classes="$3" count
    "$pamyatka" "$list" "${day[@]}" -o "$work/$name.pdf" --quiet "${@:4}"
    count="$(pupils "$list")"
    # A bookmark for each pupil and, if there are several, for each class.
    listed "$work/$name.pdf" $((2 * count)) $((count + (classes > 1 ? classes : 0))) every \
        "$portal,$diary" "$list"
}

# Every kind of sheet at once, in three classes: under 14, 14 and more, age not
# known, account ready, login known (a phone, an address). Invented pupils.
make_lists() {
    : >"$work/empty.toml"
    cp examples/class-7b.csv examples/pamyatka.toml "$work/"
    cat >"$work/kinds.csv" <<'LIST'
Фамилия;Имя;Отчество;Класс;Дата рождения;Логин;Учётная запись
Цветкова;Зоя;Львовна;7Б;14.03.2013;;
Мамедов;Эльдар;Рашид оглы;7Б;09.01.2012;;
Римский-Корсаков;Николай;Андреевич;7А;;;
Вэлло;София;;7А;11.01.2013;;да
Жук;Лев;Ильич;11В;19.08.2009;+7 900 000-00-01;да
Цой;Ян;Игоревич;11В;30.06.2009;jan@example.ru;
LIST
    head -n 2 "$work/kinds.csv" >"$work/one.csv"
    # Long enough for several batches: 54 and 5 classes.
    rustc -O --edition 2024 -o "$work/roster" benches/make_roster.rs
    "$work/roster" 1500 >"$work/many.csv"
    "$work/roster" 130 >"$work/grade.csv"
}

make_papers() {
    local kinds="$work/kinds.csv" long list
    [ -x "$pamyatka" ] || fail "$pamyatka is not built"
    mkdir "$work/papers"
    make_lists
    handouts class "$work/class-7b.csv" 1
    handouts kinds "$kinds" 3
    handouts max "$kinds" 3 --platform max
    handouts none "$kinds" 3 --platform none
    handouts status "$kinds" 3 --slip status
    handouts banks "$kinds" 3 --bank "Сбербанк" --bank "ВТБ" --bank "Т-Банк" --bank "Газпромбанк"
    "$pamyatka" "$kinds" "${day[@]}" -o "$work/single.pdf" --quiet --single-side
    listed "$work/single.pdf" 6 9 every "$portal,$diary" "$kinds"
    # Two of six pupils on a sheet, one bookmark for both; classes as they begin.
    "$pamyatka" "$kinds" "${day[@]}" -o "$work/a5.pdf" --quiet --a5
    # Small type and hairlines: the engines differ by 19 pixels in a million.
    listed "$work/a5.pdf" 6 5 many "$portal,$diary"
    handouts family "$kinds" 3 --template family-2026
    # Engines draw the edges of a picture differently.
    "$pamyatka" "$kinds" "${day[@]}" -o "$work/emblem.pdf" --quiet --emblem examples/emblem.png
    listed "$work/emblem.pdf" 12 9 many "$portal,$diary" "$kinds"
    handouts bare "$kinds" 3 --config "$work/empty.toml"
    handouts bare-status "$kinds" 3 --config "$work/empty.toml" --platform none --slip status
    handouts one "$work/one.csv" 1
    handouts grade "$work/grade.csv" 5
    long="$(printf 'Очень длинное название школы %.0s' {1..6})"
    handouts long "$kinds" 3 --school "$long" \
        --teacher "Константинопольская-Преображенская Александра Владиславовна"

    "$pamyatka" kit "$kinds" "${day[@]}" -o "$work/kit" --quiet
    listed "$work/kit/poster.pdf" 2 2 every "$portal,$diary"
    listed "$work/kit/cards.pdf" 1 1 many "$portal,$diary"
    listed "$work/kit/checklist.pdf" 3 3 none -
    listed "$work/kit/qr/cop.admhmao.ru.pdf" 1 1 every "$diary"
    listed "$work/kit/qr/gosuslugi.ru.pdf" 1 1 every "$portal"
    "$pamyatka" cards "${day[@]}" -o "$work/labels.pdf" --quiet --labels 3x8 --start 7
    listed "$work/labels.pdf" 1 1 many "$portal,$diary"
    "$pamyatka" checklist "$work/many.csv" "${day[@]}" -o "$work/lists.pdf" --quiet
    listed "$work/lists.pdf" 54 54 none -
    "$pamyatka" "$kinds" "${day[@]}" --split class -o "$work/classes" --quiet
    for list in "$work"/classes/*.pdf; do
        listed "$list" 4 2 every "$portal,$diary"
    done
}
