#!/usr/bin/env bash
# From the data folder to ONNX files with manifests: bash committee/training/train.sh DATA [all|members|challengers|baselines|monitors]
# One CPU thread. `npm run train -- --data DATA` calls it.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
data="$(realpath -m "${1:?name the data folder: bash committee/training/train.sh DATA}")"
only="${2:-all}"
cd "$root/committee/training"
node="../../node_modules/.bin/node"
if [ ! -x "$node" ]; then
  echo "Node is not installed here: run npm ci in the repository first." >&2
  exit 1
fi
"$node" ../../scripts/dataset.ts --data "$data" --out build/dataset
if [ ! -x .venv/bin/python ] || ! cmp -s requirements.txt .venv/requirements.txt; then
  echo "Installing the pinned Python packages into committee/training/.venv (about 5 GB)."
  python3.11 -m venv .venv
  .venv/bin/pip install --quiet -r requirements.txt
  cp requirements.txt .venv/requirements.txt
fi
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
.venv/bin/python check_vector.py --vector ../../test/vectors/features.json
.venv/bin/python check_baselines.py
.venv/bin/python check_zoo.py
if [ "$only" = all ] || [ "$only" = baselines ]; then
  .venv/bin/python baselines.py --dataset build/dataset --out ../baselines
fi
if [ "$only" = all ] || [ "$only" = members ]; then
  .venv/bin/python fit.py --dataset build/dataset --out build/fit
  .venv/bin/python export.py --dataset build/dataset --fit build/fit --models ../models --parity build/parity --vectors ../../test/vectors
fi
if [ "$only" = all ] || [ "$only" = challengers ]; then
  .venv/bin/python fit.py --dataset build/dataset --out build/fit --challengers
  .venv/bin/python export.py --dataset build/dataset --fit build/fit --models ../challengers --parity build/parity --vectors ../../test/vectors --challengers
fi
if [ "$only" = all ] || [ "$only" = monitors ]; then
  "$node" ../../scripts/monitor-dataset.ts --data "$data"
  .venv/bin/python targets.py --dataset build/monitor-dataset --out ../monitors
  "$node" ../../scripts/evaluate-monitors.ts --data "$data" --out-of-fold build/monitor-dataset/out-of-fold --write
fi
echo "Trained. What the files are worth: npm run evaluate -- --data $data --from 2023-07-01 --to 2024-07-01 --challengers"
