import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import {
  file,
  fileToWrite,
  folder,
  list,
  needs,
  optional,
  required,
  seconds,
  type Words,
  whole,
} from '@cloison/command';
import { fill } from '@cloison/command/refusal';
import { writeWhole } from '@cloison/durable-files';
import type { PurgeStatement } from '@cloison/protocol/public';
import { keyWords, type VerifiedCohortEnd } from '../../cohort/end-statement.ts';
import { sayIso } from '../../time/format-time.ts';
import { refuseVerify } from '../../verify/refusals.ts';
import { APPS, hashOf, readSitePages, sitePagesOf } from '../../verify/site-pages.ts';
import {
  browserAt,
  ENGINES,
  type Engine,
  findBrowser,
  isProgram,
  type SiteBrowser,
} from '../../verify/site-visit.ts';
import { journalHeadIn, verifyStatementFile } from '../../verify/verify-certificate.ts';
import { type JournalExpectation, verifyJournal, verifyJournalLines } from '../../verify/verify-journal.ts';
import type { Fault } from '../../verify/verify-site.ts';
import { type SitePass, watchSite } from '../../verify/watch-site.ts';
import { verb } from '../frame/authority-frame.ts';
import { fingerprint, pageAddress, siteBrowser, wayToSite } from '../frame/kinds.ts';
import type { Session } from '../frame/session.ts';

export const verifyJournalVerb = verb({
  name: 'journal',
  roles: null,
  summary: {
    fr: 'suit la chaîne du journal : la première ligne modifiée, enlevée ou déplacée est nommée',
    en: 'follows the chain of the journal: the first line edited, removed or moved is named',
  },
  arguments: {
    file: optional(file(), {
      fr: 'lignes exportées ; sans lui, le journal du coffre',
      en: 'exported lines; without it, the vault’s journal',
    }),
  },
  options: {
    head: optional(fingerprint(), {
      fr: 'une empreinte qui doit y être (celle du certificat) : montre une fin coupée',
      en: 'a hash that must be there (the certificate’s): shows an end cut off',
    }),
    certificate: optional(file({ mostMegabytes: 16 }), {
      fr: 'un certificat de fermeture, ou l’attestation de la fin d’une cohorte, dont l’empreinte du journal doit y être',
      en: 'a certificate of closing, or the statement of a cohort’s end, whose hash of the journal must be there',
    }),
  },
  examples: [
    'cloison verify journal',
    'cloison verify journal journal.jsonl --head 3f5a…',
    'cloison verify journal --certificate certificat.json',
  ],
  run: async (session, { file, ...options }) => {
    const lines = file === undefined ? null : await readLines(file);
    const verify = (expected: JournalExpectation | null) =>
      lines === null ? verifyJournal(session.vaultToRead(), expected) : verifyJournalLines(lines, expected);
    const byHead = verify(
      options.head === undefined ? null : { hash: options.head.replaceAll(/\s/g, '').toLowerCase() },
    );
    // No fingerprint is asked for: the certificate was kept outside the vault, where a rewritten journal cannot reach it.
    const byCertificate =
      options.certificate === undefined ? byHead : verify({ hash: await journalHeadIn(options.certificate) });
    // The nearest to the end answers for most.
    const verified =
      (byHead.after ?? Number.POSITIVE_INFINITY) < (byCertificate.after ?? 0) ? byHead : byCertificate;
    session.print(
      session.say(
        {
          fr: 'Journal intact : {lines} ligne(s), du {first} au {last}. Dernière empreinte : {head}',
          en: 'Journal intact: {lines} line(s), from {first} to {last}. Last hash: {head}',
        },
        {
          lines: verified.lines,
          first: verified.first === null ? '-' : sayIso(verified.first)[session.lang],
          last: verified.last === null ? '-' : sayIso(verified.last)[session.lang],
          head: verified.head ?? '-',
        },
      ),
    );
    if (verified.after !== null && verified.after > 0) {
      session.print(
        session.say(
          {
            fr: 'L’empreinte connue est celle de la ligne {line}. Des {after} lignes qui la suivent, une fin coupée ne se verrait pas : notez la dernière empreinte.',
            en: 'The known hash is that of line {line}. Of the {after} lines after it, an end cut off would not show: note the last hash.',
          },
          { line: verified.lines - verified.after, after: verified.after },
        ),
      );
    }
    return { ...verified };
  },
});

/** Far longer than any line of a journal. */
const MAX_LINE = 1_000_000;

