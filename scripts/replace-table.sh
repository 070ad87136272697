# Sourced by chaos and soak: replaces the table that a script has measured in docs/reliability.md.

# $1: name of the script, as in the comments around the table; the table is in target/$1-table.md
replace_table() {
  awk -v begin="<!-- table of ./$1 -->" -v end="<!-- end of the table of ./$1 -->" -v table="target/$1-table.md" '
    index($0, end) { skip = 0 }
    !skip
    index($0, begin) { skip = 1; while ((getline line < table) > 0) print line }' docs/reliability.md > target/reliability.md
  cp target/reliability.md docs/reliability.md
}
