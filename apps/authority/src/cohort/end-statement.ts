/**
 * What the authority signs when a cohort has ended: which keys were destroyed, by whom and when, how many identifiers, and what
 * is not destroyed. Anyone checks it with `verify certificate`, or as a certificate of closing is checked with OpenSSL alone.
 */
import type { Localised } from '@cloison/protocol';
import { ProtocolError } from '@cloison/protocol/public';
import * as v from 'valibot';
import { OUTCOMES } from '../keys/destroy-file.ts';
import { isSameFingerprint, replacedKeysSchema, statementSignedBy } from '../keys/signed-by.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(10_000));
const instant = v.pipe(v.string(), v.isoTimestamp());
const localised = v.strictObject({ fr: text, en: text });
const outcome = v.picklist(OUTCOMES);

const schema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('cohort-end'),
  cohort: text,
  /** The day until which the keys were to survive, YYYY-MM-DD. */
  until: text,
  at: instant,
  authorityKey: text,
  replacedKeys: replacedKeysSchema,
  /** Key 1, then key 2. */
  keys: v.pipe(
    v.array(
      v.strictObject({
        part: v.picklist(['1', '2']),
        /** Null: it was never made. */
        fingerprint: v.nullable(text),
        /** Login of who destroyed it. */
        by: text,
        at: instant,
        files: v.array(v.strictObject({ path: text, outcome })),
      }),
    ),
    v.length(2),
  ),
  marks: v.strictObject({
    /** Copies of the key under which the vault had the identifiers. */
    copies: v.array(v.strictObject({ path: text, outcome })),
    /** Rows that were erased after that key. */
    rows: count,
    campaigns: v.array(v.strictObject({ campaign: text, identifiers: count })),
  }),
  notDestroyed: v.array(v.strictObject({ code: text, what: localised, until: localised })),
  journal: v.strictObject({ lines: count, head: text }),
});
export type CohortEnd = v.InferOutput<typeof schema>;

export interface VerifiedCohortEnd {
  readonly end: CohortEnd;
  /** Fingerprint of the key that signed. */
  readonly key: string;
}

/** Throws `StatementKeyError` when another key signed, `ProtocolError` for anything else that is wrong. */
export async function readCohortEnd(signed: unknown, fingerprint: string | null): Promise<VerifiedCohortEnd> {
  const { statement, key } = await statementSignedBy(signed, fingerprint);
  const parsed = v.safeParse(schema, statement);
  if (!parsed.success)
    throw new ProtocolError('message-invalid', v.getDotPath(parsed.issues[0]) ?? 'cohort-end');
  const end = parsed.output;
  if (!isSameFingerprint(end.authorityKey, key)) throw new ProtocolError('message-invalid', 'authorityKey');
  const [first, second] = end.keys;
  if (first?.part !== '1' || second?.part !== '2') throw new ProtocolError('message-invalid', 'keys');
  // Two persons, as was promised.
  if (first.by === second.by) throw new ProtocolError('message-invalid', 'keys.by');
  return { end, key };
}

/** Whether a statement says that it is of a cohort's end; nothing is verified. */
export function isCohortEnd(statement: unknown): boolean {
  return (
    typeof statement === 'object' &&
    statement !== null &&
    'kind' in statement &&
    statement.kind === 'cohort-end'
  );
}

/** What became of one of the two keys, in words that a name follows: destroyed only where each of its files is. */
export function keyWords({ part, fingerprint, files }: CohortEnd['keys'][number]): Localised {
  if (fingerprint === null)
    return { fr: `Clé ${part}, jamais faite ; dit par`, en: `Key ${part}, never made; said by` };
  if (files.length > 0 && files.every(({ outcome: of }) => of === 'destroyed'))
    return { fr: `Clé ${part}, détruite par`, en: `Key ${part}, destroyed by` };
  return {
    fr: `Clé ${part}, dont un fichier au moins n’est pas détruit ou dont le sort n’est pas connu ; dit par`,
    en: `Key ${part}, of which at least one file is not destroyed, or its fate is not known; said by`,
  };
}

type Left = CohortEnd['notDestroyed'][number];