async function readLines(path: string): Promise<string[]> {
  const lines: string[] = [];
  let rest = '';
  for await (const piece of createReadStream(path, { encoding: 'utf8' })) {
    const [first = '', ...more] = `${rest}${piece}`.split('\n');
    rest = first;
    for (const next of more) {
      lines.push(rest.replace(/\r$/, ''));
      rest = next;
    }
    if (rest.length > MAX_LINE) throw refuseVerify('journal-unreadable', { path, line: lines.length + 1 });
  }
  if (rest !== '') lines.push(rest);
  return lines;
}

export const verifyCertificateVerb = verb({
  name: 'certificate',
  roles: null,
  summary: {
    fr: 'vérifie un certificat de fermeture et la déclaration de la plateforme, ou l’attestation de fin d’une cohorte',
    en: 'checks a certificate of closing and the platform’s statement, or the statement of a cohort’s end',
  },
  arguments: {
    file: required(file({ mostMegabytes: 16 }), { fr: 'le certificat (JSON)', en: 'the certificate (JSON)' }),
  },
  options: {
    key: required(fingerprint(), {
      fr: 'empreinte de la clé de l’autorité, telle qu’elle a été publiée',
      en: 'fingerprint of the authority’s key, as it was published',
    }),
  },
  examples: ['cloison verify certificate certificat.json --key "4F1C 09AB …"'],
  run: async (session, { file, ...options }) => {
    const verified = await verifyStatementFile(file, options.key);
    if (verified.kind === 'cohort-end') return showCohortEnd(session, verified);
    const { certificate, purge, key } = verified;
    const platform = whatThePlatformSaid(purge);
    session.print(
      session.say(
        {
          fr: 'Certificat valable. Campagne {campaign}, fermée le {at}. {platformFr} Ce qui n’a pas été détruit : {left} point(s), à lire dans le certificat.',
          en: 'The certificate is valid. Campaign {campaign}, closed on {at}. {platformEn} What was not destroyed: {left} point(s), to be read in the certificate.',
        },
        {
          campaign: certificate.campaign,
          at: sayIso(certificate.at)[session.lang],
          platformFr: platform.fr,
          platformEn: platform.en,
          left: certificate.notDestroyed.length,
        },
      ),
    );
    return { campaign: certificate.campaign, at: certificate.at, key, counts: certificate.counts };
  },
});

function showCohortEnd(session: Session, { end, key }: VerifiedCohortEnd) {
  const ended = end.keys.map((one) =>
    session.say(
      { fr: `${keyWords(one).fr} « {by} » le {at}.`, en: `${keyWords(one).en} “{by}” on {at}.` },
      { by: one.by, at: sayIso(one.at)[session.lang] },
    ),
  );
  session.print(
    session.say(
      {
        fr: 'Attestation valable : la cohorte {cohort} est finie depuis le {at} (elle était promise jusqu’au {until}). {keys} {rows} identifiant(s) et marque(s) effacé(s) après leur clé. Ce qui n’a pas été détruit : {left} point(s), à lire dans l’attestation.',
        en: 'The statement is valid: cohort {cohort} ended on {at} (it was promised until {until}). {keys} {rows} identifier(s) and mark(s) erased after their key. What was not destroyed: {left} point(s), to be read in the statement.',
      },
      {
        cohort: end.cohort,
        at: sayIso(end.at)[session.lang],
        until: end.until,
        keys: ended.join(' '),
        rows: end.marks.rows,
        left: end.notDestroyed.length,
      },
    ),
  );
  return {
    cohort: end.cohort,
    at: end.at,
    key,
    keys: end.keys,
    marks: end.marks,
    notDestroyed: end.notDestroyed,
  };
}

function whatThePlatformSaid(purge: PurgeStatement | null): Words {
  if (purge === null) {
    return {
      fr: 'La plateforme n’a donné AUCUNE attestation d’effacement valable.',
      en: 'The platform gave NO valid statement of erasure.',
    };
  }
  const { records, documents } = purge.erased;
  const at = sayIso(purge.at);
  return {
    fr: fill(
      'La plateforme a effacé {records} enregistrement(s) et {documents} document(s) le {at}.',
      { records, documents, at: at.fr },
      'fr',
    ),
    en: fill(
      'The platform erased {records} record(s) and {documents} document(s) on {at}.',
      { records, documents, at: at.en },
      'en',
    ),
  };
}

