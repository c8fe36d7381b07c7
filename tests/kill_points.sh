#!/usr/bin/env bash
# Kills real loads at many moments and looks at what they leave: tests/kill_points.sh [N], 300 unless given.
# `cargo test` does the same with 40.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
ATTAIN_KILL_POINTS="${1:-300}" cargo test --locked --test it -- \
    --exact store::a_load_that_is_killed_leaves_the_last_good_version --nocapture
