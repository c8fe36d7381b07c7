use super::*;

#[test]
fn a_ramp_is_learned_and_applied() {
    let old = [100.0; 8];
    let begun = [vec![20.0, 50.0, 90.0], vec![22.0, 50.0], vec![18.0, 50.0, 80.0, 100.0]];
    let newest: Vec<f64> = Vec::new();
    let series = vec![Some(&old[..]), Some(&begun[0][..]), Some(&begun[1][..]), Some(&begun[2][..]), Some(&newest[..])];
    let groups = [0; 5];
    let panel = Panel { season_length: 4, known: 8, next_season: 0, series, groups: &groups, beside: None };
    let path = [100.0, 100.0, 100.0];
    let newcomers = Newcomers::learn(&panel, 4, &[Some(&path[..]), None, None, None, None]);
    let found = newcomers.forecast(4, 3).expect("the panel has values");
    assert_eq!(&found.path[..2], &[20.0, 50.0]);
    // Two beginners are too few for the third period: it lies on the way from 50 to 100 in the fifth.
    assert!((found.path[2] - 50.0 - 50.0 / 3.0).abs() < 1e-9, "{found:?}");
    assert!(found.doubts.contains(&Doubt::NothingOfItsOwn) && found.doubts.contains(&Doubt::RampUnknown));
}

#[test]
fn its_own_periods_move_a_newcomer_part_of_the_way() {
    let old = [100.0; 8];
    let mine = [200.0, 200.0];
    let groups = [0; 2];
    let series = vec![Some(&old[..]), Some(&mine[..])];
    let panel = Panel { season_length: 4, known: 8, next_season: 0, series, groups: &groups, beside: None };
    let path = [100.0];
    let newcomers = Newcomers::learn(&panel, 4, &[Some(&path[..]), None]);
    // Two periods at twice the peers' level beside two periods' worth of the peers: half of the way.
    assert_eq!(newcomers.forecast(1, 1).expect("the panel has values").path, vec![150.0]);
}

#[test]
fn where_peers_are_steady_and_differ_own_periods_say_nearly_all() {
    let old: Vec<Vec<f64>> = (1..=10)
        .map(|rep| (0..8).map(|at| f64::from(rep) * [950.0, 1050.0][(at + rep as usize) % 2]).collect())
        .collect();
    let mine = [70.0, 80.0, 75.0];
    let groups = [0; 11];
    let mut series: Vec<Option<&[f64]>> = old.iter().map(|values| Some(&values[..])).collect();
    series.push(Some(&mine[..]));
    let panel = Panel { season_length: 4, known: 8, next_season: 0, series, groups: &groups, beside: None };
    let paths: Vec<Option<&[f64]>> = old.iter().map(|values| Some(&values[..1])).chain([None]).collect();
    let newcomers = Newcomers::learn(&panel, 4, &paths);
    let found = newcomers.forecast(10, 1).expect("the panel has values");
    // With a fixed weight of two periods it would be 2,250.
    assert!((75.0..300.0).contains(&found.path[0]) && found.scale < 1_000.0, "{found:?}");
}

#[test]
fn who_was_there_from_the_start_is_on_no_ramp() {
    let old: Vec<[f64; 3]> = (1..=8).map(|rep| [95.0, 105.0, 100.0].map(|value| value * f64::from(rep))).collect();
    let begun = [[60.0, 120.0], [70.0, 100.0], [50.0, 110.0]];
    let mut series: Vec<Option<&[f64]>> = old.iter().map(|values| Some(&values[..])).collect();
    series.extend(begun.iter().map(|values| Some(&values[..])));
    let groups = [0; 11];
    let panel = Panel { season_length: 4, known: 3, next_season: 3, series, groups: &groups, beside: None };
    let newcomers = Newcomers::learn(&panel, 4, &[None; 11]);
    for (at, own) in old.iter().enumerate() {
        let found = newcomers.forecast(at, 2).expect("the panel has values").path;
        assert!(found.iter().all(|value| (value / own[2] - 1.0).abs() < 0.1), "{found:?} {own:?}");
    }
    // Beginners at a seventh of their peers are on the way to them.
    let found = newcomers.forecast(8, 2).expect("the panel has values").path;
    assert!(found[0] > 120.0 && found[1] > found[0] && found[1] < 450.0, "{found:?}");
}

#[test]
fn a_good_start_at_the_foot_of_a_ramp_is_not_multiplied_up_to_its_end() {
    let old: Vec<[f64; 8]> = (1..=9).map(|rep| [100.0 * f64::from(rep); 8]).collect();
    let begun = [[25.0, 200.0, 400.0, 500.0], [24.0, 210.0, 390.0, 500.0], [26.0, 190.0, 410.0, 500.0]];
    // Three quarters of the peers in the first period, in which others bring a twentieth.
    let mine = [375.0];
    let mut series: Vec<Option<&[f64]>> = old.iter().map(|values| Some(&values[..])).collect();
    series.extend(begun.iter().map(|values| Some(&values[..])));
    series.push(Some(&mine[..]));
    let groups = [0; 13];
    let panel = Panel { season_length: 4, known: 8, next_season: 0, series, groups: &groups, beside: None };
    let steps: Vec<[f64; 4]> = old.iter().map(|values| [values[0]; 4]).collect();
    let paths: Vec<Option<&[f64]>> = steps.iter().map(|path| Some(&path[..])).chain([None; 4]).collect();
    let found = Newcomers::learn(&panel, 4, &paths).forecast(12, 4).expect("the panel has values").path;
    assert!(found[0] > 375.0 && found.iter().all(|value| *value < 2.0 * 500.0), "{found:?}");
}

