"""Makes the tables of this folder, and works out from them what must come out, with Python's decimals alone.

Rates hold from their day until the next one. A line is converted by the rate of its day, and rounded by itself, half
to even. For growth in constant currency both years are converted at the mean of the rates of all days of the earlier
quarter. Into dollars a euro and a pound are quoted; of the yen the table has what a dollar is worth.
"""

import csv
import datetime
from collections import defaultdict
from decimal import ROUND_HALF_EVEN, Decimal, getcontext
from pathlib import Path

getcontext().prec = 60
HERE = Path(__file__).parent
DIGITS = {"USD": 2, "EUR": 2, "GBP": 2, "JPY": 0}
FIRST = datetime.date(2023, 1, 1)

state = 20_260_101


def number(below):
    """A number from 0 up to, but not, `below`: Lehmer's generator with the multiplier of Park and Miller."""
    global state
    state = state * 48_271 % 2_147_483_647
    return state % below


def made():
    rates, orders = [], []
    for currency, usual in [("EUR", 10_843), ("GBP", 12_517), ("JPY", 1_404_250)]:
        day = FIRST
        while day.year < 2025:
            rate = Decimal(usual + number(usual // 8)) / 10_000
            pair = ("USD", "JPY") if currency == "JPY" else (currency, "USD")
            rates.append((day, *pair, rate))
            day += datetime.timedelta(days=1 + number(20))
    for order in range(400):
        currency = ["USD", "EUR", "GBP", "JPY"][number(4)]
        day = FIRST + datetime.timedelta(days=number(731))
        minor = 1 + number(500_000)
        is_return = number(9) == 0
        amount = Decimal(-minor if is_return else minor).scaleb(-DIGITS[currency])
        region = ["North", "South", "West"][number(3)]
        orders.append((f"O{order}", "return" if is_return else "sale", day, region, currency, amount))
    return rates, orders


def rate_on(rates, currency, day):
    last = max((row for row in rates if currency in row[1:3] and row[0] <= day), key=lambda row: row[0])
    return last[3] if last[2] == "USD" else 1 / last[3]


def in_dollars(amount, rate):
    return (amount * rate).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def days_of(year, quarter):
    day = datetime.date(year, 3 * quarter - 2, 1)
    while (day.month + 2) // 3 == quarter and day.year == year:
        yield day
        day += datetime.timedelta(days=1)


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main():
    rates, orders = made()
    write("fx_rates.csv", ["date", "from", "to", "rate"], rates)
    write("orders.csv", ["order_id", "line_type", "order_date", "region", "currency", "net_amount"], orders)
    revenue, constant = defaultdict(Decimal), defaultdict(Decimal)
    for _, _, day, region, currency, amount in orders:
        quarter = (day.month + 2) // 3
        at_its_day = amount if currency == "USD" else in_dollars(amount, rate_on(rates, currency, day))
        revenue[region, day.year, quarter] += at_its_day
        span = list(days_of(2023, quarter))
        mean = Decimal(1)
        if currency != "USD":
            mean = sum(rate_on(rates, currency, day) for day in span) / len(span)
        constant[region, day.year, quarter] += in_dollars(amount, mean)
    rows = []
    for region in ["North", "South", "West"]:
        for year in [2023, 2024]:
            for quarter in [1, 2, 3, 4]:
                sold = revenue[region, year, quarter]
                rows.append(("revenue_net", f"{year}-Q{quarter}", region, f"{sold:.2f}", f"{sold:.2f}", ""))
        for quarter in [1, 2, 3, 4]:
            base = constant[region, 2023, quarter]
            change = constant[region, 2024, quarter] - base
            assert base > 0
            value = float(change) / float(base)
            rows.append(("growth_cc", f"2024-Q{quarter}", region, repr(value), f"{change:.2f}", f"{base:.2f}"))
    write("expected.csv", ["metric_id", "period", "region", "value", "numerator", "denominator"], rows)


main()
