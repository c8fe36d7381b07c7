# The messages of the reports in English. zh.ftl has the same ids and the same variables; a test says so.

## The page

title = Sales review
title-with-company = { $company } — sales review
skip = Skip to the content
contents = Contents
header-period = Period
header-days = { $first } to { $last }
header-incomplete = incomplete
header-as-of = As of
header-currency = Currency
header-store = Store version
header-data = Data
header-configuration = Configuration
header-rebuild = Made again, byte for byte, with
header-purpose = Purpose
header-purpose-left-out = Left out, as they do not serve it: { $chapters }. The workbook and the tables hold their figures; with an empty [review] purpose in attain.toml the page shows them, too.
purpose-motivate = to motivate
purpose-improve = to improve
purpose-talent = to find talent
header-program = Made with
header-next = Looking ahead to
header-assumed = Assumed
footer-note = Headings carry the id of the definition, the period and the day up to which rows were known; hold the pointer over a heading or a figure to see them. Definitions are at the end.
theme-dark = Dark
theme-light = Light
scope = Show
scope-path = Where you are
scope-company = The whole company
scope-teams = Teams
scope-reps = Reps
table-filter = Filter
table-shown = { $shown } of { $all } rows
tip = { $label }: { $value }
tip-quota = { $label }: { $value }, quota { $quota }
tip-interval = { $level }: { $lower } to { $upper }
caption-ids = Definitions: { $ids }
caption-period = { $period } · as of { $as_of }
caption-currency = amounts in { $currency }
caption-percent = in %
show-table = Show the figures
nothing-here = Nothing to show: the data hold no rows for this section.
yes = yes
no = no
of-n = { $numerator } of { $denominator }
joint = { $first } · { $second }
label-list = { $label }: { $items }

## Section names

section-summary = In a minute
section-kpis = Key figures
section-trends = Trends
section-attainment = Against quota
index-title = Sales reviews
index-reviews = Reviews
index-note = Every review says what its figures mean, their period and the day up to which rows were known.
index-lead = The period leads to its review. Under a figure stands its change against the same period a year before.
index-counted = { $all ->
    [one] 1 review
   *[other] { $all } reviews
}
index-counted-failed = { $failed ->
    [one] 1 failed
   *[other] { $failed } failed
}
index-state = State
index-done = done
index-failed = failed
index-as-of = as of { $day }
index-flags = Reps at risk
index-of = { $part } of { $all }
index-findings = Findings about the data
index-files = Files
pack-replaced = `{ $folder }` held the review of { $period }, which this one replaces{ $count ->
    [0] .
    [one] ; { $count } file of it is removed.
   *[other] ; { $count } files of it are removed.
}
review-without-team = { $count ->
    [one] { $count } rep who is reviewed belongs
   *[other] { $count } reps who are reviewed belong
} to no team and stand in no team's pack.
index-workbook = Workbook
index-digest = Digest
section-bridge = What changed net revenue
section-cohorts = Customer cohorts
section-repeat = Repeat purchase
section-forecasts = Forecasts
section-risk = At risk
section-targets = Targets
section-reps = Rep by rep
section-quality = Data quality
section-definitions = Definitions

## Summary

summary-happened = What happened
summary-at-risk = Who is at risk
summary-aim = What to aim for
summary-decide = What to decide
summary-limits = How far to trust it
card-previous = on last period
card-year = on last year
card-history = { $metric } over the last { $n ->
    [one] { $n } period
   *[other] { $n } periods
}

## Key figures

kpi-lead = Company, then each team with its reps. Ratios are sums over sums, never means of ratios.
kpi-managers = Sales of people who are not judged as reps; they count in team and company.
level-company = Company
level-team = Team
level-rep = Rep
level-manager = Manager
col-name = Name
col-team = Team
col-rep = Rep
col-period = Period
col-metric = Metric
col-value = Value

## Trends

trends-quarter = By quarter
trends-month = By month
trends-year = By year
trend-title-quarter = { $metric } by quarter
trend-title-month = { $metric } by month
trend-title-year = { $metric } by year
trend-partial = Hollow point: the data end before the period does.
trend-partial-mark = partial
chart-range = { $title }, { $first } to { $last }
chart-last = last value { $value }
unit-money = in { $currency }
unit-count = number
unit-units = pieces
unit-share = in %
unit-days = in days
unit-number = a number without a unit

## Attainment

attainment-lead = Net revenue against the quota in force at the close of the period.
attainment-company = Company
attainment-share = Reps at or above quota
attainment-bands = How the reps are spread
attainment-by-rep = Rep by rep
attainment-history = Period by period
attainment-history-lead = Attainment in earlier periods, in %. A bar under the number fills to 100%.
unit-points = pts
band-under = under { $upper }
band-over = more than { $lower }
band-between = { $lower } to under { $upper }
band-all = all
band-reps = { $n ->
    [one] { $n } rep
   *[other] { $n } reps
}
col-actual = Actual
col-quota = Quota
col-attainment = Attainment
col-against = Against 100%

## Cohorts

fall-title-previous = From { $from } to { $to }: the period before
fall-title-year_before = From { $from } to { $to }: a year before
fall-lead = A price–volume–mix bridge over the products. The steps add up to the cent: the first line and all steps make the last.
fall-col-step = Step
fall-col-amount = Net revenue
fall-col-share = of the start
fall-cut = The bars of the two periods are cut off on the left, so that the steps can be seen; all lengths are to one scale.
fall-incomplete = The data do not hold one of the two periods to its ends.
fall-why-volume = as if every product had grown like all of them, in pieces
fall-why-mix = more of the dearer or of the cheaper products
fall-why-list-price = list prices, at the new quantities
fall-why-discount = discounts a piece; less discount is more revenue
fall-why-price = prices of products without a list amount
fall-why-new = products sold in the later period only
fall-why-lost = products sold in the earlier period only
fall-why-unpriced = products whose lines have no usable quantity
fall-why-returns = by the day of the return
fall-why-adjustments = corrections of amounts
curves-title = Bought again within so many days
curves-table = Bought again within so many days, as a table
curves-lead = Customers by the quarter of their first purchase: the share who bought on another day within so many days of it. Only those count whose first purchase is that long ago.
curves-lines = The thick line is all customers together; { $newest } is the newest quarter of which enough can be said, the thin lines are the others. Broken: a part of the customers is not old enough yet and is left out.
curves-axes = Days since the first purchase; share of customers
curves-all = all
curves-days = Bought again within … days, in %
curves-part = a part is too young
curves-value = { $name } { $share }
curves-tip = Within { $days } days: { $values }
curves-young = { $n } not old enough yet
cohorts-lead = Of the customers who first bought in a period, how many bought again so many periods later. Not monotone: customers pause and come back.
cohorts-month = By month of first purchase
cohorts-quarter = By quarter of first purchase
cohorts-year = By year of first purchase
cohorts-percent = Share of the cohort, in %. Hatched: the period has not ended yet. Hold the pointer over a cell for the count and its 95% interval.
cohorts-censored = * The data start here, so this cohort holds everybody who bought then, new or not.
cohorts-legend = Scale
cohorts-far = Ages above { $n } are left out in print.
col-cohort = Cohort
col-customers = Customers
col-age = Periods since the first purchase
row-pooled = All mature
cell-immature = not yet
cell-interval = { $active } of { $size }, 95% interval { $lower } to { $upper }
cell-count = { $active } of { $size }

## Repeat purchase

repeat-lead = A purchase occasion is a day on which a customer bought. The line is the 95% interval (Wilson).
repeat-company = The company
repeat-by-rep = By rep
repeat-by-rep-lead = A customer counts for the rep of the purchase occasion.
col-rate = Rate
col-counted = Counted
col-interval-95 = 95% interval

## Forecasts

forecasts-lead = A dot is the point forecast, the bar the 80% interval; the short strokes are plain baselines, which any forecast should beat.
forecasts-fan = The fan at the end of each line is where the next period will probably lie: in 50, 80 and 95 of 100 cases. Hold the pointer over it for the figures.
forecasts-of = { $metric }, { $period }
forecasts-by-rep = Forecast by rep
forecasts-accuracy = How each method did on the past
forecasts-accuracy-lead = Walk-forward over { $origins ->
    [one] { $origins } origin
   *[other] { $origins } origins
}: each forecast was made from what was known before the period. Best first.
forecasts-accuracy-lead-uneven = Walk-forward over { $origins ->
    [one] { $origins } origin
   *[other] { $origins } origins
}: each forecast was made from what was known before the period. Best first among methods that were tried on the same number of cases (n); those tried on fewer stand below, and their errors cannot be held against the ones above.
forecasts-coverage = Did the intervals hold?
forecasts-coverage-lead = How often the outcome fell into the interval that was stated beforehand.
col-history = History
col-forecast = Forecast
col-median = Median
col-interval-80 = 80% interval
col-range = Range
col-periods = Periods of own history
col-doubts = Doubts
col-method = Method
col-n = n
col-mae = Mean absolute error
col-smape = sMAPE, %
col-mase = MASE
col-stated = Stated
col-realised = Came true
interval-unsupported = too few past errors for this level
range-text = { $lower } to { $upper }

## Risk

risk-lead = The probability that a rep stays under the bar in { $period }. The bar is { $share } of the quota, or of what the season lets expect where there is no quota. Flagged at { $threshold } and above.
risk-by-rep = Probability by rep
risk-why = Why
risk-flagged-mark = at risk
risk-ok-mark = not flagged
risk-abstained-mark = no statement
risk-reasons = Reasons, adding up
risk-reasons-lead = In log-odds: they add up to the score, and the score is the probability.
risk-base = Average rep
risk-sum = Sum
risk-sum-probability = = { $probability }
risk-clears = What would clear the flag: { $feature } from { $from } to { $to }; the probability is then below the threshold ({ $probability }).
risk-clears-unchangeable = No single change that somebody could make clears the flag. What would is past or given: { $feature } of { $to } in place of { $from }.
risk-forecast-alone = By the forecast alone, on which chances of targets rest, it would be { $forecast }.
risk-of-bars = Bars from the { $bars }: { $told }
risk-clears-none = No single change within the range seen clears the flag.
risk-abstentions = No statement
risk-evidence = What this rests on
risk-evidence-lead = { $cases ->
    [one] { $cases } past rep-period
   *[other] { $cases } past rep-periods
}, { $events ->
    [one] { $events } miss
   *[other] { $events } misses
}, { $reps ->
    [one] { $reps } rep
   *[other] { $reps } reps
}, { $origins ->
    [one] { $origins } walk-forward origin
   *[other] { $origins } walk-forward origins
}, all with bars of one kind ({ $bars }). Every result below was scored before its outcome was known.
risk-model = Model: { $model }
risk-model-of = Model: { $model } (bars: { $bars }).
col-bar = Bar
col-probability = Probability
col-flag = Flag
col-main-reasons = Main reasons
col-reason = Reason
col-group = Group
col-compared = compared with
col-adds = Adds
col-coaching-topic = Coaching topic
col-score = Score
col-event-rate = Misses
col-auc = AUC
col-brier = Brier
col-brier-skill = Brier skill
col-ece = Calibration error
bar-quota = quota
bar-seasonal_expectation = seasonal expectation
riskmodel-logistic = logistic regression on top of the forecast
riskmodel-forecast_only = the forecast alone
score-model = the model used
score-forecast_alone = forecast alone
score-logistic = logistic regression
score-base_rate = base rate
score-missed_last_period = missed last period
score-momentum = momentum
reason-unknown = not known
reason-clause = { $feature } { $adds }

## Targets

targets-lead = A target is proposed, not set: people decide. Each states its chance of being reached.
targets-lead-chance = Every target is set at a chance of { $chance }.
targets-lead-chance-but = The targets are set at a chance of { $chance }; of { $of }, { $count ->
    [one] { $count } stands
   *[other] { $count } stand
} at another one, because a floor, a cap, the rounding or a decision moved { $count ->
    [one] it
   *[other] them
}: the chances go from { $lowest } to { $highest }.
targets-lead-goal-but = The goal of { $goal } is spread so that the reps have the same chance, { $chance }; of { $of } targets, { $count ->
    [one] { $count } stands
   *[other] { $count } stand
} at another one, because a floor, a cap, the rounding or a decision moved { $count ->
    [one] it
   *[other] them
}: the chances go from { $lowest } to { $highest }.
targets-lead-goal = The goal of { $goal } is spread so that every rep has the same chance, { $chance }.
targets-of = { $metric }, { $period }
targets-by-rep = Target by rep
targets-total = Together
targets-team-chance = chance that the reps together reach it: { $chance }
targets-correlation = at a correlation of { $correlation } between reps
targets-unallocated = not allocated: { $amount }
targets-checkpoints = Checkpoints
targets-checkpoints-lead = What should have been reached by the end of each month, with the expected band below it.
targets-drivers = What would have to move
targets-drivers-lead = Each alone, the others unchanged, from the baseline period. Whose target lies no higher than the baseline is not listed: nothing would have to move.
targets-adjustments = From the forecast to the target
targets-adjustments-lead = The quantile of the forecast and what the policy changed, step by step.
targets-evidence = Were such targets reached?
targets-evidence-lead = Targets stated in the same way in the past, and the share that was reached.
what-if = What if?
what-if-lead = Move the chance or the goal: every target follows at once, with the numbers that the command would give. Nothing is saved; the proposal stays as it is.
what-if-chance = Chance of every rep
what-if-goal = Goal for all together
what-if-slider = slider
what-if-reset = Back to the proposal
what-if-total = Sum of the targets
what-if-common = Chance of each rep
what-if-team = Chance that they reach the sum together
what-if-left = Left to nobody: beyond the least chance
what-if-below = Below { $least }, the least sum that the reps’ floors allow; the figures are those of the last goal that can be spread.
what-if-command = The same from the command line:
what-if-none = no target
col-proposed = Proposed
col-now = With this
col-change = Change
col-baseline = Baseline
col-baseline-period = Baseline period
col-target = Target
col-chance = Chance
col-stretch = Stretch
col-stretch-chance = Chance of stretch
col-floor = Floor
col-cap = Cap
col-share = Share of total
col-status = Status
col-now-needed = from → to
status-draft = draft
status-proposed = proposed
status-agreed = agreed
status-locked = locked
step-quantile = Quantile
step-rounding = Rounding
step-floor = Floor
step-cap = Cap
step-goal = Goal
step-seasonality = Seasonality
step-ramp = Ramp
step-territory = Territory
step-reconciliation = Reconciliation
step-allocation = Allocation
step-manual = By hand
target-none = no target

## Rep pages

reps-lead = One page for each talk between a manager and a rep.
reps-choose = Choose a rep here, in any table, or at the top of the page. Back leads back.
rep-manager = Manager
rep-team = Team
rep-role = Role
rep-since = In service since
rep-figures = The figures
rep-quarters = Quarter by quarter
rep-quarters-title = Net revenue and quota by quarter, { $name }
rep-legend-revenue = Net revenue
rep-legend-quota = Quota
rep-score = Score
rep-grade = Grade
rep-no-score = Not scored: too little to score.
rep-next-band = { $points } points to the next band
rep-top-band = in the highest band
rep-score-lines = How the score came about
rep-strengths = Strengths
rep-weaknesses = Weaknesses
rep-topics = Worth talking about
rep-topic-from = because of { $metric }
rep-topic-rated-alone = because of what people rated low; no number can show it
workdriver-close_rate = close rate
workdriver-new_customers = new customers
workdriver-retention = retention
workdriver-collection_rate = collection rate
workdriver-satisfaction = satisfaction
workdriver-discount_rate = discounts
workdriver-gross_margin = gross margin
workdriver-followup_rate = follow-up
workdriver-customer_concentration = dependence on few customers
workdriver-ratings = what people rated low
rep-targets = Targets for { $period }
rep-no-targets = No targets are proposed.
rep-target-drivers = Any one of these is enough, the others unchanged: { $changes }.
rep-target-driver-active_customers = active customers
rep-target-driver-orders_per_customer = orders per customer
rep-target-driver-avg_order = average order
rep-target-driver-new_customers = new customers
rep-target-driver-gross_margin = gross margin
rep-target-driver-close_rate = close rate
rep-target-driver-closed_deals = deals won or lost
rep-target-checkpoint = { $amount } by the end of { $month }
rep-target-checkpoints = Checkpoints, counted from the period's start: { $steps }.
rep-target-between = {", "}
rep-doubts = Read with care
rep-agreed = Agreed in the talk
rep-sign-rep = Rep, date
rep-sign-manager = Manager, date
packet-title = Review packet
packet-contents = Contents
packet-outlook = Outlook for { $period }
packet-date = Date
packet-sign-meeting = For the meeting
rep-back = Back to the list of reps
rep-line-group = Part
rep-line-evidence = What it rests on
rep-line-cases = { $n } cases
rep-ratings = Ratings by people
rep-ratings-self = shown apart, never counted
rep-raters = { $n ->
    [1] 1 rater
   *[other] { $n } raters
}
rating-line-score_360 = 360° in all
rating-line-bars = Behaviours (BARS)
rating-line-manager = Managers
rating-line-peer = Peers
rating-line-subordinate = Subordinates
rating-line-customer = Customers
rating-line-self = Own view
rep-plans = Improvement plans
rep-plan-action = What is to be done
rep-plan-owner = Owner
rep-plan-due = Due
rep-plan-check = Checked by
rep-plan-now = Now
rep-plan-value = To reach
rep-plan-state = State by the data
plan-state-proposed = proposed
plan-state-open = open
plan-state-on_track = on track
plan-state-met = met
plan-state-missed = missed
plan-state-overdue = due, not judged
plan-flag-no_check_metric = no check metric
plan-flag-no_check_value = no check value
plan-flag-unknown_metric = unknown check metric
plan-flag-table_missing = its table is missing
plan-flag-stays_on_cluster = needs single customers, whose histories stay on the cluster
plan-flag-not_measured = cannot be measured by rep
plan-flag-no_direction = neither better nor worse
plan-flag-no_due = no due date
plan-flag-due_before_start = due before it begins
plan-flag-no_rep = no rep named
plan-flag-unknown_rep = unknown rep
plan-flag-no_owner = no owner
plan-flag-status_disagrees = stated otherwise
plan-flag-within_noise = the gap may be chance

