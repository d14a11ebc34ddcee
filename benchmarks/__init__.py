"""Speed and memory, as ratios to other programs in the same run: python -m benchmarks --help.

`plan.py` is the table of what is measured, with its bars. Each side of a comparison is a process of
its own (`worker.py`), which runs a case (`cases/`) with one library (`libraries/`). The sides take
turns (`turns.py`), and `table.py` writes what came out.
"""
