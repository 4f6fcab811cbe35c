/** Plays the matrix: every lie of every route to every reader, or a share of it by seed. */
import { SeededRandom } from '../../simulate/runtime/seeded-random.ts';
import { MatrixCampaign } from './matrix-campaign.ts';
import { OfficeReader } from './office-reader.ts';
import { type Play, playsOf, type Recorded, recording } from './plays.ts';
import { PupilReader } from './pupil-reader.ts';
import { type Reader, Wrong } from './reader.ts';
import { SchoolReader } from './school-reader.ts';

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
  readonly onPlay?: (reader: string, play: Play, finding: Finding | null) => void;
}

/** Records keep traces of what was told about them, up to a bound: each campaign is told so much. */
const PLAYS_A_CAMPAIGN = 60;

const READERS: Readonly<Record<string, (campaign: MatrixCampaign, random: SeededRandom) => Reader>> = {
  office: (campaign) => new OfficeReader(campaign),
  pupil: (campaign, random) => new PupilReader(campaign, random),
  school: (campaign, random) => new SchoolReader(campaign, random),
};
export const READER_NAMES = Object.keys(READERS);

export async function runMatrix(options: MatrixOptions): Promise<{ plays: number; findings: Finding[] }> {
  const random = new SeededRandom(`matrix/${options.seed}`);
  const findings: Finding[] = [];
  let plays = 0;
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', note);
  let campaign: MatrixCampaign | null = null;
  let told = 0;
  const fresh = async () => {
    await campaign?.close();
    told = 0;
    campaign = await MatrixCampaign.start();
    return campaign;
  };
  try {
    for (const name of options.readers ?? READER_NAMES) {
      let here = campaign ?? (await fresh());
      const make = READERS[name];
      if (make === undefined) throw new Error(`no reader is called ${name}`);
      let reader = make(here, random.fork(name));
      const recorded: Recorded = new Map();
      here.host.alter = recording(recorded);
      // The second time there is something to read.
      await reader.honest();
      await reader.honest();
      here.host.alter = null;
      const all = reader.routes.flatMap((route) => [...playsOf(route, recorded, random.fork(route))]);
      const wanted = all.filter((play) => `${play.route} ${play.name}`.includes(options.only ?? ''));
      for (const play of drawn(wanted, options.share, random.fork(`share/${name}`))) {
        if (told >= PLAYS_A_CAMPAIGN) {
          here = await fresh();
          reader = make(here, random.fork(`${name}/${plays}`));
          await reader.honest();
        }
        plays += 1;
        told += 1;
        let finding: Finding | null = null;
        const found = (what: string) => ({ reader: name, route: play.route, play: play.name, what });
        try {
          await reader.play(play.alter);
        } catch (error) {
          finding = found(error instanceof Wrong ? error.message : traceOf(error));
        }
        const [loose] = unhandled.splice(0);
        if (loose !== undefined) finding ??= found(`unhandled: ${traceOf(loose)}`);
        if (finding !== null) {
          findings.push(finding);
          // What a lie has spoilt is not the next one's.
          told = PLAYS_A_CAMPAIGN;
        }
        options.onPlay?.(name, play, finding);
      }
      await reader.close();
    }
    return { plays, findings };
  } finally {
    process.off('unhandledRejection', note);
    await (campaign as MatrixCampaign | null)?.close();
  }
}

/** Where it came from, in a few lines. */
function traceOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return stack.split('\n').slice(0, 12).join('\n');
}

/** A share of all, by chance, each at most once. */
function drawn(plays: readonly Play[], share: number | undefined, random: SeededRandom): readonly Play[] {
  if (share === undefined || share >= plays.length) return plays;
  const left = [...plays];
  return Array.from({ length: share }, () => left.splice(random.between(0, left.length), 1)[0]).filter(
    (play) => play !== undefined,
  );
}
