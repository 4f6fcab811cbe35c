/** The codebook as a page that opens from disk, French and English side by side; no script. */

import type { Localised } from '@cloison/protocol';
import { escapeHtml, PAGE_STYLE } from '../files/html-page.ts';
import type { Codebook, CodebookVariable } from './codebook.ts';
import type { LevelRisk } from './research-risk.ts';

const both = ({ fr, en }: Localised) =>
  `${escapeHtml(fr)}<br><span lang="en" class="en">${escapeHtml(en)}</span>`;

/** Columns of the file, by variable of the background. */
const COLUMNS: Readonly<Record<string, string>> = {
  sex: 'sexe',
  birthYear: 'naissance_annee',
  birthQuarter: 'naissance_trimestre',
  sector: 'secteur',
  priority: 'ep',
};

export function codebookPage(codebook: Codebook): string {
  const { anonymisation } = codebook;
  const suppressed = Object.entries(anonymisation.suppressed)
    .map(
      ([name, count]) =>
        `<tr><td><code>${escapeHtml(COLUMNS[name] ?? name)}</code></td><td class="n">${count}</td></tr>`,
    )
    .join('');
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>${escapeHtml(codebook.title.fr)} — dictionnaire des variables</title>
<style>${PAGE_STYLE}</style></head><body>
<h1>${both(codebook.title)}</h1>
<p>Campagne <code>${escapeHtml(codebook.campaign)}</code>, ${codebook.year}. Dictionnaire des variables du fichier de recherche. <span lang="en" class="en">Codebook of the research file.</span></p>
<h2>Anonymisation</h2>
<p>Chaque combinaison de niveau et de contexte est partagée par au moins ${anonymisation.k} élèves${schoolsFr(codebook)}, qui ne sont pas tous du même groupe d’un domaine : le département, puis le trimestre de naissance, la région, l’éducation prioritaire, le secteur, l’année et le sexe sont retirés là où il le faut. Une valeur retirée est comptée comme une catégorie à part. Les textes donnés par moins de ${anonymisation.k} élèves sont supprimés (${anonymisation.suppressedTexts}). ${anonymisation.droppedRows} ligne(s) écartée(s).<br>
<span lang="en" class="en">Each combination of level and background is shared by at least ${anonymisation.k} pupils${schoolsEn(codebook)}, who are not all in the same group of a domain; where it has to be, département, then quarter of birth, region, priority network, sector, year and sex are removed. A removed value counts as a category of its own. Texts given by fewer than ${anonymisation.k} pupils are suppressed (${anonymisation.suppressedTexts}). ${anonymisation.droppedRows} row(s) dropped.</span></p>
${uniform(codebook)}
<table><thead><tr><th>Variable</th><th class="n">Cellules retirées<br><span lang="en" class="en">Cells removed</span></th></tr></thead><tbody>${suppressed}</tbody></table>
${riskTables(codebook)}
<h2>Codes manquants<br><span lang="en" class="en">Missing codes</span></h2>
<table><tbody>${Object.entries(codebook.missingCodes)
    .map(([code, label]) => `<tr><td><code>${escapeHtml(code)}</code></td><td>${both(label)}</td></tr>`)
    .join('')}</tbody></table>
${agreement(codebook)}
<p>Une cellule vide : pas de valeur. Dans les fichiers CSV, un texte qu’un tableur prendrait pour une formule est précédé d’une apostrophe, et de même après un séparateur ou une fin de ligne dans un texte. <span lang="en" class="en">An empty cell: no value. In the CSV files, a text that a spreadsheet would run as a formula has an apostrophe before it, and so has what would be one after a separator or a line's end within a text.</span></p>
${codebook.files
  .map(
    (
      file,
    ) => `<h2>${escapeHtml(file.level)} — <code>${escapeHtml(file.csv)}</code>, <code>${escapeHtml(file.parquet)}</code></h2>
<p>${figure(file.rows)} ligne${file.rows > 1 ? 's' : ''} <span lang="en" class="en">row${file.rows === 1 ? '' : 's'}</span></p>
<table><thead><tr><th>Variable</th><th>Libellé<br><span lang="en" class="en">Label</span></th><th>Type</th><th>Domaine<br><span lang="en" class="en">Domain</span></th><th class="n">Max.</th><th>Valeurs et effectifs<br><span lang="en" class="en">Values and counts</span></th><th class="n">Vide<br><span lang="en" class="en">Empty</span></th></tr></thead><tbody>
${file.variables.map(variableRow).join('\n')}
</tbody></table>`,
  )
  .join('\n')}
</body></html>
`;
}

function agreement({ doubleEntry = [] }: Codebook): string {
  if (doubleEntry.length === 0) return '';
  const rows = doubleEntry.map(
    ({ level, sequence, booklets, cells, differing, agreement: share }) =>
      `<tr><td>${escapeHtml(level)}</td><td><code>${escapeHtml(sequence)}</code></td><td class="n">${figure(booklets)}</td><td class="n">${figure(cells)}</td><td class="n">${figure(differing)}</td><td class="n">${share === null ? '' : figure(share, 4)}</td></tr>`,
  );
  return `<h2>Double saisie<br><span lang="en" class="en">Double entry</span></h2>
<p>Des cahiers tirés au sort ont été saisis deux fois, la seconde sans voir la première. Accord : part des cases où les deux saisies disent la même chose, avant que le cahier les départage. <span lang="en" class="en">Booklets drawn at random were keyed twice, the second time without sight of the first. Agreement: share of the cells on which both keyings say the same, before the booklet settles them.</span></p>
<table><thead><tr><th>Niveau<br><span lang="en" class="en">Level</span></th><th>Séquence<br><span lang="en" class="en">Sequence</span></th><th class="n">Cahiers<br><span lang="en" class="en">Booklets</span></th><th class="n">Cases<br><span lang="en" class="en">Cells</span></th><th class="n">Différentes<br><span lang="en" class="en">Differing</span></th><th class="n">Accord<br><span lang="en" class="en">Agreement</span></th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function schoolsFr({ anonymisation: { minSchools } }: Codebook): string {
  if (minSchools === undefined || minSchools === null) return '';
  return `, d’au moins ${minSchools} établissements là où un lieu est dit`;
}

function schoolsEn({ anonymisation: { minSchools } }: Codebook): string {
  if (minSchools === undefined || minSchools === null) return '';
  return `, of at least ${minSchools} schools where a place is released`;
}

function uniform({ anonymisation: { uniformDomains = [] } }: Codebook): string {
  if (uniformDomains.length === 0) return '';
  const list = uniformDomains.map((one) => `<code>${escapeHtml(one)}</code>`).join(', ');
  return `<p>Domaines où tout un niveau est du même groupe <span lang="en" class="en">Domains where a whole level is in one group</span> : ${list}</p>`;
}

const RISKS: readonly (readonly [Localised, (risk: LevelRisk) => number])[] = [
  [{ fr: 'lignes', en: 'rows' }, ({ rows }) => rows],
  [
    { fr: 'seules par leur contexte, avant', en: 'alone by background, before' },
    ({ background }) => background.before.uniques,
  ],
  [
    { fr: 'seules par leur contexte, après', en: 'alone by background, after' },
    ({ background }) => background.after.uniques,
  ],
  [
    { fr: 'plus petite combinaison, après', en: 'smallest combination, after' },
    ({ background }) => background.after.smallestClass,
  ],
  [
    { fr: 'élèves à qui une ligne convient, le moins', en: 'pupils whom a row fits, fewest' },
    ({ background }) => background.after.fewestPersons,
  ],
  [{ fr: 'seules par leurs réponses', en: 'alone by their answers' }, ({ answers }) => answers.unique],
  [
    { fr: 'seules par réponses et contexte', en: 'alone by answers and background' },
    ({ answers }) => answers.uniqueWithBackground,
  ],
  [
    { fr: 'seules par réponses et secondes', en: 'alone by answers and seconds' },
    ({ answers }) => answers.uniqueWithSeconds,
  ],
];

/** Nothing for files that an earlier version anonymised. */
function riskTables({ anonymisation: { risk } }: Codebook): string {
  if (risk === undefined) return '';
  const rows = RISKS.map(
    ([label, of]) =>
      `<tr><td>${both(label)}</td>${risk.map((one) => `<td class="n">${figure(of(one))}</td>`).join('')}</tr>`,
  ).join('');
  return `<h2>Risque mesuré<br><span lang="en" class="en">Measured risk</span></h2>
<p>Qui connaît toutes les réponses d’un élève le retrouve s’il est seul à les avoir données : le fichier n’est pas à diffuser sans engagement de ses lecteurs si ce nombre n’est pas accepté. <span lang="en" class="en">Whoever knows all answers of a pupil finds the pupil who alone gave them: unless these numbers are accepted, the file is for readers under an obligation only.</span></p>
<table><thead><tr><th></th>${risk.map(({ level }) => `<th class="n">${escapeHtml(level)}</th>`).join('')}</tr></thead><tbody>${rows}</tbody></table>`;
}

function variableRow(variable: CodebookVariable): string {
  const counts = Object.entries(variable.counts)
    .map(([value, count]) => {
      const label = Object.hasOwn(variable.values, value) ? variable.values[value] : undefined;
      const named =
        label === undefined
          ? ''
          : ` ${escapeHtml(label.fr)} <span lang="en" class="en">${escapeHtml(label.en)}</span>`;
      return `<code>${escapeHtml(value)}</code>${named} : ${figure(count)}`;
    })
    .join('<br>');
  const mean = variable.mean === null ? '' : `<br>moyenne ${figure(variable.mean, 2)}`;
  return `<tr><td><code>${escapeHtml(variable.name)}</code></td><td>${both(variable.label)}</td><td>${variable.type}</td><td>${escapeHtml(variable.domain ?? '')}</td><td class="n">${variable.maxScore ?? ''}</td><td>${counts}${mean}</td><td class="n">${figure(variable.missing)}</td></tr>`;
}

/** As the French read it: the page's English stands beside its French, with the same figures. */
function figure(value: number, digits = 0): string {
  return new Intl.NumberFormat('fr', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    value,
  );
}
