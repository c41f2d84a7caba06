export class Bar {
  constructor(
    readonly label: string,
    /** Zero or more. */
    readonly value: f64,
  ) {}
}

export class Chart {
  constructor(
    readonly title: string,
    readonly bars: Bar[],
    /** What is wrong with the data; empty when nothing is. */
    readonly problem: string,
  ) {}

  total(): f64 {
    let total: f64 = 0;
    for (let i = 0; i < this.bars.length; i++) total += this.bars[i].value;
    return total;
  }

  largest(): f64 {
    let largest: f64 = 0;
    for (let i = 0; i < this.bars.length; i++) largest = Math.max(largest, this.bars[i].value);
    return largest;
  }
}

const MOST_BARS = 40;
const LONGEST_LABEL = 24;
const LONGEST_TITLE = 80;
const LARGEST_VALUE: f64 = 1e9;

/** Reads `label:value,label:value`; of several colons the last divides. */
export function parseChart(title: string, data: string): Chart {
  const bars: Bar[] = [];
  if (title.length > LONGEST_TITLE) {
    return new Chart("", bars, `The title may have ${LONGEST_TITLE} characters.`);
  }
  const items = data.split(",");
  if (items.length > MOST_BARS) return new Chart(title, bars, `A chart has ${MOST_BARS} bars at the most.`);
  for (let i = 0; i < items.length; i++) {
    const item = items[i].trim();
    const colon = item.lastIndexOf(":");
    const label = colon < 0 ? "" : item.substring(0, colon).trim();
    const digits = colon < 0 ? item : item.substring(colon + 1).trim();
    const value = parseFloat(digits);
    if (!isNumber(digits) || value > LARGEST_VALUE) {
      return new Chart(title, bars, `Bar ${i + 1} needs a value from 0 to 1000000000, such as "Monday:12.5".`);
    }
    if (label.length > LONGEST_LABEL) {
      return new Chart(title, bars, `The label of bar ${i + 1} is longer than ${LONGEST_LABEL} characters.`);
    }
    bars.push(new Bar(label, value));
  }
  return new Chart(title, bars, "");
}

/** Digits with at most one point among them; parseFloat alone would also take "12abc". */
function isNumber(text: string): bool {
  let digits = 0;
  let points = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) digits++;
    else if (code == 0x2e) points++;
    else return false;
  }
  return digits > 0 && points <= 1;
}
