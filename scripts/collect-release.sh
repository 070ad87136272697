#!/bin/sh
# Collects a release in target/release; run by ./mvnw -Prelease when all modules are packaged.
# $1: version of the bundle, $2: version of the API NAR
set -eu
cd "$(dirname "$0")/.."
version=$1
api_version=$2
release=target/release

sha512() {
  if command -v sha512sum > /dev/null 2>&1; then
    sha512sum "$1"
  else
    shasum -a 512 "$1"
  fi
}

# $1: module, $2: its version
collect_nar() {
  cp "$1/target/$1-$2.nar" "$release/"
  cp "$1/target/bom.json" "$release/$1-$2.cdx.json"
}

# $1: module, $2: its version
collect_jars() {
  for jar in "$1-$2.jar" "$1-$2-sources.jar" "$1-$2-javadoc.jar"; do
    cp "$1/target/$jar" "$release/jars/"
  done
}

rm -rf "$release"
mkdir -p "$release/flows" "$release/jars"
collect_nar nifi-voyage-services-api-nar "$api_version"
collect_nar nifi-voyage-nar "$version"
collect_jars nifi-voyage-services-api "$api_version"
collect_jars nifi-voyage-services "$version"
collect_jars nifi-voyage-processors "$version"
cp -R templates/. "$release/flows/"
cp LICENSE NOTICE CHANGELOG.md "$release/"
cd "$release"
find . -type f | sed 's|^\./||' | LC_ALL=C sort | while read -r file; do
  sha512 "$file"
done > ../SHA512SUMS
mv ../SHA512SUMS .
