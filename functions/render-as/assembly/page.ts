import { Chart } from "./chart";
import { escape, svg } from "./render";

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 44rem; padding: 2rem 1.25rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; }
form { display: grid; gap: .9rem; margin: 1.5rem 0; }
label { display: grid; gap: .25rem; font-size: .9rem; }
input, textarea, button { font: inherit; padding: .5rem .7rem; border: 1px solid #8899a6; border-radius: .4rem; }
button { justify-self: start; background: #1d6680; color: #fff; border-color: transparent; font-weight: 600; }
svg { width: 100%; height: auto; border: 1px solid #ccd5da; border-radius: 12px; }
.problem { color: #c22; font-weight: 600; }
`;

export function page(chart: Chart, data: string): string {
  const query = `title=${encodeURIComponent(wellFormed(chart.title))}&amp;data=${encodeURIComponent(wellFormed(data))}`;
  const result = chart.problem.length > 0
    ? `<p class="problem" role="alert">${escape(chart.problem)}</p>`
    : svg(chart) + `<p><a href="/chart.svg?${query}">As a picture</a> · <a href="/chart.json?${query}">As JSON</a></p>`;
  return frame(chart.title, `<h1>A chart from a query</h1>
<form action="/" method="get">
<label>Title <input name="title" value="${escape(chart.title)}" maxlength="80"></label>
<label>Bars, as label:value with commas between <textarea name="data" rows="3">${escape(data)}</textarea></label>
<button>Draw</button>
</form>
${result}`);
}

export function notFoundPage(path: string): string {
  return frame("Not found", `<h1>Nothing is drawn at ${escape(path)}</h1><p><a href="/">To the chart</a></p>`);
}

function frame(title: string, main: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}

/** encodeURIComponent throws at half a surrogate pair, which bytes that are not UTF-8 may decode to. */
function wellFormed(text: string): string {
  return String.UTF8.decode(String.UTF8.encode(text, false, String.UTF8.ErrorMode.REPLACE));
}
