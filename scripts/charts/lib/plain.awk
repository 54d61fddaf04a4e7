# Rewrites a run's CSV file, $CSV, so that gnuplot can read it: gnuplot cuts a quoted field at its comma, and loses an
# empty last one. With csv.awk. The columns named in $NEEDS must be there.
# gnuplot takes text for what its place suggests, so numbers are made numbers here, and names words.

BEGIN {
  split("x median low high blocks predicted value", kind, " ")
  for (i in kind) numbers[kind[i]] = 1
  split("experiment strategy metric", kind, " ")
  for (i in kind) names[kind[i]] = 1
  if (!csv_record(ENVIRON["CSV"])) exit 3
  count = csv_count
  for (i = 1; i <= count; i++) {
    column[i] = plain(csv_field[i])
    columns[column[i]] = 1
    csv_field[i] = column[i]
  }
  for (i = split(ENVIRON["NEEDS"], needed, " "); i >= 1; i--)
    if (!(needed[i] in columns)) csv_fail(ENVIRON["CSV"] ": no column '" needed[i] "'")
  for (row = 0; row == 0 || csv_record(ENVIRON["CSV"]); row++) {
    for (i = 1; i <= count; i++) printf "%s,", (i > csv_count ? "" : row ? value(column[i], csv_field[i]) : column[i])
    print "end"
  }
}

function value(column, text) {
  if (column in numbers) return csv_is_number(text) ? text : ""
  if (column in names) gsub(/[^A-Za-z0-9._+-]/, "_", text)
  return plain(text)
}

function plain(text) {
  gsub(/[[:cntrl:]",\\]/, " ", text)
  return text
}
