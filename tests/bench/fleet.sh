#!/usr/bin/env bash
# Speed of kaibo on fleets: one that this script makes, whose projects use the plugin in few of their 21 files; the one of
# ../shared/probes/bench, where that folder exists, which uses it in many; and the trees named as arguments. Times are
# wall and CPU (user and system), each beside ripgrep in the same run, with the peak memory; then how time and memory grow
# with the size of a fleet. Prints medians of wall time, means of CPU time, and ratios; nothing here passes or fails.
# Needs hyperfine, ripgrep, python3 and GNU time. TMPDIR=/dev/shm keeps the disk out of it. SIZES names the sizes of the
# fleets; the second is the one that is measured beside the others.
set -euo pipefail
trees=()
for tree in "$@"; do trees+=("$(realpath "$tree")"); done
cd "$(dirname "$0")/../.."

read -ra sizes <<<"${SIZES:-100 1000 10000}"
[ ${#sizes[@]} -ge 2 ] || { echo "SIZES names two sizes at least" >&2; exit 2; }
probe=$(realpath -m ../shared/probes/bench/fleet.py)
cargo build --release --locked --quiet
kaibo=$(realpath "${CARGO_TARGET_DIR:-target}")/release/kaibo
work=$(mktemp -d "${TMPDIR:-/tmp}/kaibo-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

"$kaibo" new one --yes --plugin-version 1.3.0 >/dev/null
# upgrade moves a manifest with its pin, which sed does not: the fleet is one that has only pins
rm one/kaibo.jsonc one/kaibo.lock
touch one/a.txt one/b.txt
for size in "${sizes[@]}"; do
  mkdir "few$size"
  for i in $(seq "$size"); do cp -r one "few$size/project$i"; done
  [ ! -f "$probe" ] || python3 "$probe" "$size" "many$size"
done
few=few${sizes[1]}
fleets=("$few")
[ ! -f "$probe" ] || fleets+=("many${sizes[1]}")
fleets+=(${trees[@]+"${trees[@]}"})

measure() { hyperfine --shell=none --warmup 3 --ignore-failure --export-json "$1" "${@:2}" >/dev/null 2>&1; }
# hyperfine tells the time, GNU time the memory
peak() { /usr/bin/time -o "$1" -f %M "${@:2}" >/dev/null 2>&1 || true; }

measure start.json --runs 100 "$kaibo --version" true
measure new.json --runs 60 --prepare "rm -rf out" "$kaibo new out --yes" "cp -r one out"
measure upgrade.json --runs 20 --prepare "$kaibo upgrade $few --to 1.3.0" \
  "$kaibo upgrade $few --to 1.3.5" \
  "sh -c 'find $few -name app.json -print0 | xargs -0 sed -i s/1\\.3\\.0/1.3.5/'"
number=0
for fleet in "${fleets[@]}"; do
  at=$(printf '%q' "$fleet")
  search="rg -l --no-ignore wx2b03c6e691cd7370 $at"
  pins="rg -l -g app.json wx2b03c6e691cd7370 $at"
  measure "$number.pins.json" --runs 20 "$kaibo list $at --select declaration" "$pins"
  measure "$number.list.json" --runs 20 "$kaibo list $at" "$search"
  measure "$number.check-pins.json" --runs 20 "$kaibo check $at --select declaration" "$pins"
  measure "$number.check.json" --runs 20 "$kaibo check $at" "$search"
  peak "$number.pins.kb" "$kaibo" list "$fleet" --select declaration
  peak "$number.list.kb" "$kaibo" list "$fleet"
  peak "$number.check-pins.kb" "$kaibo" check "$fleet" --select declaration
  peak "$number.check.kb" "$kaibo" check "$fleet"
  number=$((number + 1))
done

python3 - "${fleets[@]}" <<'PY'
import json, os, sys

def row(name, file):
    ours, peer = json.load(open(f"{file}.json"))["results"]
    cpu = [run["user"] + run["system"] for run in (ours, peer)]
    wall = [run["median"] for run in (ours, peer)]
    shown = "".join(f"{a * 1000:9.1f} ms {a / b:6.2f} x" if b else f"{a * 1000:9.1f} ms" for a, b in (cpu, wall))
    memory = open(f"{file}.kb").read().split()[-1] + " KB" if os.path.exists(f"{file}.kb") else ""
    print(f'{name:10}{shown} {memory:>10}   {peer["command"][:60]}')

print(f'{"":10}{"CPU":>12} {"":8}{"wall":>12}')
for name in ("start", "new", "upgrade"):
    row(name, name)
for number, fleet in enumerate(sys.argv[1:]):
    print(f"{fleet}: {sum(len(files) for _, _, files in os.walk(fleet))} files")
    for name in ("pins", "list", "check-pins", "check"):
        row(name, f"{number}.{name}")
PY

grow() {
  for size in "${sizes[@]}"; do
    measure "grow.$1.$2.$size.json" --runs 5 "$kaibo ${*:3} $2$size"
    peak "grow.$1.$2.$size.kb" "$kaibo" "${@:3}" "$2$size"
  done
}
kinds=(few)
[ ! -f "$probe" ] || kinds+=(many)
for kind in "${kinds[@]}"; do
  grow pins "$kind" list --select declaration
  grow list "$kind" list
  grow json "$kind" list --format json
  grow check "$kind" check
  grow shown "$kind" upgrade --check --to 9.9.9
done
python3 - "${kinds[*]}" "${sizes[@]}" <<'PY'
import json, sys
sizes = [int(size) for size in sys.argv[2:]]
print(f'{"":16} {"projects":>8} {"wall ms":>9} {"a project, beside the smallest fleet":>37} {"KB":>8}')
for kind in sys.argv[1].split():
    for name in ("pins", "list", "json", "check", "shown"):
        for size in sizes:
            median = json.load(open(f"grow.{name}.{kind}.{size}.json"))["results"][0]["median"]
            each = median / size
            if size == sizes[0]:
                first = each
            memory = open(f"grow.{name}.{kind}.{size}.kb").read().split()[-1]
            print(f"{kind:5} {name:10} {size:8} {median * 1000:9.1f} {each / first:35.2f} x {memory:>8}")
PY
