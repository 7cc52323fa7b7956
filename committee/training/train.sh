#!/usr/bin/env bash
# From the data folder to seven ONNX files with manifests and measured cards: bash committee/training/train.sh [DATA]
# One CPU thread, about 15 minutes after the installation.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
data="$(realpath -m "${1:-$root/../shared/data}")"
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
export OMP_NUM_THREADS=1
.venv/bin/python check_vector.py --vector ../../test/vectors/features.json
.venv/bin/python fit.py --dataset build/dataset --out build/fit
.venv/bin/python export.py --dataset build/dataset --fit build/fit --models ../models --parity build/parity --vectors ../../test/vectors
.venv/bin/python evaluate.py --dataset build/dataset --models ../models
