//! Prizes: how they are written, and how those who draw level share them.

use std::collections::BTreeMap;

use crate::quantity::{Currency, parse_minor};

/// What one rank wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prize {
    /// Money in minor units, which can be shared.
    Money(i64),
    /// Something else, in words.
    Text(String),
}

/// The prizes of a contest by rank, from 1; ranks without one win nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prizes {
    by_rank: BTreeMap<usize, Prize>,
}

/// What is wrong with prizes as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrizeFault {
    /// A part that is not `rank:prize`.
    Form {
        /// The part.
        part: String,
    },
    /// Ranks that are none: 0, beyond 1,000, or a range that falls.
    Ranks {
        /// As they were written.
        ranks: String,
    },
    /// A rank with two prizes.
    Twice {
        /// The rank.
        rank: usize,
    },
    /// An amount that is below zero or too large.
    Amount {
        /// As it was written.
        amount: String,
    },
}

/// Ranks beyond this have no prize: whoever writes one has mistyped something.
const LAST_RANK: usize = 1_000;

impl Prizes {
    /// Reads prizes: parts with `;` between them, each `rank:prize` or `first-last:prize`. A prize that is a plain
    /// number, with or without the currency's code, is money; everything else is kept in words. Full-width signs and
    /// `第1名` are read too.
    ///
    /// ```
    /// use attain::appraisal::contest::{Prize, Prizes};
    /// use attain::quantity::Currency;
    /// let prizes = Prizes::parse("1:5000; 2:3000.50; 3-5:Dinner for two", Currency::USD).unwrap();
    /// assert_eq!(prizes.of_rank(2), Some(&Prize::Money(300_050)));
    /// assert_eq!(prizes.of_rank(4), Some(&Prize::Text("Dinner for two".into())));
    /// assert_eq!(prizes.of_rank(6), None);
    /// ```
    ///
    /// # Errors
    /// [`PrizeFault`] with the part that cannot be read.
    pub fn parse(text: &str, currency: Currency) -> Result<Prizes, PrizeFault> {
        let mut by_rank = BTreeMap::new();
        for part in text.split([';', '；', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
            let form = || PrizeFault::Form { part: part.to_string() };
            let (ranks, prize) = part.split_once([':', '：']).ok_or_else(form)?;
            let prize = prize_of(prize.trim(), currency)?.ok_or_else(form)?;
            let (first, last) = ranks_of(ranks.trim()).ok_or_else(form)?;
            if first == 0 || last > LAST_RANK || last < first {
                return Err(PrizeFault::Ranks { ranks: ranks.trim().to_string() });
            }
            for rank in first..=last {
                if by_rank.insert(rank, prize.clone()).is_some() {
                    return Err(PrizeFault::Twice { rank });
                }
            }
        }
        Ok(Prizes { by_rank })
    }

    /// The prize of a rank, from 1.
    pub fn of_rank(&self, rank: usize) -> Option<&Prize> {
        self.by_rank.get(&rank)
    }

    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        self.by_rank.is_empty()
    }

    /// For each rank from 1 to the last with a prize, whether it has one.
    pub fn places(&self) -> Vec<bool> {
        let last = self.by_rank.keys().next_back().copied().unwrap_or(0);
        (1..=last).map(|rank| self.by_rank.contains_key(&rank)).collect()
    }

    /// What each of `level` reps wins who share the ranks from `rank` on. Money is put together and divided so that the
    /// shares sum to it exactly, the first ones a minor unit larger where it does not divide evenly. What is no money
    /// cannot be divided: all of it is named to each, and a person decides.
    pub fn shared(&self, rank: usize, level: usize) -> Vec<Won> {
        let pool = (rank..rank + level).filter_map(|rank| self.of_rank(rank));
        let (mut money, mut things) = (None, Vec::new());
        for prize in pool {
            match prize {
                Prize::Money(minor) => money = Some(money.unwrap_or(0_i64).saturating_add(*minor)),
                Prize::Text(text) => things.push(text.clone()),
            }
        }
        let share = |at: usize| {
            let money = money.map(|total| {
                let level = level as i64;
                total / level + i64::from((at as i64) < total % level)
            });
            Won { money, things: things.clone(), of: level }
        };
        (0..level).map(share).collect()
    }
}

