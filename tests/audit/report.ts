/** The report of an audit: as data, and as a page for a parliament's rapporteur and an engineer. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Localised } from '@cloison/protocol';
import { FIGURES, type Figure } from './audit-line.ts';
import { VARIANTS } from './broken/variants.ts';
import { PROMISES, type PromiseId, SOURCE } from './promises.ts';
import { LINES, type LineResult } from './run-audit.ts';

export interface ReportLine {
  readonly id: string;
  readonly promise: PromiseId;
  readonly title: Localised;
  readonly tried: Localised;
  readonly held: boolean;
  readonly figures: Readonly<Partial<Record<Figure, number>>>;
  readonly findings: readonly string[];
  readonly notTried: readonly Localised[];
  readonly ms: number;
  /** How to run this line alone. */
  readonly rerun: string;
}

export interface AuditReport {
  readonly ok: boolean;
  readonly at: string;
  readonly seconds: number;
  readonly version: string;
  /** Of the source, with `+` when it was changed since; null without git. */
  readonly commit: string | null;
  readonly machine: string;
  readonly lines: readonly ReportLine[];
}

const ROOT = join(import.meta.dirname, '../..');

export function auditReport(
  results: readonly LineResult[],
  { at, seconds }: { readonly at: Date; readonly seconds: number },
): AuditReport {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return {
    ok: results.every(({ held }) => held),
    at: at.toISOString(),
    seconds,
    version,
    commit: commitOf(),
    machine: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    lines: results.map(({ line, held, figures, findings, notTried, ms }) => ({
      id: line.id,
      promise: line.promise,
      title: line.title,
      tried: line.tried,
      held,
      figures,
      findings,
      notTried,
      ms,
      rerun: `npm run audit -- --only ${line.id}`,
    })),
  };
}

function commitOf(): string | null {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', 'HEAD')}${changed ? '+' : ''}`;
  } catch {
    return null;
  }
}

export function writeReportPage(path: string, report: AuditReport): void {
  writeFileSync(path, reportPage(report));
}

