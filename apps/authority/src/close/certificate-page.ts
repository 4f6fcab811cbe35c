/** The certificate as a page to read and print; the signed JSON beside it is what counts. */

import type { Localised } from '@cloison/protocol';
import { escapeHtml, PAGE_STYLE } from '../files/html-page.ts';
import { sayIso } from '../time/format-time.ts';
import type { Certificate, VerifiedCertificate } from './certificate.ts';

const both = ({ fr, en }: Localised) =>
  `${escapeHtml(fr)}<br><span lang="en" class="en">${escapeHtml(en)}</span>`;
/** In words, for who reads; to the millisecond and in UTC, for who asks the page. */
const time = (iso: string, zone: string | undefined) => {
  const { fr, en } = sayIso(iso, zone);
  return `<time datetime="${escapeHtml(iso)}">${both({ fr, en })}</time>`;
};
/** `over`: what the columns hold; headings over numbers are aligned right. */
const head = (cells: readonly Localised[], over: 'numbers' | 'words' = 'numbers') =>
  `<thead><tr>${cells.map((cell, i) => `<th${over === 'numbers' && i > 0 ? ' class="n"' : ''}>${both(cell)}</th>`).join('')}</tr></thead>`;
const numbers = (cells: readonly (number | string)[]) =>
  cells.map((cell) => `<td class="n">${escapeHtml(String(cell))}</td>`).join('');

/** What a purge statement counts. */
const ERASED: Readonly<Record<string, Localised>> = {
  holders: {
    fr: 'titulaires (élèves, personnel, classes, écoles)',
    en: 'holders (pupils, staff, classes, schools)',
  },
  documents: { fr: 'documents scellés', en: 'sealed documents' },
  records: { fr: 'enregistrements scellés', en: 'sealed records' },
  versions: { fr: 'versions d’enregistrements', en: 'versions of records' },
  branches: { fr: 'versions en double', en: 'branches' },
  contentFiles: { fr: 'fichiers de contenu', en: 'content files' },
  routing: { fr: 'tables d’orientation', en: 'routing tables' },
};

/** Said instead of the time of destruction. */
const OUTCOMES: Readonly<Record<string, string>> = {
  absent: 'ABSENTE / NOT THERE',
  unreachable: 'NON DÉTRUITE / NOT DESTROYED',
};