## Team sheets

section-teams = Calibration by team
teams-lead = One sheet for each team, for the meeting that settles the grades. The dot is the score, the bar its 95% interval; all sheets share one scale. Reps in the same group of equals do not differ beyond noise from the best of the group.
teams-none = No team
teams-interval = Score with its 95% interval
teams-group = Group of equals
teams-moved = Moved by the distribution
teams-noise = within noise
teams-risk = Risk of missing { $period }
teams-score = Score
teams-flagged = at risk
teams-target = Target for { $period }
teams-equals = Not different beyond noise:
teams-decisions = Decided so far
teams-about = About
teams-suggested = Suggested
teams-verdict = Decision
teams-decided = What counts
teams-by = By
teams-why = Reason
teams-agreed = Settled in the meeting

section-contests = Sales contests
contests-lead = The contests of this period and those announced for the next one. What is fair about a contest is judged by what was known the day before it began.
contests-verdict = before the start: { $verdict }
contests-contest = Contest
contests-fairness = Before the start
contests-rank = Rank
contests-score = Score
contests-so-far = So far
contests-base = Same dates a year before
contests-against = Target, or the same dates a year before
contests-clawed-back = Returns taken off
contests-prize = Prize
contests-prize-money = Prize money
contests-chance = Chance of winning
contests-note = Remark
sheet-contests = Contests

section-cases = Reviewed deals
sheet-cases = Cases
cases-lead = { $cases } won and lost deals were handed in for review, { $counted } of them with scores by two reviewers or more; only those count. Reviewers: { $reviewers }.
cases-remarks = { $count } remarks on what was handed in: attain cases --show doubts.
cases-lessons = Lessons
cases-lessons-lead = What separates won deals from lost ones is an association: reviewers may know how a deal ended.
cases-items = Items and agreement
cases-items-lead = Means of the reviewers, won less lost with its 95% interval, and how far reviewers agree beyond chance: 1 is full agreement, 0 is chance.
cases-item = Item
cases-shows = What it shows
cases-weak-reps = Weak on it
cases-topics = What to do
cases-count = Cases
cases-mean = Mean
cases-won = Won
cases-lost = Lost
cases-difference = Won less lost
cases-lower = 95% from
cases-upper = 95% to
cases-kappa = Weighted kappa
cases-alpha = Alpha
cases-weak = Reps weak
cases-reps = Reps with enough cases
cases-clear = clear
list-between = {"; "}
decision-object-target = target
decision-object-flag = risk flag
decision-object-grade = grade
decision-object-bonus = bonus
decision-object-promotion = promotion
decision-object-training = training
decision-object-performance_plan = performance plan
decision-status-accepted = accepted
decision-status-changed = changed
decision-status-rejected = rejected
col-weight = Weight
source-quota = quota
source-year_before = a year before
col-line-target = Scored against
col-line-score = Points

## Data quality

quality-accounts = What was read
quality-accounts-lead = Rows read = loaded + duplicates dropped + rejected.
quality-findings = What is doubtful
quality-mapping = How columns were matched
quality-same = Columns that carry the names that attain knows, and are taken as they are: { $count }.
quality-coverage = How full the columns are
quality-coverage-lead = Filled share of the columns that the figures need.
col-table = Table
col-file = File
col-read = Read
col-loaded = Loaded
col-duplicates = Duplicates dropped
col-rejected = Rejected
col-warned = With a warning
col-adds-up = Adds up
col-source-column = Column in the file
col-column = Column
col-how = How
col-filled = Filled
how-configured = configured
how-name = same name
how-synonym = known synonym
how-carried = carried along
how-preset = by the preset
how-worked_out = worked out

## Definitions

definitions-lead = The id stands beside every figure on this page.
col-id = Id
col-sentence = What it is
col-formula = Formula
col-better = Better
better-higher = higher
better-lower = lower
better-none = neither

## Why a value is absent

null-no_denominator = no base
null-immature = not yet
null-below_min_n = too few
null-no_target = no target
null-missing_rate = cost or rate missing
null-not_positive = not positive
null-missing_balance = balance missing
null-quota_met = quota met
null-not_comparable = no common raters
null-on_leave = on leave or gone
null-left_censored = before the data
why-no_denominator = there is nothing to divide by
why-immature = the period of observation has not ended yet
why-below_min_n = fewer cases than the stated minimum
why-no_target = no target is in force
why-missing_rate = a cost, price or exchange rate is missing
why-not_positive = it would be nothing or a loss
why-on_leave = it is a period on leave, or after the rep has left
why-missing_balance = the balances of what is owed have none for the day
why-quota_met = the quota is reached already
why-not_comparable = no common raters link it with anything to compare it with
why-left_censored = the comparison reaches before the start of the data

## Metrics: the heading, and the name inside a sentence

metric-revenue_net = Net revenue
    .inline = net revenue
metric-units = Units sold
    .inline = units sold
metric-gross_profit = Gross profit
    .inline = gross profit
metric-gross_margin = Gross margin
    .inline = gross margin
metric-orders = Orders
    .inline = orders
metric-active_customers = Active customers
    .inline = active customers
metric-new_customers = New customers
    .inline = new customers
metric-avg_order = Average order
    .inline = average order
metric-growth_mom = Growth on last month
    .inline = growth on last month
metric-growth_qoq = Growth on last quarter
    .inline = growth on last quarter
metric-growth_yoy = Growth on last year
    .inline = growth on last year
metric-attainment = Quota attainment
    .inline = quota attainment
metric-attainment_share = Reps at or above quota
    .inline = share of reps at or above quota
metric-attainment_bands = Attainment bands
    .inline = attainment bands
metric-retention-classic = Retention
    .inline = retention
metric-largest_customer_share = Share of the largest customer
    .inline = share of the largest customer
metric-customer_conc_topn-1 = Share of the largest customer
metric-customer_conc_topn-5 = Share of the five largest customers
metric-customer_conc_topn-10 = Share of the ten largest customers
metric-repeat_rate-window = Repeat rate in the window
    .inline = repeat rate in the window
metric-repeat_rate-h_days-30 = 30-day repeat rate
metric-repeat_rate-h_days-60 = 60-day repeat rate
metric-repeat_rate-h_days-90 = 90-day repeat rate
metric-repeat_rate-h_days-180 = 180-day repeat rate
metric-repeat_rate-h_days-365 = 365-day repeat rate
metric-repurchase_rate-next = Repurchase in the next period
    .inline = repurchase in the next period
metric-score_kpi = KPI score
metric-grade = Grade
    .inline = grade
metric-target_p = Target at a stated chance
    .inline = target at a stated chance

## Methods and models

method-combination = Combination
method-ets = Exponential smoothing (ETS)
method-theta = Theta, seasonal
method-pooled_ar = Pooled autoregression
method-last_year_plus_ten = Last year plus 10%
method-naive = Last value
method-seasonal_naive = Same period last year
method-mean_of_four = Mean of the last four
method-naive2 = Last value, seasonally adjusted
method-ses = Simple smoothing
method-plain_theta = Theta, plain
model-combination = combination
model-short_blend = blend for a short history
model-group_ramp = ramp of earlier newcomers
model-none = none

## Risk features and their groups

feature-forecast_logit = the forecast itself
feature-in-log-odds = { $value } log-odds
feature-recent_level = recent level against the bar
feature-forecast_direction = forecast against the recent level
feature-revenue_growth_year = revenue against a year before
feature-active_customers_growth_year = active customers against a year before
feature-largest_customer_share = share of the largest customer
feature-momentum = recent momentum
feature-trend = trend
feature-growth_qoq = growth on last quarter
feature-growth_yoy = growth on last year
feature-volatility = how much the results swing
feature-tenure = time in service
feature-tenure_quarters = quarters in service
feature-tenure_months = months in service
feature-orders = orders
feature-orders_change = change in orders
feature-active_customers = active customers
feature-active_customers_change = change in active customers
feature-active_change = change in active customers
feature-new_customers = new customers
feature-new_customers_change = change in new customers
feature-new_customer_share = share of new customers
feature-lost_customers = customers lost
feature-concentration = share of the largest customers
feature-top_customer_share = share of the largest customer
feature-customer_concentration = share of the largest customers
feature-avg_order = average order
feature-avg_order_change = change in the average order
feature-gross_margin = gross margin
feature-repeat_rate = repeat rate
feature-last_attainment = attainment last period
feature-attainment_last = attainment last period
feature-attainment_mean = attainment in earlier periods
feature-missed_last_period = missed last period
feature-misses = periods missed so far
feature-activities = activities
feature-activity_change = change in activity
feature-visits = visits
feature-pipeline_coverage = pipeline coverage
feature-pipeline = open pipeline
feature-pipeline_change = change in open deals
feature-repurchase_rate = customers of the period before who bought again
feature-win_rate = win rate
group-forecast = Forecast
group-trend = Trend
group-activity = Activity
group-tenure = Tenure
group-customers = Customers
group-attainment = Attainment
group-pipeline = Pipeline

## Drivers

driver-active_customers = Active customers
driver-orders_per_customer = Orders per customer
driver-avg_order = Average order
driver-new_customers = New customers
driver-gross_margin = Gross margin
driver-close_rate = Close rate
driver-closed_deals = Deals won or lost

## Sentences: what happened

happened-revenue = Net revenue in { $period } was { $revenue }, { $growth_year } against { $year_before }.
happened-revenue-no-comparison = Net revenue in { $period } was { $revenue }; there is no positive figure a year before to compare with.
happened-previous = Against { $previous } that is { $growth_previous }.
happened-why-customers = { $active ->
    [one] { $active } customer bought
   *[other] { $active } customers bought
} ({ $active_change } on the year before); the average order was { $avg_order } ({ $avg_order_change }).
happened-margin = Gross profit was { $gross_profit }, a margin of { $gross_margin } after { $gross_margin_before } a year before.
happened-attainment = The company reached { $attainment } of its quotas; { $reached } of { $with_target ->
    [one] { $with_target } rep with a quota
   *[other] { $with_target } reps with a quota
} reached theirs.
happened-no-quota = No quotas are in force for { $period }, so attainment is not shown.
happened-new-customers = { $new ->
    [one] { $new } customer was
   *[other] { $new } customers were
} won for the first time, after { $before } in { $year_before }.
happened-repeat = In { $first } to { $period }, { $rate } of the customers bought on more than one day: { $returning } of { $of }.

## Sentences: at risk

risk-flagged = { $count } of { $of ->
    [one] { $of } rep
   *[other] { $of } reps
} will probably stay under the bar in { $period }: { $names }.
risk-none = None of the { $of ->
    [one] { $of } rep
   *[other] { $of } reps
} is flagged for { $period }.
risk-abstained = For { $count ->
    [one] { $count } rep
   *[other] { $count } reps
} nothing is said, because there is too little to go by: { $names }.
risk-on-leave = For { $count ->
    [one] { $count } rep
   *[other] { $count } reps
} nothing is said, because more than a quarter of the period is spent on leave or lies after the leave_date: { $names }.
risk-untried = The probabilities could not be tried on any past case.
risk-thin = The probabilities rest on { $cases ->
    [one] { $cases } past case
   *[other] { $cases } past cases
} of { $reps ->
    [one] { $reps } rep
   *[other] { $reps } reps
}, { $misses } of them { $misses ->
    [one] a miss
   *[other] misses
}, over { $origins ->
    [one] { $origins } origin
   *[other] { $origins } origins
}: thin evidence.
risk-bars-learned = { $reps ->
    [one] The probability of { $reps } rep
   *[other] The probabilities of { $reps } reps
} of staying under { $share } of the { $source } { $reps ->
    [one] was
   *[other] were
} learned and tried on past periods with bars of the same kind.
risk-beside-targets = Chances of targets rest on the forecast alone; the probabilities of a miss rest on { $what }. So the two can disagree: a target can look easier to reach than a bar below it. On { $cases ->
    [one] { $cases } past case
   *[other] { $cases } past cases
} with such bars ({ $source }) the probabilities of a miss had a Brier score of { $brier } and a log loss of { $log_loss }, the forecast alone { $brier_forecast } and { $log_loss_forecast }: { $nearer }.
risk-rests-both = the forecast and what else was known of the rep
risk-rests-others = what else was known of the rep
risk-rests-past = the forecast as what came of past ones taught to read it
risk-nearer-here = the former were nearer to what came
risk-nearer-forecast = the forecast alone was nearer to what came
risk-nearer-neither = neither was nearer by both measures
risk-no-skill-no-flag = Tried on { $cases ->
    [one] { $cases } past case
   *[other] { $cases } past cases
}, the probabilities told no more than the plain share of misses (Brier skill { $skill }).
risk-features-chosen = Features that the model uses: { $features }. On { $cases ->
    [one] { $cases } past case
   *[other] { $cases } past cases
} its Brier score was { $brier } against { $brier_forecast } of the forecast alone, its AUC { $auc } against { $auc_forecast }.
risk-features-none = No feature stood out; the probabilities are drawn to what came of past ones. On { $cases ->
    [one] { $cases } past case
   *[other] { $cases } past cases
} the Brier score was then { $brier } instead of { $brier_forecast }.
risk-forecast-left-out = On the past the forecast told nothing of who misses: the model does without it.
risk-features-off = For want of the table { $table } the model of risk does without: { $features }.
risk-changed-quotas = { $cases ->
    [one] { $cases } past case was left out because its quota
   *[other] { $cases } past cases were left out because their quotas
} changed after the period had begun: what was in force at the close was not known at the start.
risk-no-skill = Tried on { $cases ->
    [one] { $cases } past case
   *[other] { $cases } past cases
}, the probabilities told no more than the plain share of misses (Brier skill { $skill }): a flag is a reason to look, not a verdict.
risk-forecast-only = The probabilities come from the forecast alone, because { $why }.
risk-forecast-corrected = The probabilities come from the forecast alone, corrected by what came in recent periods, because { $why }.
why-model-not-better = a logistic regression on top of it was not clearly better on the past (Brier { $brier_model } against { $brier_forecast })
why-too-few-cases = there { $have ->
    [0] are no past cases
    [one] is only { $have } past case
   *[other] are only { $have } past cases
} where { $need ->
    [one] { $need } is
   *[other] { $need } are
} needed
why-too-few-events = the rarer outcome { $have ->
    [0] never came
    [one] came only { $have } time
   *[other] came only { $have } times
} where { $need ->
    [one] { $need } is
   *[other] { $need } are
} needed
why-too-few-origins = a regression on top of it could be tried on { $have ->
    [0] no past period
    [one] only { $have } past period
   *[other] only { $have } past periods
} ({ $need ->
    [one] { $need } is
   *[other] { $need } are
} needed)
why-nothing-varies = nothing differs between the past cases
why-one-class = the past holds only one kind of outcome
risk-bar-expectation = No quotas for { $period } are in the data; the bar is 80% of what the season lets expect.

## Sentences: what to aim for

aim-total = The proposed targets for { $metric } in { $period } add up to { $total }; each is set at a chance of { $chance }, and together the reps reach the total with a chance of { $team_chance }.
aim-total-count = The proposed targets for { $metric } in { $period } add up to { $total }; each is set at a chance of { $chance }, and together the reps reach the total with a chance of { $team_chance }.
aim-total-held = The proposed targets for { $metric } in { $period } add up to { $total }; they are set at a chance of { $chance }, but { $held } of { $of } { $held ->
    [one] stands
   *[other] stand
} at another one, because of a floor, a cap or rounding; the chances go from { $lowest } to { $highest }. Together the reps reach the total with a chance of { $team_chance }.
aim-goal = The goal of { $goal } for { $metric } in { $period } gives every rep a chance of { $chance }.
aim-goal-held = The goal of { $goal } for { $metric } in { $period } gives the reps a common chance of { $chance }; { $held ->
    [one] { $held } target stands
   *[other] { $held } targets stand
} at another one, because of a floor, a cap or rounding.
aim-none = No targets for { $metric } in { $period } are proposed: there is nothing to set them by.
aim-sum-level = For { $metric }, the reps' distributions alone would come to { $plain } together; { $expected } is { $level } of it, because past sums over reps came to so much of theirs (drawn towards 100%).
aim-counts-all = For { $metric }, in the chance of all together counts what all { $all } reps with a forecast bring, { $without } of them without a target.
aim-goal-beyond = Of the goal of { $goal } for { $metric } in { $period }, { $total } are handed out, at a common chance of { $chance }, the least that the policy allows; { $amount } cannot be asked of any rep.
aim-expected = Together the reps are expected to come to { $expected } ({ $metric }), as often more as less.
aim-expected-goal = Together the reps are expected to come to { $expected } ({ $metric }), as often more as less, and reach the goal with a chance of { $chance }.
aim-held = Targets stated at { $stated } were reached in { $realised } of { $n ->
    [one] { $n } past case
   *[other] { $n } past cases
}.
aim-untested = The stated chances for { $metric } could not be tested on the past.

## Sentences: what to decide

decide-risk-talk = Talk with { $names } before the period runs away.
decide-risk-look = Look first at { $names }; the flags have not proved themselves on the past.
decide-targets = Accept or change { $count ->
    [one] the { $count } proposed target
   *[other] the { $count } proposed targets
} for { $period }.
decide-quota-missing = Set the quotas for { $period }: the data hold none.
decide-newcomers = Decide what to expect of { $names }, whose own history is short.

