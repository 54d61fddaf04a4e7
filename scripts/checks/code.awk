# code(line): a line of Swift without comments and without the text of literals; what stands in \( ) is code and stays.
# Call it with a file's lines in order: a literal between """ goes on over lines.
# level 0 is code; each literal and each \( ) in one is a level more. closing[level]: what ends a literal, "" in code.
function code(line,   out, token) {
  if (closing[level] == "\"") level = 0
  while (match(line, closing[level] == "" ? "\"\"\"|//|[\"()]" : "\"\"\"|[\"\\\\]")) {
    token = substr(line, RSTART, RLENGTH)
    if (closing[level] == "") out = out substr(line, 1, RSTART - 1)
    line = substr(line, RSTART + RLENGTH)
    if (closing[level] != "") {
      if (token == "\\") {
        if (substr(line, 1, 1) == "(") { closing[++level] = ""; open[level] = 0; out = out " " }
        line = substr(line, 2)
      } else if (token == closing[level]) { level--; out = out "\"\"" }
      else if (closing[level] == "\"" ) { level--; line = substr(token, 2) line; out = out "\"\"" }
    } else if (token == "//") return out
    else if (token ~ /"/) closing[++level] = token
    else if (token == "(") { open[level]++; out = out token }
    else if (level > 0 && open[level] == 0) level--
    else { open[level]--; out = out token }
  }
  return closing[level] == "" ? out line : out
}
