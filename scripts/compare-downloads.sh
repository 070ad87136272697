#!/bin/sh
# Compares DownloadBatchResults of an earlier commit with that of the working tree. See --help.
set -eu
cd "$(dirname "$0")/.."
usage() {
  cat <<'TEXT'
Compares the processor time of DownloadBatchResults of an earlier commit with that of the working tree.

scripts/compare-downloads.sh COMMIT [ROUNDS]

Builds the NARs of the commit in target/compare, with its own flow and NiFi, and lets both process the same records
with the same voyage-local and numbers with up to 17 digits, in turn. Default: 3 rounds. The tables are in
target/compare/old.md and target/compare/new.md.
TEXT
}
[ $# -ge 1 ] && [ "$1" != --help ] || { usage; exit 0; }
commit=$(git rev-parse --verify "$1^{commit}")
rounds=${2:-3}
. scripts/find-jdk.sh
find_jdk
. scripts/build-if-needed.sh
build_if_needed nifi-voyage-benchmarks

old=$PWD/target/compare/$commit
if [ ! -f "$old/built" ]; then
  mkdir -p target/compare
  rm -rf "$old"
  git archive --prefix="$commit/" "$commit" | tar -x -C target/compare
  echo "Building the NARs of $commit …"
  (cd "$old" && ./mvnw -q --batch-mode --no-transfer-progress -DskipTests -Dcheckstyle.skip -Dspotless.check.skip -Dcpd.skip \
    --projects nifi-voyage-system-tests/nifi-home --also-make package > build.log 2>&1) || { tail -n 40 "$old/build.log" >&2; exit 1; }
  touch "$old/built"
fi
# the benchmark expects the field and the directory of the current flow
sed -e 's|"/embeddings"|"/embedding"|' -e 's|"#{Output Directory}/[^"]*"|"#{Output Directory}"|' "$old/templates/embed-records.json" > "$old/flow.json"

# $1: directory of NiFi, $2: flow, $3: file of the tables
measure() {
  "$JAVA_HOME/bin/java" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "nifi-voyage-benchmarks/target/classes:nifi-voyage-benchmarks/target/lib/*" dev.nifivoyage.benchmark.Bench \
    --nifi "$1" --flow "$2" --directory nifi-voyage-benchmarks/target/runs --only download --rounds 1 > target/compare/run.log || true
  sed -n '/^## /,$p' nifi-voyage-benchmarks/target/runs/results.md >> "$3"
  grep 'DownloadBatchResults:' nifi-voyage-benchmarks/target/runs/results.md
}
: > target/compare/old.md
: > target/compare/new.md
round=1
while [ "$round" -le "$rounds" ]; do
  echo "Round $round, $commit:"
  measure "$old/nifi-voyage-system-tests/nifi-home/target/nifi" "$old/flow.json" target/compare/old.md
  echo "Round $round, working tree:"
  measure nifi-voyage-system-tests/nifi-home/target/nifi templates/embed-records.json target/compare/new.md
  round=$((round + 1))
done
