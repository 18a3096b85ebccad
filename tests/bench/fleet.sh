#!/usr/bin/env bash
# Speed of kaibo on a fleet that this script makes: 1,000 projects of 21 files, beside ripgrep and sed in the same run.
# Prints medians and ratios; nothing here passes or fails. Needs hyperfine, ripgrep and python3.
set -euo pipefail
cd "$(dirname "$0")/../.."

projects=${1:-1000}
cargo build --release --locked --quiet
kaibo=$PWD/target/release/kaibo
work=$(mktemp -d "${TMPDIR:-/tmp}/kaibo-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

mkdir fleet
"$kaibo" new one --yes --plugin-version 1.3.0 >/dev/null
# upgrade moves a manifest with its pin, which sed does not: the fleet is one that has only pins
rm one/kaibo.jsonc one/kaibo.lock
touch one/a.txt one/b.txt
for i in $(seq "$projects"); do cp -r one "fleet/project$i"; done
cp -r fleet before
find fleet -type f | wc -l | xargs printf 'files: %s\n'

measure() { hyperfine --shell=none --warmup 3 --export-json "$1" "${@:2}" >/dev/null 2>&1; }

measure start.json --runs 100 "$kaibo --version" true
measure new.json --runs 60 --prepare "rm -rf out" "$kaibo new out --yes" "cp -r one out"
measure list.json --runs 20 "$kaibo list fleet" "rg -l -g app.json live-player-plugin fleet"
measure pins.json --runs 20 "$kaibo check fleet --select declaration" "rg -l -g app.json live-player-plugin fleet"
measure check.json --runs 20 "$kaibo check fleet" "rg -l live-player-plugin fleet"
measure upgrade.json --runs 10 --prepare "sh -c 'rm -rf fleet && cp -r before fleet'" \
  "$kaibo upgrade fleet --to 1.3.5" \
  "sh -c 'find fleet -name app.json -print0 | xargs -0 sed -i s/1\\.3\\.0/1.3.5/'"

python3 - <<'PY'
import json
for name in ("start", "new", "list", "pins", "check", "upgrade"):
    ours, peer = json.load(open(f"{name}.json"))["results"]
    ratio = ours["median"] / peer["median"]
    print(f'{name:8} {ours["median"] * 1000:8.1f} ms   {ratio:5.2f} x   {peer["command"][:60]}')
PY
for verb in list check; do
  /usr/bin/time -f "$verb: %M KB at most" "$kaibo" "$verb" fleet >/dev/null 2>memory || true
  tail -n 1 memory
done
