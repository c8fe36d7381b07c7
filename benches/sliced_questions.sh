#!/usr/bin/env bash
# Questions that cut the order lines by something the kept facts do not have: two programs on one store, in alternation.
#
#   benches/sliced_questions.sh BEFORE AFTER STORE [RUNS]
#
# BEFORE and AFTER are two builds of attain; STORE is one that benches/facts.sh makes of gen_orders.py's lines. Each answer,
# the messages included, has to be the same byte for byte. Printed are wall time, processor time and peak memory of both,
# medians of RUNS, and their ratios. Needed besides: /usr/bin/time. It takes minutes and is no test.
set -euo pipefail

before=$1
after=$2
store=$3
runs=${4:-3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
status=0
while read -r question; do
  [ -n "$question" ] || continue
  eval "words=($question)"
  : > "$folder/times"
  for _ in $(seq "$runs"); do
    for which in before after; do
      program=${!which}
      code=0
      /usr/bin/time -q -f "$which %e %U %S %M" -a -o "$folder/times" \
        "$program" "${words[@]}" --store "$store" --quiet > "$folder/$which.out" 2> "$folder/$which.said" || code=$?
      echo "$code" >> "$folder/$which.said"
    done
    if ! cmp -s "$folder/before.out" "$folder/after.out" || ! cmp -s "$folder/before.said" "$folder/after.said"; then
      echo "ANOTHER ANSWER: $question"
      status=1
    fi
  done
  awk -v question="$question" -v lines="$(wc -l < "$folder/after.out")" '
    function middle(list, count,   i, j, kept) {
      for (i = 1; i < count; i++) for (j = i + 1; j <= count; j++) if (list[j] < list[i]) { kept = list[i]; list[i] = list[j]; list[j] = kept }
      return list[int((count + 1) / 2)]
    }
    { n[$1]++; wall[$1, n[$1]] = $2; work[$1, n[$1]] = $3 + $4; peak[$1, n[$1]] = $5 }
    function of(which, table,   i, list) { for (i = 1; i <= n[which]; i++) list[i] = table[which, i]; return middle(list, n[which]) }
    END {
      w = of("before", wall); p = of("before", work); m = of("before", peak)
      W = of("after", wall); P = of("after", work); M = of("after", peak)
      printf "%s (%d lines)\n  before %6.2f s %6.2f s %5.0f MB   after %6.2f s %6.2f s %5.0f MB   ratios %.2f %.2f %.2f\n",
        question, lines, w, p, m / 1024, W, P, M / 1024, W / w, P / p, M / m
    }' "$folder/times"
done <<'QUESTIONS'
kpi revenue_net --by customer --top 10 --grain year
kpi revenue_net orders --by customer --top 5 --grain year --as-of 2024-08-17
kpi revenue_net --by region,product --grain quarter
kpi revenue_net orders active_customers new_customers gross_margin growth_yoy --by region,product --grain quarter
kpi revenue_net --by product
kpi revenue_net repeat_rate.h_days.90 gross_profit clv.hist --by product --grain quarter
kpi revenue_net gross_margin new_customers --by product --top 10
kpi orders --by product --top 4 --top-by growth_yoy --grain year --where "region != 'Region 1'"
kpi revenue_net units gross_profit orders active_customers new_customers --by rep --grain month
QUESTIONS
exit "$status"
