// Figures as the page prints them: the rules of figures.rs.
const DASH = '–';
const grouped = digits => digits.replace(/\B(?=(\d{3})+$)/g, ',');
const withSign = (negative, text) => (negative && /[1-9]/.test(text) ? '\u2212' + text : text);
// `toFixed` rounds a tie up, the program to even; a tie is an odd multiple of a power of two.
function fixed(value, decimals) {
  if (!Number.isFinite(value)) return DASH;
  const size = Math.abs(value), power = 10 ** decimals;
  const tie = (size * 2 ** (decimals + 1)) % 2 === 1;
  const even = 2 * Math.round((size * power) / 2);
  const [whole, fraction] = (tie ? even / power : size).toFixed(decimals).split('.');
  return withSign(value < 0, grouped(whole) + (fraction ? '.' + fraction : ''));
}
const trimmed = (value, decimals) => fixed(value, decimals).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
const share = value => fixed(value * 100, 1) + '%';
function divideHalfEven(amount, step) {
  const below = Math.floor(amount / step), twice = 2 * (amount - below * step);
  return twice > step || (twice === step && below % 2 !== 0) ? below + 1 : below;
}
function amountText(minor, unit, perMajor) {
  if (unit === 'units') return trimmed(minor / perMajor, Math.abs(minor / perMajor) < 1000 ? 2 : 0);
  return withSign(minor < 0, grouped(String(Math.abs(divideHalfEven(minor, perMajor)))));
}
