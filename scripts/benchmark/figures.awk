# Samples and texts for the benchmark's summary and chart. Goes with csv.awk.

function nothing_to_draw(reason) {
  print reason > "/dev/stderr"
  exit 3
}

function add(key, value) {
  sample[key, ++samples[key]] = value + 0
  is_sorted[key] = 0
}

function sort(key,   i, j, value) {
  if (is_sorted[key]) return
  for (i = 2; i <= samples[key]; i++) {
    value = sample[key, i]
    for (j = i - 1; j >= 1 && sample[key, j] > value; j--) sample[key, j + 1] = sample[key, j]
    sample[key, j + 1] = value
  }
  is_sorted[key] = 1
}

function low(key) {
  sort(key)
  return sample[key, 1]
}

function high(key) {
  sort(key)
  return sample[key, samples[key]]
}

function median(key,   half) {
  sort(key)
  half = int((samples[key] + 1) / 2)
  return samples[key] % 2 ? sample[key, half] : (sample[key, half] + sample[key, half + 1]) / 2
}

function minimum(a, b) { return a < b ? a : b }

function maximum(a, b) { return a > b ? a : b }

function log10(value) { return log(value) / log(10) }

function plural(count, noun) {
  return count " " noun (count == 1 ? "" : "s")
}

# Text that can neither end a gnuplot string nor a field of a .tsv file.
function plain(text) {
  gsub(/[[:cntrl:]"\\]/, " ", text)
  return text
}

function quoted(text) {
  text = plain(text)
  gsub(/'/, "’", text)
  return "'" text "'"
}

function assign(name, value) {
  print name " = " value > "layout.gp"
}

function assign_text(name, text) {
  assign(name, quoted(text))
}
