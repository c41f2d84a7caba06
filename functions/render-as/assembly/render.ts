import { Chart } from "./chart";

const BAR_HEIGHT = 28;
const GAP = 10;
const LEFT = 150;
const WIDTH = 640;
const TOP = 56;

export function svg(chart: Chart): string {
  const bars = chart.bars;
  const height = TOP + bars.length * (BAR_HEIGHT + GAP) + GAP;
  const largest = chart.largest();
  let out = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(chart.title)}">`
    + `<style>text{font:14px system-ui,sans-serif;fill:#233}.title{font-size:20px;font-weight:600}.bar{fill:#2a7f9e}.end{text-anchor:end}</style>`
    + `<rect width="${WIDTH}" height="${height}" rx="12" fill="#fff"/>`
    + `<text class="title" x="20" y="36">${escape(chart.title)}</text>`;
  for (let i = 0; i < bars.length; i++) {
    const bar = bars[i];
    const y = TOP + i * (BAR_HEIGHT + GAP);
    const full: f64 = WIDTH - LEFT - 90;
    const width = largest > 0 ? <i32>Math.round((bar.value / largest) * full) : 0;
    const middle = y + 19;
    out += `<text class="end" x="${LEFT - 12}" y="${middle}">${escape(bar.label)}</text>`
      + `<rect class="bar" x="${LEFT}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="4"/>`
      + `<text x="${LEFT + width + 8}" y="${middle}">${number(bar.value)}</text>`;
  }
  return out + "</svg>";
}

export function json(chart: Chart): string {
  if (chart.problem.length > 0) return `{"problem":${quoted(chart.problem)}}\n`;
  let bars = "";
  for (let i = 0; i < chart.bars.length; i++) {
    const bar = chart.bars[i];
    bars += `${i > 0 ? "," : ""}{"label":${quoted(bar.label)},"value":${number(bar.value)}}`;
  }
  return `{"title":${quoted(chart.title)},"bars":[${bars}],"total":${number(chart.total())}}\n`;
}

/** Safe as text and within a quoted attribute of HTML and SVG. */
export function escape(text: string): string {
  return replaced(text, (code) => {
    if (code == 0x26) return "&amp;";
    if (code == 0x3c) return "&lt;";
    if (code == 0x3e) return "&gt;";
    if (code == 0x22) return "&quot;";
    if (code == 0x27) return "&#39;";
    return code < 0x20 ? " " : ""; // XML has no such characters, not even escaped
  });
}

/** A JSON string (RFC 8259, section 7). */
function quoted(text: string): string {
  const content = replaced(text, (code) => {
    if (code == 0x22) return '\\"';
    if (code == 0x5c) return "\\\\";
    return code < 0x20 ? "\\u00" + (code < 0x10 ? "0" : "") + code.toString(16) : "";
  });
  return `"${content}"`;
}

/** The text with every character replaced for which there is a replacement; the others are copied in runs. */
function replaced(text: string, replacement: (code: i32) => string): string {
  let out = "";
  let copied = 0;
  for (let i = 0; i < text.length; i++) {
    const instead = replacement(text.charCodeAt(i));
    if (instead.length > 0) {
      out += text.substring(copied, i) + instead;
      copied = i + 1;
    }
  }
  return copied == 0 ? text : out + text.substring(copied);
}

/** Without the ".0" that whole numbers have in AssemblyScript. */
function number(value: f64): string {
  const text = value.toString();
  return text.endsWith(".0") ? text.substring(0, text.length - 2) : text;
}