## Sentences: how far to trust it

limit-short-history = The history covers only { $quarters ->
    [one] { $quarters } quarter
   *[other] { $quarters } quarters
}, so seasons are hard to tell from trend.
limit-left-censored = The data start on { $first }; customers of that time may have bought before.
limit-driver-stays = Not told here: { $driver }. It needs the histories of single customers, and these stay on the cluster: { $rows } rows, more than [engine] customers_stay_above = { $boundary }.
limit-partial = { $period } is not complete: the data end on { $data_to }. Changes are against the same number of working days of the earlier period.
limit-new-year-joined = January and February are taken together where they are compared with the year before: the Spring Festival was on { $before } and is on { $now }.
limit-rounded = { $rows ->
    [one] { $rows } row had
   *[other] { $rows } rows had
} more decimals than the currency and { $rows ->
    [one] was
   *[other] were
} rounded.
limit-chance-too-high = For { $metric }, targets stated at { $stated } were reached in only { $realised } of the past cases: read the stated chances as optimistic.
limit-chance-too-low = For { $metric }, targets stated at { $stated } were reached in { $realised } of the past cases: the stated chances are cautious.
limit-no-reps = The orders name no reps who are judged, so nothing is forecast, flagged or proposed.
limit-later-data = Cohorts and repeat rates use what is known as of { $as_of }, after { $period } had ended; --as-of { $end } shows what was known then.
limit-few-reps = With { $reps ->
    [one] { $reps } rep
   *[other] { $reps } reps
}, comparisons between reps are coarse.
limit-synthetic = The data are made up: they show how the report works and say nothing about any company.

## Sentences: targets

target-statement = { $name } should bring { $metric } to { $target } in { $period } ({ $first } to { $last }), after { $baseline } in { $baseline_period }. The chance of reaching it is { $chance }; it is { $share } of the reps' total. As of { $as_of }.
target-statement-count = { $name } should bring { $metric } to { $target } in { $period } ({ $first } to { $last }), after { $baseline } in { $baseline_period }. The chance of reaching it is { $chance }; it is { $share } of the reps' total. As of { $as_of }.
target-statement-no-baseline = { $name } should bring { $metric } to { $target } in { $period } ({ $first } to { $last }); there is no earlier period to compare with. The chance of reaching it is { $chance }; it is { $share } of the reps' total. As of { $as_of }.
target-statement-count-no-baseline = { $name } should bring { $metric } to { $target } in { $period } ({ $first } to { $last }); there is no earlier period to compare with. The chance of reaching it is { $chance }; it is { $share } of the reps' total. As of { $as_of }.
target-smart = { $name } should bring { $metric } to { $target } in { $period } ({ $first } to { $last }), after { $baseline } in { $baseline_period } (measured as { $definition }, as of { $as_of }). { $reach }{ $leave }{ $bound }{ $decided }{ $weight }{ $when }
target-smart-count = { $name }'s target for { $metric } in { $period } ({ $first } to { $last }) is { $target }, after { $baseline } in { $baseline_period } (measured as { $definition }, as of { $as_of }). { $reach }{ $leave }{ $bound }{ $decided }{ $weight }{ $when }
target-smart-no-baseline = { $name } should bring { $metric } to { $target } in { $period } ({ $first } to { $last }); there is no earlier period to compare with (measured as { $definition }, as of { $as_of }). { $reach }{ $leave }{ $bound }{ $decided }{ $weight }{ $when }
target-smart-count-no-baseline = { $name }'s target for { $metric } in { $period } ({ $first } to { $last }) is { $target }; there is no earlier period to compare with (measured as { $definition }, as of { $as_of }). { $reach }{ $leave }{ $bound }{ $decided }{ $weight }{ $when }
target-reach = The chance of reaching it is { $chance }{ $interval }; { $past }.
target-interval = , and with 80% the result lies between { $lower } and { $upper }
target-past = in the past, targets stated at { $stated } were reached in { $realised } of { $n ->
    [one] { $n } case
   *[other] { $n } cases
}
target-past-none = such a chance could not be tested on the past
target-away = {" "}{ $away } of the { $of } working days are spent on leave or lie after the leave_date, and the target is for the others.
target-bound-floor = {" "}The policy's floor of { $bound_amount } set it: the forecast alone would give { $alone }.
target-bound-cap = {" "}The policy's cap of { $bound_amount } set it: the forecast alone would give { $alone }.
target-decided = {" "}People decided on { $decided_amount } for it; what is said here is of the proposal.
target-weight = {" "}It is { $share } of the reps' total of { $total }{ $moves }.
target-move-none = {" "}and lies no higher than the baseline, so that nothing would have to move
target-move-1 = ; to get there from the baseline, the others unchanged, it takes { $driver_1 }
target-move-2 = ; to get there from the baseline, the others unchanged, it takes { $driver_1 }, or { $driver_2 }
target-driver-active_customers = active customers from { $customers_from } to { $customers_to }
target-driver-orders_per_customer = orders per customer from { $orders_from } to { $orders_to }
target-driver-avg_order = the average order from { $order_from } to { $order_to }
target-driver-new_customers = new customers from { $new_from } to { $new_to }
target-driver-gross_margin = the gross margin from { $margin_from } to { $margin_to }
target-driver-close_rate = the close rate from { $close_rate_from } to { $close_rate_to }
target-driver-closed_deals = deals won or lost from { $deals_from } to { $deals_to }
target-when-1 = {" "}Checkpoint: { $step_1 } by the end of { $month_1 }.
target-when-2 = {" "}Checkpoints: { $step_1 } by the end of { $month_1 } and { $step_2 } by the end of { $month_2 }.
target-when-3 = {" "}Checkpoints: { $step_1 } by the end of { $month_1 }, { $step_2 } by the end of { $month_2 } and { $step_3 } by the end of { $month_3 }.
target-refused-nothing = No target for { $metric } is proposed for { $name }: at the asked chance it would be nothing or a loss.
target-refused-on-leave = No target for { $metric } is proposed for { $name }: all of the period is spent on leave or lies after the leave_date.
target-refused = No target for { $metric } is proposed for { $name }: the history does not carry one.
doubt-group-ramp = Rests on comparable reps and on how earlier newcomers started, beside what few periods of its own there are.
doubt-short-history = Only { $n ->
    [one] { $n } period
   *[other] { $n } periods
} of own history.
doubt-interval-unsupported = Only { $n ->
    [one] { $n } past error
   *[other] { $n } past errors
}: too few for this interval.
doubt-no-own-history = No history of its own.
doubt-giant-left-out = { $period } is { $times } times the largest other period; the forecast leaves it out. Check it.
doubt-giant-last = { $period }, the last period, is { $times } times the largest other one; the forecast leaves it out while it may be an accident. If it is a new level, the next period will show it.
doubt-peer-drawn-in = One of the reps compared with sells more than ten times what any other does, and counts as the next largest.
doubt-beyond-peers = One of the first periods is more than ten times what others sold then, and counts as ten times. Check it.
doubt-fallen-last = { $period }, the last period, is { $percent }% of the smallest of the { $n } before it; it may be an accident or a new level, and the forecast rests mostly on the time before. The next period will show it.
doubt-risen-last = { $period }, the last period, is { $times } times the largest of the { $n } before it; it may be an accident or a new level, and the forecast rests mostly on the time before. The next period will show it.
doubt-silent = Nothing in the last { $n ->
    [one] period
   *[other] { $n } periods
} after a steady record: on leave, or gone? The forecast takes the zeros for sales.
doubt-away-left-out = { $n ->
    [one] One period
   *[other] { $n } periods
} on leave, the last of them { $last }, { $n ->
    [one] is
   *[other] are
} left out of what the forecast rests on.
doubt-away = On leave or gone for all of the period: nothing is expected.
doubt-away-part = On leave or gone for { $away } of the { $of } working days: what is expected is that of the others.
doubt-near-constant = The history hardly moves, so the interval is probably too narrow.
doubt-imputed-feature = A value was missing and filled in: { $feature }.
doubt-stretch-over-cap = The stretch amount lies above the policy's cap of { $amount }, which no target may pass.
doubt-clipped-floor = The policy's floor raised the target.
doubt-clipped-cap = The policy's cap lowered the target.

## Sentences: rep pages

abstain-no-forecast = There is no forecast to start from.
abstain-on-leave = On leave or gone for more than a quarter of the period: a miss would say nothing.
abstain-bar-not-positive = What counts as a miss lies at zero or below, so nothing can be missed.
odd-giant = { $name }: { $period } is { $times } times the largest other period in { $metric }. Forecasts, floors and bars leave it out; check it.
odd-giant-last = { $name }: { $period }, the last period, is { $times } times the largest other one in { $metric }. Forecasts, floors and bars leave it out while it may be an accident; if it is a new level, the next period will show it.
odd-giant-of-others = { $name }: { $period } is { $times } times the largest other period. What the season lets expect of the reps leaves it out; check it.
odd-beyond-peers = { $name }: one of the first periods is more than ten times what others sold then in { $metric }, and counts as ten times; check it.
odd-peer-drawn-in = One of the reps that newcomers are compared with has more than ten times what any other has in { $metric }, and counts as the next largest.
odd-fallen-last = { $name }: { $period }, the last period, is { $percent }% of the smallest of the { $n } before it in { $metric }. It may be an accident or a new level: forecast, target and risk still rest mostly on the time before, and the next period will show it.
odd-risen-last = { $name }: { $period }, the last period, is { $times } times the largest of the { $n } before it in { $metric }. It may be an accident or a new level: forecast, target and risk still rest mostly on the time before, and the next period will show it.
odd-silent = { $name } has nothing in { $metric } in the last { $n ->
    [one] period
   *[other] { $n } periods
}, up to { $last }, after a steady record: on leave, or gone? Forecast and target take the zeros for sales, and the target has no floor. Who has left needs a leave_date in the reps' table; who is on leave, a row in rep_assignments with reason leave, from valid_from to valid_to: periods on leave are then no evidence.
odd-away-left-out = { $count ->
    [one] { $names } was on leave
   *[other] { $count } reps were on leave ({ $names })
} for more than a quarter of the working days of past periods: these are left out of what { $metric } rests on.
odd-away-sold = { $count ->
    [one] { $names }
   *[other] { $count } reps ({ $names })
} brought more than half of the usual { $metric } in periods on leave: are the dates in rep_assignments right? The periods are left out all the same.
odd-away = { $count ->
    [one] { $names } is on leave
   *[other] { $count } reps are on leave ({ $names })
} for all of { $period }: nothing is forecast and no target is proposed.
odd-away-part = { $count ->
    [one] { $names } is on leave
   *[other] { $count } reps are on leave ({ $names })
} for a part of { $period }: what is expected of { $metric } is that of the days worked.
odd-gone = { $count ->
    [one] { $names } has left before { $period } begins
   *[other] { $count } reps have left before { $period } begins ({ $names })
}: nothing is forecast and no target is proposed.
odd-gone-part = { $count ->
    [one] { $names } leaves during { $period }
   *[other] { $count } reps leave during { $period } ({ $names })
}: what is expected of { $metric } is that of the days until then.
odd-away-open = { $count ->
    [one] The leave of { $names } has no end
   *[other] The leaves of { $count } reps ({ $names }) have no end
} in rep_assignments, so that every period to come is on leave. A valid_to ends it, or a later row with reason return; who has left for good needs a leave_date in the reps' table.
odd-more = { $count ->
    [one] One more rep is
   *[other] { $count } more reps are
} odd in one of these ways.
abstain-history = { $have ->
    [one] { $have } period
   *[other] { $have } periods
} of history where { $need } are needed.
strength-driver = With { $value }, { $metric } is better than the { $peers } of { $n ->
    [one] { $n } comparable rep
   *[other] { $n } comparable reps
}.
weakness-driver = With { $value }, { $metric } is weaker than the { $peers } of { $n ->
    [one] { $n } comparable rep
   *[other] { $n } comparable reps
}.
weakness-driver-noise = With { $value }, { $metric } is weaker than the { $peers } of { $n ->
    [one] { $n } comparable rep
   *[other] { $n } comparable reps
}, which may be chance.
no-strengths = Nothing stands out against comparable reps.
no-weaknesses = Nothing falls behind comparable reps.
not-compared = Not compared: no value of any driver, or reps who are all alike.
not-compared-newcomer = Not compared: hired within the period.
few-peers = Only { $have ->
    [one] { $have } comparable rep
   *[other] { $have } comparable reps
} where { $need } are needed, so strengths and weaknesses are not stated.
page-new-rep = In service since { $hire }: too new to be judged on a trend.

## Sentences: data quality

quality-account = { $file } ({ $table }): { $read ->
    [one] { $read } row
   *[other] { $read } rows
} read = { $loaded } loaded + { $duplicates } dropped as repeated or known + { $rejected } rejected; { $warned } loaded with a warning.
quality-account-dropped = { $file } ({ $table }): dropped rows: { $count } ({ $code }): { $what }
quality-account-rejected = { $file } ({ $table }): rejected rows: { $count } ({ $code }): { $what }
quality-dropped-repeated-in-file = Another row of the file is the same in every field.
quality-dropped-already-loaded = An earlier file brought the same row.
quality-dropped-file-loaded-before = The whole file was loaded before as it is.
quality-freshness = { $table }: the last entry is of { $last }, { $days ->
    [one] { $days } day
   *[other] { $days } days
} before the day on which all is read. One entry follows another after { $usual ->
    [one] { $usual } day
   *[other] { $usual } days
}, mostly within { $most }. Last changed by a load: { $loaded }.
quality-filled-rows = { $table }.{ $column } is filled in { $share } of the rows.
quality-filled-revenue = { $table }.{ $column } is filled for { $share } of the revenue.
quality-whole-rows = the rows
quality-whole-revenue = the revenue
quality-missing-table = There is no table { $table }. Empty without it: { $metrics }.
quality-missing-column = { $table } has no { $column }. Empty without it: { $metrics }.
quality-partly-filled = { $table } has no { $column } for { $share } of { $whole }. Empty or not whole there: { $metrics }.

