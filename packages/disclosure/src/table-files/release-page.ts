/** The page of a release: maps and bars with their tables, how the figures are protected, and the files. No script. */

import type { Words } from '../codebook/described-file.ts';
import { PAGE_CSS } from '../codebook/page-style.ts';
import { escapeXml } from '../codebook/xml-text.ts';
import type { ReleasedTable, ReleasedVariable, ReleaseRecord } from '../tables/release-record.ts';
import { type MapKind, tileMap } from './cartogram.ts';
import { protectionWords } from './codebook.ts';
import {
  barsSvg,
  classLimits,
  type FigureValue,
  type FigureWords,
  legend,
  mapSvg,
  twinTable,
} from './page-figures.ts';

export type PageLang = 'fr' | 'en';

export interface PageFiles {
  /** Name of the same page in the other language. */
  readonly otherLang: string;
  /** Files beside the page, by table. */
  readonly byTable: ReadonlyMap<string, readonly string[]>;
}

const WORDS = {
  hidden: { fr: 'secret statistique', en: 'statistical secrecy' },
  none: { fr: 'aucune valeur', en: 'no value' },
  values: { fr: 'Les valeurs en tableau', en: 'The values as a table' },
  files: { fr: 'Fichiers', en: 'Files' },
  protection: { fr: 'Protection des personnes', en: 'How persons are protected' },
  other: { fr: 'This page in English', en: 'Cette page en français' },
  whole: { fr: 'Le tableau', en: 'The table' },
  rowsOf: {
    fr: 'Les {shown} premières lignes sur {all} ; le reste est dans les fichiers.',
    en: 'The first {shown} rows of {all}; the rest is in the files.',
  },
  hiddenCells: { fr: '{hidden} cases masquées sur {all}', en: '{hidden} cells hidden of {all}' },
  share: { fr: 'part de', en: 'share of' },
  mean: { fr: 'moyenne', en: 'mean' },
  where: { fr: 'Champ', en: 'Coverage' },
  secretMark: { fr: 's : secret statistique.', en: 's: statistical secrecy.' },
} as const satisfies Record<string, Words>;

/** Rows of the table that the page itself shows. */
const MOST_ROWS = 400;
/** Maps in one row: more categories than this are left to the table. */
const MOST_MAPS = 8;

export function releasePage(release: ReleaseRecord, lang: PageLang, files: PageFiles): string {
  const say = (words: Words) => words[lang];
  const title = say(release.title);
  const where = Object.entries(release.where).map(([column, codes]) => `${column} = ${codes.join(', ')}`);
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeXml(title)}</title>
<style>${PAGE_CSS}</style></head><body>
<header><p class="lang"><a href="${escapeXml(files.otherLang)}" lang="${lang === 'fr' ? 'en' : 'fr'}">${say(WORDS.other)}</a></p>
<h1>${escapeXml(title)}</h1>
<p>${[release.period, release.producer]
    .filter((text) => text !== null)
    .map((text) => escapeXml(text))
    .join(' · ')}</p>${
    where.length === 0
      ? ''
      : `\n<p>${say(WORDS.where)}${lang === 'fr' ? ' ' : ''}: ${escapeXml(where.join(' ; '))}</p>`
  }</header>
<main>
${release.tables.map((table) => tableSection(release, table, lang, files.byTable.get(table.name) ?? [])).join('\n')}
<section aria-labelledby="protection"><h2 id="protection">${say(WORDS.protection)}</h2><ul>${protectionWords(
    release,
  )
    .map((words) => `<li>${escapeXml(say(words))}</li>`)
    .join('')}</ul></section>
</main></body></html>
`;
}

function tableSection(
  release: ReleaseRecord,
  table: ReleasedTable,
  lang: PageLang,
  files: readonly string[],
): string {
  const say = (words: Words) => words[lang];
  const variables = table.by.map((name) => release.variables.find((one) => one.name === name)!);
  const id = `table-${table.name.replace(/[^\w-]/gu, '_')}`;
  const hidden = table.rows.filter(([, shown]) => shown === null).length;
  const figures = [
    ...mapFigures(release, table, variables, lang),
    ...barFigures(release, table, variables, lang),
  ];
  return `<section aria-labelledby="${id}"><h2 id="${id}">${escapeXml(say(table.title))}</h2>
