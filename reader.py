"""Reads until the file `stop` is there, keeps all that it has seen, and then looks for all of it."""
import os, sqlite3, time
def read():
    with sqlite3.connect("shared.db", timeout=60) as base:
        minima = dict(base.execute("SELECT id, hex(positions) || energy FROM minimum"))
        met = {row[:2]: row[2] for row in base.execute("SELECT minimum, run, count FROM meeting")}
    base.close()
    return minima, met
minima, met, reads = {}, {}, 0
while True:
    last = os.path.exists("stop")
    now = read()
    for row, what in minima.items():
        assert now[0].get(row) == what, "a minimum that was seen is gone"
    for row, count in met.items():
        assert now[1].get(row, 0) >= count, "a meeting that was seen is gone"
    minima, met = now
    reads += 1
    if last:
        break
    time.sleep(0.02)
print(reads, "reads,", len(minima), "minima seen and still there")
