/** Lies in the statement of erasure, signed with the key that the host has registered. */
import { fromBase64Url, fromUtf8, type PurgeStatement, type SignedStatement } from '@cloison/protocol/public';
import { type Lie, Raw, type Situation, type Told } from './lie.ts';

const stating =
  (change: (truth: PurgeStatement) => object): Lie['tell'] =>
  async (answer: SignedStatement, { sign }: Situation): Promise<Told | null> => {
    if (sign === null) return null;
    const truth = JSON.parse(fromUtf8(fromBase64Url(answer.statement))) as PurgeStatement;
    return { answer: await sign(change(truth)), evidence: [] };
  };

export const PURGE_LIES = {
  /** An honest operator may say as much. */
  'purge-thousand-words': {
    about: 'purge',
    tell: stating((truth) => ({ ...truth, notErased: 'x'.repeat(1000) })),
  },
  'purge-too-many-words': {
    about: 'purge',
    tell: stating((truth) => ({ ...truth, notErased: 'x'.repeat(1001) })),
  },
  'purge-impossible-day': {
    about: 'purge',
    tell: stating((truth) => ({ ...truth, at: '2026-02-31T10:00Z' })),
  },
  'purge-long-ago': {
    about: 'purge',
    tell: stating((truth) => ({ ...truth, at: '2001-01-01T00:00:00.000Z' })),
  },
  'purge-in-the-future': {
    about: 'purge',
    tell: stating((truth) => ({ ...truth, at: '2126-01-01T00:00:00.000Z' })),
  },
  'purge-of-nothing': {
    about: 'purge',
    tell: stating((truth) => ({
      ...truth,
      erased: { ...truth.erased, holders: 0, records: 0, documents: 0 },
    })),
  },
  'purge-of-another': { about: 'purge', tell: stating((truth) => ({ ...truth, campaign: 'autre-2026' })) },
  'purge-with-praise': { about: 'purge', tell: stating((truth) => ({ ...truth, praise: 'well done' })) },
  'purge-forged': {
    about: 'purge',
    tell: (answer: SignedStatement, { random }) => ({
      answer: { ...answer, signature: Buffer.from(random.bytes(64)).toString('base64url') },
      evidence: [],
    }),
  },
  'purge-rubbish': {
    about: 'purge',
    tell: () => ({ answer: new Raw(200, '{"statement":7}'), evidence: [] }),
  },
} as const satisfies Readonly<Record<string, Lie>>;
