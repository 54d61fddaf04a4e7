# Rewrites a run's CSV file, $CSV, so that gnuplot can read it: gnuplot cuts a quoted field at its comma, and loses an
# empty last one. With csv.awk. The columns named in $NEEDS must be there.

BEGIN {
  if (!csv_record(ENVIRON["CSV"])) exit 3
  count = csv_count
  for (i = 1; i <= count; i++) columns[plain(csv_field[i])] = 1
  for (i = split(ENVIRON["NEEDS"], needed, " "); i >= 1; i--)
    if (!(needed[i] in columns)) csv_fail(ENVIRON["CSV"] ": no column '" needed[i] "'")
  for (more = 1; more; more = csv_record(ENVIRON["CSV"])) {
    for (i = 1; i <= count; i++) printf "%s,", i <= csv_count ? plain(csv_field[i]) : ""
    print "end"
  }
}

function plain(text) {
  gsub(/[[:cntrl:]",\\]/, " ", text)
  return text
}
