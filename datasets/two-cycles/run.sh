#!/bin/sh
# Two review cycles of a made-up company, from files alone.
#   sh run.sh ATTAIN OUT          (the program, and a folder that is not there yet or empty)
#   sh run.sh ATTAIN OUT short    (without the steps that only look)
# What each step answers lies in OUT afterwards: cycle-1 and cycle-2 with a file a step, and a review each.
set -eu

short=${3-}
if [ "$#" -lt 2 ] || [ "$#" -gt 3 ] || [ "${short:-short}" != short ]; then
    echo 'usage: sh run.sh ATTAIN OUT [short]' >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
case "$1" in
*/*)
    folder=$(cd "$(dirname "$1")" && pwd)
    attain=$folder/$(basename "$1")
    ;;
*) attain=$1 ;;
esac
mkdir -p "$2"
cd "$2"
if [ -n "$(ls)" ]; then
    echo "$2 is not empty; name another folder" >&2
    exit 2
fi
mkdir known cycle-1 cycle-2
cp "$here/attain.toml" .

# run ARGUMENTS…: one step. 1 says that something was found that a person should look at; the cycle goes on.
run() {
    printf '\n$ attain %s\n' "$*"
    code=0
    "$attain" --config attain.toml "$@" || code=$?
    if [ "$code" -gt 1 ]; then
        echo "run.sh: this step ended with $code" >&2
        exit "$code"
    fi
}

# look ARGUMENTS…: a step whose answer is for people; no later step rests on it.
look() {
    if [ -z "$short" ]; then
        run "$@"
    fi
}

# until_day TABLE COLUMN LAST: the rows whose day or period in this column is not after the last one.
until_day() {
    awk -F, -v name="$2" -v last="$3" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; if (!at) exit 1; print; next }
        substr($at, 1, length(last)) <= last' "$here/company/$1.csv" >"known/$1.csv"
}

# known_on DAY QUARTER: what the company had on file at the end of a day, of that quarter and those before it.
known_on() {
    cp "$here/company/products.csv" "$here/company/instruments.csv" "$here/company/contests.csv" \
        "$here/summer-contest.csv" known/
    until_day customers created_date "$1"
    until_day orders order_date "$1"
    until_day leads assigned_ts "$1"
    until_day activities ts "$1"
    until_day invoices invoice_date "$1"
    until_day payments pay_date "$1"
    until_day assessments submitted_at "$1"
    until_day improvement_plans start "$1"
    until_day objectives period "$2"
    # Planned targets end with the third quarter of 2023: those of the fourth are decided in the first review.
    until_day quotas period_start 2023-09-30
    # Who has not left yet has no leave date.
    awk -F, -v OFS=, -v day="$1" 'NR == 1 { print; next } $7 <= day { if ($8 > day) $8 = ""; print }' \
        "$here/company/reps.csv" >known/reps.csv
    # A deal that is closed later is still open, and nobody knows how it will end.
    awk -F, -v OFS=, -v day="$1" 'NR == 1 { print; next }
        $4 <= day { if ($10 > day) { $5 = "Proposal"; $9 = "open"; $10 = ""; $11 = ""; $13 = "pipeline" } print }' \
        "$here/company/opportunities.csv" >known/opportunities.csv
    # A survey that is answered later has no answer yet.
    awk -F, -v OFS=, -v day="$1" 'NR == 1 { print; next }
        $5 <= day { if ($6 > day) { $6 = ""; $8 = "" } print }' "$here/company/csat_surveys.csv" >known/csat_surveys.csv
    # Only deals that were closed can have been reviewed.
    awk -F, 'NR == FNR { if ($9 == "won" || $9 == "lost") closed[$1] = 1; next } FNR == 1 || $2 in closed' \
        known/opportunities.csv "$here/company/case_reviews.csv" >known/case_reviews.csv
}

echo '== cycle 1: the third quarter of 2023'
known_on 2023-09-30 2023-Q3
day='--as-of 2023-09-30'
# Everything that is on file goes into the store; each file's rows are accounted for.
run ingest --out cycle-1/loaded.csv
# What is doubtful about the data is said before anybody is judged by them.
look check $day --out cycle-1/doubts.csv
# The yearly ratings, with the raters' severity taken out.
look rate --cycle 2022 --out cycle-1/ratings.csv
# Each rep's card: metrics against targets, agreed objectives, grade.
look scorecard $day --period 2023-Q3 --out cycle-1/cards.csv
# What reviewers found in won and lost deals, and which reps are weak on what.
look cases $day --show lessons --out cycle-1/lessons.csv
# The summer contest stands, but what comes back until the middle of November is still taken off.
run contest $day --contest SUMMER-2023 --out cycle-1/summer-contest.csv
# The contest of November has not begun: is it open, and who may win?
look contest $day --contest AUTUMN-2023 --check --out cycle-1/autumn-chances.csv
# Where reps are weak against comparable ones: plans for the next quarter, each with a metric that will close it.
run plan $day --period 2023-Q3 --out cycle-1/plans.csv
# The proposed ones are agreed on (here all of them, as they are), and become part of the store.
sed -n '1p; s/,proposed,Rep /,agreed,Rep /p' cycle-1/plans.csv >cycle-1/agreed-plans.csv
run ingest cycle-1/agreed-plans.csv --table improvement_plans --out cycle-1/agreed-plans-loaded.csv
# Targets of the fourth quarter: proposed at a chance of 60 %, and accepted; one rep gets another one.
look targets $day --metric revenue_net --out cycle-1/targets.csv
run targets accept $day --metric revenue_net --by "Sales management" --reason "agreed in the review" \
    --out cycle-1/accepted.csv
run targets accept $day --metric revenue_net --rep R0001 --value 6000 --by "Sales management" \
    --reason "a second territory from October" --out cycle-1/accepted-otherwise.csv
# What is proposed besides: flags, grades and what follows from them.
run decide $day --period 2023-Q3 --out cycle-1/proposals.csv
# People decide: a file with what they accept, change and reject.
run decide $day --file "$here/decisions-cycle-1.csv" --out cycle-1/decided.csv
# The review of the quarter, with all of this on record.
look review $day --period 2023-Q3 --out cycle-1/review

echo
echo '== cycle 2: the fourth quarter of 2023'
known_on 2023-12-31 2023-Q4
day='--as-of 2023-12-31'
# The files of three months later: known rows are dropped, deals that were closed since replace their open rows.
run ingest --out cycle-2/loaded.csv
look check $day --out cycle-2/doubts.csv
# The plans of the first cycle are due: the data close them.
run plan $day --period 2023-Q4 --out cycle-2/plans.csv
# The summer contest is final: returns after its end are taken off. Were its sales pulled forward?
run contest $day --contest SUMMER-2023 --out cycle-2/summer-contest.csv
look contest $day --contest SUMMER-2023 --after --out cycle-2/summer-afterwards.csv
look contest $day --contest AUTUMN-2023 --out cycle-2/autumn-contest.csv
# The ratings of this year count on the cards of this quarter.
look rate --cycle 2023 --out cycle-2/ratings.csv
# Attainment is held against the target in force: the one that was accepted in the first review.
run kpi attainment $day --by rep --grain quarter --period 2023-Q4 --out cycle-2/attainment.csv
run targets --versions $day --period 2023-Q4 --out cycle-2/target-versions.csv
# The cards of both cycles, and where each score is heading.
look scorecard $day --period 2023-Q4 --cycles 2 --out cycle-2/cards.csv
# Grades of two cycles bring rules into play that one cycle could not.
run decide $day --period 2023-Q4 --out cycle-2/proposals.csv
run decide $day --file "$here/decisions-cycle-2.csv" --out cycle-2/decided.csv
# Everything that was ever decided, in both cycles; nothing is applied without a row here.
run decide --history $day --out cycle-2/log.csv
# What the bonus rules come to over both cycles.
look decide $day --period 2023-Q4 --preview --periods 2 --out cycle-2/bonuses.csv
# The review of the quarter.
run review $day --period 2023-Q4 --out cycle-2/review