quality-rejected-rows = { $file }: { $count ->
    [one] { $count } row was
   *[other] { $count } rows were
} rejected.
quality-rejected-rows-by-rule = { $file }: { $count ->
    [one] { $count } row was
   *[other] { $count } rows were
} rejected ({ $rules }).
quality-rounded-money = { $table }, { $column }: { $count ->
    [one] { $count } amount had
   *[other] { $count } amounts had
} more decimals than the currency and { $count ->
    [one] was
   *[other] were
} rounded half to even.
quality-exact-duplicates = { $file }: { $count ->
    [one] { $count } row repeats
   *[other] { $count } rows repeat
} another one in every field and { $count ->
    [one] was
   *[other] were
} dropped.
quality-stale-table = { $table }: the last entry is of { $last }, { $count } days ago, where entries mostly follow each other within { $usual ->
    [one] { $usual } day
   *[other] { $usual } days
}.
quality-partial-revenue = { $table } has no { $column } in { $count ->
    [one] { $count } row
   *[other] { $count } rows
}: { $without } of the revenue.
quality-few-blanks = { $table }: { $column } is empty in { $count ->
    [one] { $count } row
   *[other] { $count } rows
} only.
quality-same-name = { $table }: { $count ->
    [one] { $count } id has
   *[other] { $count } ids have
} the name of another one, such as { $examples }.
quality-odd-words = { $table }, { $column }: { $count ->
    [one] { $count } row has
   *[other] { $count } rows have
} a word that is written otherwise elsewhere or stands nearly alone: { $examples }.
quality-rep-without-manager = { $count ->
    [one] { $count } rep has
   *[other] { $count } reps have
} no manager and { $count ->
    [one] manages
   *[other] manage
} nobody: { $examples }.
quality-orphan-ids = { $table }, { $column }: { $ids ->
    [one] { $ids } value has
   *[other] { $ids } values have
} no match in { $master }, in { $count ->
    [one] { $count } row
   *[other] { $count } rows
} ({ $share }), such as { $examples }.
quality-orphan-ids-leading-zeros = { $table }, { $column }: { $ids ->
    [one] { $ids } value has
   *[other] { $ids } values have
} no match in { $master }, in { $count ->
    [one] { $count } row
   *[other] { $count } rows
} ({ $share }). In { $mended } of them zeros before the id were lost or added: { $examples }. Export the ids as text, in both files alike.
quality-orphan-ids-point-zero = { $table }, { $column }: { $ids ->
    [one] { $ids } value has
   *[other] { $ids } values have
} no match in { $master }, in { $count ->
    [one] { $count } row
   *[other] { $count } rows
} ({ $share }). In { $mended } of them the id became a number: { $examples }. Export the ids as text, without decimals.
quality-orphan-ids-case = { $table }, { $column }: { $ids ->
    [one] { $ids } value has
   *[other] { $ids } values have
} no match in { $master }, in { $count ->
    [one] { $count } row
   *[other] { $count } rows
} ({ $share }). In { $mended } of them only upper and lower case or spaces differ: { $examples }. Write the ids alike in both files.
quality-return-of-unknown-sale = { $count ->
    [one] { $count } row names
   *[other] { $count } rows name
} an original order that is not there, such as { $examples }.
quality-return-of-unknown-sale-leading-zeros = { $count ->
    [one] { $count } row names
   *[other] { $count } rows name
} an original order that is not there. In { $mended } of them zeros before the id were lost or added: { $examples }. Export the ids as text.
quality-return-of-unknown-sale-point-zero = { $count ->
    [one] { $count } row names
   *[other] { $count } rows name
} an original order that is not there. In { $mended } of them the id became a number: { $examples }. Export the ids as text, without decimals.
quality-return-of-unknown-sale-case = { $count ->
    [one] { $count } row names
   *[other] { $count } rows name
} an original order that is not there. In { $mended } of them only upper and lower case or spaces differ: { $examples }. Write the ids alike.
quality-return-without-origin = { $count ->
    [one] { $count } return names
   *[other] { $count } returns name
} no earlier order.
quality-possible-repeats = { $count ->
    [one] { $count } sale is
   *[other] { $count } sales are
} the same in day, customer, product, rep, quantity and amount as that of another order, such as in { $examples }.
quality-possible-repeats-many = At least { $count } sales are the same in day, customer, product, rep, quantity and amount as those of other orders, such as in { $examples }: were the data loaded twice under other order ids?
quality-amount-outlier = { $count ->
    [one] { $count } sale of { $of } lies
   *[other] { $count } sales of { $of } lie
} far from the same rep's others, the furthest first: { $examples }.
quality-month-outlier = { $count ->
    [one] { $count } month of a rep lies
   *[other] { $count } months of reps lie
} far from the same rep's others, the furthest first: { $examples }.
quality-quota-far-from-history = { $count ->
    [one] { $count } quota is
   *[other] { $count } quotas are
} more than five times, or less than a fifth of, the rep's median of such periods: { $examples }.
quality-future-date = { $table }, { $column }: { $count ->
    [one] { $count } row is
   *[other] { $count } rows are
} dated after { $today }, such as { $examples }.
quality-stray-date = { $count ->
    [one] { $count } order line stands
   *[other] { $count } order lines stand
} more than a year apart from all others: { $examples }.
quality-month-without-orders = { $count ->
    [one] { $count } month has
   *[other] { $count } months have
} no order at all: { $examples }.
quality-gap-in-days = { $count ->
    [one] Once there was
   *[other] { $count } times there was
} no order for more than { $usual } days: { $examples }.
quality-left-censoring = { $count ->
    [one] { $count } row of { $table } is
   *[other] { $count } rows of { $table } are
} older than the first order, of { $first } ({ $column }): who buys or sells first after that day is not new.
quality-outside-service = { $count ->
    [one] { $count } order line lies
   *[other] { $count } order lines lie
} outside the rep's time in service: { $names }.
quality-quota-outside-years = { $count ->
    [one] { $count } quota lies
   *[other] { $count } quotas lie
} outside the years { $first } to { $last } of the data: { $examples }.
quality-dates-reversed = { $table }: in { $count ->
    [one] { $count } row
   *[other] { $count } rows
} { $column } lies before { $first }: { $examples }.
quality-closed-without-date = { $count ->
    [one] { $count } deal is
   *[other] { $count } deals are
} won or lost and without closing date, such as { $examples }.
quality-closed-while-open = { $count ->
    [one] { $count } open deal has
   *[other] { $count } open deals have
} a closing date, such as { $examples }.
quality-currency-without-rate = { $count ->
    [one] { $count } deal is
   *[other] { $count } deals are
} in { $currencies }, for which there is no rate, such as { $examples }.
quality-currency-without-rate-orders = On { $count ->
    [one] { $count } day
   *[other] { $count } days
} with orders in { $currencies } there is no rate, the first on { $day }: amounts cannot be measured until fx_rates has it.
quality-paid-over-invoice = { $count ->
    [one] { $count } invoice was
   *[other] { $count } invoices were
} paid more than { $count ->
    [one] its amount
   *[other] their amounts
}, such as { $examples }.
quality-paid-before-invoice = { $count ->
    [one] { $count } invoice was
   *[other] { $count } invoices were
} paid before { $count ->
    [one] its date
   *[other] their dates
}, and not as a prepayment, such as { $examples }.
quality-score-outside-scale = { $table }: { $count ->
    [one] { $count } score lies
   *[other] { $count } scores lie
} outside the scale, such as { $examples }.
quality-objective-weights = { $count ->
    [one] The weights of { $count } rep's period sum
   *[other] The weights of { $count } reps' periods sum
} neither to 100 nor to 1: { $examples }.
quality-owner-overlap = { $count ->
    [one] { $count } time a customer has
   *[other] { $count } times a customer has
} two owners on one day: { $examples }.
quality-quota-not-used = { $count ->
    [one] { $count } quota was
   *[other] { $count } quotas were
} loaded and not used, since only quotas of reps are. Subject types: { $types }.
quality-quota-overlap = { $count ->
    [one] { $count } rep has quotas
   *[other] { $count } reps have quotas
} whose months overlap. They are not added: those that cover the most months count.
quality-quota-partial = { $count ->
    [one] { $count } rep has a quota
   *[other] { $count } reps have quotas
} for a part of { $period } only: attainment speaks of the months under quota, score and risk do not use them.
quality-quota-mid-period = { $count ->
    [one] The quota of { $count } rep was
   *[other] The quotas of { $count } reps were
} changed after { $period } had begun: the version in force at its close counts.
quality-quota-late-version = { $count ->
    [one] { $count } rep has a version of a quota that takes
   *[other] { $count } reps have versions of quotas that take
} effect only after the period. They do not count: a past period is judged by the version in force at its close.
quality-quota-rewritten = { $count ->
    [one] { $count } row changes
   *[other] { $count } rows change
} a quota in force under its own version number: { $examples }.
quality-quota-after-close = { $count ->
    [one] { $count } row changes
   *[other] { $count } rows change
} the quota of a period that had closed: { $examples }.
quality-decision-rewritten = { $count ->
    [one] { $count } row changes
   *[other] { $count } rows change
} a decision that was recorded: { $examples }.
quality-below-cost = { $count ->
    [one] { $count } order line was
   *[other] { $count } order lines were
} sold under cost, { $share } of those with a cost.
quality-credit-share-range = { $count ->
    [one] { $count } credit has
   *[other] { $count } credits have
} a share that is not between 0 and 1: { $examples }.
quality-credit-shares = { $count ->
    [one] { $count } direct credit is
   *[other] { $count } direct credits are
} of order lines whose shares do not sum to 1: { $examples }.
quality-assignment-share-range = { $count ->
    [one] { $count } assignment has
   *[other] { $count } assignments have
} a share that is not between 0 and 1: { $examples }.
quality-assignment-overlap = { $count ->
    [one] { $count } assignment overlaps
   *[other] { $count } assignments overlap
} an earlier one of the same rep to the same unit: { $examples }.
quality-assignment-shares = { $count ->
    [one] { $count } assignment brings a rep
   *[other] { $count } assignments bring their reps
} above a whole on a day: { $examples }.
quality-unit-cycle = { $count ->
    [one] { $count } unit stands
   *[other] { $count } units stand
} above { $count ->
    [one] itself
   *[other] themselves
} in a circle: { $examples }.
quality-manager-cycle = { $count ->
    [one] { $count } rep is
   *[other] { $count } reps are
} managed in a circle: { $examples }.
quality-parent-cycle = { $count ->
    [one] { $count } customer has
   *[other] { $count } customers have
} parents in a circle: { $examples }.
quality-merge-cycle = { $count ->
    [one] { $count } customer is
   *[other] { $count } customers are
} merged in a circle: { $examples }.

quality-no-history-before = There are no orders before { $first }; first purchases at that time may not be first.
quality-of-company = The following speaks of the whole company's data, on which these figures rest as well; the company's review names the rows.
quality-rows-of-company = those that the company's review names
quality-none = Nothing doubtful was found.
quality-not-judged = Not judged as reps: { $names }.

## The data-quality report

section-of-check-account = What was read
section-of-check-freshness = How fresh the tables are
section-of-check-coverage = How full the columns are
section-of-check-switched_off = What is switched off
section-of-check-rows = Rows that do not fit together
section-of-check-orphans = Ids that lead nowhere
section-of-check-duplicates = Repetitions
section-of-check-outliers = Far from the usual
section-of-check-dates = Days
section-of-check-consistency = Contradictions
check-page-nothing = Nothing doubtful.
check-page-filled = filled rows
check-page-filled-revenue = of revenue
check-page-empty = empty
check-page-findings = { $count ->
    [0] Nothing doubtful was found.
    [one] { $count } finding; the lines that begin with ! say what.
   *[other] { $count } findings; the lines that begin with ! say what.
}

## Sentences: what was assumed

assume-currency = All amounts are taken to be in { $currency }.
assume-calendar = The fiscal year is taken to start in January.
assume-as-of = Rows known by { $day } count: the last day in the data.
assume-target-metric = Quotas are taken to be for net revenue.

## attain trend

trend-column-metric = metric
trend-column-periods = periods (values)
trend-column-trend = trend
trend-column-slope = per period
trend-column-interval = 95 % interval
trend-column-p = p
trend-column-season = season
trend-column-change = level changed
trend-rising = rising
trend-falling = falling
trend-no-clear-trend = no clear trend
trend-no-statement = no statement: too few values
trend-season-in = not taken out
trend-season-out = taken out
trend-note = Theil–Sen slope with 95 % interval, Mann–Kendall test; p is set for all rows at once: of what is called rising, falling or changed at most 5 % may be false.

## attain bridge

bridge-column-term = term
bridge-column-value = amount
bridge-column-share = of start
bridge-column-period-from = from
bridge-column-period-to = to
bridge-start = net revenue before
bridge-volume = volume
bridge-mix = mix
bridge-list-price = list price
bridge-discount = discount
bridge-price = price (no list amount)
bridge-new = new
bridge-lost = lost
bridge-unpriced = without usable quantity
bridge-returns = returns
bridge-adjustments = adjustments
bridge-end = net revenue after

## Metrics of prices and deals

metric-discount_rate = Discount rate
    .inline = discount rate
metric-discount_rate-on_net = Discount on net
    .inline = discount on net
metric-discount_rate-paid = Part of list paid
    .inline = part of list paid
metric-list_coverage = Revenue with a list price
    .inline = revenue with a list price
metric-markup = Markup
    .inline = markup
metric-cost_coverage = Revenue with a cost
    .inline = revenue with a cost
metric-avg_deal-per_customer = Revenue per buyer
    .inline = revenue per buyer
metric-bookings = Bookings
    .inline = bookings
metric-avg_deal = Average deal size
    .inline = average deal size
metric-avg_deal-median = Median deal size
    .inline = median deal size
metric-avg_deal-trimmed = Trimmed mean deal size
    .inline = trimmed mean deal size

## The workbook

sheet-summary = Summary
sheet-kpi = KPI
sheet-kpi-by-period = KPI by period
sheet-bridge = Revenue bridge
sheet-attainment = Attainment
sheet-cohorts = Cohorts
sheet-repeat = Repeat
sheet-forecast = Forecast
sheet-targets = Targets
sheet-risk = At risk
sheet-scorecards = Scorecards
sheet-quality = Data quality
sheet-definitions = Definitions
sheet-kpi-data = KPI data
sheet-forecast-data = Forecast data
sheet-workings = Target workings
sheet-distribution = Distribution
workbook-bridge-after = After the step
workbook-bridge-check = The last line is the sum of the first one and the steps, by a formula.
workbook-cut = Only the first { $rows } of { $of } rows fit on a sheet; the files in tables/ hold all.
workbook-immature = Grey and empty: that period has not ended yet, so there is nothing to show, which is not the same as zero.
workbook-chance = Chance of reaching a target
workbook-chance-help = Change this cell, a chance or a goal in the rows below, or a rep's own target in the table: everything else follows, with the figures that attain targets gives. Yellow cells are yours.
workbook-chance-title = Not a chance
workbook-chance-range = Write a chance from 1% to 99%.
workbook-choose = Metric and rep
workbook-choose-help = Choose from the list in this cell; the chart follows.
workbook-place = Row in the table
workbook-fan = Past values, the forecast and its 50% and 80% intervals
workbook-scores-help = Weights are yours to change; the score follows. A line without points shares its weight among the others. The grade is that of the review and does not follow.
workbook-workings = From the chance to each target and back, one step in each column; minor units are the currency's smallest, counts are counts.
workbook-distribution = The errors of past forecasts that every target rests on, and what the team reaches in simulated periods.
workbook-team = All reps with a forecast
workbook-reached = Reached, ascending
unitname-money = money
unitname-count = number
unitname-units = pieces
unitname-share = share
unitname-days = days
unitname-number = number without a unit
col-absent = Why there is no value
col-amount-minor = In whole minor units
col-bar-source = Bar from
col-below = Scores below it
col-bounded-minor = Between floor and cap
col-cap-minor = Cap, minor units
col-centre = Point forecast
col-choice = Metric and rep
col-correlation = Correlation
col-currency = Currency
col-denominator = Denominator
col-floor-minor = Floor, minor units
col-followed = Target that follows
col-gap = Sum less goal
col-goal = Goal
col-goal-chance = Chance of the goal
col-grade = Grade
col-in-force = Target in force
col-least = Least value
col-level = Level
col-level-at = Level
col-lower-50 = 50% from
col-lower-80 = 80% from
col-lower-95 = 95% from
col-lowest = Lowest possible
col-nearest-minor = Nearest round amount
col-next-band = Points to the next band
col-numerator = Numerator
col-of = Of
col-on-baseline = On the baseline
col-own-target = Own target
col-position = Position
col-remark = Remark
col-rep-id = Rep id
col-reps = Reps
col-rounded-minor = Rounded
col-sample = Sample
col-scale = Size of an error
col-score-at = Score at the chance
col-score-least = Score at the lowest level
col-scores = Scores, ascending
col-source = From
col-stands = Score of the target
col-sum = Sum of targets
col-sum-change = Change on proposal
col-sum-proposed = Sum as proposed
col-tail = Step of the tails
col-team-chance = Team's chance
col-unit = Unit
col-upper-50 = 50% to
col-upper-80 = 80% to
col-upper-95 = 95% to
col-value-at = Value at the chance
## Scorecards

scorecard-ties = { $count } scores form { $groups ->
    [one] one group of equals: no two can be told apart from the best beyond noise (95 %)
   *[other] { $groups } groups of equals: inside a group no score differs from its best beyond noise (95 %)
}; the standard errors come from sampling intervals of rates and from the noise of past periods.
scorecard-no-errors = { $count } scores have no standard error (too few past periods), so nobody can be called equal to anybody.
scorecard-thin = { $count ->
    [one] one card rests
   *[other] { $count } cards rest
} on less of the weight than [scorecard] min_coverage asks for.
scorecard-rating-parts = { $cycle }: the ratings come from { $parts } parts of raters that nobody links; { $count ->
    [one] one rep lies
   *[other] { $count } reps lie
} outside the largest. Between parts a severe rater cannot be told from a weak rep: each part keeps the level at which it was rated, and standard errors count what that leaves open. attain rate --cycle { $cycle } names the ratings that would link them.
scorecard-forced = the forced distribution graded { $count } reps: { $up } went up and { $down } down against the bands, { $noise } of them by no more than noise.
scorecard-moved = { $rep } moved from { $from } to { $to }, { $gap } points from the nearest score beyond the cut.
scorecard-moved-noise = { $rep } moved from { $from } to { $to }, { $gap } points from the nearest score beyond the cut: no more than noise.
scorecard-not-measured = { $id } is not scored for anybody: { $reason }.
scorecard-stays-on-cluster = { $id } is not scored for anybody: it needs the histories of single customers, and these stay on the cluster ({ $rows } rows, more than [engine] customers_stay_above = { $boundary }).
scorecard-several-forms = { $id } is not scored: it stands for several metrics; weigh one of { $forms }.
scorecard-no-ratings = ratings have a weight and are not scored: { $reason }.
scorecard-no-cycle = ratings have a weight and are not scored: no cycle of ratings counts in { $period } ([ratings] counts_for_months).
ratings-refused = Ratings are in the store and cannot be judged: { $reason }.
ratings-without-instruments = Ratings are in the store and cannot be judged: there is no table `instruments` with their scales. Load one: attain ingest FILE --table instruments.
scorecard-no-objectives = objectives have a weight and are not scored: { $reason }.
scorecard-objective-period = { $subject } is no period: { $count ->
    [one] one objective is
   *[other] { $count } objectives are
} left out ({ $examples }).
scorecard-objective-rep = there is no rep { $subject }: { $count ->
    [one] one objective is
   *[other] { $count } objectives are
} left out ({ $examples }).
scorecard-objective-metric = there is no metric { $subject } (the nearest are { $near }): { $count ->
    [one] one objective goes
   *[other] { $count } objectives go
} by what people state ({ $examples }).
scorecard-not-agreed = { $count ->
    [one] one objective was
   *[other] { $count } objectives were
} not agreed to by both sides, and cannot score ({ $examples }).
scorecard-no-weight = { $count ->
    [one] one objective has
   *[other] { $count } objectives have
} no weight beside others that have one, and cannot score ({ $examples }).
scorecard-not-finite = { $count ->
    [one] one line has
   *[other] { $count } lines have
} a value that is no number ({ $examples }).
scorecard-objective-target = { $count ->
    [one] one objective has
   *[other] { $count } objectives have
} a target of nothing or less, of which nothing can be attained ({ $examples }).
scorecard-target = { $subject } has a target of nothing or less for { $count ->
    [one] one rep
   *[other] { $count } reps
}, and is not scored there ({ $examples }).
scorecard-weights-sum = the weights of { $count ->
    [one] one objective belong to a rep
   *[other] { $count } objectives belong to reps
} whose weights do not sum to 100; they count as shares of their sum ({ $examples }).
scorecard-agreed-late = { $count ->
    [one] one objective was
   *[other] { $count } objectives were
} agreed to only when the period was over ({ $examples }).
scorecard-column-rep = rep
scorecard-column-period = period
scorecard-column-group = group
scorecard-column-metric = metric
scorecard-column-weight = weight
scorecard-column-value = value
scorecard-column-target = target
scorecard-column-score = points
scorecard-column-note = note
scorecard-group-kpi = KPI
scorecard-group-mbo = objectives
scorecard-group-ratings = 360°
scorecard-group-bars = BARS
scorecard-group-financial = financial
scorecard-group-customer = customer
scorecard-group-internal_process = internal process
scorecard-group-learning_and_growth = learning and growth
scorecard-group-total = total
scorecard-source-quota = target: quota
scorecard-source-fixed = target: fixed
scorecard-source-year_before = target: a year before
scorecard-source-objective = target: as agreed
scorecard-missing-not_measured = not measured
scorecard-missing-not_finite = no number
scorecard-missing-not_agreed = not agreed
scorecard-missing-no_weight = no weight
scorecard-missing-no_denominator = no base
scorecard-missing-immature = not yet
scorecard-missing-below_min_n = too few
scorecard-missing-no_target = no target
scorecard-missing-missing_rate = rate missing
scorecard-missing-left_censored = before the data
scorecard-missing-not_positive = not positive
scorecard-missing-missing_balance = balance missing
scorecard-missing-quota_met = quota met
scorecard-flag-stated_otherwise = stated otherwise
scorecard-flag-by_statement = as stated
scorecard-flag-no_progress = nothing stated
scorecard-flag-not_agreed = by neither side
scorecard-flag-not_agreed_by_rep = the rep's agreement is missing
scorecard-flag-not_agreed_by_manager = the manager's agreement is missing
scorecard-flag-agreed_late = agreed late
scorecard-flag-weights_sum = weights do not sum to 100
scorecard-flag-equal_weights = no weights, all count the same
scorecard-flag-running = not complete
scorecard-flag-several_parts = raters not linked with others
scorecard-note-up = up from { $band } by the distribution
scorecard-note-down = down from { $band } by the distribution
scorecard-note-next = { $points } to { $band }
scorecard-note-next-noise = { $points } to { $band } (within noise)
scorecard-note-error = standard error { $points }
scorecard-note-equal = group { $group }, equal to { $count ->
    [one] one other
   *[other] { $count } others
}
scorecard-note-thin = only { $share } of the weight scored
scorecard-heading-rising = rising
scorecard-heading-falling = falling
scorecard-heading-level = level
source-fixed = fixed
source-objective = as agreed
source-band = range
metric-score_card = Score
    .inline = score