<p>${escapeXml(say(release.unit))} — ${say(WORDS.hiddenCells).replace('{hidden}', String(hidden)).replace('{all}', String(table.rows.length))}</p>
${figures.join('\n')}
${wholeTable(release, table, variables, lang)}
<h3>${say(WORDS.files)}</h3><ul class="files">${files.map((file) => `<li><a href="${escapeXml(encodeURIComponent(file))}">${escapeXml(file)}</a></li>`).join('')}</ul></section>`;
}

/** Rows that stand at the total of every variable but those in `free`. */
function slice(table: ReleasedTable, variables: readonly ReleasedVariable[], free: readonly number[]) {
  return table.rows.filter(([codes]) =>
    codes.every((code, at) => free.includes(at) || code === variables[at]!.total.code),
  );
}

function mapFigures(
  release: ReleaseRecord,
  table: ReleasedTable,
  variables: readonly ReleasedVariable[],
  lang: PageLang,
): readonly string[] {
  const at = variables.findIndex(({ map }) => map !== null);
  if (at < 0) return [];
  const area = variables[at]!;
  const map = tileMap(area.map as MapKind);
  const label = new Map(
    [...area.categories, ...area.groups].map(({ code, label: words }) => [code, words[lang]]),
  );
  const figure = (
    title: string,
    maps: readonly { readonly title: string; readonly values: readonly FigureValue[] }[],
    format: (value: number) => string,
  ) => {
    const words = wordsOf(lang, format);
    const drawn = maps.map((one) => ({
      ...one,
      values: one.values.filter(({ code, label: name }) => map.tileOf(code, name) !== null),
    }));
    const known = drawn.flatMap(({ values }) =>
      values.flatMap(({ value }) => (value === null ? [] : [value])),
    );
    if (drawn.every(({ values }) => values.length === 0)) return '';
    const limits = classLimits(known);
    const hasHidden = drawn.some(({ values }) =>
      values.some(({ value, isHidden }) => value === null && isHidden),
    );
    const codes = drawn[0]!.values;
    return `<figure><figcaption>${escapeXml(title)}</figcaption>${legend(limits, hasHidden, known, words)}<div class="maps">${drawn
      .map(
        (one) =>
          `<div>${drawn.length > 1 ? `<p class="map-title">${escapeXml(one.title)}</p>` : ''}${mapSvg(map, one.values, limits, `${title} — ${one.title}`, words)}</div>`,
      )
      .join('')}</div>${twinTable(
      `${WORDS.values[lang]} — ${title}`,
      [area.label[lang], ...drawn.map((one) => one.title)],
      codes.map(({ code, label: name }) => [
        name === code ? code : `${name} (${code})`,
        ...drawn.map(({ values }) =>
          sayValue(
            values.find((value) => value.code === code),
            words,
          ),
        ),
      ]),
    )}</figure>`;
  };
  const figures: string[] = [];
  const base = slice(table, variables, [at]);
  const valuesOf = (
    rows: typeof table.rows,
    pick: (shown: readonly number[], code: string, means: readonly (number | null)[]) => number | null,
  ): readonly FigureValue[] =>
    rows
      .filter(([codes]) => codes[at] !== area.total.code)
      .map(([codes, shown, means]) => ({
        code: codes[at]!,
        label: label.get(codes[at]!) ?? codes[at]!,
        value: shown === null ? null : pick(shown, codes[at]!, means ?? []),
        isHidden: shown === null,
      }));
  release.sums.forEach(({ label: words, decimals }, sum) => {
    const title = `${words[lang]}, ${WORDS.mean[lang]}`;
    figures.push(
      figure(
        title,
        [{ title: words[lang], values: valuesOf(base, (_shown, _code, means) => means[sum] ?? null) }],
        formatter(lang, decimals),
      ),
    );
  });
  const totals = new Map(base.map(([codes, shown]) => [codes[at]!, shown?.[0] ?? null]));
  const other = variables.findIndex((_, index) => index !== at);
  const categories = other < 0 ? [] : variables[other]!.categories;
  if (categories.length > 1 && categories.length <= MOST_MAPS) {
    const rows = slice(table, variables, [at, other]);
    figures.push(
      figure(
        `${variables[other]!.label[lang]} : ${WORDS.share[lang]} ${release.unit[lang].toLowerCase()}`.replace(
          ' :',
          lang === 'fr' ? ' :' : ':',
        ),
        categories.map((category) => ({
          title: category.label[lang],
          values: valuesOf(
            rows.filter(([codes]) => codes[other] === category.code),
            (shown, code) => {
              const total = totals.get(code);
              return total === null || total === undefined || total === 0 ? null : (100 * shown[0]!) / total;
            },
          ).map((value) => ({ ...value, isHidden: value.isHidden || totals.get(value.code) === null })),
        })),
        (value) => `${formatter(lang, 1)(value)} %`,
      ),
    );
  } else
    figures.push(
      figure(
        release.unit[lang],
        [{ title: release.unit[lang], values: valuesOf(base, (shown) => shown[0]!) }],
        formatter(lang, 0),
      ),
    );
  return figures.filter((html) => html !== '');
}

function barFigures(
  release: ReleaseRecord,
  table: ReleasedTable,
  variables: readonly ReleasedVariable[],
  lang: PageLang,
): readonly string[] {
  return variables.flatMap((variable, at) => {
    const labels = new Map(
      [...variable.categories, ...variable.groups].map(({ code, label }) => [code, label[lang]]),
    );
    const wanted = variable.map === null ? variable.categories : variable.groups;
    if (wanted.length < 2 || wanted.length > 40) return [];
    const rows = new Map(slice(table, variables, [at]).map(([codes, shown]) => [codes[at]!, shown]));
    const values = wanted
      .filter(({ code }) => rows.has(code))
      .map(({ code }): FigureValue => {
        const shown = rows.get(code) ?? null;
        return { code, label: labels.get(code)!, value: shown?.[0] ?? null, isHidden: shown === null };
      });
    if (values.length < 2) return [];
    const title = `${release.unit[lang]} — ${variable.label[lang]}`;
    const words = wordsOf(lang, formatter(lang, 0));
    return [
      `<figure><figcaption>${escapeXml(title)}</figcaption>${barsSvg(values, title, words)}${twinTable(
        `${WORDS.values[lang]} — ${title}`,
        [variable.label[lang], release.unit[lang]],
        values.map((value) => [value.label, sayValue(value, words)]),
      )}</figure>`,
    ];
  });
}

function wholeTable(
  release: ReleaseRecord,
  table: ReleasedTable,
  variables: readonly ReleasedVariable[],
  lang: PageLang,
): string {
  const shown = table.rows.slice(0, MOST_ROWS);
  const labels = variables.map(
    ({ categories, groups, total }) =>
      new Map([...categories, ...groups, total].map(({ code, label }) => [code, label[lang]])),
  );
  const format = formatter(lang, 0);
  const head = [
    ...variables.map(({ label }) => label[lang]),
    release.unit[lang],
    ...release.sums.map(({ label }) => `${label[lang]} (${WORDS.mean[lang]})`),
  ];
  const rows = shown.map(([codes, values, means]) => {
    const names = codes
      .map((code, at) => `<th scope="row">${escapeXml(labels[at]!.get(code) ?? code)}</th>`)
      .join('');
    const figures =
      values === null
        ? head.slice(variables.length).map(() => `<td><abbr title="${WORDS.hidden[lang]}">s</abbr></td>`)
        : [
            `<td>${format(values[0]!)}</td>`,
            ...release.sums.map(({ decimals }, sum) => {
              const mean = means?.[sum] ?? null;
              return `<td>${mean === null ? '–' : formatter(lang, decimals)(mean)}</td>`;
            }),
          ];
    return `<tr>${names}${figures.join('')}</tr>`;
  });
  const note =
    table.rows.length > MOST_ROWS
      ? `<p>${WORDS.rowsOf[lang].replace('{shown}', String(MOST_ROWS)).replace('{all}', String(table.rows.length))}</p>`
      : '';
  const caption = `${WORDS.whole[lang]} — ${table.title[lang]}`;
  return `<details><summary>${escapeXml(caption)}</summary>${note}<p>${WORDS.secretMark[lang]}</p><div class="scroll" role="region" tabindex="0" aria-label="${escapeXml(caption)}"><table><thead><tr>${head
    .map((cell) => `<th scope="col">${escapeXml(cell)}</th>`)
    .join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`;
}

function formatter(lang: PageLang, decimals: number): (value: number) => string {
  const format = new Intl.NumberFormat(lang, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return (value) => format.format(value);
}

function wordsOf(lang: PageLang, format: (value: number) => string): FigureWords {
  return { hidden: WORDS.hidden[lang], none: WORDS.none[lang], format };
}

function sayValue(value: FigureValue | undefined, words: FigureWords): string {
  if (value === undefined) return words.none;
  if (value.value === null) return value.isHidden ? 's' : words.none;
  return words.format(value.value);
}
