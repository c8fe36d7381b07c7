// Targets as `attain targets` sets them: predictive.rs, candidate.rs, at_chance.rs, from_goal.rs and rounding.rs, step
// for step, so that the page prints the same numbers. A rep is { centre, scale, scores, lowest, base, decided }.
const LOW = 0.001, HIGH = 0.999;
function scoreAt(scores, level) {
  const n = scores.length, last = n - 1, position = level * (n + 1) - 1;
  const step = Math.max(n > 1 ? (scores[last] - scores[0]) / last : Math.max(Math.abs(scores[0]), 0.1), 1e-9);
  if (position <= 0) return scores[0] + position * step;
  if (position >= last) return scores[last] + (position - last) * step;
  const below = Math.floor(position), part = position - below;
  return scores[below] * (1 - part) + scores[below + 1] * part;
}
function quantile(rep, level) {
  const value = rep.centre + rep.scale * scoreAt(rep.scores, Math.min(Math.max(level, LOW), HIGH));
  return rep.lowest === null ? value : Math.max(value, rep.lowest);
}
function chanceOf(rep, value) {
  if (value <= quantile(rep, LOW)) return HIGH;
  if (rep.lowest !== null && value <= rep.lowest) return 1 - LOW;
  const score = (value - rep.centre) / rep.scale;
  let low = LOW, high = HIGH;
  if (scoreAt(rep.scores, low) >= score) return 1 - low;
  if (scoreAt(rep.scores, high) <= score) return 1 - high;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (scoreAt(rep.scores, middle) < score) low = middle; else high = middle;
  }
  return 1 - (low + high) / 2;
}
const halfEven = value => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));
const amountAt = (plan, rep, chance) => quantile(rep, 1 - chance) * plan.perMajor;
const clip = (rep, amount) => Math.min(Math.max(amount, rep.floor), rep.cap);
const holds = (rep, amount) => amount >= rep.floor && amount <= rep.cap;
function proposed(plan, rep, chance) {
  const amount = clip(rep, halfEven(amountAt(plan, rep, chance))), step = plan.step;
  if (Math.abs(amount) < step) return amount;
  const nearest = divideHalfEven(amount, step) * step;
  const round = [nearest, nearest - step, nearest + step].find(one => holds(rep, one));
  return round === undefined ? amount : round;
}
const sum = numbers => numbers.reduce((total, one) => total + one, 0);
// Everybody at the chance; a target of nothing is none.
function atChance(plan, chance) {
  const targets = plan.reps.map(rep => proposed(plan, rep, chance));
  return issued(plan, targets.map(one => (one > 0 ? one : null)), chance, 0);
}
// The goal over the reps at one common chance; `least` alone where the goal is below what the floors allow.
function fromGoal(plan, goal) {
  const amounts = chance => plan.reps.map(rep => clip(rep, amountAt(plan, rep, chance)));
  const whole = chance => sum(amounts(chance).map(Math.floor));
  if (goal < whole(HIGH)) return { least: whole(HIGH) };
  const beyond = goal > whole(plan.least);
  const chance = beyond ? plan.least : bisect(one => sum(amounts(one)) >= goal, plan.least);
  const ideals = amounts(chance);
  const targets = apportion(plan.reps.map((rep, i) => ({ rep, ideal: ideals[i] })), goal, plan.step, beyond);
  const shared = plan.reps.some((rep, i) => ideals[i] === amountAt(plan, rep, chance));
  return issued(plan, targets, shared ? chance : null, goal - sum(targets));
}
function bisect(reaches, least) {
  let low = least, high = Math.max(HIGH, least);
  if (reaches(high)) return high;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return low;
    if (reaches(middle)) low = middle; else high = middle;
  }
}
// The method of the largest remainder, in whole steps first and then in minor units.
function apportion(parts, total, step, downOnly) {
  const down = (ideal, size) => Math.floor(Math.floor(ideal) / size) * size;
  const steps = parts.map(({ rep, ideal }) => {
    const below = down(ideal, step);
    return holds(rep, below) && holds(rep, below + step) && ideal >= step ? step : 1;
  });
  const amounts = parts.map(({ ideal }, i) => down(ideal, steps[i]));
  if (downOnly) return amounts;
  let left = total - sum(amounts);
  const rest = parts.map(({ ideal }, i) => (ideal - amounts[i]) / steps[i]);
  const order = parts.map((_, i) => i).sort((a, b) => rest[b] - rest[a] || a - b);
  for (const size of step > 1 ? [step, 1] : [1]) {
    for (const i of order.filter(one => steps[one] === size)) {
      if (left < size || !holds(parts[i].rep, amounts[i] + size)) continue;
      amounts[i] += size;
      left -= size;
    }
  }
  for (const i of order.sort((a, b) => parts[b].ideal - parts[a].ideal || a - b)) {
    const taken = clip(parts[i].rep, amounts[i] + left);
    left -= taken - amounts[i];
    amounts[i] = taken;
  }
  return amounts;
}
function issued(plan, targets, common, unallocated) {
  const chances = targets.map((one, i) => (one === null ? null : chanceOf(plan.reps[i], one / plan.perMajor)));
  const total = sum(targets), reaching = plan.reached.filter(one => one >= total).length;
  const team = plan.reached.length ? reaching / plan.reached.length : null;
  return { targets, chances, common, unallocated, total, team };
}
