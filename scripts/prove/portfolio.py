"""Asks two solvers the same question and gives the answer of the first that has one: yices ends with sums, z3 with what
follows from facts about products, and neither with both.

Usage: portfolio.py QUERY.smt2, with yices-smt2 and z3 beside the Python that runs it.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BIN = Path(sys.prefix) / "bin"
SOLVERS = (
    [BIN / "yices-smt2", "--smt2-model-format", "--bvconst-in-decimal"],
    [BIN / "z3"],
)
POLL_S = 0.01


def main(query: str) -> int:
    answers = [tempfile.TemporaryFile("w+") for _ in SOLVERS]
    running = [
        subprocess.Popen([*solver, query], stdout=answer, stderr=subprocess.DEVNULL)
        for solver, answer in zip(SOLVERS, answers)
    ]
    asker = os.getppid()
    try:
        # Who asked may have been killed: then nobody waits for an answer.
        while os.getppid() == asker:
            ended = [process.poll() is not None for process in running]
            for answer, over in zip(answers, ended):
                if not over:
                    continue
                # Not before: a solver writes where its file was last read.
                answer.seek(0)
                text = answer.read()
                if text.startswith(("sat", "unsat")):
                    sys.stdout.write(text)
                    return 0
            if all(ended):
                break
            time.sleep(POLL_S)
        return 1
    finally:
        for process in running:
            process.kill()
            process.wait()


sys.exit(main(sys.argv[1]))
