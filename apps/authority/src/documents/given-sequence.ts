/** What one pupil is given of a sequence: a booklet, or where to begin among modules; and the keys of its routing tables. */
import { toBase64Url, toHex } from '@cloison/protocol/public';
import { variantId } from '@cloison/qti';
import { type StageTables, stageRecord } from '@cloison/qti/delivery';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { drawnBooklet, drawnModule, drawnVariant } from '../score/draw.ts';
import { expectedFrom } from '../score/score-stages.ts';
import type { ScorableAdaptive, ScorableSequence } from '../score/sequence-scoring.ts';

export interface GivenSequence {
  /** In order; of the first stage. */
  readonly booklet: readonly string[];
  /** Null: one stage. */
  readonly stages: {
    readonly count: number;
    readonly first: string;
    readonly fallback: Readonly<Record<string, string>>;
    readonly items: number;
  } | null;
}

/** Null: the items of the manifest, in its order. */
export function givenSequence(
  campaign: Pick<OpenCampaign, 'sealer'>,
  pupil: number,
  sequence: ScorableSequence,
): GivenSequence | null {
  const { adaptive } = sequence;
  if (adaptive === null) {
    const booklet = drawnBooklet(campaign, pupil, sequence);
    const hasVariants = [...sequence.items.values()].some(({ variants }) => variants !== undefined);
    if (booklet === null && !hasVariants) return null;
    const names = (booklet?.items ?? [...sequence.items.keys()]).map((item) => {
      const variant = drawnVariant(campaign, pupil, sequence, item);
      return variant === null ? item : variantId(item, variant);
    });
    return { booklet: names, stages: null };
  }
  const first = drawnModule(campaign, pupil, sequence, adaptive);
  const fallback = [...adaptive.modules.values()].flatMap(({ id, route }) =>
    route === null ? [] : [[id, route.fallback] as const],
  );
  return {
    booklet: adaptive.modules.get(first)?.items ?? [],
    stages: {
      count: adaptive.stages,
      first,
      fallback: Object.fromEntries(fallback),
      items: expectedFrom(adaptive, first),
    },
  };
}

/** The tables of each stage that has any, by the name of the record after whose end they are released. */
export function stageTables({ id, adaptive }: ScorableSequence): ReadonlyMap<string, StageTables> {
  const byStage = new Map<string, StageTables>();
  if (adaptive === null) return byStage;
  for (let stage = 1; stage < adaptive.stages; stage++) {
    const tables = tablesOf(adaptive, stage);
    if (Object.keys(tables).length > 0) byStage.set(stageRecord(id, stage), { v: 1, tables });
  }
  return byStage;
}

function tablesOf({ modules }: ScorableAdaptive, stage: number): StageTables['tables'] {
  return Object.fromEntries(
    [...modules.values()].flatMap(({ id, stage: own, table }) =>
      own === stage && table !== null ? [[id, table] as const] : [],
    ),
  );
}

/** 32 bytes of a keyed hash: random to all but the authority, the same at each publication. */
export function routingKey(
  { sealer }: Pick<OpenCampaign, 'sealer'>,
  holder: Uint8Array,
  record: string,
): Uint8Array {
  const half = (n: string) => sealer.lookup('routing', toHex(holder), record, n);
  return Buffer.concat([half('1'), half('2')]);
}

/** Of all adaptive sequences of a level, base64url by record name. */
export function routingKeys(
  campaign: Pick<OpenCampaign, 'sealer'>,
  holder: Uint8Array,
  sequences: readonly ScorableSequence[],
): Readonly<Record<string, string>> {
  const names = sequences.flatMap((sequence) => [...stageTables(sequence).keys()]);
  return Object.fromEntries(names.map((name) => [name, toBase64Url(routingKey(campaign, holder, name))]));
}