metric-mbo = Objectives (MBO)
    .inline = objectives
metric-bsc = Balanced scorecard
    .inline = balanced scorecard
# What a proposal rests on.
decision-evidence-target = Reached with a chance of { $chance }; { $baseline } in { $period }.
decision-evidence-no-target = No target can be stated: the history is too short or says nothing positive.
decision-evidence-flag = Stays under the bar with a chance of { $chance }.
decision-evidence-grade = { $score } of 100 points; { $coverage } of the weight was measured.
decision-evidence-grade-thin = { $score } of 100 points, but only { $coverage } of the weight was measured.
decision-evidence-grade-parts = { $score } of 100 points; { $coverage } of the weight was measured. The raters are not linked with those of others, so the points from ratings keep the level at which they rate.
decision-evidence-grades = Grades: { $grades }{ $decided ->
    [0] { "" }
    [one] { "" } ({ $decided } decided by a person)
   *[other] { "" } ({ $decided } decided by people)
}.
decision-evidence-grades-trend = Grades: { $grades }{ $decided ->
    [0] { "" }
    [one] { "" } ({ $decided } decided by a person)
   *[other] { "" } ({ $decided } decided by people)
}; score { $moved } points, { $trend }.
decision-evidence-grades-tenure = Grades: { $grades }{ $decided ->
    [0] { "" }
    [one] { "" } ({ $decided } decided by a person)
   *[other] { "" } ({ $decided } decided by people)
}; { $months } months of service.
decision-evidence-grades-trend-tenure = Grades: { $grades }{ $decided ->
    [0] { "" }
    [one] { "" } ({ $decided } decided by a person)
   *[other] { "" } ({ $decided } decided by people)
}; score { $moved } points, { $trend }; { $months } months of service.
decision-trend-up = up
decision-trend-flat = steady
decision-trend-down = down
## The audit of targets

audit-column-test = question
audit-column-subject = about
audit-column-verdict = answer
audit-column-evidence = in words
audit-test-fairness-chance = fair chances?
audit-test-fairness-attainment = fair in the past?
audit-test-fairness-hit-rate = reached alike?
audit-test-hit-rate = how often reached
audit-test-ratchet-surplus = after a surplus
audit-test-ratchet-shortfall = after a shortfall
audit-test-ratchet-difference = ratchet?
audit-test-uniform-uplift = one percentage for all?
audit-test-one-amount = one amount for all?
audit-test-round-numbers = round numbers?
audit-test-chance = within reach?
audit-test-team-chance = the team's sum
audit-subject-all = all
audit-subject-size = size of the book
audit-subject-tenure = tenure
audit-subject-last-result = last result
audit-subject-team = team
audit-subject-region = region
audit-subject-year-before = the year before
audit-subject-last-period = the last period
audit-subject-last-target = the last target
audit-verdict-biased = BIASED
audit-verdict-no-bias-found = no bias found
audit-verdict-ratchet = RATCHET
audit-verdict-no-ratchet-found = no ratchet found
audit-verdict-habit = HABIT
audit-verdict-no-habit-found = no habit found
audit-verdict-too-hard = TOO HARD
audit-verdict-too-easy = TOO EASY
audit-verdict-within-bounds = within bounds
audit-verdict-stated = –
audit-verdict-abstained = no statement
audit-trait-size = size of the book
audit-trait-tenure = tenure
audit-trait-last-result = last result
audit-high-size = a larger book
audit-low-size = a smaller book
audit-high-tenure = longer tenure
audit-low-tenure = shorter tenure
audit-high-last-result = a stronger last result
audit-low-last-result = a weaker last result
audit-by-team = teams
audit-by-region = regions
audit-base-year-before = the value of the year before
audit-base-last-period = the value of the last period
audit-base-last-target = the last target
audit-too-few = No statement: { $have } where { $need } are needed.
audit-too-small = No statement: a target of less than { $least } is too few steps of rounding for this. Of { $of } targets, { $larger } are as large, and { $need } are needed.
audit-no-forecast = No statement: there is no forecast that a chance could rest on.
audit-alike-forecasts = All targets are the same multiple of what is likely for each: what is alike in them comes from the forecasts, and no habit can be told.
audit-nothing-varies = Everybody is alike in this, so nothing can be tied to it ({ $n ->
    [one] { $n } case
   *[other] { $n } cases
}).
audit-trait-found = Targets are harder for reps with { $whom }: a chance of { $hard } on average, against { $easy } for the other half. Rank correlation of { $trait } and how far each target lies under the amount at one and the same chance for all { $estimate } ({ $lower } to { $upper }), q { $q }, { $n } targets.
audit-trait-none = No bias by { $trait } found: rank correlation with how far each target lies under the amount at one and the same chance for all { $estimate } ({ $lower } to { $upper }), { $n } targets; mean chance { $upper_mean } in the upper half and { $lower_mean } in the lower.
audit-past-found = In the past, reps with { $whom } came to less of their targets: { $hard } on average, against { $easy } for the other half. Rank correlation of attainment and { $trait } { $estimate } ({ $lower } to { $upper }), q { $q }, { $n } pairs of rep and period.
audit-past-none = No bias by { $trait } found in the past: rank correlation with attainment { $estimate } ({ $lower } to { $upper }), { $n } pairs of rep and period.
audit-groups-found = Chances differ between { $by }: { $lowest_mean } on average in { $lowest }, { $highest_mean } in { $highest }; q { $q }, { $n } targets.
audit-groups-none = No bias between { $by } found: mean chances from { $lowest_mean } ({ $lowest }) to { $highest_mean } ({ $highest }), { $n } targets.
audit-hits-found = In the past, { $by } reached their targets unlike often: { $lowest_mean } in { $lowest }, { $highest_mean } in { $highest }; q { $q }, { $n } pairs of rep and period.
audit-hits-none = No difference between { $by } found in the past: hit rates from { $lowest_mean } ({ $lowest }) to { $highest_mean } ({ $highest }), { $n } pairs of rep and period.
audit-hit-rate = { $reached } of { $n } past targets were reached, in { $periods ->
    [one] { $periods } period
   *[other] { $periods } periods
}: { $rate } ({ $from } to { $to }).
audit-hit-rate-hard = { $reached } of { $n } past targets were reached, in { $periods ->
    [one] { $periods } period
   *[other] { $periods } periods
}: { $rate } ({ $from } to { $to }), q { $q }. As a whole, they were out of reach.
audit-hit-rate-easy = { $reached } of { $n } past targets were reached, in { $periods ->
    [one] { $periods } period
   *[other] { $periods } periods
}: { $rate } ({ $from } to { $to }), q { $q }. As a whole, they asked for next to nothing.
audit-ratchet-surplus = For every point of surplus the next target rose by { $estimate } points ({ $lower } to { $upper }), { $n } changes of { $reps } reps.
audit-ratchet-shortfall = For every point of shortfall the next target fell by { $estimate } points ({ $lower } to { $upper }), { $n } changes of { $reps } reps.
audit-ratchet-found = Targets rise more after a surplus than they fall after a shortfall: slopes apart by { $estimate } ({ $lower } to { $upper }), q { $q }, { $n } changes of { $reps } reps.
audit-ratchet-none = No ratchet found: the slopes after surplus and shortfall lie { $estimate } apart ({ $lower } to { $upper }), { $n } changes of { $reps } reps.
audit-uplift-found = { $alike } of { $n } targets are { $base } and { $uplift }: one percentage for all instead of what each can be expected to do.
audit-uplift-none = No one percentage on { $base }: at most { $alike } of { $n } targets moved alike.
audit-one-amount-found = { $alike } of { $n } targets are one and the same amount.
audit-one-amount-none = Amounts differ: at most { $alike } of { $n } targets are the same.
audit-round-found = { $alike } of { $n } targets are round numbers with two digits at most, q { $q }: they were set by feeling rather than reckoned.
audit-round-none = { $alike } of { $n } targets are round numbers with two digits at most, q { $q }.
audit-chance-hard = A target of { $target } is reached with a chance of { $chance } only; the middle of what is likely is { $median }.
audit-chance-easy = A target of { $target } is reached with a chance of { $chance }; the middle of what is likely is { $median }.
audit-chance-within = A target of { $target } is reached with a chance of { $chance }; the middle of what is likely is { $median }.
audit-team-chance = { $n ->
    [one] { $n } rep reaches
   *[other] { $n } reps together reach
} { $total } with a chance of { $chance }, at a correlation of { $correlation } between reps.
audit-team-chance-moved = { $n ->
    [one] { $n } rep reaches
   *[other] { $n } reps together reach
} { $total } with a chance of { $chance }, at a correlation of { $correlation } between reps; sums are taken at { $level } of what is expected of each, where past sums came to, drawn towards 100%.
audit-found = note: { $found ->
    [0] nothing found
    [one] { $found } finding
   *[other] { $found } findings
} in { $tests } answers about the targets of { $metric } for { $period } ({ $targets ->
    [one] { $targets } target
   *[other] { $targets } targets
}); of the biases told at most { $rate } are expected to be false.
audit-proposed = note: no quotas for { $period } are in the data, so the proposed targets are examined; --targets FILE examines others
audit-not-judged = note: left out, because they are not reviewed as reps in service: { $names }
audit-without-target = note: without a target: { $names }

## What if

whatif-company = company
whatif-plan = plan
whatif-column-whom = whom
whatif-column-scenario = scenario
whatif-column-target = targets
whatif-column-chance = chance
whatif-column-expected = expected
whatif-column-interval = 80 % interval
whatif-column-gap = short of the goal
whatif-column-goal-chance = chance of the goal
whatif-column-difference = expected, against the first
whatif-note = note: for { $period }; the chance is that of reaching the sum of the targets together; what is expected is reached as often as not, so expected amounts of teams do not add up; each rep stands in --format csv
whatif-nobody = note: { $scenario }: nobody is left, so there is no target and nothing is expected{ $kept ->
    [0] {""}
   *[other] ; there is nobody either to keep a part of the book, and all of it is lost
}
whatif-no-target = note: { $scenario }: no target for { $whom }: { $count ->
    [one] the { $count } rep is refused one
   *[other] all { $count } reps are refused one
} (null_reason in --format csv)
whatif-unallocated = note: { $scenario }: { $amount } of the goal cannot be asked of any rep at the policy's least chance
audit-within = note: { $within ->
    [one] { $within } target lies within the bounds of { $hard } to { $easy } and is left out here; it stands
   *[other] { $within } targets lie within the bounds of { $hard } to { $easy } and are left out here; each stands
} in --format csv

## Targets of teams and the company

market-kept = The market index is kept for { $metric }: results { $grain ->
    [month] { $lag ->
        [0] follow it in the same month
        [one] follow it one month later
       *[other] follow it { $lag } months later
    }
    [quarter] { $lag ->
        [0] follow it in the same quarter
        [one] follow it one quarter later
       *[other] follow it { $lag } quarters later
    }
   *[year] { $lag ->
        [0] follow it in the same year
        [one] follow it one year later
       *[other] follow it { $lag } years later
    }
}, and 10% more of it brings { $tenth } (elasticity { $elasticity }, standard error { $error }). Over { $origins } past periods ({ $n } forecasts) the forecasts erred by { $outside } of a rep's usual sales with it and by { $plain } without it, a difference beyond one standard error.
market-dropped = The market index is dropped for { $metric }: results seem to { $grain ->
    [month] { $lag ->
        [0] follow it in the same month
        [one] follow it one month later
       *[other] follow it { $lag } months later
    }
    [quarter] { $lag ->
        [0] follow it in the same quarter
        [one] follow it one quarter later
       *[other] follow it { $lag } quarters later
    }
   *[year] { $lag ->
        [0] follow it in the same year
        [one] follow it one year later
       *[other] follow it { $lag } years later
    }
}, with { $tenth } for 10% more of it (elasticity { $elasticity }, standard error { $error }), but over { $origins ->
    [one] { $origins } past period
   *[other] { $origins } past periods
} ({ $n } forecasts) the forecasts erred by { $outside } of a rep's usual sales with it and by { $plain } without it, no gain beyond one standard error over at least four periods.
market-nothing = The market index is dropped for { $metric }: { $grain ->
    [year] neither in the same year nor a year later
   *[other] from the same { $grain } to a year later, at no distance
} do changes of it foretell changes of the results.
market-gap = The market index is not used for { $metric }: it has no full value for { $period }.
market-not-positive = The market index is not used for { $metric }: its value in { $period } is zero or below.
market-ends = The market index is not used for { $metric }: it ends with { $period }, before the last complete period.
market-elsewhere = The market index is not used for { $metric }: it has no value inside the history.
market-not-everywhere = The market index is not used for { $metric }: it names regions, not those of all reps, and has no series for everywhere (an empty region).
forecast-sum-of-quarters = { $metric }: with fewer than eight whole years behind them, years are forecast as the sums of their quarters, and the intervals rest on the errors of such sums; there are none where fewer than four past sums as far ahead are known, or none of them lie apart.
forecast-behind-naive = { $metric }: over { $origins } past periods ({ $n } forecasts) such forecasts erred by { $own } of the size (symmetric), the last value carried on by { $naive }: rely on what came last rather than on these. attain backtest shows all methods.
forecast-past-narrow = { $metric }: past intervals of { $level } held { $held } of { $n } values over { $origins } periods, clearly less: take them for too narrow.
forecast-few-years = { $metric }: years do not add up from their quarters and are forecast by themselves, two or three of them as halfway between their mean and the last one; intervals need four past forecasts as far ahead.
forecast-behind = { $metric } has values up to { $last } alone, { $n ->
    [one] one period
   *[other] { $n } periods
} before the last complete one, as where it is not mature yet: the forecast reaches over them.
forecast-gaps = { $metric }: { $n } of { $of } values in the reps' histories never came, as where there was no case to form a rate from. In the place of each stands the mean of the rep's values before it, drawn to what the others had then; no forecast is judged by these, and intervals rest on values that came.
target-alone-higher = { $name } should bring { $metric } to at least { $target } in { $period } ({ $first } to { $last }), after { $baseline } in { $baseline_period }. The chance of reaching it is { $chance }. As of { $as_of }.
target-alone-higher-no-baseline = { $name } should bring { $metric } to at least { $target } in { $period } ({ $first } to { $last }); there is no earlier period to compare with. The chance of reaching it is { $chance }. As of { $as_of }.
target-alone-lower = { $name } should keep { $metric } at { $target } or below in { $period } ({ $first } to { $last }), after { $baseline } in { $baseline_period }. The chance of keeping to it is { $chance }. As of { $as_of }.
target-alone-lower-no-baseline = { $name } should keep { $metric } at { $target } or below in { $period } ({ $first } to { $last }); there is no earlier period to compare with. The chance of keeping to it is { $chance }. As of { $as_of }.
target-alone-nothing = No target for { $metric } is proposed for { $name } in { $period }: at the asked chance it would ask for nothing.
target-alone-evidence = { $metric }: of { $n } values stated at a chance of { $chance } in the same way, over { $origins ->
    [one] one past period
   *[other] { $origins } past periods
}, { $share } were reached (95% interval { $lower } to { $upper }). Such targets have no sum: each is one rep's alone.
target-alone-evidence-bare = { $metric }: of { $n } values stated at a chance of { $chance } in the same way, over { $origins ->
    [one] one past period
   *[other] { $origins } past periods
}, { $share } were reached. Such targets have no sum: each is one rep's alone.
forecast-levels-reconciled = The forecasts of all levels are weighed against each other by their past errors (weighted least squares on the tree) and add up to the cent; tried on { $origins } past periods.
forecast-levels-bottom-up = Teams, regions and the company are the sums of the reps' forecasts: on { $origins } past periods, weighing all levels against each other was no better.
forecast-levels-untried = Teams, regions and the company are the sums of the reps' forecasts: there { $origins ->
    [0] is no past period
    [one] is only { $origins } past period
   *[other] are only { $origins } past periods
} on which weighing the levels against each other could be tried, and four are needed.
forecast-levels-evidence = Mean absolute error, { $level }: { $reconciled } when weighed and { $bottom_up } when summed from the reps, against forecasts of their own ({ $n ->
    [one] { $n } past case
   *[other] { $n } past cases
}).
forecast-levels-expected = “Forecast” is what adds up from level to level. “Expected” is what the reps together bring as often as not, by how their results went together and by what past sums came to; the intervals lie around it, and attain targets --by and attain whatif tell the same.
forecast-levels-untold = Sums over reps have no interval and no expected figure here: past years are too few to tell how far a company's year falls from the sum of its reps' forecasts.
forecast-levels-apart = { $n ->
    [one] { $n } forecast of a sum ({ $metric }, of { $of }) lies
   *[other] { $n } forecasts of sums ({ $metric }, of { $of }) lie
} outside the { $level }% interval around what is expected: past sums did not come to what the parts add up to. Chances and targets follow what is expected; read the two together.
forecast-outside-interval = { $n ->
    [one] { $n } point forecast ({ $metric }, of { $of }) lies
   *[other] { $n } point forecasts ({ $metric }, of { $of }) lie
} outside the { $level }% interval: what came after such forecasts leaned to one side of them. Targets and chances follow the interval and its median; the point forecast is what tables call “mean”.
forecast-booked-beyond = { $n ->
    [one] { $n } of { $of } reps has
   *[other] { $n } of { $of } reps have
} by { $date } booked more ({ $metric }) than is forecast for all of { $period }: forecasts rest on whole periods and do not see what a running one holds.
forecast-levels-no-teams = Teams cut across regions, so this tree has no teams; --by team has them and no regions.
forecast-levels-no-regions = Teams cut across regions, so this tree has no regions; --by region has them and no teams.
forecast-level-company = company
forecast-level-region = regions
forecast-level-team = teams
forecast-level-rep = reps
target-level-company = The company
target-level = { $whom } should bring { $metric } to { $target } in { $period } ({ $first } to { $last }); { $reps ->
    [one] its { $reps } rep reaches
   *[other] its { $reps } reps together reach
} that with a chance of { $chance }, { $commit } with { $commit_chance } and { $stretch } with { $stretch_chance }, at a correlation of { $correlation } between reps. Their own targets add up to { $sum }, which they reach with a chance of { $sum_chance }.
## attain cases

