#!/usr/bin/env python3
"""Recomputes every score of a pack from its exported tables, with DuckDB instead of attain.

    recompute_scores.py FOLDER

Of the lines that are metrics of the orders, values and last year's values are taken from tables/kpi.csv and quotas of
net revenue from tables/attainment.csv, not from the scorecard itself. From value and target follows the attainment,
from that and the points of the line its score, from the weights that were set the weights that counted, from these the
total. Everything is compared with tables/scorecard.csv, and the totals with tables/scores.csv. Needs the package duckdb.
"""

import sys
from pathlib import Path

import duckdb

SCORES = """
create view card as select * from read_csv('{tables}/scorecard.csv', all_varchar = true);
create view kpi as
    select metric_id, period, rep, value::double as value from read_csv('{tables}/kpi.csv', all_varchar = true)
    where level = 'rep';
create view line as
    select *, coalesce(try_cast(value as double), null) as own_value, target::double as own_target,
           weight_set::double * method_weight::double as own_weight, group_weight::double as part_weight
    from card where "group" <> 'total';
-- What the other tables of the pack say about value and target.
create view told as
    select line.*, now.value as kpi_value,
           case line.target_source
               when 'year_before' then before.value
               when 'quota' then case when line.metric_id = 'revenue_net' then quota.target::double end
           end as kpi_target
    from line
    left join kpi as now on now.metric_id = line.metric_id and now.period = line.period and now.rep = line.rep_id
    left join kpi as before on before.metric_id = line.metric_id and before.rep = line.rep_id
        and before.period = regexp_replace(line.period, '\\d{{4}}', (regexp_extract(line.period, '\\d{{4}}')::int - 1)::varchar)
    left join read_csv('{tables}/attainment.csv', all_varchar = true) as quota
        on quota.rep_id = line.rep_id and quota.period = line.period;
create view attained as
    select *, case direction
        when 'higher' then coalesce(kpi_value, own_value) / coalesce(kpi_target, own_target)
        when 'lower' then greatest(2 - coalesce(kpi_value, own_value) / coalesce(kpi_target, own_target), 0)
        when 'band' then case
            when own_value < target_low::double then own_value / target_low::double
            when own_value > target_high::double then greatest(2 - own_value / target_high::double, 0)
            else 1 end
        end as reached
    from told where coalesce(null_reason, '') = '';
-- The way from attainment to points, leg by leg: 0:0 1:90 1.2:100.
create view leg as
    select rep_id, period, method, item_id, reached, xs[i] as x0, ys[i] as y0, xs[i + 1] as x1, ys[i + 1] as y1,
           i, len(xs) as points
    from (select *, [split_part(p, ':', 1)::double for p in string_split(points, ' ')] as xs,
                 [split_part(p, ':', 2)::double for p in string_split(points, ' ')] as ys
          from attained where points is not null),
         unnest(range(1, len(xs))) as legs(i);
create view scored as
    select rep_id, period, method, item_id,
           max(case when reached <= x0 and i = 1 then y0
                    when reached >= x1 and i = points - 1 then y1
                    when reached >= x0 and reached < x1 then y0 + (y1 - y0) * (reached - x0) / (x1 - x0) end) as points
    from leg group by all
    union all
    select rep_id, period, method, item_id, score::double from attained where points is null;
create view weighed as
    select line.*, scored.points as own_score,
           case when scored.points is not null
               then line.own_weight / sum(line.own_weight) filter (scored.points is not null)
                    over (partition by line.rep_id, line.period, line."group") end as inside
    from line left join scored using (rep_id, period, method, item_id);
create view part as
    select rep_id, period, "group", any_value(part_weight) as part_weight, sum(inside * own_score) as part_score
    from weighed group by all;
create view total as
    select rep_id, period, sum(part_weight * part_score) / sum(part_weight) as score
    from part where part_score is not null group by all;
"""

CHECKS = {
    "values that the pack's other tables tell otherwise":
        "select rep_id, metric_id, own_value, kpi_value from told where abs(own_value - kpi_value) > 1e-9",
    "targets that the pack's other tables tell otherwise":
        "select rep_id, metric_id, own_target, kpi_target from told where abs(own_target - kpi_target) > 1e-9",
    "lines with other points":
        """select rep_id, item_id, score, own_score from weighed
           where abs(coalesce(score::double, -1) - coalesce(own_score, -1)) > 1e-9""",
    "totals that are another sum":
        """select rep_id, period, card.score, total.score from card full join total using (rep_id, period)
           where "group" = 'total' and abs(coalesce(card.score::double, -1) - coalesce(total.score, -1)) > 1e-9""",
    "totals that scores.csv tells otherwise":
        """select rep_id, total.score, scores.score from total join (select * from
           read_csv('{tables}/scores.csv', all_varchar = true) where metric_id in ('score_kpi', 'score_card', 'bsc')) as scores
           using (rep_id, period) where abs(total.score - scores.score::double) > 1e-9""",
}


def main(folder):
    tables = (folder / "tables").as_posix().replace("'", "''")
    connection = duckdb.connect()
    connection.execute(SCORES.format(tables=tables))
    for what, question in CHECKS.items():
        wrong = connection.execute(question.format(tables=tables)).fetchall()
        assert not wrong, f"{len(wrong)} {what}, such as {wrong[0]}"
    lines, known, totals = connection.execute(
        """select (select count(*) from scored), (select count(*) from told where kpi_value is not null),
                  (select count(*) from total)"""
    ).fetchone()
    assert totals > 0, "the pack has no score"
    print(f"{totals} totals from {lines} scored lines, {known} of them measured anew from the pack's other tables")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
