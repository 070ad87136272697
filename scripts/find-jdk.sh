# Sourced by mvnw, test, demo and voyage-local: points JAVA_HOME to a JDK 21 or newer, or says what to install.
# JAVA_HOME, when set and new enough, is kept. A JAVA_HOME that is too old is replaced only if NIFI_VOYAGE_KEEP_JAVA_HOME is unset.

jdk_sentence="NiFi Voyage needs a JDK 21 or newer: install one (for instance Temurin 21 from https://adoptium.net) or point JAVA_HOME to it."

# Prints the major version of the JDK in $1; prints nothing when $1 holds no complete JDK.
jdk_major() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \(1\.\)\{0,1\}\([0-9][0-9]*\).*/\2/p' | head -n 1
}

jdk_is_new_enough() {
  jdk_found_major=$(jdk_major "$1")
  [ -n "$jdk_found_major" ] && [ "$jdk_found_major" -ge 21 ]
}

# The home of the javac on PATH, through symbolic links.
jdk_on_path() {
  jdk_javac=$(command -v javac 2>/dev/null) || return 0
  while [ -L "$jdk_javac" ]; do
    jdk_link=$(readlink "$jdk_javac")
    case "$jdk_link" in
    /*) jdk_javac=$jdk_link ;;
    *) jdk_javac=$(dirname "$jdk_javac")/$jdk_link ;;
    esac
  done
  (cd "$(dirname "$jdk_javac")/.." && pwd)
}

# Sets JAVA_HOME or fails after printing one sentence.
find_jdk() {
  if [ -n "${JAVA_HOME-}" ]; then
    if jdk_is_new_enough "$JAVA_HOME"; then
      export JAVA_HOME
      return 0
    fi
    if [ -n "${NIFI_VOYAGE_KEEP_JAVA_HOME-}" ]; then
      echo "$jdk_sentence" >&2
      return 1
    fi
  fi
  jdk_path_home=$(jdk_on_path)
  for jdk_home in "$jdk_path_home" \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME-/nonexistent}"/.sdkman/candidates/java/* "${HOME-/nonexistent}"/.jdks/*; do
    if [ -n "$jdk_home" ] && jdk_is_new_enough "$jdk_home"; then
      JAVA_HOME=$jdk_home
      export JAVA_HOME
      return 0
    fi
  done
  echo "$jdk_sentence" >&2
  return 1
}