/** `zone`: in whose time; the machine's by default. */
export function certificatePage(
  { certificate, purge, placePurges, key }: VerifiedCertificate,
  zone?: string,
): string {
  const { counts, destroyed } = certificate;
  const codes = counts.codes.map(
    ({ kind, issued, live, reserve, revoked, used }) =>
      `<tr><td>${both(kind === 'pupil' ? { fr: 'élèves', en: 'pupils' } : { fr: 'personnel', en: 'staff' })}</td>${numbers(
        [issued, live, reserve, revoked, used === null ? '—' : used.live + used.reserve + used.revoked],
      )}</tr>`,
  );
  const sequences = counts.sequences.map(
    (one) =>
      `<tr><td><code>${escapeHtml(one.sequence)}</code></td>${numbers([one.expected, one.final, one.unfinished, one.absent, one.neverBegun, one.left])}</tr>`,
  );
  const copies = destroyed.copies.map(
    ({ path, registeredAt, destroyedAt, outcome }) =>
      `<tr><td><code>${escapeHtml(path)}</code></td><td>${time(registeredAt, zone)}</td><td>${
        OUTCOMES[outcome] ?? (destroyedAt === null ? '' : time(destroyedAt, zone))
      }</td></tr>`,
  );
  const rowsOf = (statement: typeof purge) =>
    Object.entries(statement.erased).map(
      ([name, value]) =>
        `<tr><td>${both(ERASED[name] ?? { fr: name, en: name })}</td>${numbers([value])}</tr>`,
    );
  const places = certificate.places.map(({ kind, label, key: placeKey }, i) => {
    const stated = placePurges[i] ?? null;
    const where = escapeHtml(label);
    const intro =
      kind === 'relay'
        ? both({
            fr: `Sur le portable « ${label} » d’une école sans internet :`,
            en: `On the laptop “${label}” of a school without internet:`,
          })
        : `Sur l’ancienne plateforme <code>${where}</code> :<br><span lang="en" class="en">At the former platform:</span>`;
    const said =
      stated === null
        ? `<p><strong>${both({ fr: 'aucune attestation d’effacement', en: 'no statement of erasure' })}</strong></p>`
        : `<p>${time(stated.at, zone)}</p><table><tbody>${rowsOf(stated).join('')}</tbody></table>`;
    return `<p>${intro}<br><code>${escapeHtml(placeKey)}</code></p>${said}\n`;
  });
  const left = certificate.notDestroyed.map(
    ({ what, until }) => `<tr><td>${both(what)}</td><td>${both(until)}</td></tr>`,
  );
  const erased = rowsOf(purge);
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Certificat de fermeture — ${escapeHtml(certificate.title.fr)}</title>
<style>${PAGE_STYLE}</style></head><body>
<h1>Certificat de fermeture<br><span lang="en" class="en">Certificate of closing</span></h1>
<p><strong>${both(certificate.title)}</strong></p>
<p>Campagne <code>${escapeHtml(certificate.campaign)}</code> (${certificate.year})${certificate.rehearsal ? ', campagne blanche <span lang="en" class="en">rehearsal</span>' : ''}, fermée le <span lang="en" class="en">closed on</span><br>${time(certificate.at, zone)}</p>
<p>Signé par la clé <span lang="en" class="en">Signed by the key</span><br><code>${escapeHtml(key)}</code></p>
<h2>Ce qui a été détruit<br><span lang="en" class="en">What was destroyed</span></h2>
<p>La clé d’identité <code>${escapeHtml(destroyed.identityKey)}</code>, qui seule ouvrait les noms, les codes et les réponses, puis ${destroyed.rows} lignes scellées du coffre.<br>
<span lang="en" class="en">The identity key, which alone opened names, codes and answers, then ${destroyed.rows} sealed rows of the vault.</span></p>
<table>${head(
    [
      { fr: 'Copie enregistrée', en: 'Registered copy' },
      { fr: 'Enregistrée', en: 'Registered' },
      { fr: 'Détruite', en: 'Destroyed' },
    ],
    'words',
  )}<tbody>${copies.join('')}</tbody></table>
<p>Sur la plateforme <code>${escapeHtml(certificate.platform.address)}</code>, qui l’a déclaré sous sa clé <code>${escapeHtml(certificate.platform.key)}</code> :<br>
<span lang="en" class="en">At the platform, which declared it under its own key:</span></p>
<p>${time(purge.at, zone)}</p>
<table><tbody>${erased.join('')}</tbody></table>
${places.join('')}<h2>Ce qui n’a pas été détruit<br><span lang="en" class="en">What was not destroyed</span></h2>
<table><tbody>${left.join('')}</tbody></table>
<h2>Comptes<br><span lang="en" class="en">Counts</span></h2>
<table>${head([
    { fr: 'Codes', en: 'Codes' },
    { fr: 'émis', en: 'issued' },
    { fr: 'actifs', en: 'live' },
    { fr: 'réserve', en: 'reserve' },
    { fr: 'retirés', en: 'revoked' },
    { fr: 'utilisés', en: 'used' },
  ])}<tbody>${codes.join('')}</tbody></table>
<table>${head([
    { fr: 'Séquence', en: 'Sequence' },
    { fr: 'attendus', en: 'expected' },
    { fr: 'terminées', en: 'final' },
    { fr: 'inachevées', en: 'unfinished' },
    { fr: 'absents', en: 'absent' },
    { fr: 'jamais commencées', en: 'never begun' },
    { fr: 'partis', en: 'left' },
  ])}<tbody>${sequences.join('')}</tbody></table>
<p>Enregistrements reçus : ${counts.received.records}, dont ${counts.received.counted} comptés, ${counts.received.apart} mis à part sans nom, ${counts.received.quarantined} écartés. Données de recherche : ${certificate.research.rows} lignes pseudonymes.<br>
<span lang="en" class="en">Records received: ${counts.received.records}; ${counts.received.counted} counted, ${counts.received.apart} set apart without a name, ${counts.received.quarantined} quarantined. Research data: ${certificate.research.rows} pseudonymous rows.</span></p>
${answersRisk(certificate)}
<h2>Journal</h2>
<p>${certificate.journal.lines} lignes ; empreinte de la dernière <span lang="en" class="en">lines; hash of the last</span> : <code>${escapeHtml(certificate.journal.head)}</code></p>
<p>Vérifier <span lang="en" class="en">To verify</span> : <code>cloison verify certificate certificat.json --key "${escapeHtml(key)}"</code></p>
</body></html>
`;
}

/** Nothing in certificates of before, and of rehearsals. */
function answersRisk({ research: { answers = [] } }: Certificate): string {
  if (answers.length === 0) return '';
  const rows = answers.map(
    ({ level, rows: of, unique, uniqueWithBackground, uniqueWithSeconds }) =>
      `<tr><td>${escapeHtml(level)}</td><td class="n">${of}</td><td class="n">${unique}</td><td class="n">${uniqueWithBackground}</td><td class="n">${uniqueWithSeconds}</td></tr>`,
  );
  return `<p>Élèves que leurs réponses seules distinguent de tous les autres de leur niveau, dans les données de recherche avant anonymisation : <span lang="en" class="en">Pupils whose answers alone tell them from all others of their level, in the research data before anonymisation:</span></p>
<table>${head([
    { fr: 'Niveau', en: 'Level' },
    { fr: 'élèves', en: 'pupils' },
    { fr: 'par les réponses', en: 'by answers' },
    { fr: 'réponses et contexte', en: 'answers and background' },
    { fr: 'réponses et secondes', en: 'answers and seconds' },
  ])}<tbody>${rows.join('')}</tbody></table>`;
}
