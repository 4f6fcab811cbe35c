/** Plays the matrix: every lie of every route to every reader, or a share of it by seed. */
import { SeededRandom } from '../../simulate/runtime/seeded-random.ts';
import { AreaReader } from './area-reader.ts';
import { BreachReader } from './breach-reader.ts';
import { ClosingReader } from './closing-reader.ts';
import { DeskReader } from './desk-reader.ts';
import { type CampaignKind, MatrixCampaign } from './matrix-campaign.ts';
import { OfficeReader } from './office-reader.ts';
import { type Play, playsOf, type Recorded, recording } from './plays.ts';
import { PupilReader } from './pupil-reader.ts';
import { type Reader, Wrong } from './reader.ts';
import { SchoolReader } from './school-reader.ts';
import { SiteReader } from './site-reader.ts';
import { StagesReader } from './stages-reader.ts';

export interface Finding {
  readonly reader: string;
  readonly route: string;
  readonly play: string;
  readonly what: string;
}

export interface MatrixOptions {
  readonly seed: string;
  /** Of each reader, at most so many plays, drawn by seed; missing: all. */
  readonly share?: number;
  readonly readers?: readonly string[];
  /** Only plays whose name has this in it. */
  readonly only?: string;
  /** `[2, 5]`: the second of five parts of the plays. */
  readonly part?: readonly [number, number];
  readonly onPlay?: (reader: string, play: Play, finding: Finding | null, wasTold: boolean) => void;
}

export interface MatrixOutcome {
  readonly plays: number;
  /** Of them, those in which the host had nothing to alter: the answer was not asked for, or had no such field. */
  readonly untold: number;
  readonly findings: readonly Finding[];
}

/** Records keep traces of what was told about them, up to a bound: each campaign is told so much. */
const PLAYS_A_CAMPAIGN = 60;

interface ReaderKind {
  readonly kind: CampaignKind;
  readonly make: (campaign: MatrixCampaign, random: SeededRandom) => Reader | Promise<Reader>;
  readonly playsACampaign?: number;
  /** In no campaign that another reader has read. */
  readonly isAlone?: boolean;
}

export const READERS: Readonly<Record<string, ReaderKind>> = {
  office: { kind: 'staged', make: (campaign) => new OfficeReader(campaign) },
  pupil: { kind: 'plain', make: (campaign, random) => new PupilReader(campaign, random) },
  stages: {
    kind: 'stages',
    make: (campaign, random) => new StagesReader(campaign, random),
    // Each takes a pupil, and so do the honest readings before.
    playsACampaign: 26,
    isAlone: true,
  },
  school: { kind: 'plain', make: (campaign, random) => new SchoolReader(campaign, random) },
  area: { kind: 'plain', make: (campaign, random) => new AreaReader(campaign, random) },
  desk: { kind: 'reserves', make: (campaign) => new DeskReader(campaign) },
  breach: {
    kind: 'plain',
    make: (campaign) => new BreachReader(campaign),
    playsACampaign: 30,
    isAlone: true,
  },
  // Of a site of its own.
  site: { kind: 'plain', make: () => SiteReader.start(), playsACampaign: Number.POSITIVE_INFINITY },
  closing: {
    kind: 'plain',
    make: (campaign) => new ClosingReader(campaign),
    playsACampaign: 1,
    isAlone: true,
  },
};
export const READER_NAMES = Object.keys(READERS);

export async function runMatrix(options: MatrixOptions): Promise<MatrixOutcome> {
  const random = new SeededRandom(`matrix/${options.seed}`);
  const findings: Finding[] = [];
  let plays = 0;
  let untold = 0;
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', note);
  const held: { campaign: MatrixCampaign | null } = { campaign: null };
  const fresh = async (kind: CampaignKind) => {
    await held.campaign?.close();
    held.campaign = null;
    const campaign = await MatrixCampaign.start({ kind });
    held.campaign = campaign;
    return campaign;
  };
  try {
    for (const name of options.readers ?? READER_NAMES) {
      const {
        kind,
        make,
        playsACampaign = PLAYS_A_CAMPAIGN,
        isAlone = false,
      } = READERS[name] ?? unknown(name);
      let here = held.campaign?.kind === kind && !isAlone ? held.campaign : await fresh(kind);
      let reader = await make(here, random.fork(name));
      const recorded: Recorded = new Map();
      reader.host.tell(recording(recorded));
      // The second time there is something to read.
      await reader.honest();
      await reader.honest();
      reader.host.beHonest();
      const never = reader.routes.filter((route) => !recorded.has(route));
      if (never.length > 0)
        throw new Error(`${name} never asks for ${never.join(', ')}: nothing can be altered`);
      const all = reader.routes.flatMap((route) => [...playsOf(route, recorded, random.fork(route))]);
      const wanted = all.filter((play) => `${play.route} ${play.name}`.includes(options.only ?? ''));
      // Of a campaign that was closed nothing more can be told.
      let told = playsACampaign === 1 ? 1 : 0;
      for (const play of partOf(drawn(wanted, options.share, random.fork(`share/${name}`)), options.part)) {
        if (told >= playsACampaign) {
          await reader.close();
          here = await fresh(kind);
          told = 0;
          reader = await make(here, random.fork(`${name}/${plays}`));
          await reader.honest();
        }
        plays += 1;
        told += 1;
        reader.host.told = 0;
        let finding: Finding | null = null;
        const found = (what: string) => ({ reader: name, route: play.route, play: play.name, what });
        try {
          await reader.play(play);
        } catch (error) {
          finding = found(error instanceof Wrong ? error.message : traceOf(error));
        }
        reader.host.beHonest();
        const [loose] = unhandled.splice(0);
        if (loose !== undefined) finding ??= found(`unhandled: ${traceOf(loose)}`);
        if (finding !== null) {
          findings.push(finding);
          // What a lie has spoilt is not the next one's.
          told = playsACampaign;
        }
        const wasTold = reader.host.told > 0;
        if (!wasTold) untold += 1;
        options.onPlay?.(name, play, finding, wasTold);
      }
      await reader.close();
      // The next reader gets none that was spoilt.
      if (told >= playsACampaign) {
        held.campaign = null;
        await here.close();
      }
    }
    return { plays, untold, findings };
  } finally {
    process.off('unhandledRejection', note);
    await held.campaign?.close();
  }
}

function unknown(name: string): never {
  throw new Error(`no reader is called ${name}`);
}

/** Where it came from, in a few lines. */
function traceOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return stack.split('\n').slice(0, 12).join('\n');
}

function partOf(plays: readonly Play[], part: MatrixOptions['part']): readonly Play[] {
  if (part === undefined) return plays;
  const [which, of] = part;
  return plays.filter((_, i) => i % of === which - 1);
}

/** A share of all, by chance, each at most once. */
function drawn(plays: readonly Play[], share: number | undefined, random: SeededRandom): readonly Play[] {
  if (share === undefined || share >= plays.length) return plays;
  const left = [...plays];
  return Array.from({ length: share }, () => left.splice(random.between(0, left.length), 1)[0]).filter(
    (play) => play !== undefined,
  );
}
