# Given `names` (every name that Sources declare, as often as they do), then a target's Swift files, and its path as
# -v target=…: the references that close a circle between the target's folders.
# A reference is the name of a type that is declared at a file's top level; or of a member of an extension, or a
# function or value at top level, if Sources declare that name only once. Private and other members don't count.
NR == FNR { declared[$1]++; next }

FNR == 1 {
  level = extended = 0
  folder = substr(FILENAME, length(target) + 2)
  if (!sub(/\/[^\/]*$/, "", folder)) folder = "."
  if (!(folder in seen)) { seen[folder] = 1; folders[++count] = folder }
}

{
  lines[NR] = code($0); place[NR] = FILENAME ":" FNR; home[NR] = folder
  if (lines[NR] ~ /^[^ ]/) extended = lines[NR] ~ /^([a-z@]+ )*extension /
  if (lines[NR] ~ /^[a-z@]/) declare(lines[NR])
  else if (extended && lines[NR] ~ /^  [a-z@]/) declare(substr(lines[NR], 3))
}

# declare: notes what a declaration at the start of the text declares, and in which folder.
function declare(text,   words, name) {
  if (text ~ /(^| )(private|fileprivate) /) return
  while (sub(/^@[A-Za-z]+(\([^)]*\))? /, "", text) || sub(/^nonisolated(\([a-z]+\))? /, "", text) ||
    sub(/^(package|public|internal|final|indirect|static|mutating) /, "", text));
  split(text, words)
  name = words[2]
  sub(/[^A-Za-z0-9_].*/, "", name)
  if (name == "") return
  if (words[1] ~ /^(struct|class|enum|actor|protocol|typealias)$/ && !extended) types[name] = types[name] "|" folder "|"
  else if (words[1] ~ /^(func|let|var)$/ && declared[name] == 1) members[name] = folder
}

function refer(from, to, name, i) {
  if (from == to || (from, to) in evidence) return
  evidence[from, to] = place[i] ": " name
  reach[from, to] = 1
}

END {
  for (i = 1; i <= NR; i++) {
    rest = lines[i]
    while (match(rest, /[A-Za-z_][A-Za-z0-9_]*/)) {
      word = substr(rest, RSTART, RLENGTH)
      before = RSTART > 1 ? substr(rest, RSTART - 1, 1) : ""
      rest = substr(rest, RSTART + RLENGTH)
      if (word in types && before != "." && !index(types[word], "|" home[i] "|")) {
        n = split(types[word], owners, "|")
        for (k = 1; k <= n; k++) if (owners[k] != "") refer(home[i], owners[k], word, i)
      } else if (word in members && rest !~ /^:/) refer(home[i], members[word], word, i)
    }
  }
  for (k = 1; k <= count; k++)
    for (i = 1; i <= count; i++)
      for (j = 1; j <= count; j++)
        if ((folders[i], folders[k]) in reach && (folders[k], folders[j]) in reach) reach[folders[i], folders[j]] = 1
  for (i = 1; i <= count; i++)
    for (j = 1; j <= count; j++)
      if ((folders[i], folders[j]) in evidence && (folders[j], folders[i]) in reach)
        print evidence[folders[i], folders[j]] ": " folders[i] " refers to " folders[j] ", which refers back"
}
