import type { Words } from '../codebook/described-file.ts';
import { frenchFigure } from '../codebook/french-figure.ts';
import { PAGE_CSS } from '../codebook/page-style.ts';
import { escapeXml } from '../codebook/xml-text.ts';
import type { FileCodebook, FileColumn } from './file-codebook.ts';

/** The codebook as a page that opens from disk, French with its English twin beside it; no script. */
export function fileCodebookPage(codebook: FileCodebook): string {
  const { title, columns, protection, files, rows, unit } = codebook;
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeXml(title.fr)} — dictionnaire des variables</title>
<style>${PAGE_CSS}</style></head><body><main>
<h1>${both(title)}</h1>
<p>${both(unit)}. ${frenchFigure(rows)} lignes <span lang="en">(rows)</span>, ${columns.length} variables.</p>
<ul>${files.map((file) => `<li><a href="${escapeXml(encodeURIComponent(file))}">${escapeXml(file)}</a></li>`).join('')}</ul>
<ul>${protection.map((words) => `<li>${both(words)}</li>`).join('')}</ul>
<div class="scroll" role="region" tabindex="0" aria-label="variables"><table><thead><tr><th scope="col">Variable</th><th scope="col">Libellé / <span lang="en">label</span></th><th scope="col">Rôle / <span lang="en">role</span></th><th scope="col">Valeurs / <span lang="en">values</span></th><th scope="col">Absentes / <span lang="en">absent</span></th></tr></thead><tbody>${columns.map(row).join('')}</tbody></table></div>
${columns.map(section).join('\n')}
</main></body></html>
`;
}

const row = ({ name, label, role, type, codes, absent }: FileColumn) =>
  `<tr><th scope="row"><a href="#${anchor(name)}"><code>${escapeXml(name)}</code></a></th><td>${both(label)}</td><td>${both(ROLES[role])}</td><td>${type === 'number' ? both({ fr: 'nombre', en: 'number' }) : codes.length}</td><td>${frenchFigure(absent)}</td></tr>`;

function section({ name, label, note, figures, codes, type }: FileColumn): string {
  const described =
    type === 'number'
      ? figures === null || figures === undefined
        ? ''
        : `<p>${both({ fr: 'Minimum, moyenne, maximum', en: 'minimum, mean, maximum' })} : ${[figures.min, figures.mean, figures.max].map((value) => frenchFigure(value)).join(' · ')}</p>`
      : `<div class="scroll" role="region" tabindex="0" aria-label="${escapeXml(name)}"><table><thead><tr><th scope="col">Code</th><th scope="col">Libellé / <span lang="en">label</span></th><th scope="col">Lignes / <span lang="en">rows</span></th></tr></thead><tbody>${codes
          .map(
            (code) =>
              `<tr><th scope="row"><code>${escapeXml(code.code)}</code></th><td>${both(code.label)}</td><td>${frenchFigure(code.rows)}</td></tr>`,
          )
          .join('')}</tbody></table></div>`;
  return `<section id="${anchor(name)}"><h2><code>${escapeXml(name)}</code> — ${both(label)}</h2>${note === null || note === undefined ? '' : `<p>${both(note)}</p>`}${described}</section>`;
}

const ROLES = {
  identifier: { fr: 'identifiant', en: 'identifier' },
  'quasi-identifier': { fr: 'quasi-identifiant', en: 'quasi-identifier' },
  sensitive: { fr: 'sensible', en: 'sensitive' },
  other: { fr: 'autre', en: 'other' },
} as const satisfies Record<FileColumn['role'], Words>;

const anchor = (name: string) => `v-${escapeXml(encodeURIComponent(name))}`;

function both({ fr, en }: Words): string {
  return fr === en ? escapeXml(fr) : `${escapeXml(fr)} / <span lang="en">${escapeXml(en)}</span>`;
}
