import type { Words } from '../codebook/described-file.ts';
import { frenchFigure } from '../codebook/french-figure.ts';
import { PAGE_CSS } from '../codebook/page-style.ts';
import { escapeXml } from '../codebook/xml-text.ts';
import type { TableCodebook } from './codebook.ts';

/** The codebook as a page that opens from disk, French with its English twin beside it; no script. */
export function codebookPage(codebook: TableCodebook): string {
  const { title, columns, protection, files, rows, hiddenRows, unit } = codebook;
  const sections = columns.map(({ name, label, type, decimals, codes }) => {
    const described =
      type === 'number'
        ? `<p>Nombre${decimals === 0 ? ' entier' : `, ${decimals} décimales`} ; vide : ${both({ fr: 'secret statistique ou sans objet', en: 'statistical secrecy, or none' })}</p>`
        : `<div class="scroll" role="region" tabindex="0" aria-label="${escapeXml(name)}"><table><thead><tr><th scope="col">Code</th><th scope="col">SDMX</th><th scope="col">Libellé</th><th scope="col" lang="en">Label</th><th scope="col">Niveau</th><th scope="col">Lignes</th></tr></thead><tbody>${codes
            .map(
              (code) =>
                `<tr><th scope="row"><code>${escapeXml(code.code === '' ? '(vide)' : code.code)}</code></th><td>${escapeXml(code.sdmx ?? '–')}</td><td>${escapeXml(code.label.fr)}</td><td lang="en">${escapeXml(code.label.en)}</td><td>${escapeXml(code.level === '' ? '–' : code.level)}</td><td>${frenchFigure(code.rows)}</td></tr>`,
            )
            .join('')}</tbody></table></div>`;
    return `<section><h2><code>${escapeXml(name)}</code> — ${both(label)}</h2>${described}</section>`;
  });
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeXml(title.fr)} — dictionnaire des variables</title>
<style>${PAGE_CSS}</style></head><body><main>
<h1>${both(title)}</h1>
<p>${both(unit)}. ${frenchFigure(rows)} lignes, ${frenchFigure(hiddenRows)} masquées <span lang="en">(rows, hidden)</span>.</p>
<ul>${files.map((file) => `<li><a href="${escapeXml(encodeURIComponent(file))}">${escapeXml(file)}</a></li>`).join('')}</ul>
<ul>${protection.map((words) => `<li>${both(words)}</li>`).join('')}</ul>
${sections.join('\n')}
</main></body></html>
`;
}

function both({ fr, en }: Words): string {
  return fr === en ? escapeXml(fr) : `${escapeXml(fr)} / <span lang="en">${escapeXml(en)}</span>`;
}