cases-drawn = { $cases ->
    [one] { $cases } case drawn
   *[other] { $cases } cases drawn
} ({ $wanted } wanted) from { $deals } deals won or lost in { $period }, in { $strata } strata of rep and outcome, seed { $seed }. The sheet does not say which were won.
cases-name-reviewers = note: the reviewers are called reviewer-1, reviewer-2; name them with --reviewers ANNA,BEN, or write their names into the column.
cases-short-of-reviewers = { $cases ->
    [one] note: { $cases } case has fewer reviewers than asked for, because the others are its rep; name more reviewers.
   *[other] note: { $cases } cases have fewer reviewers than asked for, because the others are their reps; name more reviewers.
}
cases-without-outcomes = note: won against lost is left out: the store holds no table `opportunities`. Load one: attain ingest FILE --table opportunities.
cases-more-doubts = note: { $count } more of these; attain cases --show doubts lists them all.
cases-open = { $count ->
    [one] note: { $count } row of the sheets has no score yet.
   *[other] note: { $count } rows of the sheets have no score yet.
}
cases-note = A case counts with two reviewers or more. Won against lost is an association: reviewers may know how a deal ended. Notes enter no number.
case-doubt-reviewer_is_rep = note: case { $case }: the reviewer { $reviewer } is the rep whose deal it is; left out.
case-doubt-reviewer_twice = note: case { $case }: { $reviewer } scored { $item } twice; neither counts. Keep one row.
case-doubt-out_of_scale = note: case { $case }: { $reviewer } gave { $received } for { $item }, which is outside the scale; left out.
case-doubt-unknown_item = note: case { $case }: there is no rubric item { $item }; left out. Did you mean { $received }?
case-doubt-several_deals = note: case { $case }: its rows name several deals or reps ({ $received }); left out. One case is one deal.
case-doubt-one_reviewer = note: case { $case }: only { $received } has reviewed it; shown, not scored.
case-doubt-unknown_opportunity = note: case { $case }: the opportunities have no deal { $received }; it stays out of won against lost.
case-doubt-no_opportunity = note: case { $case }: no deal is named; it stays out of won against lost.
case-doubt-not_decided = note: case { $case }: deal { $received } is neither won nor lost; it stays out of won against lost.
case-doubt-other_rep = note: case { $case }: the deal belongs to rep { $received }, not to the one named.
case-doubt-unknown_rep = note: case { $case }: nobody knows a rep { $received }.

## Headings and codes of the appraisal's listings

column-case_id = case
column-opportunity_id = deal
column-rep = rep
column-rep_id = rep
column-rep_name = rep
column-reviewer_key = reviewer
column-reviewer = reviewer
column-reviewers = reviewers
column-rubric_item = item
column-item = item
column-items = items scored
column-name = rubric item
column-score = score
column-note = note
column-customer = customer
column-question = question
column-low_end = low end
column-high_end = high end
column-scale = scale
column-cases = cases
column-mean = mean
column-sd = sd
column-won_n = won
column-won_mean = mean won
column-lost_n = lost
column-lost_mean = mean lost
column-difference = difference
column-lower = lower
column-upper = upper
column-standing = result
column-pairs = pairs
column-same_share = same score
column-kappa_quadratic = kappa (quadratic)
column-kappa_linear = kappa (linear)
column-kappa_lower = kappa lower
column-kappa_upper = kappa upper
column-alpha = alpha
column-alpha_lower = alpha lower
column-alpha_upper = alpha upper
column-reps = reps
column-reps_weak = weak reps
column-reps_clearly_weak = clearly weak
column-weak_reps = who
column-topics = topics
column-topic = topic
column-topic_name = topic name
column-advice = advice
column-others_mean = others
column-weak = weak
column-clear = clear
column-outcome = outcome
column-largest_distance = farthest apart
column-distance_item = on
column-open = open
column-flags = remarks
column-kind = kind
column-code = what
column-received = received
column-null_reason = why empty
word-won = won
word-lost = lost
word-higher_in_won = higher in won deals
word-higher_in_lost = higher in lost deals
word-no_clear_difference = no clear difference
word-separates_and_weak = separates won from lost, and reps are weak on it
word-separates = separates won from lost
word-weak = reps are weak on it
word-below_min_n = too few
word-reviewer_is_rep = reviewer is the rep
word-reviewer_twice = reviewer twice on one item
word-out_of_scale = score outside the scale
word-unknown_item = unknown item
word-several_deals = several deals or reps
word-one_reviewer = one reviewer only
word-unknown_opportunity = unknown deal
word-no_opportunity = no deal named
word-not_decided = neither won nor lost
word-other_rep = deal of another rep
word-unknown_rep = unknown rep

## attain plan

plan-proposed = { $count ->
    [0] No plan is proposed from { $period }.
    [one] { $count } plan proposed for { $next } from what { $period } shows.
   *[other] { $count } plans proposed for { $next } from what { $period } shows.
} Nothing is agreed until it is loaded into improvement_plans.
plan-without-owner = { $count ->
    [one] note: { $count } proposed plan has no owner, because the rep has no manager in the table of reps. Who sees to it? Write a name into the column owner.
   *[other] note: { $count } proposed plans have no owner, because the reps have no manager in the table of reps. Who sees to them? Write names into the column owner.
}
plan-running-already = { $count ->
    [one] note: { $count } weak driver has a plan that still runs, and gets no second one.
   *[other] note: { $count } weak drivers have plans that still run, and get no second ones.
}
plan-tracked = { $count ->
    [one] { $count } agreed plan
   *[other] { $count } agreed plans
}: { $met } met, { $missed } missed, { $overdue } overdue, { $on_track } on track, { $open } open.
plan-no-table = note: no plan has been agreed yet: the store holds no table `improvement_plans`. Write the proposals to a file with --out plans.csv, agree on them, and load them: attain ingest plans.csv --table improvement_plans.
plan-few-reps = note: too few reps to adjust for region, tenure and size, so each is compared with all others as they are: { $drivers }.
plan-newcomers = note: not compared, because hired within the period: { $names }.
plan-driver-off = note: { $driver } is left out: the store holds no table { $table }. Load one: attain ingest FILE --table { $table }.
plan-driver-empty = note: { $driver } is left out: no rep has a value of it in the period.
plan-driver-stays = note: { $driver } is left out: it needs the histories of single customers, and these stay on the cluster; see [engine] customers_stay_above.
plan-training-note = need = reps × mean gap in robust deviations. Topics that no number can show (only_through_ratings) are reached through ratings and reviewed cases alone.
plan-behaviours-off = note: some behaviours are not known, because the store holds no table { $tables }.
plan-behaviours-stay = note: how much hangs on few customers is not known, because the histories of customers stay on the cluster ({ $rows } rows); see [engine] customers_stay_above.
plan-models-note = What role models do otherwise is an association, not a cause. Of all differences called associated at most { $level } may be false; the chance of each is counted over quarters drawn blindly. A table shows the three clearest of each driver, the other formats all.
plan-more-doubts = note: { $count } more of these; the column flags holds them all.
plan-doubt-no_check_metric = note: plan { $plan } has no check metric and cannot be closed by data.
plan-doubt-no_check_value = note: plan { $plan } has no check value and cannot be closed by data.
plan-doubt-unknown_metric = note: plan { $plan }: no value can be read for `{ $metric }`; see { $detail }.
plan-doubt-table_missing = note: plan { $plan }: `{ $metric }` needs the table { $detail }: attain ingest FILE --table { $detail }.
plan-doubt-stays_on_cluster = note: plan { $plan }: `{ $metric }` needs the histories of single customers, and these stay on the cluster; see [engine] customers_stay_above.
plan-doubt-not_measured = note: plan { $plan }: `{ $metric }` cannot be measured by rep: { $detail }.
plan-doubt-no_direction = note: plan { $plan }: more `{ $metric }` is neither better nor worse, so it cannot close a plan.
plan-doubt-no_due = note: plan { $plan } has no due date and never comes due.
plan-doubt-due_before_start = note: plan { $plan } is due before it begins.
plan-doubt-no_rep = note: plan { $plan } names no rep.
plan-doubt-unknown_rep = note: plan { $plan }: nobody knows a rep { $rep }.
plan-doubt-no_owner = note: plan { $plan } has no owner.
plan-unclosed = { $count ->
    [one] note: 1 plan is due and its status still says that it runs; the data say: met { $met }, missed { $missed }. Close it in improvement_plans.
   *[other] note: { $count } plans are due and their status still says that they run; the data say: met { $met }, missed { $missed }. Close them in improvement_plans.
}
plan-doubt-status_disagrees = note: plan { $plan }: its status is `{ $status }`, and the data say { $state }.
column-plan_id = plan
column-gap_metric = weak in
column-action = action
column-owner = owner
column-start = start
column-due = due
column-check_metric = check metric
column-check_value = check value
column-status = status (written)
column-by_data = by the data
column-measured = measured
column-measured_period = in
column-before = before
column-comparable = comparable reps
column-robust_z = deviations
column-n_peers = peers
column-basis = compared with
column-by_itself = without a plan
column-detail = detail
column-driver = driver
column-metric_id = metric
column-period = period
column-value = value
column-within_noise = may be chance
column-gap_mean = mean gap
column-need = need
column-weak_drivers = weak drivers
column-rated_reps = rated low
column-rated_gap_mean = mean gap of ratings
column-only_through_ratings = ratings only
column-who = who
column-rated_who = rated low: who
column-behaviour = behaviour
column-n_models = role models
column-n_rest = others
column-median_models = median of role models
column-median_rest = median of others
column-is_adjusted = adjusted
column-models = who
word-agreed = agreed
word-proposed = proposed
word-open = open
word-on_track = on track
word-met = met
word-missed = missed
word-overdue = overdue
word-territory_tenure_size = like region, tenure, size
word-tenure_size = like tenure, size
word-all_reps = all other reps
word-all_reps_few = all other reps (too few to adjust)
word-within_noise = may be chance
word-mostly_chance = most such gaps go by themselves
word-no_owner = no owner
word-no_check_metric = no check metric
word-no_check_value = no check value
word-unknown_metric = unknown metric
word-stays_on_cluster = stays on the cluster
word-table_missing = table missing
word-not_measured = not measured
word-no_direction = no good side
word-no_due = no due date
word-due_before_start = due before it begins
word-no_rep = no rep
word-status_disagrees = status disagrees with the data
word-weak_driver = weak
word-strong_driver = strong
word-usual = usual
word-associated_more = associated: more
word-associated_less = associated: less
word-no_denominator = nothing to compare
word-immature = too early to say
word-close_rate = close rate
word-new_customers = new customers
word-retention = repeat purchase
word-collection_rate = collection
word-satisfaction = satisfaction
word-discount_rate = discount
word-gross_margin = margin
word-followup_rate = follow-up
word-customer_concentration = concentration
word-yes = yes
word-no = no
word-per_week = a week
word-activity-call = call
word-activity-visit = visit
word-activity-mail = mail
word-activity-meeting = meeting
word-activity-demo = demo
word-activity-quote = quote
## attain contest

contest-column-contest = contest
contest-column-contest-id = contest
contest-column-rank = rank
contest-column-rep = rep
contest-column-rep-id = rep
contest-column-score = score
contest-column-value = value
contest-column-target = target or base
contest-column-gap = to next rank
contest-column-prize = prize
contest-column-chance = wins
contest-column-chance-prize = takes a prize
contest-column-status = status
contest-column-note = note
contest-column-basis = basis
contest-column-contenders = contenders
contest-column-effective = as open as so many
contest-column-hopeless = chance under 1 %
contest-column-favourite = favourite
contest-column-with-size = with territory size
contest-column-with-tenure = with tenure
contest-column-verdict = verdict
contest-column-scope = who
contest-column-first = from
contest-column-last = to
contest-column-after = came after
contest-column-expected = expected
contest-column-lower = 95 % from
contest-column-upper = 95 % to
contest-column-difference = difference
contest-column-during = came in contest
contest-column-during-expected = expected in contest
contest-column-lift = lift
contest-column-null-reason = no statement
contest-column-metric-id = metric
contest-column-version = version
contest-column-loaded-at = loaded
contest-column-column = rule
contest-column-old-value = before
contest-column-new-value = then
contest-column-late = after the start
contest-column-counts = counts
contest-column-in-force = in force
contest-status-upcoming = upcoming
contest-status-running = running
contest-status-provisional = provisional
contest-status-final = final
contest-status-refused = refused
contest-why-filter = not among those who may take part
contest-why-joined-after-start = joined after the start
contest-why-left-before-end = left before the end
contest-null-no-target = no target for all of the contest
contest-null-no-denominator = nothing to compare with
contest-null-missing-rate = a cost or quantity is missing
contest-null-left-censored = no history of the same dates
contest-level = level with others
contest-clawed = returns taken off
contest-basis-pct_of_target = share of target
contest-basis-absolute = absolute
contest-basis-growth = growth
contest-verdict-open = open
contest-verdict-uneven = uneven
contest-verdict-lopsided = lopsided
contest-no-no-history = no statement: no complete period before
contest-no-too-far = no statement: too far ahead
contest-no-no-forecast = no statement: no forecast with an interval
contest-no-nobody-on-basis = no statement: nobody has a target or a year before
contest-word-participants = all who took part
contest-word-others = all others
contest-word-rep = rep
contest-word-pulled-forward = pulled forward
contest-word-short-without-lift = short, no lift before
contest-word-short-everywhere = short everywhere
contest-word-no-evidence = no evidence
contest-word-refused = refused
contest-word-immature = too few days are over
contest-word-no-history = no complete period before
contest-word-too-far = too far ahead
contest-word-no-forecast = no forecast with an interval
contest-word-below-min-n = too few draws

contest-fault-no-day = Contest { $contest } is refused: `{ $column }` is empty.
contest-fault-end-before-start = Contest { $contest } is refused: it ends on { $end }, before it starts on { $start }.
contest-fault-too-long = Contest { $contest } is refused: { $start } to { $end } is more than three years; one of the years is probably mistyped.
contest-fault-unknown-metric = Contest { $contest } is refused: `{ $received }` cannot be ranked by rep over any days; these can: { $allowed }.
contest-fault-unknown-basis = Contest { $contest } is refused: there is no basis `{ $received }`, but { $allowed }.
contest-fault-unknown-tie-rule = Contest { $contest } is refused: there is no tie rule `{ $received }`, but { $allowed }.
contest-fault-clawback = Contest { $contest } is refused: `clawback_days` is { $received }, and 0 to 3660 is allowed.
contest-fault-prizes = Contest { $contest } is refused: its prizes cannot be read at `{ $received }`; write rank:prize with `;` between, each rank once: 1:5000;2:3000;3-5:1000.
contest-fault-filter = Contest { $contest } is refused because of its filter `{ $filter }`: { $reason }. { $hint }
contest-fault-nobody-in-service = Contest { $contest } is refused: nobody who may take part was in service on { $start }.
contest-fault-no-target = Contest { $contest } is refused: no participant has a quota for { $metric } that covers all working days from { $start } to { $end }.
contest-fault-left-censored = Contest { $contest } is refused: growth is compared with the dates from { $base_day } on, and the data begin on { $data_from }.
contest-fault-hint = correct the contests and load them again; attain contest --help explains each column