export interface ExportedFile {
  readonly path: string;
  readonly at: string;
  readonly by: string;
}

/** What the end of a cohort can't destroy. */
export function leftByEnd(found: {
  /** Registered files of both keys and of the identifiers' key that were out of reach. */
  readonly away: readonly string[];
  /** Files of both keys that were not in their place. */
  readonly absent: readonly string[];
  /** Files whose destruction was cut short, and that were gone afterwards. */
  readonly unknown: readonly string[];
  readonly exports: readonly ExportedFile[];
  /** Campaigns that are not closed, whose marks stood under their own identity key. */
  readonly open: readonly string[];
}): Left[] {
  const entry = (code: string, what: Localised, until: Localised): Left => ({ code, what, until });
  const byHand = { fr: 'jusqu’à sa destruction à la main', en: 'until it is destroyed by hand' };
  return [
    ...found.away.map((path) =>
      entry(
        'key-copy',
        { fr: `Une clé hors d’atteinte : ${path}`, en: `A key out of reach: ${path}` },
        byHand,
      ),
    ),
    ...found.absent.map((path) =>
      entry(
        'key-copy-absent',
        {
          fr: `Une clé qui n’était plus à sa place : ${path}. Elle a pu être déplacée.`,
          en: `A key that was no longer in its place: ${path}. It may have been moved.`,
        },
        { fr: 'jusqu’à sa destruction, si elle existe', en: 'until it is destroyed, if it exists' },
      ),
    ),
    ...found.unknown.map((path) =>
      entry(
        'key-copy-unknown',
        {
          fr: `Une clé dont le sort n’est pas connu : ${path}. Sa destruction a été coupée en chemin, et elle n’était plus là ensuite.`,
          en: `A key whose fate is not known: ${path}. Its destruction was cut short, and it was no longer there afterwards.`,
        },
        { fr: 'jusqu’à sa destruction, si elle existe', en: 'until it is destroyed, if it exists' },
      ),
    ),
    entry(
      'unnamed-copies',
      {
        fr: 'Toute copie des deux clés que personne n’a nommée, et les octets qu’un support a mis de côté : enveloppés par les phrases secrètes de qui les détenait.',
        en: 'Any copy of the two keys that nobody named, and bytes that a medium has set aside: wrapped by the passphrases of those who held them.',
      },
      { fr: 'sans terme connu', en: 'no known end' },
    ),
    entry(
      'vault-backups',
      {
        fr: 'Les sauvegardes du coffre : les identifiants y sont scellés sous la clé détruite.',
        en: 'Backups of the vault: identifiers in them are sealed under the destroyed key.',
      },
      { fr: 'selon l’autorité', en: 'by the authority' },
    ),
    ...(found.open.length === 0
      ? []
      : [
          entry(
            'open-campaigns',
            {
              fr: `Dans des sauvegardes du coffre, des marques de campagnes qui n’étaient pas fermées (${found.open.join(', ')}), scellées sous leur clé d’identité.`,
              en: `In backups of the vault, marks of campaigns that were not closed (${found.open.join(', ')}), sealed under their identity keys.`,
            },
            { fr: 'jusqu’à la fermeture de ces campagnes', en: 'until these campaigns are closed' },
          ),
        ]),
    ...found.exports.map(({ path, at, by }) =>
      entry(
        'cohort-export',
        {
          fr: `Un fichier de la cohorte, écrit par « ${by} » le ${at.slice(0, 10)} : ${path}, et ce qui en a été copié.`,
          en: `A file of the cohort, written by “${by}” on ${at.slice(0, 10)}: ${path}, and what was copied of it.`,
        },
        { fr: 'à détruire par qui le détient', en: 'to be destroyed by who holds it' },
      ),
    ),
    entry(
      'research',
      {
        fr: 'Les lignes pseudonymes de chaque campagne, que leur certificat compte : rien ne les relie plus.',
        en: 'The pseudonymous rows of each campaign, which its certificate counts: nothing links them any more.',
      },
      {
        fr: 'jusqu’à « cloison campaign destroy-research », que le journal date',
        en: 'until “cloison campaign destroy-research”, which the journal dates',
      },
    ),
  ];
}
