# Sourced by demo and bench: packages a module, and what it needs, when a source file is newer than the last time.

# $1: the module
build_if_needed() {
  stamp=$1/target/built
  if [ -f "$stamp" ] && [ -z "$(find pom.xml nifi-voyage-* -name target -prune -o -type f -newer "$stamp" -print | head -n 1)" ]; then
    return 0
  fi
  echo "Building (the first time this takes some minutes) …"
  mkdir -p "$1/target"
  log=$1/target/build.log
  if ! ./mvnw --batch-mode --no-transfer-progress -DskipTests -Dcheckstyle.skip -Dspotless.check.skip -Dcpd.skip --projects "$1" --also-make package > "$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "The build failed; all of it is in $log" >&2
    return 1
  fi
  touch "$stamp"
}
