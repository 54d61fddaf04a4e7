# Reads the CSV files of a run: RFC 4180, so a quoted field may hold commas, quotes and line ends.
# POSIX awk only (Debian's is mawk).
#
#   while (csv_next("measurements.csv")) { … csv("strategy") … }
#
# csv_next(path)  moves to the next record; 0 at the end, also of a file that isn't there.
# csv(column)     this record's field in the column that the header calls so.
# A text that a program wrote with an apostrophe before it, because it begins like a formula, comes without.
# A broken file or a missing column ends the program with 2 and a message on stderr.

function csv_next(path,   position) {
  if (!(path in csv_header_read)) {
    csv_header_read[path] = 1
    if (!csv_record(path)) return 0
    sub(/^\357\273\277/, "", csv_field[1])
    for (position = 1; position <= csv_count; position++) csv_column[path, csv_field[position]] = position
  }
  csv_path = path
  return csv_record(path)
}

function csv(column) {
  if (!((csv_path, column) in csv_column)) csv_fail(csv_path ": no column '" column "'")
  return csv_field[csv_column[csv_path, column]]
}

# Reads one record into csv_field[1…csv_count], however many lines it takes.
function csv_record(path,   line, more) {
  do {
    if ((getline line < path) <= 0) return 0
    csv_line[path]++
  } while (line == "" || line == "\r")
  while (csv_open_quote(line)) {
    if ((getline more < path) <= 0) csv_fail(path ": a quote opened in line " csv_line[path] " never closes")
    line = line "\n" more
  }
  sub(/\r$/, "", line)
  csv_count = index(line, "\"") ? csv_split(line) : split(line, csv_field, ",")
  if (index(line, "'")) for (more = 1; more <= csv_count; more++) csv_field[more] = csv_text(csv_field[more])
  return 1
}

# See CSVCell.swift; the bytes are those of the full-width forms of = + - @.
function csv_text(cell,   rest) {
  rest = cell
  sub(/^'+/, "", rest)
  if (rest == cell || rest !~ /^([=+@\t\r\n-]|\357\274[\213\215\235\240])/ || csv_is_number(rest)) return cell
  return substr(cell, 2)
}

# csv_is_number(text)  whether it is a decimal number, so that it is safe to print as one.
function csv_is_number(text) {
  return text ~ /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/
}

function csv_open_quote(line) {
  return index(line, "\"") && gsub(/"/, "", line) % 2 == 1
}

function csv_split(line,   count, text, quote, comma) {
  split("", csv_field)
  for (;;) {
    text = ""
    if (substr(line, 1, 1) == "\"") {
      line = substr(line, 2)
      while ((quote = index(line, "\"")) > 0) {
        text = text substr(line, 1, quote - 1)
        line = substr(line, quote + 1)
        if (substr(line, 1, 1) != "\"") break
        text = text "\""
        line = substr(line, 2)
      }
    }
    comma = index(line, ",")
    csv_field[++count] = text (comma ? substr(line, 1, comma - 1) : line)
    if (!comma) return count
    line = substr(line, comma + 1)
  }
}

function csv_fail(message) {
  print message > "/dev/stderr"
  exit 2
}
