#!/usr/bin/env bash
# Installs the peers of the benchmark: PyTorch, Keras on TensorFlow (a Python environment) and the JavaScript
# libraries (bench/peers/tfjs/node_modules). Run it again at will: what is there already is left alone.
#
#   PYTHON            the Python to use, 3.11 to 3.13 (default: python3)
#   MNIST_PEERS_VENV  where the environment goes (default: .venv at the repository root)
set -Eeuo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
python=${PYTHON:-python3}
venv=${MNIST_PEERS_VENV:-$root/.venv}
step='reading the settings'

say() { step=$1; echo "peers: $1"; }
trap 'echo "peers: failed while $step" >&2' ERR

command -v "$python" >/dev/null || { echo "peers: no $python here; set PYTHON to a Python 3.11 to 3.13" >&2; exit 1; }
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || {
  echo "peers: $("$python" --version) is not between 3.11 and 3.13; set PYTHON to one that is" >&2
  exit 1
}

say "making the Python environment $venv"
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$python" -m venv "$venv"
pip() { "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; }
loads() { "$venv/bin/python" -c "import $1" 2>/dev/null; }

say 'installing Keras and TensorFlow (about 0.4 GB to fetch the first time)'
pip --requirement "$here/requirements.txt"

say 'installing PyTorch (about 0.5 GB to fetch the first time)'
pip --no-deps --requirement "$here/requirements-torch.txt"
if ! loads torch; then
  say 'installing the CUDA libraries this PyTorch cannot load without (about 1.9 GB to fetch)'
  pip --no-deps --requirement "$here/requirements-torch-cuda.txt"
fi

say 'installing the JavaScript libraries'
cd "$here/tfjs"
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
fi

say 'checking that all of them load'
TF_CPP_MIN_LOG_LEVEL=3 KERAS_BACKEND=tensorflow "$venv/bin/python" -c '
import keras, numpy, tensorflow, torch
print(f"peers: torch {torch.__version__}, keras {keras.__version__}, "
      f"tensorflow {tensorflow.__version__}, numpy {numpy.__version__}")' 2>"$venv/setup.log" ||
  { cat "$venv/setup.log" >&2; false; }
node --input-type=module -e 'await import("@jax-js/jax"); await import("@tensorflow/tfjs")' >/dev/null
echo "peers: ready; run the scripts with $venv/bin/python"
