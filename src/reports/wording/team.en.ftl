scope-company = The whole team
kpi-lead = The team as a whole, then its reps. Ratios are sums over sums, never means of ratios.
kpi-managers = Sales of people who are not judged as reps; they count in the team.
level-company = Team
attainment-company = Team
repeat-company = The team
happened-attainment = The team reached { $attainment } of its quotas; { $reached } of { $with_target ->
    [one] { $with_target } rep with a quota
   *[other] { $with_target } reps with a quota
} reached theirs.
