# five-pages: a bar for each page, strategy by strategy: time runs right, pages run down. five-pages.awk finds the rows.

experiment = 'five-pages'
title = 'Five pages, one after another or at once: how long does each way of doing it take?'
caption = "A bar is a page, from its start to its last byte; colour and t1, t2, … are the thread that carried its ".\
  "transfer. Drawn is each strategy's trial of median runtime; beside its name the median, what was ".\
  "predicted before the run (dashed), and its threads."
points = ''
height = 1030; across = 2; left = 122; right = 0; top = 88; apart = 122
load 'page.gp'

array thread_colour[6] = [0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0x56b4e9, 0xd55e00]
half = (words(shown) + 1) / 2
# Each strategy has a line for its name, a line for each page, and one between.
pages = 0; low = 0; high = 0
array threads[14]; do for [i = 1:14] { threads[i] = 0 }
count(rank, thread) = thread > threads[rank] ? (threads[rank] = thread) : 0
more(page) = (pages = page > pages ? page : pages)
stats 'bars.csv' using (count(rank(strcol('strategy')), column('thread')) + more(column('page')) + \
  reach(column('done_ms'))) nooutput
top_of(name) = ((row(name) - 1) % half) * (pages + 1.7)
in(side) = row(strcol('strategy')) > 0 && (row(strcol('strategy')) > half) == side
run(side) = in(side) && is('runtime', 'value', '')
y(up) = top_of(strcol('strategy')) + column('page') - up
text(name, threads) = sprintf('%s  %.0f ms (predicted %.0f), %d thread%s', name, column('median') * 1e3, \
  column('predicted') * 1e3, threads, threads == 1 ? '' : 's')
set xrange [0 : high * 1.06]; set yrange [half * (pages + 1.7) : -0.6]
unset ytics
set xtics autofreq
set grid xtics noytics
set xlabel 'ms since the start'
# One strategy alone has one side.
do for [side = 0 : words(shown) > half] {
  plot 'bars.csv' using (in(side) ? column('start_ms') : NaN):(y(0)):(column('start_ms')):(column('done_ms')): \
      (y(0.4)):(y(-0.4)):(thread_colour[int(column('thread') - 1) % 6 + 1]) with boxxyerror lc rgb variable title '', \
    '' using (in(side) ? column('done_ms') : NaN):(y(0)):(sprintf('t%d', column('thread'))) \
      with labels left offset 0.3, 0 @small, \
    '' using (in(side) ? 0 : NaN):(y(0)):(strcol('name')) with labels right offset -0.6, 0 @small, \
    'series.csv' using (run(side) ? column('predicted') * 1e3 : NaN):(top_of(strcol('strategy')) + 0.5):(0):(pages) \
      with vectors nohead dashtype 2 lc rgb ink lw 1.2 title '', \
    '' using (run(side) ? 0 : NaN):(top_of(strcol('strategy'))): \
      (text(strcol('strategy'), threads[rank(strcol('strategy'))])) with labels left font text_font title ''
}
