#!/usr/bin/env bash
# Speed of kaibo on fleets that this script makes, of 21 files a project, beside ripgrep and sed in the same run; then how
# time and memory grow from 100 projects to 10,000. Prints medians and ratios; nothing here passes or fails.
# Needs hyperfine, ripgrep, python3 and GNU time. TMPDIR=/dev/shm keeps the disk out of it. The arguments are the sizes;
# the second is the one that is measured beside the others.
set -euo pipefail
cd "$(dirname "$0")/../.."

sizes=("$@")
[ ${#sizes[@]} -ge 2 ] || sizes=(100 1000 10000)
cargo build --release --locked --quiet
kaibo=${CARGO_TARGET_DIR:-$PWD/target}/release/kaibo
work=$(mktemp -d "${TMPDIR:-/tmp}/kaibo-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

"$kaibo" new one --yes --plugin-version 1.3.0 >/dev/null
# upgrade moves a manifest with its pin, which sed does not: the fleet is one that has only pins
rm one/kaibo.jsonc one/kaibo.lock
touch one/a.txt one/b.txt
for size in "${sizes[@]}"; do
  mkdir "fleet$size"
  for i in $(seq "$size"); do cp -r one "fleet$size/project$i"; done
done
fleet=fleet${sizes[1]}
find "$fleet" -type f | wc -l | xargs printf 'files: %s\n'

measure() { hyperfine --shell=none --warmup 3 --ignore-failure --export-json "$1" "${@:2}" >/dev/null 2>&1; }

measure start.json --runs 100 "$kaibo --version" true
measure new.json --runs 60 --prepare "rm -rf out" "$kaibo new out --yes" "cp -r one out"
measure pins.json --runs 20 "$kaibo list $fleet --select declaration" \
  "rg -l -g app.json live-player-plugin $fleet"
measure list.json --runs 20 "$kaibo list $fleet" "rg -l live-player-plugin $fleet"
measure check-pins.json --runs 20 "$kaibo check $fleet --select declaration" \
  "rg -l -g app.json live-player-plugin $fleet"
measure check.json --runs 20 "$kaibo check $fleet" "rg -l live-player-plugin $fleet"
measure upgrade.json --runs 20 --prepare "$kaibo upgrade $fleet --to 1.3.0" \
  "$kaibo upgrade $fleet --to 1.3.5" \
  "sh -c 'find $fleet -name app.json -print0 | xargs -0 sed -i s/1\\.3\\.0/1.3.5/'"

python3 - <<'PY'
import json
for name in ("start", "new", "pins", "list", "check-pins", "check", "upgrade"):
    ours, peer = json.load(open(f"{name}.json"))["results"]
    ratio = ours["median"] / peer["median"]
    print(f'{name:10} {ours["median"] * 1000:8.1f} ms   {ratio:5.2f} x   {peer["command"][:60]}')
PY

# hyperfine tells the time, GNU time the memory
grow() {
  for size in "${sizes[@]}"; do
    measure "grow.$1.$size.json" --runs 5 "$kaibo ${*:2} fleet$size"
    /usr/bin/time -o "grow.$1.$size.kb" -f %M "$kaibo" "${@:2}" "fleet$size" >/dev/null 2>&1 || true
  done
}
grow pins list --select declaration
grow list list
grow json list --format json
grow check check
grow shown upgrade --check --to 9.9.9
python3 - "${sizes[@]}" <<'PY'
import json, sys
sizes = [int(size) for size in sys.argv[1:]]
print(f'{"":10} {"projects":>8} {"ms":>9} {"a project, beside the smallest fleet":>37} {"KB":>8}')
for name in ("pins", "list", "json", "check", "shown"):
    for size in sizes:
        median = json.load(open(f"grow.{name}.{size}.json"))["results"][0]["median"]
        each = median / size
        if size == sizes[0]:
            first = each
        memory = open(f"grow.{name}.{size}.kb").read().split()[-1]
        print(f"{name:10} {size:8} {median * 1000:9.1f} {each / first:35.2f} x {memory:>8}")
PY
