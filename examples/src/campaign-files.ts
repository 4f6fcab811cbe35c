/** For tests: the files of the example campaigns as they are on disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { campaignFolder, type ExampleCampaign } from './answers.ts';

interface Localised {
  readonly fr: string;
  readonly en: string;
}

export interface CampaignFile {
  readonly campaign: string;
  readonly title: Localised;
  readonly levels: readonly { readonly id: string; readonly mode: 'entry' | 'online' }[];
  readonly sequences: readonly {
    readonly id: string;
    readonly level: string;
    readonly package: string;
    readonly minutes?: number;
    readonly instructions: Localised;
    readonly exercises?: readonly {
      readonly id: string;
      readonly title: Localised;
      readonly page: string;
      readonly items: readonly string[];
    }[];
  }[];
  readonly domains: readonly {
    readonly id: string;
    readonly level: string;
    readonly sequence: string;
    readonly title: Localised;
    readonly sentence: Localised;
    readonly items: readonly string[];
    /** By module where pupils sit different items. */
    readonly thresholds: readonly [number, number] | Readonly<Record<string, readonly [number, number]>>;
    readonly testSpecific?: boolean;
  }[];
}

export function campaignFile(name: ExampleCampaign): CampaignFile {
  return parse(readFileSync(join(campaignFolder(name), 'campaign.yaml'), 'utf8')) as CampaignFile;
}

/** Path in the package → bytes. */
export function packageFiles(name: ExampleCampaign, folder: string): ReadonlyMap<string, Uint8Array> {
  const root = join(campaignFolder(name), folder);
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length + 1).replaceAll('\\', '/'), new Uint8Array(readFileSync(path))];
    }),
  );
}