export const verifyPagesVerb = verb({
  name: 'pages',
  roles: null,
  summary: {
    fr: 'écrit la liste des pages construites et de leurs empreintes, à publier',
    en: 'writes the list of the built pages and their hashes, to be published',
  },
  arguments: {
    folder: required(folder(), {
      fr: '`apps` du dépôt, ou ce qu’a écrit `cloison platform pages`',
      en: 'the repository’s `apps`, or what `cloison platform pages` wrote',
    }),
  },
  options: {
    out: required(fileToWrite(), { fr: 'liste à écrire', en: 'list to write' }),
  },
  examples: [
    'cloison verify pages apps --out pages.json',
    'cloison verify pages /srv/pages --out pages.json --json',
  ],
  run: async (session, { folder, ...options }) => {
    const out = options.out;
    const pages = sitePagesOf(folder);
    const text = `${JSON.stringify(pages, null, 2)}\n`;
    if (!existsSync(out)) writeWhole(out, text, { isNew: true });
    else if (readFileSync(out, 'utf8') !== text) throw refuseVerify('pages-exist', { path: out });
    const files = APPS.reduce((sum, app) => sum + Object.keys(pages.apps[app]).length, 0);
    const hash = hashOf(Buffer.from(text));
    session.print(
      session.say(
        {
          fr: '{path} : {files} fichier(s). Empreinte de la liste, à publier avec elle : {hash}',
          en: '{path}: {files} file(s). Hash of the list, to be published with it: {hash}',
        },
        { path: out, files, hash },
      ),
    );
    session.print(
      session.say({
        fr: 'Qui a les sources de la même version la refait chez lui et compare : npm ci ; npm run build ; cloison verify pages apps --out pages.json. « npm run reproduce » montre que rien d’autre n’y entre.',
        en: 'Whoever has the sources of the same version makes it anew and compares: npm ci; npm run build; cloison verify pages apps --out pages.json. “npm run reproduce” shows that nothing else goes into it.',
      }),
    );
    return { path: out, files, hash };
  },
});

const FAULTS: Readonly<Record<Fault, { readonly fr: string; readonly en: string }>> = {
  altered: { fr: '{address} est un autre fichier ({detail})', en: '{address} is another file ({detail})' },
  status: { fr: '{address} répond {detail}', en: '{address} answers {detail}' },
  missing: {
    fr: '{address} n’est pas arrivé entier au navigateur',
    en: '{address} did not reach the browser whole',
  },
  header: { fr: '{address} a l’en-tête « {detail} »', en: '{address} has the header “{detail}”' },
};

export const verifySiteVerb = verb({
  name: 'site',
  roles: null,
  summary: {
    fr: 'compare les pages qu’un site sert à la liste publiée',
    en: 'holds the pages that a site serves against the published list',
  },
  arguments: { address: required(pageAddress(), { fr: 'page d’une campagne', en: 'a campaign’s page' }) },
  options: {
    pages: required(file({ mostMegabytes: 16 }), {
      fr: 'la liste, obtenue d’ailleurs que du site (`verify pages`)',
      en: 'the list, from elsewhere than the site (`verify pages`)',
    }),
    browser: optional(siteBrowser(), {
      fr: 'qui charge le site : chromium (Chrome et Edge aussi), firefox, all (ceux de cette machine, par défaut), node, ou un programme',
      en: 'what loads the site: chromium (Chrome and Edge too), firefox, all (those of this machine, the default), node, or a program',
    }),
    via: optional(list(wayToSite()), {
      fr: 'chemins vers le site, séparés par des virgules : proxys d’autres réseaux, ou « direct »',
      en: 'ways to the site, separated by commas: proxies of other networks, or “direct”',
    }),
    every: optional(seconds({ min: 1 }), {
      fr: 'recommence à cet intervalle, jusqu’à Ctrl-C',
      en: 'again at this interval, until Ctrl-C',
    }),
    jitter: optional(seconds(), {
      fr: 'avance ou retard au hasard de chaque reprise',
      en: 'each time earlier or later by chance, by so much at most',
    }),
    passes: optional(whole({ min: 1 }), { fr: 'nombre de reprises', en: 'how many times' }),
  },
  rules: [needs('jitter', 'every'), needs('passes', 'every')],
  examples: [
    'cloison verify site https://evaluation.example/c/2026-6e/ --pages pages.json',
    'cloison verify site https://evaluation.example/c/2026-6e/ --pages pages.json --browser firefox',
    'cloison verify site https://evaluation.example/c/2026-6e/ --pages pages.json --via direct,http://proxy.example:3128 --every 3600 --jitter 1800',
  ],
  run: async (session, { address, ...options }) => {
    const pages = readSitePages(options.pages);
    const files = APPS.reduce((sum, app) => sum + Object.keys(pages.apps[app]).length, 1);
    const { browsers, missing } = browsersOf(options.browser);
    if (browsers.includes(null)) session.note(session.say(BY_NODE));
    for (const engine of missing) session.note(session.say(NOT_HERE, { browser: CALLED[engine] }));
    const by = browsers.map((browser) => browser?.program ?? 'node');
    const via = (options.via ?? ['direct']).map((way) => (way === 'direct' ? null : way));
    // A real browser loads a page whole, before anything is compared.
    const isCounted =
      browsers.length === 1 && browsers[0] === null && options.every === undefined && via.length === 1;
    const isWatch = options.every !== undefined || via.length * browsers.length > 1;
    const bar = session.progress(session.say({ fr: 'Pages', en: 'Pages' }), isCounted ? files : 0);
    let checked = 0;
    const show = ({ via: way, browser, faults, unreachable }: SitePass) => {
      for (const { fault, ...values } of faults) session.print(session.say(FAULTS[fault], values));
      if (!isWatch) return;
      const how =
        unreachable === null
          ? session.say({ fr: '{count} écart(s)', en: '{count} difference(s)' }, { count: faults.length })
          : unreachable.words[session.lang];
      session.print(`${new Date().toISOString()} ${way ?? 'direct'}, ${browser?.program ?? 'node'} : ${how}`);
    };
    const passes = await watchSite({
      address,
      pages,
      browsers,
      via,
      everyMs: options.every === undefined ? null : options.every * 1000,
      jitterMs: (options.jitter ?? 0) * 1000,
      passes: options.passes ?? null,
      random: Math.random,
      sleep: (ms, signal) => wait(ms, undefined, { ...(signal && { signal }) }).catch(() => undefined),
      signal: session.signal,
      onFile: (done) => {
        checked = done;
        if (isCounted) bar.update(done);
      },
      onPass: show,
    }).finally(() => bar.stop());
    const faults = passes.flatMap((pass) => pass.faults);
    if (faults.length > 0) throw refuseVerify('site-altered', { count: faults.length }, { faults });
    const last = passes.find(({ unreachable }) => unreachable !== null);
    if (last?.unreachable != null && passes.every(({ unreachable }) => unreachable !== null))
      throw last.unreachable;
    const reached = passes.filter(({ unreachable }) => unreachable === null).length;
    if (reached < passes.length)
      session.print(session.say(NOT_REACHED, { count: passes.length - reached, of: passes.length }));
    session.print(
      session.say(
        {
          fr: 'Les {checked} adresses servent les fichiers de la liste, et rien que leurs propres scripts, à {by}. Cela vaut pour ces réseaux et ces instants ({passes} passage(s)) : un hébergeur qui triche peut servir autre chose à d’autres.',
          en: 'The {checked} addresses serve the files of the list, and no script but their own, to {by}. This holds for these networks and these moments ({passes} pass(es)): a host that cheats may serve something else to others.',
        },
        { checked, passes: reached, by: by.join(', ') },
      ),
    );
    return { address, checked, passes: passes.length, reached, by, missing };
  },
});

