# What charts say of a run's machine: environment.csv's facts of the whole run, and what is worth a line as one text,
# `AMD EPYC, 2 cores, Linux 6.1.0, Swift 6.3.1, 2026-11-22`. Tab-separated, key and value. With csv.awk.

BEGIN {
  print "key\tvalue"
  while (csv_next("environment.csv")) {
    if (csv("trial_id") != "" || csv("value") == "") continue
    value = csv("value")
    gsub(/[[:cntrl:]"\\]/, " ", value)
    fact[csv("key")] = value
    # Only numbers reach gnuplot, beside the text that is only shown.
    if (csv_is_number(value) && csv("key") ~ /^[a-z_0-9]+$/ && csv("key") != "machine") print csv("key") "\t" value
  }
  say("cpu_model", "", 48)
  cores = fact["cores_usable"]
  if (csv_is_number(cores)) text = text ", " cores (cores == 1 ? " core" : " cores")
  say("kernel", "Linux ", 32)
  say("swift_version", "Swift ", 24)
  say("date", "", 10)
  print "machine\t" (text == "" ? "machine not recorded" : substr(text, 3))
}

function say(key, before, most) {
  if (key in fact) text = text ", " before substr(fact[key], 1, most)
}
