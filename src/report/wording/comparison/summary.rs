//! What comparisons come to, in a sentence or two.

use super::{classes_changed, cost, growth_because, name, overall, reach, threshold_moved, verdict_words};
use crate::model::{Change, Compared, MetricChange};
use crate::report::text;
use crate::report::wording::finding::sentence_case;

/// One or two sentences on a scenario.
pub(crate) fn compared_summary(compared: &Compared) -> String {
    let comparison = &compared.comparison;
    if comparison.metrics.is_empty() && comparison.reach.at.is_none() {
        let why = comparison.caveats.first().map_or("nothing is common to both sides", |caveat| caveat.text.as_str());
        return format!("Nothing could be compared: {}.", text::short(why.trim_end_matches('.'), 600));
    }
    let mut sentences: Vec<String> = reach(comparison).map(|words| sentence_case(&words) + ".").into_iter().collect();
    let worst = |m: &&MetricChange| (m.regressed(), m.improved());
    let mut told: Vec<&MetricChange> = comparison.metrics.iter().collect();
    told.sort_by_key(|m| std::cmp::Reverse(worst(m)));
    sentences.extend(told.first().map(|change| headline(change)));
    let rest: Vec<String> = told.iter().skip(1).map(|change| brief(change)).collect();
    if !rest.is_empty() {
        sentences.push(format!("{}.", sentence_case(&rest.join("; "))));
    }
    sentences.join(" ")
}

/// The change that matters most, in a sentence.
fn headline(change: &MetricChange) -> String {
    let name = sentence_case(&name(change));
    let growth = change.growth.change;
    let whole = change.constant.map_or(Change::Unresolved, |c| c.change);
    let moved = change.thresholds.iter().find(|t| matches!(t.change, Change::Better | Change::Worse));
    let moved = moved.map_or(String::new(), |t| format!("; {}", threshold_moved(&change.metric.unit(), t)));
    match (growth, whole) {
        (Change::Better, _) => {
            format!("{name} grows slower: {}; {}{moved}.", classes_changed(change), cost(change))
        }
        (Change::Worse, _) => {
            format!("{name} grows faster: {}; {}{moved}.", classes_changed(change), growth_because(change))
        }
        (_, Change::Better) => format!("{name} costs less, growth as before: {}{moved}.", cost(change)),
        (_, Change::Worse) => format!("{name} costs more: {}{moved}.", cost(change)),
        _ => format!("{}.", sentence_case(&brief(change))),
    }
}

fn brief(change: &MetricChange) -> String {
    let whole = change.constant.map_or(Change::Unresolved, |c| c.change);
    format!(
        "{}: growth {}, cost {}",
        name(change),
        verdict_words(change.growth.change, true),
        verdict_words(whole, false)
    )
}

/// Over many scenarios, in a sentence.
pub(crate) fn all_compared(all: &[Compared]) -> String {
    let count = |wanted: &str| all.iter().filter(|c| overall(&c.comparison).name() == wanted).count();
    let told = ["worse", "better", "equal", "unresolved"].map(|word| (word, count(word)));
    let told: Vec<String> = told.iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{n} {word}")).collect();
    let what = if all.len() == 1 { "1 scenario" } else { "scenarios" };
    if all.len() == 1 {
        format!("{what} compared: {}.", told.join(", "))
    } else {
        format!("{} {what} compared: {}.", all.len(), told.join(", "))
    }
}
