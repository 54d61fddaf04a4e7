# What every chart needs to turn a run's CSV files into what gnuplot draws. Goes with csv.awk.
#
# A chart's program runs in an empty folder, with the run's folder in $RUN, and writes there:
#   layout.gp  assignments that the chart's gnuplot script reads: sizes, texts, positions
#   *.tsv      the points
# It ends with 3, and the reason on stderr, if the run has nothing to draw.

function run_file(name) {
  return ENVIRON["RUN"] "/" name ".csv"
}

# Moves to the next value of an experiment that may be drawn: its trial is not void and not the A/A control.
function next_value(experiment) {
  while (csv_next(run_file("measurements")))
    if (csv("experiment") == experiment && csv("status") == "ok" && csv("role") != "control" && csv("value") != "")
      return 1
  return 0
}

function nothing_to_draw(reason) {
  print reason > "/dev/stderr"
  exit 3
}

# The name of this record's load: a trial goes by EXPERIMENT_LOAD_bBLOCK_pPOSITION.
function load_name(   part) {
  split(csv("trial_id"), part, "_")
  return part[2]
}

# A value in seconds, whatever unit of time the file gives it in.
function seconds(value, unit) {
  if (unit == "s") return value + 0
  if (unit == "ms") return value / 1e3
  if (unit == "us" || unit == "µs") return value / 1e6
  if (unit == "ns") return value / 1e9
  print "a time in '" unit "', which is no unit of time" > "/dev/stderr"
  exit 2
}

# Samples: add(key, value) collects; samples[key] counts; low, middle and high describe.

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

# The strategies in the order of every chart and table: strategy_name[1…strategy_count], strategy_rank[name].
function strategies_known(   i) {
  strategy_count = split("sequential thread-per-page thread-pool dispatch dispatch-unbounded operation-queue " \
    "callbacks task-group event-loop task-group-blocking concurrent-perform task-group-chunked event-loop-offloading", strategy_name, " ")
  for (i = 1; i <= strategy_count; i++) strategy_rank[strategy_name[i]] = i
}

# A strategy this suite doesn't know, of another language perhaps, comes after the known ones.
function strategy(name) {
  if (!strategy_count) strategies_known()
  if (!(name in strategy_rank)) {
    strategy_name[++strategy_count] = name
    strategy_rank[name] = strategy_count
  }
  return strategy_rank[name]
}

function minimum(a, b) { return a < b ? a : b }
function maximum(a, b) { return a > b ? a : b }
function ceiling(value) { return value > int(value) ? int(value) + 1 : int(value) }
function log10(value) { return log(value) / log(10) }

# A duration for people: three digits, in the unit that suits.
function duration_text(in_seconds) {
  if (in_seconds >= 9.995) return sprintf("%.1f s", in_seconds)
  if (in_seconds >= 0.9995) return sprintf("%.2f s", in_seconds)
  if (in_seconds >= 0.00995) return sprintf("%.0f ms", in_seconds * 1e3)
  if (in_seconds >= 0.0009995) return sprintf("%.1f ms", in_seconds * 1e3)
  return sprintf("%.0f µs", in_seconds * 1e6)
}

# 10,000 rather than 10000; for whole numbers.
function thousands(count) {
  return count < 1000 ? count "" : thousands(int(count / 1000)) sprintf(",%03d", count % 1000)
}

function plural(count, noun) {
  return count " " noun (count == 1 ? "" : "s")
}

# How many blocks the drawn values stand on: count_blocks for each, then `3 blocks` or `1 to 3 blocks`.
function count_blocks(blocks) {
  fewest_blocks = fewest_blocks ? minimum(fewest_blocks, blocks) : blocks
  most_blocks = maximum(most_blocks, blocks)
}

function blocks_text() {
  return (fewest_blocks < most_blocks ? fewest_blocks " to " : "") plural(most_blocks, "block")
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

# At most so many bytes, and no half of a UTF-8 character at the cut.
function shortened(text, length_at_most) {
  if (length(text) <= length_at_most) return text
  text = substr(text, 1, length_at_most - 1)
  sub(/[\300-\377][\200-\277]*$/, "", text)
  return text "…"
}

function assign(name, value) {
  print name " = " value > "layout.gp"
}

# Arrays have to be declared before an element is assigned.
function declare(array, count) {
  print "array " array "[" count "]" > "layout.gp"
}

function assign_text(name, text) {
  assign(name, quoted(text))
}

# Which place beside each other those of `ranks` have, up to a rank: slot[rank], 0 in the middle.
function write_slots(ranks, highest_rank,   rank, count, at) {
  for (rank = 1; rank <= highest_rank; rank++) count += rank in ranks
  declare("slot", highest_rank)
  for (rank = 1; rank <= highest_rank; rank++) assign("slot[" rank "]", rank in ranks ? at++ - (count - 1) / 2 : 0)
}

# What was recorded about the machine: fact[key].
function read_facts() {
  while (csv_next(run_file("environment")))
    if (csv("trial_id") == "" && csv("value") != "") fact[csv("key")] = csv("value")
}

# What a chart must say whose claim needs more cores than the machine has; nothing where it has them. After machine().
function too_small() {
  if (!("cores_usable" in fact) || fact["cores_usable"] >= 4) return ""
  return "Only " plural(fact["cores_usable"], "usable core") ": fewer than 4 are too few for a claim about machines in general."
}

# Where and when the run was made, in one line: `AMD EPYC, 2 cores, Linux 6.1.0, Swift 6.3.1, 2026-11-22`.
function machine(   text) {
  read_facts()
  machine_cores = fact["cores_usable"]
  if ("cpu_model" in fact) text = text ", " shortened(fact["cpu_model"], 48)
  if ("cores_usable" in fact) text = text ", " plural(fact["cores_usable"], "core")
  if ("kernel" in fact) text = text ", Linux " shortened(fact["kernel"], 32)
  if ("swift_version" in fact) text = text ", Swift " shortened(fact["swift_version"], 24)
  if ("date" in fact) text = text ", " substr(fact["date"], 1, 10)
  return text == "" ? "machine not recorded" : substr(text, 3)
}