contest-rules-after-end = { $contest }: its rules were first loaded on { $loaded }, after its end; the store cannot show that they were fixed before the start.
contest-rules-after-start = { $contest }: its rules were first loaded on { $loaded }, after its start; the store cannot show that they were fixed before.
contest-rules-history = { $count ->
    [one] { $contests }: it was loaded with the first contests, after its start; when its rules were fixed cannot be told. A column `published_at` in the table would tell.
   *[other] { $contests }: they were loaded with the first contests, after their start; when their rules were fixed cannot be told. A column `published_at` in the table would tell.
}
contest-rules-published = { $count ->
    [one] { $contests }: it was loaded after its start; its table says that the rules were published before (`published_at`).
   *[other] { $contests }: they were loaded after their start; their table says that the rules were published before (`published_at`).
}
contest-rules-published-late = { $contest }: its own table says that the rules were published on { $day }, when it had begun (`published_at`).
contest-rules-changed = { $contest }: `{ $column }` was changed from { $before } to { $after } on { $loaded }, after the start; the change does not count ([contests] late_changes_count).
contest-rules-changed-counts = { $contest }: `{ $column }` was changed from { $before } to { $after } on { $loaded }, after the start; the change counts because [contests] late_changes_count is set.
contest-rules-mended = { $contest }: `{ $column }` was changed from { $before } to { $after } on { $loaded }, after the start; the change counts because the rules before it could not be followed.
contest-provisional = { $contest }: provisional, since returns up to { $until } are still taken off.
contest-prorated = { $count ->
    [one] { $contest }: 1 target is a part of quotas that cover other days too, by working days.
   *[other] { $contest }: { $count } targets are parts of quotas that cover other days too, by working days.
}
contest-growth-elapsed = { $contest }: growth compares the days up to { $day } with the same dates a year before.
contest-returns-without-sale = { $count ->
    [one] { $contest }: 1 return since the start names no sale and is not taken off anybody's sale.
   *[other] { $contest }: { $count } returns since the start name no sale and are not taken off anybody's sale.
}
contest-scaled = { $contest }: the forecasts of the periods around it are scaled by working days, their spread by the root of that share.
contest-chances = { $contest }: chances come from { $draws } simulated contests, forecasts after { $period }, correlation between reps { $correlation } as measured on the past; the error of a chance is at most { $error } (one standard error).
contest-chances-assumed = { $contest }: chances come from { $draws } simulated contests, forecasts after { $period }, correlation between reps assumed to be { $correlation } because the past is too short to measure it; the error of a chance is at most { $error } (one standard error).
contest-no-chance-no-history = { $contest }: no chances, since no period was complete before.
contest-no-chance-too-far = { $contest }: no chances, since it ends more than a year after the last complete period, and no forecast was tested so far ahead.
contest-no-chance-no-forecast = { $contest }: no chances, since nobody has a forecast with an interval; the history is too short.
contest-no-chance-nobody-on-basis = { $contest }: no chances, since nobody has what its basis asks for.
contest-is-open = { $contest } is open: { $contenders } contenders, as uncertain as { $effective } with equal chances; { $hopeless } of them have a chance under 1 %, the favourite { $name } has { $chance }. Rank correlation of the chance with the size of the territory { $size }, with the time in service { $tenure }.
contest-is-uneven = { $contest } is uneven: { $contenders } contenders, but only as uncertain as { $effective } with equal chances; { $hopeless } of them have a chance under 1 %, the favourite { $name } has { $chance }. Rank correlation of the chance with the size of the territory { $size }, with the time in service { $tenure }.
contest-is-lopsided = { $contest } is lopsided: of { $contenders } contenders few can win, it is as uncertain as { $effective } with equal chances; { $hopeless } of them have a chance under 1 %, the favourite { $name } has { $chance }. Rank correlation of the chance with the size of the territory { $size }, with the time in service { $tenure }.
contest-more-open = { $contest }: on the basis “{ $basis }” it would be more open: { $contenders } contenders, as uncertain as { $effective } with equal chances.
contest-left-out = { $count ->
    [one] { $contest }: 1 who may take part has no target, base or forecast, and no chance is stated.
   *[other] { $contest }: { $count } who may take part have no target, base or forecast, and no chance is stated for them.
}
contest-borrowed = { $contest }: evidence that sales were pulled forward: in the contest { $during } of what was expected, and from { $first } to { $last } only { $share } (95 % interval { $lower } to { $upper }).
contest-short-without-lift = { $contest }: from { $first } to { $last } sales were { $share } of what was expected (95 % interval { $lower } to { $upper }), but the contest itself brought no more than expected ({ $during }): something else than borrowing.
contest-short-everywhere = { $contest }: from { $first } to { $last } sales were { $share } of what was expected (95 % interval { $lower } to { $upper }), and those who took no part were short as well: no evidence of borrowing. In the contest: { $during }.
contest-not-borrowed = { $contest }: no evidence that sales were pulled forward: from { $first } to { $last } they were { $share } of what was expected (95 % interval { $lower } to { $upper }); in the contest { $during }.
contest-borrowed-reps = { $contest }: each alone, outside its own interval: { $names } (of { $of }; with so many looked at, one in forty would be by chance).
contest-others = { $contest }: those who took no part had { $share } of what was expected in the days afterwards.
contest-no-after-immature = { $contest }: nothing is said about the time afterwards until ten working days of it are over.
contest-no-after-no-history = { $contest }: nothing is said about the time afterwards, since no period was complete before the contest.
contest-no-after-too-far = { $contest }: nothing is said about the time afterwards, since it lies more than a year after the last period before the contest.
contest-no-after-no-forecast = { $contest }: nothing is said about the time afterwards, since nobody has a forecast with an interval from before.
contest-no-after-below-min-n = { $contest }: nothing is said about the time afterwards, since too few contests are simulated ([contests] draws).

## Digest

digest-as-of = As of { $as_of }.
digest-running = The period still runs.
digest-doubts = Doubts about the data
digest-rep = { $name }: { $chance } chance of staying under the bar; what raises it most: { $reason }.
digest-rep-plain = { $name }: { $chance } chance of staying under the bar.
digest-and-more = and { $n } more
digest-more = The whole review is in review.html, the figures in review.xlsx.
## Sentences: one rep's risk, and fairness

account-column-what = what
account-column-topic = coaching topic
account-column-value = value
account-column-reference = compared with
account-column-contribution = log-odds
account-column-points = points of probability
account-column-n = past cases
account-start-average_rep = average rep
account-sum-probability = sum: the probability
account-bar = bar: { $share } of the { $source }
account-unchangeable-change = would clear the flag, and cannot be changed
account-clears-change = would clear the flag
account-past-near = past statements within 10 points: missed, stated
account-past-flagged = all past flags: missed, stated
feature-forecast_level = the forecast
risk-account-flagged = { $name } will stay under { $bar } in { $period } with a probability of { $probability } ({ $share } of the { $source }); flagged from { $threshold }.
risk-account-not-flagged = { $name } will stay under { $bar } in { $period } with a probability of { $probability } ({ $share } of the { $source }); not flagged, that begins at { $threshold }.
risk-account-history = Nothing is said of { $name } in { $period }: { $have ->
    [one] { $have } period
   *[other] { $have } periods
} of own history, { $need } are needed; { $missing } more complete { $missing ->
    [one] period
   *[other] periods
} will do.
risk-account-no-forecast = Nothing is said of { $name } in { $period }: there is no forecast or no bar. A quota of the whole period, or a full year of the company's sales, gives a bar; four own periods give a forecast.
risk-account-bar-not-positive = Nothing is said of { $name } in { $period }: what counts as a miss lies at zero or below, so nothing can be missed.
risk-account-on-leave = Nothing is said of { $name } in { $period }: more than a quarter of the working days are spent on leave or lie after the leave_date, and a miss would say nothing.
risk-account-clears = The smallest change that clears the flag: { $feature } from { $from } to { $to }, all else equal, takes the probability just under { $threshold }; scored again to check. It speaks of the model, and promises no effect.
risk-account-unchangeable = No single change that somebody could make clears the flag. What would is past or given: { $feature } of { $to } in place of { $from }.
risk-account-forecast = By the forecast alone, on which chances of targets rest, it would be { $forecast }.
risk-account-no-clearing = No single change within what has been seen clears the flag.
risk-account-past = In the past, { $n } statements within 10 points of this one, about bars of the same kind ({ $source }), averaged { $stated }; { $happened } were missed (95% interval { $lower } to { $upper }).
risk-account-past-thin = Only { $n ->
    [one] { $n } past statement lies
   *[other] { $n } past statements lie
} within 10 points of this one, about bars of the same kind ({ $source }), fewer than { $need }: how such statements did is not known.
fairness-column-dimension = by
fairness-column-group = group
fairness-column-note = note
fairness-column-cases = past cases
fairness-column-reps = reps
fairness-column-stated = stated
fairness-column-happened = missed
fairness-column-alarms = false alarms
fairness-column-q = q of the statements
fairness-column-alarms_q = q of the alarms
fairness-by-all = all
fairness-by-tenure = tenure
fairness-by-region = region
fairness-by-size = size of territory
fairness-band-under_2_years = under 2 years
fairness-band-2_to_5_years = 2 to 5 years
fairness-band-5_years_and_more = 5 years and more
fairness-band-small = smallest third
fairness-band-middle = middle third
fairness-band-large = largest third
fairness-unknown = not known
fairness-hidden-small = hidden: too few
fairness-hidden-complementary = hidden: would give a small group away
fairness-calibration-harsh = { $dimension }, { $group }: judged too harshly against the others by { $points } points of probability ({ $n } past cases, q = { $q }).
fairness-calibration-mild = { $dimension }, { $group }: judged too mildly against the others by { $points } points of probability ({ $n } past cases, q = { $q }).
fairness-alarms-harsh = { $dimension }, { $group }: of those who made the bar, the share that was flagged is { $points } points above that of the others ({ $n } past cases, q = { $q }).
fairness-alarms-mild = { $dimension }, { $group }: of those who made the bar, the share that was flagged is { $points } points below that of the others ({ $n } past cases, q = { $q }).
fairness-none = No group stands out: { $cases } past cases of { $reps } reps, { $tests } differences tested together at a false discovery rate of { $rate }; less than { $least } points is not told. That is no proof of fairness: with few cases only large differences are found.
fairness-some = These stand out among { $tests } differences tested together at a false discovery rate of { $rate } ({ $cases } past cases of { $reps } reps). Look at them before a flag is used.
fairness-thin = The past is too thin to say whether groups are treated alike: { $cases ->
    [0] no past cases
    [one] { $cases } past case of { $reps } rep
   *[other] { $cases } past cases of { $reps } { $reps ->
        [one] rep
       *[other] reps
    }
}; a group needs { $min_cases } cases of { $min_reps } reps, and somebody to be compared with.
fairness-hidden = { $hidden ->
    [one] { $hidden } group is hidden
   *[other] { $hidden } groups are hidden
}: fewer than { $min_cases } cases or { $min_reps } reps, or such a group could be had by subtraction.

# attain backtest
backtest-other-cases = The methods stand on different cases, { $least } to { $most } of them: means over different cases say nothing about which is better. “MASE on these” is over the { $common } that all have.
backtest-too-short = { $n } of { $series } series { $n ->
    [one] has
   *[other] have
} fewer than four values in the train part. They say little, and the others say nothing of them: what is forecast of { $n ->
    [one] it
   *[other] them
} is halfway between the mean of the few values and the last one.
backtest-nothing = no series has a season (and at least four periods) of history before another known period, so nothing can be said of any method
backtest-coverage-hold = intervals: at every level what was stated lies inside the interval of what came ({ $n } intervals of each level, { $origins } { $origins ->
    [one] origin
   *[other] origins
}).
backtest-coverage-off = intervals: at { $off } the share that came differs from what was stated by more than chance explains ({ $n } intervals of each level, { $origins } { $origins ->
    [one] origin
   *[other] origins
}); see --part evidence.
backtest-coverage-thin = intervals: { $n } of each level from { $origins } { $origins ->
    [one] origin
   *[other] origins
} are too thin to say whether they hold.
backtest-chances-hold = stated chances: each lies inside the interval of what was reached ({ $n } statements of each chance, { $origins } { $origins ->
    [one] origin
   *[other] origins
}).
backtest-chances-off = stated chances: at { $off } what was reached differs from what was stated by more than chance explains ({ $n } statements of each chance, { $origins } { $origins ->
    [one] origin
   *[other] origins
}); see --part evidence.
backtest-chances-thin = stated chances: { $n } of each from { $origins } { $origins ->
    [one] origin
   *[other] origins
} are too thin to say whether they keep their word.
backtest-thin-cases = fewer than 20 cases
backtest-thin-origins = fewer than 4 periods
backtest-thin-events = fewer than 10 misses
backtest-thin-non_events = fewer than 10 periods without a miss
backtest-risk-bars = Risk scores: of staying under { $share } of the { $source }, the kind of bar that the coming period has.
backtest-risk-thin = Risk scores: { $n } past cases with { $events } misses from { $origins } { $origins ->
    [one] period
   *[other] periods
} are too thin for a conclusion ({ $why }).
backtest-risk-better = Risk scores: better than stating the base rate, beyond chance ({ $n } cases, { $events } misses, { $origins } periods).
backtest-risk-worse = Risk scores: worse than stating the base rate ({ $n } cases, { $events } misses, { $origins } periods).
backtest-risk-open = Risk scores: not told apart from stating the base rate ({ $n } cases, { $events } misses, { $origins } periods).
backtest-risk-lots = Risk scores: { $score } ranks the reps no better than lots would, as far as the past tells (AUC { $auc }, 95% interval { $lower } to { $upper }); its calibration slope says nothing then.
backtest-risk-acted = Of the { $k } highest of every period { $precision } missed (95% interval { $lower } to { $upper }); of all reps { $base } did.
stated-tip = { $stated } stated: { $realised } came true (95% interval { $interval })
stated-plot = On the diagonal as much came as was stated; the strokes are 95% intervals, in which cases of one rep or one period count as resembling each other.
col-verdict = Says
verdict-holds = holds
verdict-more_than_stated = more than stated
verdict-less_than_stated = less than stated
verdict-too_thin = too thin to say
targets-shock = Where the whole period is weak, as in one of six, a target with a chance of { $chance } has { $weak }; where it is strong, { $strong }. That much moves all reps together and is no rep's own doing.
risk-calibration = Did the stated risks come true?
risk-calibration-lead = Past cases by the height of the risk that was stated before the period, and the share that missed.
targets-moved-easier = { $count ->
    [one] One target stands
   *[other] { $count } targets stand
} at another chance than the common one, because a cap, the rounding or a decision held { $count ->
    [one] it down: it is
   *[other] them down: they are
} easier, and the chance of all together is higher than the reps' chance suggests.
targets-moved-harder = { $count ->
    [one] One target stands
   *[other] { $count } targets stand
} at another chance than the common one, because a floor, the rounding or a decision held { $count ->
    [one] it up: it is
   *[other] them up: they are
} harder, and the chance of all together is lower than the reps' chance suggests.
targets-moved-both = { $count } targets stand at another chance than the common one, because a cap, a floor, the rounding or a decision moved them: { $easier } { $easier ->
    [one] is
   *[other] are
} held down and easier, { $harder } { $harder ->
    [one] is
   *[other] are
} held up and harder.
# Headings and words of single listings
column-decide-proposal_id = proposal
column-decide-object = about
column-decide-name = rep
column-decide-rep_id = rep
column-decide-metric_id = metric
column-decide-suggested = suggested
column-decide-status = status
column-decide-decided = decided
column-decide-by = decided by
column-decide-at = decided at (UTC)
column-decide-reason = reason
column-decide-suggested_then = suggested then
column-decide-evidence = rests on
column-decide-stands = stands
column-decide-subject_type = of
column-decide-subject_id = whose
column-decide-period_start = from
column-decide-period_end = to
column-decide-after_lock = after a lock
column-decide-version = version
column-decide-value = target
column-decide-effective_from = holds from
column-decide-author = set by
column-decide-in_force = in force
column-decide-rules = rules
column-decide-period = period
column-decide-grade = grade
column-decide-score = score
column-decide-rule = rule
column-decide-factor = factor
column-decide-base = base
column-decide-bonus = bonus
column-decide-null_reason = why empty
column-decide-currency = currency
column-decide-as_of = as of
column-targets-metric_id = metric
column-targets-level = level
column-targets-name = rep
column-targets-rep_id = rep id
column-targets-team = team
column-targets-period = period
column-targets-month = month
column-targets-baseline = baseline
column-targets-target = target
column-targets-chance = chance
column-targets-lower_80 = 80% from
column-targets-upper_80 = 80% to
column-targets-commit = commitment
column-targets-commit_chance = its chance
column-targets-stretch = stretch
column-targets-stretch_chance = its chance
column-targets-floor = floor
column-targets-cap = cap
column-targets-share_of_total = share of total
column-targets-over_assignment = over-assignment
column-targets-chance_of_sum = chance of the sum
column-targets-expected = expected
column-targets-null_reason = why none
column-targets-cumulative_target = by then
column-targets-expected_low = usual from
column-targets-expected_high = usual to
column-targets-status = status
column-targets-as_of = as of
column-rate-cycle_id = cycle
column-rate-rep_id = rep
column-rate-by = by
column-rate-key = of
column-rate-n_raters = raters
column-rate-raw = raw
column-rate-adjusted = adjusted
column-rate-std_error = standard error
column-rate-reliability = reliability
column-rate-self = self
column-rate-not_observed = not observed
column-rate-part = part
column-rate-scale_score = on the scale
column-rate-anchor_level = anchor level
column-rate-anchor = anchor
column-rate-null_reason = why empty
column-rate-level = level
column-rate-team = team
column-rate-n_reps = reps
word-decide-target = target
word-decide-flag = flag
word-decide-grade = grade
word-decide-bonus = bonus
word-decide-promotion = promotion
word-decide-training = training
word-decide-performance_plan = performance plan
word-decide-proposed = proposed
word-decide-accepted = accepted
word-decide-changed = changed
word-decide-rejected = rejected
word-decide-draft = draft
word-decide-agreed = agreed
word-decide-locked = locked
word-decide-present = present
word-decide-total = total
word-decide-rep = rep
word-decide-team = team
word-decide-company = company
word-decide-flagged = flagged
word-targets-rep = rep
word-targets-team = team
word-targets-company = company
word-targets-draft = draft
word-targets-proposed = proposed
word-targets-not_positive = nothing positive to expect
word-targets-on_leave = on leave or gone
word-rate-total = all groups
word-rate-group = group
word-rate-dimension = dimension
word-rate-perspective = perspective
word-rate-item = item
word-rate-self = self
word-rate-manager = managers
word-rate-peer = peers
word-rate-subordinate = subordinates
word-rate-customer = customers
word-rate-score_360 = 360° score
word-rate-bars = behaviours (BARS)
word-rate-team = team
word-rate-company = company
word-rate-below_min_n = too few raters
word-rate-not_comparable = not comparable
word-rate-not_connected = not comparable

