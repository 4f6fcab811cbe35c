import { fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import { forgedFrom } from '../../liar/lying-campaign.ts';
import { type Evidence, incident, type Lie, named, Raw, type Situation, type Told, tell } from './lie.ts';

interface Answers {
  readonly records: readonly {
    readonly holder: string;
    readonly name: string;
    readonly envelope: string | null;
  }[];
}

/** Those of what was asked for of which the office has something that opened. */
function keptOf({ records }: Answers, { office, truth }: Situation) {
  return records.flatMap((one) => {
    const holder = fromBase64Url(one.holder);
    const kept = office.head(holder, one.name);
    const sealed = kept === null ? undefined : truth.envelopes.get(kept.hash);
    return kept === null || sealed === undefined ? [] : [{ holder, name: one.name, kept, sealed }];
  });
}

/** Each record of which the office has something; where it has nothing of any, the lie itself. */
function forEach(answers: Answers, code: string, { office }: Situation): readonly Evidence[] {
  const kept = answers.records
    .map(({ holder, name }) => ({ holder: fromBase64Url(holder), name }))
    .filter(({ holder, name }) => office.head(holder, name) !== null);
  return kept.length === 0 ? [incident(code)] : kept.map(({ holder, name }) => incident(code, holder, name));
}

export const AUDIT_LIES = {
  'audit-of-nothing': {
    about: 'records',
    tell: (answers: Answers, situation) =>
      answers.records.length === 0
        ? null
        : tell({ records: [] }, ...forEach(answers, 'audit-silent', situation)),
  },
  'audit-without-heads': {
    about: 'records',
    tell(answers: Answers, situation) {
      const kept = keptOf(answers, situation);
      if (kept.length === 0) return null;
      const told = { records: answers.records.map((one) => ({ ...one, envelope: null })) };
      return tell(
        told,
        ...kept.map(({ holder, name }) => named('rollback', (office) => office.hasRollback(holder, name))),
      );
    },
  },
  'audit-older': {
    about: 'records',
    tell(answers: Answers, situation) {
      const { truth } = situation;
      for (const { holder, name, sealed } of keptOf(answers, situation)) {
        const older = (truth.records.get(`${toBase64Url(holder)} ${name}`) ?? []).find(
          (one) => one.version < sealed.version && truth.isBehind(one, sealed),
        );
        if (older === undefined) continue;
        const told = answers.records.map((one) =>
          one.holder === toBase64Url(holder) && one.name === name
            ? { ...one, envelope: toBase64Url(older.bytes) }
            : one,
        );
        return tell(
          { records: told },
          named('rollback', (office) => office.hasRollback(holder, name)),
        );
      }
      return null;
    },
  },
  'audit-swapped': {
    about: 'records',
    tell(answers: Answers, situation) {
      const [a, b, ...rest] = answers.records;
      if (a?.envelope == null || b?.envelope == null) return null;
      const told = [{ ...a, envelope: b.envelope }, { ...b, envelope: a.envelope }, ...rest];
      return tell({ records: told }, ...forEach({ records: [a, b] }, 'audit-swapped', situation));
    },
  },
  'audit-unreadable': {
    about: 'records',
    tell(answers: Answers, situation) {
      const [first, ...rest] = answers.records;
      if (first === undefined) return null;
      const told = [{ ...first, envelope: situation.random.pick(['AAAA', 'Q0xPMQ']) }, ...rest];
      return tell({ records: told }, ...forEach({ records: [first] }, 'audit-unreadable', situation));
    },
  },
  'audit-twice': {
    about: 'records',
    tell: (answers: Answers, situation) =>
      answers.records.length === 0
        ? null
        : tell(
            { records: [...answers.records, ...answers.records] },
            ...forEach(answers, 'audit-unreadable', situation),
          ),
  },
  'audit-newer-forged': {
    about: 'records',
    tell(answers: Answers, situation) {
      const [target] = keptOf(answers, situation);
      if (target === undefined) return null;
      const { holder, name, sealed } = target;
      const envelope = toBase64Url(forgedFrom(sealed.bytes, sealed.version + 40));
      const told = answers.records.map((one) =>
        one.holder === toBase64Url(holder) && one.name === name ? { ...one, envelope } : one,
      );
      return tell(
        { records: told },
        incident('newer-missing', holder, name),
        incident('unreadable-head', holder, name),
      );
    },
  },
  'audit-rubbish': {
    about: 'records',
    tell: (answers: Answers, situation) =>
      answers.records.length === 0
        ? null
        : tell(
            new Raw(200, situation.random.pick(['null', '[[', '{"records":7}'])),
            ...forEach(answers, 'audit-silent', situation),
          ),
  },
  'audit-refused': {
    about: 'records',
    tell: () => ({ ...tell(new Raw(400, '{"code":"bad-request"}')), mayRefuse: true }),
  },
} as const satisfies Readonly<Record<string, Lie>>;

/** The platform is not asked. */
const refusedInstead = (): Told => ({ ...tell(new Raw(400, '{"code":"bad-request"}')), mayRefuse: true });

export const OTHER_LIES = {
  'another-key': {
    about: 'key',
    tell: (answer: object, { random }) => ({
      ...tell({ ...answer, publicKey: toBase64Url(random.bytes(32)) }),
      mustRefuse: true,
    }),
  },
  'unproven-key': {
    about: 'key',
    tell: (answer: { proof: object }, { random }) => ({
      ...tell({ ...answer, proof: { ...answer.proof, signature: toBase64Url(random.bytes(64)) } }),
      mustRefuse: true,
    }),
  },
  'revocations-refused': { about: 'revocations', instead: true, tell: () => refusedInstead() },
  'holders-refused': { about: 'holders', instead: true, tell: () => refusedInstead() },
  'documents-stale': {
    about: 'documents',
    tell: (answer: { results: readonly object[] }) => ({
      // Named when it is told again of what was sealed far above.
      ...tell({ results: answer.results.map(() => ({ code: 'stale' })) }),
      mayRefuse: true,
    }),
  },
  'documents-too-few': {
    about: 'documents',
    tell: () => ({ ...tell({ results: [] }), mayRefuse: true }),
  },
  'documents-refused': {
    about: 'documents',
    tell: (answer: { results: readonly object[] }) => ({
      ...tell({ results: answer.results.map(() => ({ code: 'wrong-holder' })) }),
      mayRefuse: true,
    }),
  },
} as const satisfies Readonly<Record<string, Lie>>;