const BY_NODE: Words = {
  fr: 'Node charge le site, pas un navigateur : sa poignée de main TLS se reconnaît, et un hébergeur qui triche peut lui montrer d’autres pages. Installez Chromium ou Firefox, ou donnez le vôtre avec --browser.',
  en: 'Node loads the site, not a browser: its TLS handshake shows, and a host that cheats may show it other pages. Install Chromium or Firefox, or name yours with --browser.',
};

const CALLED: Readonly<Record<Engine, string>> = { chromium: 'Chromium, Chrome, Edge', firefox: 'Firefox' };

const NOT_REACHED: Words = {
  fr: '{count} passage(s) sur {of} sont restés sans réponse : rien n’est dit de ce que le site aurait montré alors.',
  en: '{count} pass(es) of {of} had no answer: nothing is said of what the site would have shown then.',
};

const NOT_HERE: Words = {
  fr: '{browser} : pas sur cette machine. Ce que le site montre à ce navigateur n’a pas été regardé.',
  en: '{browser}: not on this machine. What the site shows to that browser was not looked at.',
};

interface Browsers {
  /** Null: Node. */
  readonly browsers: readonly (SiteBrowser | null)[];
  /** Of those that could have been asked. */
  readonly missing: readonly Engine[];
}

/** Throws `site-browser`, `site-browser-missing`. */
function browsersOf(asked: string | undefined): Browsers {
  if (asked === 'node') return { browsers: [null], missing: [] };
  if (asked?.includes('/')) {
    if (!isProgram(asked)) throw refuseVerify('site-browser', { path: asked });
    return { browsers: [browserAt(asked)], missing: [] };
  }
  const engines = ENGINES.filter((engine) => asked === undefined || asked === 'all' || asked === engine);
  const found = engines.flatMap((engine) => findBrowser(engine) ?? []);
  const missing = engines.filter((engine) => !found.some((one) => one.engine === engine));
  if (found.length === 0 && engines.length === 1)
    throw refuseVerify('site-browser-missing', { browser: CALLED[engines[0]!] });
  return { browsers: found.length === 0 ? [null] : found, missing };
}