# What a load says
load-assumed-currency = assumed: currency { $currency }
load-overtaken = note: { $file } was loaded before, and rows of its table were corrected since; they stay corrected (--again reads it once more)
load-note = note: { $file }: { $note }
load-header-only = note: { $file } has a header and no row under it; nothing of it was loaded
load-empty-cells = { $count ->
    [one] note: { $file }: 1 empty cell of its months is no row
   *[other] note: { $file }: { $count } empty cells of its months are no rows
}
load-matched = matched: `{ $source }` of { $file } is read as { $column } ({ $how })
load-matched-times = { $how }, each value times { $times }
load-preset = note: { $file } looks like { $title }; --preset { $name } (in the configuration preset = "{ $name }") names its columns
load-rounded = { $count ->
    [one] warning: 1 row of { $file } had more digits in { $column } than { $currency } has; it was rounded half to even
   *[other] warning: { $count } rows of { $file } had more digits in { $column } than { $currency } has; they were rounded half to even
}
load-mended = { $count ->
    [one] warning: 1 row of { $file } has an id in { $column } that a spreadsheet had turned into a number: { $examples }; read without the .0
   *[other] warning: { $count } rows of { $file } have ids in { $column } that a spreadsheet had turned into numbers: { $examples }; read without the .0
}
load-lossy = { $count ->
    [one] warning: 1 row of { $file } has an id in { $column } in which a spreadsheet dropped digits, so that different ids may look the same: { $examples }; export the file once more with its ids as text
   *[other] warning: { $count } rows of { $file } have ids in { $column } in which a spreadsheet dropped digits, so that different ids may look the same: { $examples }; export the file once more with its ids as text
}
load-stripped = { $count ->
    [one] warning: 1 row of { $file } has an id in { $column } without leading zeros that a spreadsheet seems to have dropped: { $examples }; { $why }; export the file once more with its ids as text
   *[other] warning: { $count } rows of { $file } have ids in { $column } without leading zeros that a spreadsheet seems to have dropped: { $examples }; { $why }; export the file once more with its ids as text
}
load-stripped-by-width = the others have { $digits } digits, some of them zeros at the beginning
load-stripped-by-table = { $table } has the first as `{ $id }`
load-wrong-sign = { $count ->
    [one] warning: 1 row of { $file } has a sign in { $column } that goes against its line type: { $examples }
   *[other] warning: { $count } rows of { $file } have a sign in { $column } that goes against their line type: { $examples }
}
load-future = { $count ->
    [one] warning: 1 row of { $file } is dated after today: { $examples }; where that is a mistake, mend the rows, for the data are read up to the last day that they hold
   *[other] warning: { $count } rows of { $file } are dated after today: { $examples }; where that is a mistake, mend the rows, for the data are read up to the last day that they hold
}
load-repeats = { $count ->
    [one] warning: 1 row of { $file } has no order id and is the same in day, customer, product, rep, quantity and amount as a row of another file: exports that overlap count such rows twice; export the order ids, or each day once
   *[other] warning: { $count } rows of { $file } have no order id and are the same in day, customer, product, rep, quantity and amount as a row of another file: exports that overlap count such rows twice; export the order ids, or each day once
}
load-nameless = { $count ->
    [one] warning: 1 row of { $file } has no order_id although the file has a column of them ({ $lines }): each counts as an order of its own, and a later export that holds it again counts it again
   *[other] warning: { $count } rows of { $file } have no order_id although the file has a column of them ({ $lines }): each counts as an order of its own, and a later export that holds it again counts it again
}
load-replaced = { $count ->
    [one] { $file }: 1 row replaces one with the same key that came with an earlier load or a file named before it: of two contents the one named later counts
   *[other] { $file }: { $count } rows replace others with the same key that came with an earlier load or a file named before it: of two contents the one named later counts
}
load-rejects-kept = the rejected rows are kept in { $path }
load-rejected = rejected: { $issue }
load-warned = warning: { $issue }
load-more-warned = { $count ->
    [one] warning: 1 more row like these
   *[other] warning: { $count } more rows like these
}
load-more-warned-at-least = warning: at least { $count } more rows like these
load-more-doubtful-at-least = finding: at least { $count } more like these
load-numbered-here = note: earlier loads of { $source } gave its lines numbers of their own, so everything was fetched anew; where the table's numbers are not 1, 2, 3 … within each order, lines under the old numbers stay beside them and count twice: load into a new store then
load-folder-within = note: the folder { $folder } holds tables that were not read; to read them too, name it, or write { $pattern }
load-doubtful = finding: { $issue }
load-more-doubtful = { $count ->
    [one] finding: 1 more like these
   *[other] finding: { $count } more like these
}
load-rehearsed = nothing was loaded (--check-only); the store is as it was
load-line = line { $line } `{ $text }`
load-line-alone = line { $line }
load-and-others = , and others
load-between = {", "}
load-unchanged-one = nothing new: the file was loaded before; the store stays at version { $version }
load-unchanged = nothing new: all { $count } files were loaded before; the store stays at version { $version }
load-anew = { $count ->
    [one] note: another load wrote to the store meanwhile; this one began anew on top of it
   *[other] note: other loads wrote to the store meanwhile; this one began anew { $count } times, on top of them
}
load-ended = { $count ->
    [one] 1 row loaded; the store `{ $store }` is at version { $version }
   *[other] { $count } rows loaded; the store `{ $store }` is at version { $version }
}
load-of-review = { $read ->
    [one] load: 1 row read = { $loaded } loaded + { $known } known or repeated + { $rejected } rejected; store version { $version }
   *[other] load: { $read } rows read = { $loaded } loaded + { $known } known or repeated + { $rejected } rejected; store version { $version }
}

# attain export --to
column-export-run_id = run
column-export-review_period = reviewed period
column-export-table = table
column-export-rows = rows
column-export-state = state
word-export-written = written
word-export-unchanged = unchanged

## Forecasts and risk on a terminal

risk-column-rep_id = rep
risk-column-name = name
risk-column-team = team
risk-column-probability = chance of a miss
risk-column-flagged = flagged
risk-column-bar = bar
risk-column-bar_source = from
risk-column-reasons = strongest reasons (log-odds)
risk-column-abstained = why no statement
forecast-column-metric_id = metric
forecast-column-level = level
forecast-column-region = region
forecast-column-team = team
forecast-column-rep = rep
forecast-column-period = period
forecast-column-mean = mean
forecast-column-median = median
forecast-column-forecast = forecast
forecast-column-own = of its own
forecast-column-expected = expected
forecast-column-lower = from
forecast-column-upper = to
forecast-column-model = by
forecast-column-n_history = periods known
forecast-column-null_reason = why none
forecast-column-agreement = agreement
forecast-column-reps = reps
forecast-agreement-reconciled = weighed
forecast-agreement-bottom_up = summed from reps
# attain backtest
column-backtest-method = method
column-backtest-series = series
column-backtest-horizon = periods ahead
column-backtest-origins = origins
column-backtest-cases = cases
column-backtest-n = n
column-backtest-smape = sMAPE
column-backtest-mase = MASE
column-backtest-owa = OWA
column-backtest-msis_95 = MSIS 95%
column-backtest-pinball = pinball loss
column-backtest-coverage_50 = covered of 50%
column-backtest-coverage_80 = covered of 80%
column-backtest-coverage_95 = covered of 95%
column-backtest-realised_50 = reached of 50%
column-backtest-realised_60 = reached of 60%
column-backtest-realised_70 = reached of 70%
column-backtest-realised_80 = reached of 80%
column-backtest-realised_90 = reached of 90%
column-backtest-ms_per_series = ms a series
column-backtest-cases_common = cases of all
column-backtest-mase_common = MASE on these
column-backtest-null_reason = why none
column-backtest-measure = figure
column-backtest-stated = stated
column-backtest-step = step
column-backtest-value = value
column-backtest-lower = 95% from
column-backtest-upper = 95% to
column-backtest-verdict = verdict
column-backtest-origin = origin
column-backtest-forecast = forecast
column-backtest-actual = actual
column-backtest-yardstick = yardstick
column-backtest-score = score
column-backtest-from = stated from
column-backtest-to = stated to
column-backtest-k = highest k
column-backtest-reps = reps
column-backtest-rep_id = rep
column-backtest-probability = chance of a miss
column-backtest-missed = missed
column-backtest-base_rate = base rate
column-backtest-missed_last_period = missed last period
column-backtest-momentum = momentum
column-backtest-bar_source = bar from
word-backtest-quota = quota
word-backtest-seasonal_expectation = seasonal expectation
word-backtest-combination = combination
word-backtest-ets = ETS
word-backtest-theta = Theta with a season
word-backtest-pooled_ar = pooled autoregression
word-backtest-last_year_plus_ten = last year + 10%
word-backtest-naive = last period
word-backtest-seasonal_naive = same period last year
word-backtest-mean_of_four = mean of the last four
word-backtest-naive2 = last period, season taken out
word-backtest-ses = simple smoothing
word-backtest-plain_theta = plain Theta
word-backtest-smape = sMAPE
word-backtest-mase = MASE
word-backtest-msis_95 = MSIS 95%
word-backtest-pinball = pinball loss
word-backtest-coverage = coverage
word-backtest-reached = reached
word-backtest-auc = AUC
word-backtest-brier = Brier score
word-backtest-brier_skill = Brier skill
word-backtest-ece = calibration error (ECE)
word-backtest-calibration_slope = calibration slope
word-backtest-calibration_intercept = calibration intercept
word-backtest-calibration = calibration
word-backtest-precision = share of them that missed
word-backtest-found = share of all misses among them
word-backtest-base_rate = base rate
word-backtest-model = model
word-backtest-forecast = forecast alone
word-backtest-logistic = logistic regression
word-backtest-missed_last_period = missed last period
word-backtest-momentum = momentum
word-backtest-holds = as stated
word-backtest-more_than_stated = more than stated
word-backtest-less_than_stated = less than stated
word-backtest-too_thin = too thin
word-backtest-ranks_like_lots = ranks like lots
word-backtest-below_min_n = too few
word-backtest-no_denominator = nothing to divide by
# attain kpi, attain repeat
column-kpi-metric_id = metric_id
column-kpi-period = period
column-kpi-rep = rep
column-kpi-team = team
column-kpi-region = region
column-kpi-customer = customer
column-kpi-product = product
column-kpi-product-category = product.category
column-kpi-value = value
column-kpi-numerator = numerator
column-kpi-denominator = denominator
column-kpi-n = n
column-kpi-null_reason = null_reason
column-kpi-lower = lower
column-kpi-upper = upper
column-kpi-shrunk = shrunk
column-kpi-n_effective = n_effective
column-kpi-flags = flags
column-kpi-return_policy = return_policy
word-kpi-running = running
word-kpi-jan_feb_joined = jan_feb_joined
word-kpi-weeks_differ = weeks_differ
word-kpi-left_censored = left_censored
word-kpi-small_n = small_n
word-kpi-two_peaks = two_peaks
word-kpi-without_customer = without_customer

# headings of attain restate and inspect
column-restate-metric_id = metric_id
column-restate-period = period
column-restate-dimension = dimension
column-restate-key = key
column-restate-value_a = value_a
column-restate-value_b = value_b
column-restate-difference = difference
column-restate-changed_rates = changed_rates
column-restate-added_rows = added_rows
column-restate-removed_rows = removed_rows
column-restate-replaced_rows = replaced_rows
column-restate-changed_reps = changed_reps
column-restate-changed_quotas = changed_quotas
column-restate-changed_as_of = changed_as_of
column-restate-unexplained = unexplained
column-restate-null_reason_a = null_reason_a
column-restate-null_reason_b = null_reason_b
column-restate-table = table
column-restate-rows_a = rows_a
column-restate-rows_b = rows_b
column-restate-rows_added = rows_added
column-restate-rows_removed = rows_removed
column-restate-rows_replaced = rows_replaced
column-restate-change = change
column-restate-order_id = order_id
column-restate-line_no = line_no
column-restate-order_date_a = order_date_a
column-restate-order_date_b = order_date_b
column-restate-rep_id_a = rep_id_a
column-restate-rep_id_b = rep_id_b
column-restate-net_amount_a = net_amount_a
column-restate-net_amount_b = net_amount_b
column-restate-changed_values = changed_values
column-restate-return_policy = return_policy
column-store-table = table
column-store-delta_version = delta_version
column-store-files = files
column-store-row_groups = row_groups
column-store-rows = rows
column-store-bytes = bytes
column-store-first_date = first_date
column-store-last_date = last_date
column-store-column = column
column-store-type = type
column-store-nulls = nulls
column-store-null_share = null_share
column-store-min = min
column-store-max = max
column-store-distinct_at_least = distinct_at_least
column-store-compressed_bytes = compressed_bytes
column-store-uncompressed_bytes = uncompressed_bytes
column-store-encodings = encodings
column-store-compression = compression
column-store-file = file
column-store-version = version
column-store-committed_at = committed_at
column-store-configuration = configuration
column-store-rows_read = rows_read
column-store-rows_loaded = rows_loaded
column-store-duplicates_dropped = duplicates_dropped
column-store-rows_rejected = rows_rejected
column-store-rows_warned = rows_warned
column-store-rows_replaced = rows_replaced
column-store-removed_at = removed_at
column-store-dropped_by_reason = dropped_by_reason
column-store-rejected_by_rule = rejected_by_rule
word-restate-added = added
word-restate-removed = removed
word-restate-replaced = replaced
word-restate-rep = rep
word-restate-team = team
word-restate-company = company

## attain purchase

purchase-alive = Whether a customer still is one (p_alive) nobody ever sees; the number to act on is p_repeat_h, which comes true or does not.
purchase-alive-once = p_alive is 100% for everybody who bought once, because in this model nobody leaves before a repeat purchase; it says nothing of them. The number to act on is p_repeat_h, which comes true or does not.
purchase-kept = The stated chances held in the period that was held back: { $groups ->
    [one] what was stated of the one group of customers
   *[other] in each of { $groups } groups of customers what was stated
} lies within the 95% interval of what came; the furthest stated { $stated }, and { $realised } of { $n } bought. { $expected ->
    [one] { $expected } purchase was
   *[other] { $expected } purchases were
} expected, { $purchases } came. It is one period, which all customers share.
purchase-not-kept = The stated chances did not hold in the period that was held back: { $groups ->
    [one] what was stated of the one group of customers
   *[other] in { $off } of { $groups } groups of customers what was stated
} lies outside the 95% interval of what came; the furthest stated { $stated }, and { $realised } of { $n } bought. { $expected ->
    [one] { $expected } purchase was
   *[other] { $expected } purchases were
} expected, { $purchases } came. It is one period, which all customers share.
purchase-open = The data leave { $n ->
    [one] a parameter
   *[other] parameters
} of the model open ({ $parameters }): many values fit about as well, so the value told means nothing by itself.
purchase-not-converged = The search for the model's parameters stopped before the top of the likelihood; what follows from them is not the model's best.
purchase-left-out = Of { $again } customers who bought again, { $n } spent nothing or less on repeat purchases ({ $worth }) and { $n ->
    [one] is
   *[other] are
} not in the model of worth; what the others spend stands for what their next purchase is worth.
purchase-left-out-none = Of { $again } customers who bought again, { $n } spent nothing or less on repeat purchases ({ $worth }); the others are too few for a model of worth.
purchase-without-value = Of { $again } customers who bought again, { $n } { $n ->
    [one] has
   *[other] have
} no value in the file; what the others spend stands for theirs.
purchase-returns-of-nothing = Of what customers gave back, { $share } ({ $amount }) came back on a day without a purchase and names no purchase of that customer that is in the data: no purchase counts for less because of it.
column-purchase-customer_id = customer
column-purchase-rep_id = rep id
column-purchase-frequency = repeat days
column-purchase-recency = last bought at age
column-purchase-age = age
column-purchase-horizon = days ahead
column-purchase-p_repeat_h = chance to buy
column-purchase-expected_purchases = purchases expected
column-purchase-expected_revenue = revenue expected
column-purchase-clv_model = value
column-purchase-p_alive = still a customer
column-purchase-customers = customers
column-purchase-expected_buyers = buyers expected
column-purchase-expected_repeat_rate = share expected to buy
column-purchase-null_reason = why none
column-purchase-discount = yearly discount
column-purchase-worth = value in
column-purchase-currency = currency
column-purchase-as_of = as of
word-purchase-no_model_of_worth = too few amounts
word-purchase-revenue = revenue
word-purchase-margin = gross profit
