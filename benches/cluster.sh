#!/usr/bin/env bash
# cluster.sh spark|sail ATTAIN [ARGUMENTS of tests/cluster/run.py]: runs attain, built with --features cluster, against
# Apache Spark (a standalone master, two workers, a Connect server; needs Java 17) or Sail, both from PyPI, and holds the
# answers against the embedded engine's. WORK names the folder for the servers' packages, which stay there.
set -euo pipefail

if (($# < 2)); then
    sed -n '2,4s/^# //p' "$0" >&2
    exit 2
fi
server="$1" attain="$2"
shift 2
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
work="${WORK:-${TMPDIR:-/tmp}/attain-cluster-servers}"
mkdir -p "$work"
venv="$work/$server"
if [[ ! -x "$venv/bin/python" ]]; then
    python3 -m venv "$venv"
fi
case "$server" in
spark)
    if ! command -v java >/dev/null; then
        echo 'Java 17 is needed: apt-get install openjdk-17-jre-headless' >&2
        exit 2
    fi
    "$venv/bin/pip" install --quiet --disable-pip-version-check 'pyspark>=4.3,<4.4'
    home="$("$venv/bin/python" -c 'import pathlib, pyspark; print(pathlib.Path(pyspark.__file__).parent)')"
    exec "$venv/bin/python" "$here/tests/cluster/run.py" --attain "$attain" --spark "$home" "$@"
    ;;
sail)
    "$venv/bin/pip" install --quiet --disable-pip-version-check 'pysail>=0.7.2,<0.8'
    exec "$venv/bin/python" "$here/tests/cluster/run.py" --attain "$attain" --sail "$venv/bin/sail" "$@"
    ;;
*)
    echo "there is no server \`$server\`: spark or sail" >&2
    exit 2
    ;;
esac
