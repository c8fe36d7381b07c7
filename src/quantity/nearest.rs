//! The names nearest to a mistyped one, for "did you mean".

/// Up to three of `known` that are nearest to `name`, nearest first, ties in the order given.
///
/// ```
/// let known = ["orders", "reps", "products"];
/// assert_eq!(attain::quantity::nearest("oders", known)[0], "orders");
/// ```
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<String> {
    ranked(name, known).into_iter().take(3).map(|(_, candidate)| candidate.to_string()).collect()
}

/// Those of the [`nearest`] that somebody may have meant: a name that resembles nothing gets none.
///
/// ```
/// use attain::quantity::resembling;
/// assert_eq!(resembling("R002", ["R0002", "Ann"]), ["R0002"]);
/// assert!(resembling("NOBODY", ["R0002", "R0003"]).is_empty());
/// ```
pub fn resembling<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<String> {
    const ALIKE: f64 = 0.75;
    let near = ranked(name, known).into_iter().take(3).filter(|(likeness, _)| *likeness >= ALIKE);
    near.map(|(_, candidate)| candidate.to_string()).collect()
}

/// All of them with their likeness, the likest first.
fn ranked<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<(f64, &'k str)> {
    let likeness = |candidate: &str| {
        let contained = !name.is_empty() && candidate.contains(name);
        if contained { 1.0 } else { strsim::jaro_winkler(name, candidate) }
    };
    let mut ranked: Vec<(f64, &str)> = known.into_iter().map(|candidate| (likeness(candidate), candidate)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked
}
