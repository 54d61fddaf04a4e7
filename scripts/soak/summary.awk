# Do the worker's descriptors, threads and memory grow? Reads parts.csv, then samples.csv; writes a table in Markdown.
# Exit code 1 if something grew.
#
# A line is fitted to the samples of each part, without the first third, in which pools and caches fill. What counts as
# growth is a rise of the line that is above twice the samples' scatter around it and above what is small.
BEGIN {
  FS = ","
  split("descriptors threads memory", quantity, " ")
  small["descriptors"] = 2; small["threads"] = 2; small["memory"] = 1024
  # libdispatch gives a blocked pool one more thread per second, up to 255, and each blocking fetch its descriptors.
  unjudged["dispatch-unbounded"] = 1
}

FNR == 1 { file++; next }

file == 1 {
  key = $1 "," $2
  part[++parts] = key; pages[key] = $3; failures[key] = $4
  next
}

{
  key = $3 == "worker" ? $1 "," $2 : $3
  i = ++count[key]
  at[key, i] = $4
  value[key, "descriptors", i] = $5
  value[key, "threads", i] = $6
  value[key, "memory", i] = $7
  if ($3 != "worker" && i == 1) server[++servers] = key
}

END {
  print "| strategy | connections | pages | of them failed | descriptors | threads | memory, MiB |"
  print "|---|---|--:|--:|--:|--:|--:|"
  for (i = 1; i <= parts; i++) {
    split(part[i], name, ",")
    print "| " name[1] " | " name[2] " | " pages[part[i]] " | " failures[part[i]] figures(part[i]) " |"
  }
  for (i = 1; i <= servers; i++) print "| " server[i] ", after each part | | |" figures(server[i]) " |"
  print ""
  print "Each figure is the median over the part and, in brackets, the rise of a line fitted to the samples after the"
  print "first third ± twice their scatter around it. " verdict()
  print "dispatch-unbounded is not judged: libdispatch gives a blocked pool one more thread per second, up to 255."
  exit grown > 0
}

function verdict() {
  if (!grown) return "None grew."
  return (grown == 1 ? "One figure" : grown " figures") " grew, in bold."
}

function figures(key,    text, q) {
  for (q = 1; q <= 3; q++) text = text " | " figure(key, quantity[q])
  return text
}

function figure(key, what,    first, n, i, time, mean, sxx, sxy, sx, sy, slope, rise, scatter, unit, text, name) {
  first = int(count[key] / 3) + 1
  n = count[key] - first + 1
  if (n < 5) return "too few samples"
  for (i = first; i <= count[key]; i++) { sx += at[key, i]; sy += value[key, what, i] }
  time = sx / n; mean = sy / n
  for (i = first; i <= count[key]; i++) {
    sxx += (at[key, i] - time) ^ 2
    sxy += (at[key, i] - time) * (value[key, what, i] - mean)
  }
  slope = sxx > 0 ? sxy / sxx : 0
  for (i = first; i <= count[key]; i++) scatter += (value[key, what, i] - mean - slope * (at[key, i] - time)) ^ 2
  scatter = 2 * sqrt(scatter / (n - 2))
  rise = slope * (at[key, count[key]] - at[key, first])
  unit = what == "memory" ? 1024 : 1
  text = sprintf("%.*f (%+.*f ± %.*f)", unit > 1, median(key, what, first) / unit, 1, rise / unit, 1, scatter / unit)
  split(key, name, ",")
  if (name[1] in unjudged || rise <= scatter || rise <= small[what]) return text
  grown++
  return "**" text "**"
}

function median(key, what, first,    n, i, j, x, sorted) {
  for (i = first; i <= count[key]; i++) {
    x = value[key, what, i]
    for (j = n++; j > 0 && sorted[j] > x; j--) sorted[j + 1] = sorted[j]
    sorted[j + 1] = x
  }
  return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}
