# five-pages: a bar for each page, strategy by strategy: time runs right, pages run down. five-pages.awk finds the rows.

experiment = 'five-pages'
title = 'Five pages, one after another or at once: how long does each way of doing it take?'
caption = "A bar is a page, from its start to its last byte; colour and t1, t2, … are the thread that carried its transfer.\n".\
  "Drawn is each strategy's trial of median runtime; beside its name the median, what was predicted before the run (dashed), and its threads."
height = 1010
across = 2; left = 130; right = 0; top = 88; apart = 130
load 'page.gp'

array thread_colour[6] = [0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0x56b4e9, 0xd55e00]
half = (words(shown) + 1) / 2
# Each strategy has a line for its name, a line for each page, and one between.
pages = 0; latest = 0
array threads[14]
do for [i = 1:14] { threads[i] = 0 }
most_threads(name, thread) = thread > threads[rank(name)] ? (threads[rank(name)] = thread) : 0
stats 'bars.csv' using (most_threads(strcol('strategy'), column('thread')), pages = column('page') > pages ? column('page') : pages, \
  latest = column('done_ms') > latest ? column('done_ms') : latest) nooutput
top_of(name) = ((row(name) - 1) % half) * (pages + 1.7)
in(side) = row(strcol('strategy')) > 0 && (row(strcol('strategy')) > half) == side
of_run(side) = in(side) && is('runtime', 'value', '')
y(name) = top_of(name) + column('page')
said(name) = sprintf('%s  %.0f ms (predicted %.0f), %d thread%s', name, column('median') * 1e3, column('predicted') * 1e3, \
  threads[rank(name)], threads[rank(name)] == 1 ? '' : 's')
set xrange [0 : latest * 1.06]
set yrange [half * (pages + 1.7) : -0.6]
unset ytics
set xtics autofreq
set grid xtics noytics
set xlabel 'ms since the start' font text_font offset 0, 0.2
do for [side = 0:1] {
  plot 'bars.csv' using (in(side) ? column('start_ms') : NaN):(y(strcol('strategy'))):(column('start_ms')):(column('done_ms')): \
      (y(strcol('strategy')) - 0.4):(y(strcol('strategy')) + 0.4):(thread_colour[int(column('thread') - 1) % 6 + 1]) \
      with boxxyerror lc rgb variable title '', \
    '' using (in(side) ? column('done_ms') : NaN):(y(strcol('strategy'))):(sprintf('t%d', column('thread'))) \
      with labels left offset 0.3, 0 font small_font textcolor rgb ink title '', \
    '' using (in(side) ? 0 : NaN):(y(strcol('strategy'))):(strcol('name')) \
      with labels right offset -0.6, 0 font small_font textcolor rgb ink title '', \
    'series.csv' using (of_run(side) ? column('predicted') * 1e3 : NaN):(top_of(strcol('strategy')) + 0.5):(0):(pages) \
      with vectors nohead dashtype 2 lc rgb ink lw 1.2 title '', \
    '' using (of_run(side) ? 0 : NaN):(top_of(strcol('strategy'))):(said(strcol('strategy'))) \
      with labels left font text_font textcolor rgb '#000000' title ''
  unset label 101; unset label 102; unset label 103
}