const asHtml = (text: string) => text.replace(/[&<>"']/g, (symbol) => `&#${symbol.codePointAt(0)};`);
/** Both languages; the page shows the one that is chosen. */
const both = ({ fr, en }: Localised, tag = 'span') =>
  `<${tag} lang="fr">${asHtml(bound(fr))}</${tag}><${tag} lang="en">${asHtml(en)}</${tag}>`;
/** French puts a space before these signs, at which no line breaks. */
const bound = (fr: string) => fr.replace(/ (?=[:;!?»])/g, '\u00a0').replace(/« /g, '«\u00a0');

const STYLE = `
:root{color-scheme:light}
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#161616;background:#fff}
h1{font-size:1.7rem;line-height:1.25}h2{font-size:1.2rem;margin:2.5rem 0 .3rem}h3{font-size:1rem;margin:0}
h2+p{margin-top:.3rem}
.line{border-top:1px solid #929292;padding:.8rem 0;break-inside:avoid}
.held::before{content:"✓ ";color:#18753c}.broken::before{content:"✗ ";color:#ce0500}
.held,.broken{font-weight:700}.held{color:#18753c}.broken{color:#ce0500}
.small{font-size:.875rem;color:#3a3a3a}
code{font:.875em/1.4 ui-monospace,monospace;background:#f0f0f0;padding:.1rem .3rem;overflow-wrap:anywhere}
@media (min-width:24rem){code.run{white-space:nowrap}}
ul.figures{list-style:none;padding:0;margin:.3rem 0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
.figures li{font-variant-numeric:tabular-nums}
table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:left}td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
#fr:checked~main [lang=en],#en:checked~main [lang=fr]:not(.quote){display:none}
input:focus-visible+label{outline:3px solid #0a76f6}
h2,h2+p,h2+p+p,h2+p+p+p,h3{break-after:avoid}
@media print{input,label{display:none}body{margin:0;max-width:none}}
`;

const number = (value: number, lang: 'fr' | 'en') => value.toLocaleString(lang === 'fr' ? 'fr-FR' : 'en-GB');
/** French writes one for nought too, English does not. */
function counted(name: Figure, value: number): Localised {
  const { one, many } = FIGURES[name];
  return {
    fr: `${number(value, 'fr')} ${(value < 2 ? one : many).fr}`,
    en: `${number(value, 'en')} ${(value === 1 ? one : many).en}`,
  };
}

function lineOf(line: ReportLine): string {
  const variants = VARIANTS.filter((variant) => variant.line === line.id).map(({ name }) => name);
  const result = line.held ? both({ fr: 'Tenu', en: 'Held' }) : both({ fr: 'NON TENU', en: 'BROKEN' });
  const figures = (Object.entries(line.figures) as [Figure, number][]).map(
    ([name, value]) => `<li>${both(counted(name, value))}</li>`,
  );
  const findings = line.findings.map(
    (finding) => `<li lang="en-x-code"><code>${asHtml(finding)}</code></li>`,
  );
  const skipped = line.notTried.map(
    (what) =>
      `<p class="small">${both({ fr: `Non essayé ici : ${what.fr}.`, en: `Not tried here: ${what.en}.` })}</p>`,
  );
  return `<section class="line" id="${line.id}">
<h3><span class="${line.held ? 'held' : 'broken'}">${result}</span> — ${both(line.title)}</h3>
${both(line.tried, 'p')}
${findings.length === 0 ? '' : `<ul>${findings.join('')}</ul>`}${skipped.join('')}
<ul class="figures small">${figures.join('')}</ul>
<p class="small">${both({ fr: 'Refaire cette ligne seule :', en: 'To run this line alone:' })} <code class="run">${asHtml(line.rerun)}</code>${variants
    .map(
      (name, i) =>
        `${i === 0 ? ` · ${both({ fr: 'la voir rouge :', en: 'to see it red:' })}` : ','} <code class="run">npm run audit -- --break ${asHtml(name)}</code>`,
    )
    .join('')}</p>
</section>`;
}

/** Whether each line there is was tried. */
const isWhole = ({ lines }: AuditReport) => lines.length === LINES.length;

function verdictOf(report: AuditReport): Localised {
  const all = report.lines.length;
  const broken = report.lines.filter(({ held }) => !held).length;
  if (all === 1) {
    return report.ok
      ? { fr: 'La ligne essayée est tenue.', en: 'The line that was tried held.' }
      : { fr: 'La ligne essayée n’est pas tenue.', en: 'The line that was tried did not hold.' };
  }
  if (broken > 0) {
    return {
      fr:
        broken === 1
          ? `1 ligne sur ${all} n’est pas tenue.`
          : `${broken} lignes sur ${all} ne sont pas tenues.`,
      en: `${broken} of ${all} lines did not hold.`,
    };
  }
  return isWhole(report)
    ? { fr: `Les ${all} lignes sont tenues.`, en: `All ${all} lines held.` }
    : { fr: `Les ${all} lignes essayées sont tenues.`, en: `The ${all} lines that were tried held.` };
}

/** Lines of which this machine could not try a part; null: there is none. */
export function partsNotTried({ lines }: AuditReport): Localised | null {
  const parts = lines.filter(({ notTried }) => notTried.length > 0).length;
  if (parts === 0) return null;
  return parts === 1
    ? {
        fr: 'Cette machine n’a pas essayé une ligne en entier : la ligne dit ce qui manque.',
        en: 'This machine did not try one line in full: that line says what is missing.',
      }
    : {
        fr: `Cette machine n’a pas essayé ${parts} lignes en entier : chacune dit ce qui manque.`,
        en: `This machine did not try ${parts} lines in full: each says what is missing.`,
      };
}

/** What was done in all. Of some lines alone nothing is said but what they say themselves. */
function summaryOf(report: AuditReport): Localised {
  const all = report.lines.length;
  const total = (name: Figure) => report.lines.reduce((sum, { figures }) => sum + (figures[name] ?? 0), 0);
  const figures = (lang: 'fr' | 'en') =>
    (['attempts', 'bytes', 'openings', 'requests'] as const)
      .filter((name) => total(name) > 0)
      .map((name) => counted(name, total(name))[lang])
      .join(', ');
  const seconds = Math.round(report.seconds);
  const played = {
    fr: 'Une campagne d’évaluation inventée (50 élèves, 3 écoles) a été jouée sur cette machine contre une vraie plateforme.',
    en: 'An invented evaluation (50 pupils, 3 schools) was played on this machine against a real platform.',
  };
  const done = isWhole(report)
    ? {
        fr: 'Tout ce que la plateforme possède a été volé et fouillé ; elle a menti de toutes les façons que cette page dit ; chaque rôle a essayé chaque adresse et chaque objet ; la campagne a été fermée, et ce qui restait attaqué.',
        en: 'All that the platform has was stolen and searched; it lied in every way that this page tells; every role tried every endpoint and every object; the campaign was closed, and what remained was attacked.',
      }
    : {
        fr:
          all === 1
            ? `Une seule ligne, sur les ${LINES.length} de l’audit, a été essayée : cette page ne dit rien des autres.`
            : `${all} lignes, sur les ${LINES.length} de l’audit, ont été essayées : cette page ne dit rien des autres.`,
        en: `${all} of the ${LINES.length} lines of the audit ${all === 1 ? 'was' : 'were'} tried: this page says nothing of the others.`,
      };
  return {
    fr: `${played.fr} ${done.fr} ${figures('fr')}, en ${seconds} ${seconds < 2 ? 'seconde' : 'secondes'}.`,
    en: `${played.en} ${done.en} ${figures('en')}, in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  };
}

/** Self-contained: no script, no address that is fetched, one style whose hash the policy names. */
export function reportPage(report: AuditReport): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const ids = Object.keys(PROMISES) as PromiseId[];
  const own = (id: PromiseId) => report.lines.filter(({ promise }) => promise === id);
  const promises = ids
    .filter((id) => own(id).length > 0)
    .map(
      (id, i) => `<h2>${i + 1}. <span class="quote" lang="fr">${asHtml(bound(PROMISES[id].quote))}</span></h2>
<p lang="en">${asHtml(PROMISES[id].translated)}</p>
${both(PROMISES[id].means, 'p')}
${own(id).map(lineOf).join('\n')}`,
    );
  const summary = ids
    .filter((id) => own(id).length > 0)
    .map((id) => {
      const held = own(id).filter((line) => line.held).length;
      const all = own(id).length;
      const mark = held === all ? 'held' : 'broken';
      return `<tr><td><a href="#${own(id)[0]!.id}">${both({ fr: PROMISES[id].quote, en: PROMISES[id].translated })}</a></td><td class="n ${mark}">${held}/${all}</td></tr>`;
    });
  const missing = partsNotTried(report);
  const when = new Date(report.at);
  const date = (locale: string) =>
    when.toLocaleString(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Paris' });
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Audit de Cloison · Audit of Cloison</title>
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<style>${STYLE}</style></head><body>
<input type="radio" name="lang" id="fr" checked><label for="fr">Français</label>
<input type="radio" name="lang" id="en"><label for="en" lang="en-GB">English</label>
<main>
<h1>${both({ fr: 'Ce qui a été promis au Parlement, essayé', en: 'What was promised to parliament, tried' })}</h1>
<p class="${report.ok ? 'held' : 'broken'}">${both(verdictOf(report))}</p>
${missing === null ? '' : both(missing, 'p')}
${both(summaryOf(report), 'p')}
<p class="small">${both({ fr: `Source des promesses : ${SOURCE.title.fr}.`, en: `Source of the promises: ${SOURCE.title.en}.` })}</p>
<p class="small">${both({ fr: `Le ${date('fr-FR')}, heure de Paris`, en: `${date('en-GB')}, Paris time` })} · Cloison ${asHtml(report.version)} · <code>${asHtml(report.commit ?? '—')}</code> · ${asHtml(report.machine)}</p>
<table><tbody>${summary.join('')}</tbody></table>
${promises.join('\n')}
<h2>${both({ fr: 'Ce que cette page ne prouve pas', en: 'What this page does not prove' })}</h2>
<ul>
<li>${both({ fr: 'Où sont les machines, à qui elles appartiennent, et que les agents sont tenus au secret : c’est l’affaire des contrats et de la loi.', en: 'Where the machines are, whose they are, and that agents are bound to secrecy: contracts and law.' })}</li>
<li>${both({ fr: 'Qu’un hébergeur ne sert pas d’autres pages que celles de l’office : « cloison verify site » le vérifie, de là où on le lance.', en: 'That a host serves no other pages than the office’s: “cloison verify site” checks it, from where it is run.' })}</li>
<li>${both({ fr: 'Qu’un papier trouvé, un ordinateur d’école ou le poste d’un agent n’est pas pris : SECURITY.md dit ce que chacun apprendrait.', en: 'That a slip of paper, a school’s computer or an agent’s machine is not taken: SECURITY.md says what each would tell.' })}</li>
<li>${both({ fr: 'Que l’hébergeur n’a gardé aucune copie : le certificat nomme ce qui n’est pas détruit, et rien de ce qu’il garderait ne s’ouvre.', en: 'That the host has kept no copy: the certificate names what is not destroyed, and nothing that it would keep opens.' })}</li>
<li>${both({ fr: 'Que personne n’a gardé à la fois une clé de l’office, sa phrase secrète et le coffre : avec les trois, on lit ce que le coffre contenait.', en: 'That nobody has kept a key of the office, its passphrase and the vault together: with all three one reads what the vault held.' })}</li>
<li>${both({ fr: 'Que les réponses d’un élève ressemblent à celles d’un autre : dans le fichier de recherche, une suite de réponses peut être unique. Qui les connaîtrait déjà, et sait de qui elles sont, retrouverait sa ligne.', en: 'That a pupil’s answers are like another’s: in the research file a series of answers may be unique. Whoever knows them already, and whose they are, would find the row.' })}</li>
<li>${both({ fr: 'Que les méthodes de chiffrement elles-mêmes tiennent (AES-256-GCM, Argon2id, Ed25519) : ce sont des normes publiques.', en: 'That the methods of encryption themselves hold (AES-256-GCM, Argon2id, Ed25519): they are public standards.' })}</li>
</ul>
<p>${both({
    fr: `Que chaque ligne saurait voir une faute : ${VARIANTS.length} variantes du programme, où une garde est retirée, doivent chacune rendre leur ligne rouge :`,
    en: `That each line would see a fault: ${VARIANTS.length} variants of the program, each without one guard, have to turn their line red:`,
  })} <code class="run">npm run audit -- --broken</code></p>
</main></body></html>
`;
}
