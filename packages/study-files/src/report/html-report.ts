/** A page of tables and plots in one file: its own style, no script, nothing fetched. */
import type { Lang } from '@cloison/command/refusal';
import { escapeXml, withNumbersIn } from './svg-plots.ts';

export type Cell = string | number | null;

export interface TableSpec {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Of rows that want a second look, and why. */
  readonly marks?: ReadonlyMap<number, string>;
  readonly digits?: number;
}

export interface Section {
  readonly title: string;
  readonly text?: readonly string[];
  readonly tables?: readonly TableSpec[];
  readonly plots?: readonly string[];
  /** Sheets that start on a page of their own when printed. `html` must be safe: texts escaped, pictures as `data:`. */
  readonly sheets?: readonly {
    readonly heading: string;
    readonly html: string;
    readonly note: string | null;
  }[];
}

export interface Report {
  readonly title: string;
  readonly lead: string;
  readonly sections: readonly Section[];
}

export function renderReport(lang: Lang, report: Report): string {
  const toc = report.sections
    .map(({ title }, k) => `<li><a href="#s${k + 1}">${escapeXml(title)}</a></li>`)
    .join('');
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeXml(report.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escapeXml(report.title)}</h1><p>${escapeXml(report.lead)}</p><nav><ol>${toc}</ol></nav></header>
<main>
${report.sections.map((section, k) => renderSection(section, k + 1, lang)).join('\n')}
</main>
</body>
</html>
`;
}

function renderSection({ title, text, tables, plots, sheets }: Section, number: number, lang: Lang): string {
  const parts = [
    `<h2>${escapeXml(title)}</h2>`,
    ...(text ?? []).map((one) => `<p>${escapeXml(one)}</p>`),
    ...(tables ?? []).map((table) => renderTable(table, lang)),
    ...(sheets ?? []).map(
      ({ heading, html, note }) =>
        `<article class="sheet"><h3>${escapeXml(heading)}</h3>${html}${note === null ? '' : `<p class="note">${escapeXml(note)}</p>`}</article>`,
    ),
    plots === undefined || plots.length === 0
      ? ''
      : `<div class="plots">${plots.map((plot) => withNumbersIn(lang, plot)).join('\n')}</div>`,
  ];
  return `<section id="s${number}">${parts.join('\n')}</section>`;
}

function renderTable({ caption, head, rows, marks, digits = 3 }: TableSpec, lang: Lang): string {
  const format = new Intl.NumberFormat(lang, {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  });
  const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });
  const cell = (value: Cell) => {
    if (value === null) return '<td class="none">–</td>';
    if (typeof value === 'string') return `<td>${escapeXml(value)}</td>`;
    if (value !== 0 && Math.abs(value) < 0.5 * 10 ** -digits)
      return `<td class="number">${value < 0 ? '&gt; −' : '&lt; '}${format.format(10 ** -digits)}</td>`;
    return `<td class="number">${(Number.isInteger(value) ? whole : format).format(value).replace('-', '−')}</td>`;
  };
  const body = rows
    .map((row, k) => {
      const why = marks?.get(k);
      const first = `<th scope="row">${escapeXml(String(row[0] ?? ''))}${why === undefined ? '' : ` <span class="why">▲ ${escapeXml(why)}</span>`}</th>`;
      return `<tr${why === undefined ? '' : ' class="marked"'}>${first}${row.slice(1).map(cell).join('')}</tr>`;
    })
    .join('\n');
  return `<div class="scroll"><table><caption>${escapeXml(caption)}</caption><thead><tr>${head
    .map(
      (one, k) =>
        `<th scope="col"${typeof rows[0]?.[k] === 'string' ? '' : ' class="number"'}>${escapeXml(one)}</th>`,
    )
    .join('')}</tr></thead><tbody>
${body}
</tbody></table></div>`;
}

const STYLE = `
:root{--ink:#14213d;--blue:#1d3f8f;--accent:#b4470e;--line:#d8dce6;--soft:#f4f6fa}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 "Atkinson Hyperlegible Next",system-ui,sans-serif;color:var(--ink);background:#fff}
header,main{max-width:1280px;margin:0 auto;padding:24px}
h1{margin:0 0 4px;font-size:28px;color:var(--blue)}
header{padding-bottom:0}
h2{margin:28px 0 8px;font-size:21px;color:var(--blue);border-top:2px solid var(--blue);padding-top:12px}
p{max-width:70ch;margin:8px 0}
nav ol{margin:8px 0 0;padding-left:20px;columns:2;max-width:640px}
a{color:var(--blue)}
.scroll{overflow-x:auto;margin:12px 0 20px}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:14px}
caption{text-align:left;font-weight:600;padding:4px 0 8px}
th,td{padding:4px 10px;border-bottom:1px solid var(--line);text-align:left;white-space:nowrap}
thead th{background:var(--soft);border-bottom:2px solid var(--line);position:sticky;top:0}
td.number,th.number{text-align:right}
td.none{text-align:right;color:#5b6478}
tr.marked{background:#fdf3ec}
.why{color:var(--accent);font-weight:400}
.plots{display:flex;flex-wrap:wrap;align-items:flex-start;gap:16px;margin:12px 0}
svg{background:#fff;border:1px solid var(--line);max-width:100%;height:auto}
svg text{font:11px system-ui,sans-serif;fill:var(--ink)}
svg .title{font-weight:700;font-size:12px}
svg .tick{font-size:10px;fill:#434b5e}
svg .grid{stroke:#e6e9f0}
svg .curve{fill:none;stroke-width:2}
svg .interval{stroke:#7d879c;stroke-width:2}
svg .bar{fill:#1d3f8f}
svg .strong{font-weight:700}
svg .end{font-size:10px;font-weight:700}
svg .curve.c0{stroke:#1d3f8f}svg .mark.c0,svg .end.c0{fill:#1d3f8f}
svg .curve.c1{stroke:#b4470e}svg .mark.c1,svg .end.c1{fill:#b4470e}
svg .curve.c2{stroke:#0f7a6c}svg .mark.c2,svg .end.c2{fill:#0f7a6c}
svg .curve.c3{stroke:#7a3b8f}svg .mark.c3,svg .end.c3{fill:#7a3b8f}
svg .curve.c4{stroke:#8a6d00}svg .mark.c4,svg .end.c4{fill:#8a6d00}
svg .curve.c5{stroke:#434b5e}svg .mark.c5,svg .end.c5{fill:#434b5e}
h3{margin:0 0 8px;font-size:17px}
.sheet{border:1px solid var(--line);padding:16px;margin:16px 0;max-width:760px}
.sheet img,.sheet .stage{max-width:100%;height:auto;border:0}
.sheet .note{color:#434b5e;border-top:1px solid var(--line);padding-top:8px}
.sheet .blank{display:inline-block;min-width:6em;border-bottom:1px solid var(--ink)}
.sheet .lines{height:6em;border:1px solid var(--line)}
.sheet .choices{list-style:none;padding-left:8px}
.sheet .choices li:has(math){padding:10px 0}
.sheet .columns{display:flex;gap:32px}
@media print{.sheet{break-before:page;border:0}nav{display:none}section{break-inside:auto}svg{break-inside:avoid}thead th{position:static}.scroll{overflow:visible}table{font-size:11px}th,td{padding:3px 6px;white-space:normal}td.number{white-space:nowrap}}
`;
