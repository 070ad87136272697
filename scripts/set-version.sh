#!/bin/sh
# Sets the version of the bundle, and with a second argument that of the API NAR, in all poms and in the README.
# $1: version of the bundle, $2 (optional): version of the API and its NAR
# Regenerate the flow definitions afterward: they contain both versions.
set -eu
cd "$(dirname "$0")/.."
[ $# -ge 1 ] || { echo "Usage: scripts/set-version.sh VERSION [API_VERSION]" >&2; exit 2; }

old=$(sed -n '/<artifactId>nifi-voyage<\/artifactId>/{n;s/.*<version>\(.*\)<\/version>.*/\1/p;}' pom.xml)
old_api=$(sed -n 's/.*<voyage.api.version>\(.*\)<\/voyage.api.version>.*/\1/p' pom.xml)
new=$1
new_api=${2:-$old_api}
api_poms="nifi-voyage-services-api/pom.xml nifi-voyage-services-api-nar/pom.xml"

# $1: file, $2: sed script
edit() {
  sed "$2" "$1" > "$1.new"
  cat "$1.new" > "$1"
  rm "$1.new"
}

# the API's own version is below the comment that says so, and stays for the moment
for pom in $(git ls-files 'pom.xml' '*/pom.xml'); do
  edit "$pom" "/voyage.api.version in the parent/{n;b;};s|<version>$old</version>|<version>$new</version>|"
done
edit pom.xml "s|<voyage.api.version>$old_api<|<voyage.api.version>$new_api<|"
for pom in $api_poms; do
  edit "$pom" "/voyage.api.version in the parent/{n;s|<version>$old_api</version>|<version>$new_api</version>|;}"
done
edit nifi-voyage-services-api/api-digests.txt "s|^version $old_api\$|version $new_api|"
edit README.md "s|nifi-voyage-nar-$old.nar|nifi-voyage-nar-$new.nar|;s|services-api-nar-$old_api.nar|services-api-nar-$new_api.nar|"
echo "Bundle $old -> $new, API NAR $old_api -> $new_api"
