/** "No access to personal data": everything that the platform has is taken, and searched, and tried as a key. */

import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import { NeedleIndex, searchBytes, searchFolder, searchPlain } from '../../leak/canary-search.ts';
import type { AuditLine, Tally } from '../audit-line.ts';
import type { AuditWorld } from '../audit-world.ts';
import { PUPILS } from '../invented-people.ts';
import {
  candidatesOf,
  codesOf,
  envelopesIn,
  hmac,
  keysOf,
  openingBytes,
  opensWith,
  personalTexts,
  readMemory,
  stealFolder,
  stretches,
} from '../theft.ts';

/** All that would be a leak: people, codes, and bytes that open. */
async function secretsOf(world: AuditWorld): Promise<NeedleIndex> {
  const holders = await world.holders();
  return new NeedleIndex([...personalTexts(), ...codesOf(holders), ...openingBytes(holders)]);
}

function report(
  tally: Tally,
  where: string,
  hits: readonly { file: string; offset: number; form: string }[],
) {
  for (const { file, offset, form } of hits) tally.finds(`${where}: ${file} at ${offset}, as ${form}`);
}

const WRONG = {
  lastName: 'Vrombissante-Kwaquelle',
  ine: '799999999ZQ',
  typed: 'un ornithorynque 4517',
  code: 'ZYXWV-TSRQP-NMKJ',
};

/** The wait of a log that writes once a second. */
const LOG_MS = 1_300;