/// What a rep wins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Won {
    /// Money in minor units; `None` where no money is won.
    pub money: Option<i64>,
    /// What else is won, by one or by all who share it.
    pub things: Vec<String>,
    /// How many share it.
    pub of: usize,
}

/// Money, words, or nothing at all.
fn prize_of(text: &str, currency: Currency) -> Result<Option<Prize>, PrizeFault> {
    let bare = text.strip_prefix(currency.code()).or_else(|| text.strip_suffix(currency.code())).unwrap_or(text).trim();
    if bare.is_empty() {
        return Ok(None);
    }
    let refused = || PrizeFault::Amount { amount: text.to_string() };
    match parse_minor(bare, currency.digits()) {
        Ok(parsed) if parsed.minor < 0 || parsed.rounded => Err(refused()),
        Ok(parsed) => Ok(Some(Prize::Money(parsed.minor))),
        Err(crate::quantity::MoneyError::TooLarge) => Err(refused()),
        Err(_) => Ok(Some(Prize::Text(text.to_string()))),
    }
}

/// The first and the last rank.
fn ranks_of(text: &str) -> Option<(usize, usize)> {
    let rank = |text: &str| -> Option<usize> {
        let text = text.trim();
        text.strip_prefix('第').unwrap_or(text).trim_end_matches('名').trim().parse().ok()
    };
    match text.split_once(['-', '–', '~', '至', '到']) {
        Some((first, last)) => Some((rank(first)?, rank(last)?)),
        None => rank(text).map(|rank| (rank, rank)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Prizes, PrizeFault> {
        Prizes::parse(text, Currency::USD)
    }

    #[test]
    fn prizes_are_read_as_people_write_them() {
        let prizes = parse("第1名：5000；第2至3名:USD 1000.50; 5:Trip to Rome").unwrap();
        assert_eq!(prizes.of_rank(1), Some(&Prize::Money(500_000)));
        assert_eq!(prizes.of_rank(3), Some(&Prize::Money(100_050)));
        assert_eq!(prizes.places(), [true, true, true, false, true]);
        assert!(parse(" ; ").unwrap().is_empty());
        assert_eq!(parse("1:5,000 EUR").unwrap().of_rank(1), Some(&Prize::Text("5,000 EUR".into())));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let part = |part: &str| PrizeFault::Form { part: part.into() };
        assert_eq!(parse("5000;3000"), Err(part("5000")));
        assert_eq!(parse("first:5000"), Err(part("first:5000")));
        assert_eq!(parse("1:"), Err(part("1:")));
        assert_eq!(parse("0:5"), Err(PrizeFault::Ranks { ranks: "0".into() }));
        assert_eq!(parse("5-3:5"), Err(PrizeFault::Ranks { ranks: "5-3".into() }));
        assert_eq!(parse("1-99999:5"), Err(PrizeFault::Ranks { ranks: "1-99999".into() }));
        assert_eq!(parse("1:5;1-2:3"), Err(PrizeFault::Twice { rank: 1 }));
        assert_eq!(parse("1:-5"), Err(PrizeFault::Amount { amount: "-5".into() }));
        assert_eq!(parse("1:0.005"), Err(PrizeFault::Amount { amount: "0.005".into() }));
        assert!(matches!(parse("1:99999999999999999999"), Err(PrizeFault::Amount { .. })));
    }

    #[test]
    fn level_ranks_share_to_the_cent() {
        let prizes = parse("1:100;2:50.01;3:Trip").unwrap();
        let money = |rank, level| prizes.shared(rank, level).iter().map(|won| won.money).collect::<Vec<_>>();
        assert_eq!(money(1, 1), [Some(10_000)]);
        assert_eq!(money(1, 2), [Some(7_501), Some(7_500)]);
        assert_eq!(money(2, 3), [Some(1_667), Some(1_667), Some(1_667)]);
        let three = prizes.shared(1, 3);
        assert_eq!(three.iter().filter_map(|won| won.money).sum::<i64>(), 15_001);
        assert_eq!((three[2].things.as_slice(), three[2].of), (["Trip".to_string()].as_slice(), 3));
        assert_eq!(money(4, 2), [None, None]);
    }
}