#[test]
fn in_teams_of_one_the_whole_panel_tells_how_levels_differ() {
    let old: Vec<[f64; 8]> = (1..=8).map(|rep| [100.0 * f64::from(rep); 8]).collect();
    let panel = |groups: &'static [usize; 8]| Panel {
        season_length: 4,
        known: 8,
        next_season: 0,
        series: old.iter().map(|values| Some(&values[..])).collect(),
        groups,
        beside: None,
    };
    let k = |groups: &'static [usize; 8]| Newcomers::learn(&panel(groups), 4, &[None; 8]).periods_of_peers;
    assert!(k(&[0, 1, 2, 3, 4, 5, 6, 7]) == k(&[0; 8]) && k(&[0; 8]) < 0.1, "{}", k(&[0; 8]));
}

#[test]
fn beside_losses_a_newcomer_s_own_mean_counts_too() {
    let old = [[-100.0; 3], [-200.0; 3], [-600.0; 3]];
    let groups = [0; 3];
    let series = old.iter().map(|values| Some(&values[..])).collect();
    let panel = Panel { season_length: 4, known: 3, next_season: 3, series, groups: &groups, beside: None };
    let newcomers = Newcomers::learn(&panel, 4, &[None, None, None]);
    // The mean of all is -300, and three own periods count three fifths.
    let path = |series: usize| newcomers.forecast(series, 1).expect("the panel has values").path[0];
    assert!((path(0) + 180.0).abs() < 1e-9 && (path(2) + 480.0).abs() < 1e-9, "{} {}", path(0), path(2));
}

#[test]
fn a_ramp_never_falls_and_ends_at_the_peers_level() {
    let known = |means: &[(f64, usize)]| rising(&means.iter().map(|one| Some(*one)).collect::<Vec<_>>());
    assert_eq!(known(&[(0.25, 3), (0.5, 3), (0.75, 3)]), [Some(0.25), Some(0.5), Some(0.75)]);
    // Six at 0.5 and three at 0.2 are nine at 0.4; three at twice the peers' level are no reason to foretell it.
    assert_eq!(known(&[(0.5, 6), (0.2, 3), (2.0, 3)]), [Some(0.4), Some(0.4), Some(1.0)]);
    assert_eq!(rising(&[Some((0.5, 4)), None, Some((0.25, 4)), None]), [Some(0.375), None, Some(0.375), None]);
    assert_eq!(rising(&[None, None]), [None, None]);
}

#[test]
fn one_peer_of_many_times_the_others_is_no_measure_for_a_newcomer_and_it_is_told() {
    let old = [vec![100.0; 8], vec![120.0; 8], vec![80.0; 8], vec![1e6; 8]];
    let mine = [100.0, 90.0];
    let groups = [0; 5];
    let mut series: Vec<Option<&[f64]>> = old.iter().map(|values| Some(&values[..])).collect();
    series.push(Some(&mine[..]));
    let panel = Panel { season_length: 4, known: 8, next_season: 0, series, groups: &groups, beside: None };
    let paths: Vec<Option<&[f64]>> = old.iter().map(|values| Some(&values[..1])).chain([None]).collect();
    let found = Newcomers::learn(&panel, 4, &paths).forecast(4, 1).expect("the panel has values");
    // The fourth counts as the largest of the others, 120.
    assert!((85.0..115.0).contains(&found.path[0]) && found.scale < 30.0, "{found:?}");
    assert!(found.doubts.contains(&Doubt::PeerDrawnIn), "{found:?}");
}

#[test]
fn one_period_of_many_times_the_peers_counts_as_ten_times_theirs_and_it_is_told() {
    let old = [vec![100.0; 8], vec![100.0; 8]];
    let groups = [0; 3];
    let path = [100.0];
    let forecast = |mine: &[f64]| {
        let series = vec![Some(&old[0][..]), Some(&old[1][..]), Some(mine)];
        let panel = Panel { season_length: 4, known: 8, next_season: 0, series, groups: &groups, beside: None };
        Newcomers::learn(&panel, 4, &[Some(&path), Some(&path), None]).forecast(2, 1).expect("the panel has values")
    };
    let wild = forecast(&[3e7]);
    assert_eq!(wild.path, forecast(&[1_000.0]).path);
    assert!(wild.doubts.contains(&Doubt::BeyondPeers));
    assert!(!forecast(&[900.0]).doubts.contains(&Doubt::BeyondPeers));
}

#[test]
fn without_any_value_there_is_no_forecast() {
    let groups = [0; 1];
    let empty: Vec<f64> = Vec::new();
    let panel = Panel {
        season_length: 4,
        known: 0,
        next_season: 0,
        series: vec![Some(&empty[..])],
        groups: &groups,
        beside: None,
    };
    assert!(Newcomers::learn(&panel, 4, &[None]).forecast(0, 2).is_none());
}