export const NO_ACCESS: readonly AuditLine[] = [
  {
    id: 'store',
    promise: 'access',
    title: { fr: 'Voler les fichiers', en: 'Stealing the files' },
    tried: {
      fr: 'Tout le dossier de la plateforme est copié pendant qu’elle travaille (base, journal de transactions, secrets, contenus publiés) et fouillé octet par octet, sous toutes les formes, jusque dans ce qui est compressé.',
      en: 'The platform’s whole folder is copied while it works (store, write-ahead log, secrets, published content) and searched byte by byte, in every form, inside what is compressed too.',
    },
    stage: 'running',
    async run(world, tally) {
      const index = await secretsOf(world);
      const stolen = stealFolder(world, 'store');
      const { hits, bytes, files } = searchFolder(stolen, index);
      tally.add('bytes', bytes);
      tally.add('files', files);
      tally.add('needles', index.count);
      tally.holds(hits.length === 0, `${hits.length} values were found`);
      report(tally, 'store', hits);
      tally.holds(files > 4 && bytes > 200_000, `only ${bytes} bytes in ${files} files were stolen`);
      // The search finds what is there, and the campaign is full of what it looks for.
      const planted = Buffer.concat([Buffer.alloc(99, 7), Buffer.from(PUPILS[0]!.lastName, 'utf16le')]);
      tally.holds(searchBytes(planted, index).length > 0, 'the search does not find a planted name');
      tally.holds(envelopesIn(stolen).length > 60, 'the stolen store has hardly any envelopes');
    },
  },
  {
    id: 'log',
    promise: 'access',
    title: { fr: 'Lire les journaux', en: 'Reading the logs' },
    tried: {
      fr: 'Des appels fautifs portent un nom, un code, un numéro national, un jeton dans l’adresse, l’en-tête et le corps ; le journal du service ne doit en garder aucun mot, ni l’adresse de qui appelle.',
      en: 'Wrong calls carry a name, a code, a national number, a token in address, header and body; the service’s log may keep no word of it, nor the address of whoever calls.',
    },
    stage: 'running',
    async run(world, tally) {
      // Of nobody in the campaign: what these calls carry passes the host in clear, and other lines search there.
      const { lastName, ine, typed, code } = WRONG;
      const access = randomBytes(32).toString('base64url');
      const index = new NeedleIndex([...Object.values(WRONG), access]);
      const holders = await world.holders();
      const base = `${world.url}/api/1/${NAME}`;
      const calls: readonly (readonly [string, RequestInit])[] = [
        [
          `${base}/records/${code}?nom=${encodeURIComponent(lastName)}`,
          { headers: { authorization: `Bearer ${code}` } },
        ],
        [
          `${base}/rescue`,
          {
            method: 'POST',
            body: JSON.stringify({ nom: lastName }),
            headers: { 'content-type': 'application/json' },
          },
        ],
        [
          `${world.url}/${ine}/${encodeURIComponent(typed)}`,
          { headers: { 'user-agent': encodeURIComponent(lastName) } },
        ],
        [
          `${base}/records/maths`,
          { method: 'PUT', body: typed, headers: { 'content-type': 'application/octet-stream' } },
        ],
        [`${base}/documents/${access}`, { headers: { authorization: `Bearer ${access}x` } }],
        [`${world.url}/authority/1/${ine}/feed`, { headers: { signature: lastName } }],
      ];
      for (const [url, init] of calls) {
        const { status } = await fetch(url, init);
        tally.holds(status >= 400, `a wrong call was answered ${status}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOG_MS));
      const log = readFileSync(join(world.small.platformFolder, 'platform.log'));
      const lines = log
        .toString('utf8')
        .split('\n')
        .filter((line) => line.includes('"msg":"request"'));
      const tokens = new NeedleIndex(holders.map(({ holder }) => holder.access));
      const hits = [...searchBytes(log, index), ...searchBytes(log, tokens)];
      tally.add('bytes', log.length);
      tally.add('rows', lines.length);
      tally.add('needles', index.count + tokens.count);
      tally.holds(hits.length === 0, `${hits.length} values were found`);
      report(
        tally,
        'log',
        hits.map((hit) => ({ ...hit, file: 'platform.log' })),
      );
      tally.holds(lines.length > 50, `the log has only ${lines.length} requests`);
      const wrong = lines.filter((line) => /"status":4\d\d/.test(line)).length;
      tally.holds(wrong >= calls.length, `only ${wrong} of the wrong calls are in the log`);
      const addresses = lines.filter((line) => /127\.0\.0\.1|::1|localhost|bearer/i.test(line)).length;
      tally.same(addresses, 0, 'lines with a caller’s address');
    },
  },
  {
    id: 'secrets',
    promise: 'access',
    title: { fr: 'Prendre tous ses secrets', en: 'Taking all its secrets' },
    tried: {
      fr: 'L’environnement, la ligne de commande, chaque secret configuré (poivre, clé de signature, clé TLS) et tous les jetons que l’hébergeur a vus sont pris, transformés, et essayés comme clés sur chaque enveloppe.',
      en: 'Environment, command line, every configured secret (pepper, signing key, TLS key) and all tokens that the host has seen are taken, transformed, and tried as keys on every envelope.',
    },
    stage: 'running',
    async run(world, tally) {
      const index = await secretsOf(world);
      const stolen = stealFolder(world, 'secrets');
      const envelopes = envelopesIn(stolen);
      const secretFiles = readdirSync(join(stolen, 'secrets'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
      const seen = Buffer.concat(world.road.seen);
      const tokens = [...new Set(seen.toString('latin1').match(/Bearer ([A-Za-z0-9_-]{43})/g) ?? [])].map(
        (text) => fromBase64Url(text.slice(7)),
      );
      const pieces: Uint8Array[] = [...tokens];
      for (const file of secretFiles) {
        pieces.push(...stretches(file));
        for (const text of file.toString('latin1').match(/[A-Za-z0-9+/_=-]{40,}/g) ?? [])
          pieces.push(...stretches(Buffer.from(text, text.includes('_') ? 'base64url' : 'base64')));
        const body = file.toString('latin1').replace(/-----[^-]+-----|\s/g, '');
        pieces.push(...stretches(Buffer.from(body, 'base64')));
      }
      const [pepper] = secretFiles.filter(({ length }) => length === 32);
      for (const token of tokens) if (pepper !== undefined) pieces.push(hmac(pepper, token));
      for (const path of [`/proc/${world.platform.pid}/environ`, `/proc/${world.platform.pid}/cmdline`]) {
        let bytes: Buffer;
        try {
          bytes = readFileSync(path);
        } catch {
          tally.skips({
            fr: `${path.split('/').at(-1)} : pas sur ce système`,
            en: `${path.split('/').at(-1)}: not on this system`,
          });
          continue;
        }
        const hits = searchBytes(bytes, index);
        tally.add('bytes', bytes.length);
        tally.holds(hits.length === 0, `${hits.length} values in ${path.split('/').at(-1)}`);
        for (const text of bytes.toString('latin1').split(/[\0=]/))
          if (text.length >= 40) pieces.push(...stretches(Buffer.from(text, 'base64')));
      }
      // One envelope of each holder with every piece; every envelope with what came of tokens.
      const perHolder = new Map(envelopes.map((one) => [one.holder, one]));
      const tried = new Map<string, Uint8Array>();
      for (const piece of pieces)
        for (const key of candidatesOf(piece)) tried.set(Buffer.from(key).toString('latin1'), key);
      const ofTokens = new Set(
        tokens.flatMap(candidatesOf).map((key) => Buffer.from(key).toString('latin1')),
      );
      let opened = 0;
      let openings = 0;
      for (const [text, key] of tried) {
        // What came of a token is tried on everything; the rest on three envelopes, since any key of the platform would be one of all.
        const on = ofTokens.has(text) ? envelopes : [...perHolder.values()].slice(0, 3);
        for (const { bytes } of on) {
          openings += 1;
          if (opensWith(key, bytes)) opened += 1;
        }
      }
      tally.add('envelopes', envelopes.length);
      tally.add('keys', tried.size);
      tally.add('openings', openings);
      tally.holds(opened === 0, `${opened} openings with what the platform has`);
      tally.holds(tokens.length > 8, `only ${tokens.length} tokens were seen`);
      // The same way opens with the right key, so that the attempts were right.
      const holders = await world.holders();
      const right = holders.filter(({ root, row }) => {
        const one = perHolder.get(toBase64Url(row.holder_id));
        return one !== undefined && opensWith(keysOf(root).seal, one.bytes);
      });
      tally.add('opened', right.length);
      tally.same(right.length, perHolder.size, 'holders whose envelope opens with their own key');
    },
  },
  {
    id: 'memory',
    promise: 'access',
    title: { fr: 'Lire sa mémoire', en: 'Reading its memory' },
    tried: {
      fr: 'La mémoire du service en marche est lue tout entière et fouillée : noms, codes, réponses, et chaque clé qui ouvrirait quelque chose.',
      en: 'The memory of the running service is read whole and searched: names, codes, answers, and every key that would open anything.',
    },
    stage: 'running',
    async run(world, tally) {
      const holders = await world.holders();
      const index = await secretsOf(world);
      // What the service has to have in memory, or the search is of nothing.
      const present = new NeedleIndex([
        holders[0]!.row.holder_id,
        readFileSync(join(world.small.platformFolder, 'secrets', 'pepper.key')),
      ]);
      const found = new Map<string, number>();
      let controls = 0;
      const total = readMemory(world.platform.pid, 512, (bytes) => {
        index.each(bytes, ({ canary, form }) => {
          found.set(`value ${canary} as ${form}`, (found.get(`value ${canary} as ${form}`) ?? 0) + 1);
          return found.size < 50;
        });
        present.each(bytes, () => {
          controls += 1;
          return controls < 1_000;
        });
      });
      if (total === null) {
        tally.skips({
          fr: 'ce système ne montre pas la mémoire d’un processus',
          en: 'this system does not show the memory of a process',
        });
        tally.add('attempts');
        return;
      }
      tally.add('bytes', total);
      tally.add('needles', index.count);
      tally.holds(found.size === 0, `${found.size} values were found`);
      for (const [what, times] of found) tally.finds(`memory: ${what}, ${times} times`);
      tally.holds(
        controls > 0,
        'the search found neither the pepper nor a holder’s public identifier in memory',
      );
    },
  },
  {
    id: 'traffic',
    promise: 'access',
    title: { fr: 'Écouter l’hébergeur', en: 'Listening at the host' },
    tried: {
      fr: 'Tout ce qui est passé chez l’hébergeur depuis le début, TLS retiré, dans les deux sens, est fouillé comme les fichiers.',
      en: 'All that has passed the host since the beginning, TLS removed, both ways, is searched like the files.',
    },
    stage: 'running',
    async run(world, tally) {
      const index = await secretsOf(world);
      const seen = Buffer.concat(world.road.seen);
      const hits = searchPlain(seen, index, 'traffic');
      tally.add('bytes', seen.length);
      tally.add('needles', index.count);
      tally.holds(hits.length === 0, `${hits.length} values were found`);
      report(tally, 'traffic', hits);
      tally.holds(seen.length > 500_000, `only ${seen.length} bytes passed`);
    },
  },
];
