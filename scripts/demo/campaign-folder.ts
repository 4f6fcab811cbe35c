/** The example campaigns as the demonstration runs them: open now, at this machine's address. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { campaignFolder, type ExampleCampaign } from '../../examples/src/answers.ts';

const DAY_MS = 24 * 3_600_000;

/** Local time of a zone without offset, as calendars are written: 2026-09-07T08:00. */
function localTime(ms: number, zone: string): string {
  return new Date(ms).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16).replace(' ', 'T');
}

interface Area {
  readonly id: number;
  readonly zone: string;
}

export interface FolderOptions {
  readonly address: string;
  readonly nowMs: number;
  readonly openDays: number;
  /** Whether content is published sealed, so that browsers can fetch it before it opens. */
  readonly sealedContent?: boolean;
  /** How many booklets of each class are keyed a second time; default none. */
  readonly keyedTwice?: number;
}

/**
 * Copies an example campaign into `parent`, with `address` printed on its papers and windows around `nowMs`: sequences
 * opened yesterday and close in `openDays`. Returns the folder.
 */
export function prepareFolder(
  example: ExampleCampaign,
  parent: string,
  { address, nowMs, openDays, sealedContent = false, keyedTwice = 0 }: FolderOptions,
): string {
  const folder = join(parent, example);
  cpSync(campaignFolder(example), folder, { recursive: true });
  const campaignFile = join(folder, 'campaign.yaml');
  const text = readFileSync(campaignFile, 'utf8');
  const addressed = text.replace(/^address: .*$/m, `address: ${address}`);
  const ahead = sealedContent ? '\ncontent: { ahead: true }\n' : '';
  const twice = keyedTwice > 0 ? `\ndoubleEntry: { perClass: ${keyedTwice}, seed: 2026 }\n` : '';
  writeFileSync(campaignFile, `${addressed}${ahead}${twice}`);

  const calendarFile = join(folder, 'calendar.yaml');
  const calendar = parse(readFileSync(calendarFile, 'utf8')) as {
    areas: Area[];
    sequences: Record<string, unknown>;
    documents: Record<string, unknown>;
  };
  const main = calendar.areas.at(-1)!;
  const window = (area: Area, opensMs: number, closesMs: number) => ({
    opens: localTime(opensMs, area.zone),
    closes: localTime(closesMs, area.zone),
  });
  const everywhere = (opensMs: number, closesMs: number) => ({
    ...window(main, opensMs, closesMs),
    areas: Object.fromEntries(
      calendar.areas
        .filter((area) => area !== main)
        .map((area) => [area.id, window(area, opensMs, closesMs)]),
    ),
  });
  const closesMs = nowMs + openDays * DAY_MS;
  const sequences = Object.keys(calendar.sequences).map((id) => [id, everywhere(nowMs - DAY_MS, closesMs)]);
  const documents = Object.keys(calendar.documents).map((name) => [
    name,
    window(main, nowMs - 2 * DAY_MS, closesMs + 30 * DAY_MS),
  ]);
  writeFileSync(
    calendarFile,
    stringify({
      areas: calendar.areas,
      sequences: Object.fromEntries(sequences),
      documents: Object.fromEntries(documents),
    }),
  );
  return folder;
}
